"""Counting people with a LabKey query, through the `labkey` package against the configured server."""

from __future__ import annotations

import importlib.util
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gel_airlock_jupyter.errors import InputError
from gel_airlock_jupyter.evidence.blanked import without_comments

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
MOST_GROUPS = 1_000


@dataclass(frozen=True)
class LabKeySettings:
    """Where LabKey is.

    Parameters
    ----------
    server : str
        Host, with port if need be; `GEL_AIRLOCK_LABKEY_SERVER`. Credentials are the `labkey` package's matter.
    container : str
        Folder of the release, such as `/main-programme/main-programme_v19_2024-10-31`;
        `GEL_AIRLOCK_LABKEY_CONTAINER`.
    context : str
        Context path; `GEL_AIRLOCK_LABKEY_CONTEXT`, by default "labkey".
    ssl : bool
        False only for a server on this machine; `GEL_AIRLOCK_LABKEY_SSL`.
    seconds : int
        Time limit of a query.
    """

    server: str
    container: str
    context: str = "labkey"
    ssl: bool = True
    seconds: int = 120

    @classmethod
    def from_environment(cls, container: str | None = None) -> LabKeySettings:
        """Return the settings of the environment.

        Raises
        ------
        InputError
            If no server or no folder is configured.
        """
        server = os.environ.get("GEL_AIRLOCK_LABKEY_SERVER", "")
        folder = container or os.environ.get("GEL_AIRLOCK_LABKEY_CONTAINER", "")
        for value, name in ((server, "SERVER"), (folder, "CONTAINER")):
            if not value:
                raise InputError(f"No LabKey {name.lower()} is configured.", f"Set GEL_AIRLOCK_LABKEY_{name}.")
        return cls(
            server=server,
            container=folder,
            context=os.environ.get("GEL_AIRLOCK_LABKEY_CONTEXT", "labkey"),
            ssl=os.environ.get("GEL_AIRLOCK_LABKEY_SSL", "1").casefold() not in ("0", "false", "no"),
        )

    @property
    def release(self) -> str:
        """Return the release that the folder's path names: its last part."""
        return self.container.strip("/").rpartition("/")[2]


def count_by_sql(
    settings: LabKeySettings, schema: str, sql: str, person: str, by: Sequence[str]
) -> dict[tuple[str, ...], int]:
    """Return how many people a SELECT finds, by group; only the counts leave the server.

    Parameters
    ----------
    settings : LabKeySettings
        Where to ask.
    schema : str
        LabKey schema, such as "lists".
    sql : str
        A SELECT that gives the person's column and those of `by`.
    person : str
        Column that identifies people.
    by : sequence of str
        Columns to count by.

    Raises
    ------
    InputError
        If the statement is no single SELECT, a name is no name, or the server refuses.
    """
    statement = without_comments(sql).strip().rstrip(";").strip()
    if not re.match(r"(?is)(select|with)\b", statement) or ";" in re.sub(r"'(?:[^']|'')*'", "", statement):
        raise InputError("The LabKey query must be one SELECT.", 'For example sql="SELECT participant_id FROM ...".')
    names = [_name(name) for name in (person, *by)]
    columns = "".join(f"found.{name}, " for name in names[1:])
    group = f" GROUP BY {columns.rstrip(', ')}" if by else ""
    # The statement is the researcher\'s own, under their own rights; it is only wrapped into a count.
    counted = f"SELECT {columns}COUNT(DISTINCT found.{names[0]}) AS people FROM ({statement}) AS found{group}"  # noqa: S608
    answer = _asked(
        settings,
        lambda query: query.execute_sql(
            schema_name=schema, sql=counted, max_rows=MOST_GROUPS, timeout=settings.seconds, waf_encode_sql=False
        ),
    )
    rows = [{str(key).casefold(): value for key, value in row.items()} for row in answer.get("rows", ())]
    try:
        return {tuple(str(row[name.casefold()]) for name in by): int(row["people"]) for row in rows}
    except (KeyError, TypeError, ValueError):
        raise InputError("LabKey's answer holds no count.", "Let the SELECT give the columns of by=.") from None


def count_by_rows(
    settings: LabKeySettings,
    schema: str,
    query_name: str,
    filters: Mapping[str, Any] | Sequence[tuple[str, str, Any]],
    person: str,
    by: Sequence[str],
) -> dict[tuple[str, ...], int]:
    """Return how many people a table's filtered rows are, by group; only the columns needed for that are fetched.

    Parameters
    ----------
    filters : mapping or sequence of (column, type, value)
        `{column: value}` for equality, or LabKey's filter types such as "gte", "contains", "in".
    """
    _require()
    from labkey.query import QueryFilter

    listed = [(c, "eq", v) for c, v in filters.items()] if isinstance(filters, Mapping) else list(filters)
    columns = ",".join(_name(name) for name in (person, *by))
    answer = _asked(
        settings,
        lambda query: query.select_rows(
            schema_name=schema,
            query_name=query_name,
            columns=columns,
            filter_array=[QueryFilter(_name(column), value, kind) for column, kind, value in listed],
            max_rows=-1,
            timeout=settings.seconds,
        ),
    )
    people: dict[tuple[str, ...], set[str]] = {} if by else {(): set()}
    for row in answer.get("rows", ()):
        group = tuple(str(row.get(name)) for name in by)
        if row.get(person) is not None:
            people.setdefault(group, set()).add(str(row[person]))
    return {group: len(found) for group, found in people.items()}


def _name(name: str) -> str:
    if not NAME.fullmatch(name):
        raise InputError(f"'{name}' cannot be the name of a LabKey column.", "Use letters, digits and '_'.")
    return name


def _require() -> None:
    """Raise unless the `labkey` package is there."""
    if importlib.util.find_spec("labkey") is None:
        raise InputError(
            "LabKey queries need the `labkey` package, which is not installed.",
            "Install it: pip install 'gel-airlock-jupyter[labkey]'. Or count in a frame: frame=, query=.",
        )


def _asked(settings: LabKeySettings, ask: Any) -> Mapping[str, Any]:
    _require()
    from labkey.api_wrapper import APIWrapper

    api = APIWrapper(settings.server, settings.container, settings.context, use_ssl=settings.ssl)
    try:
        answer = ask(api.query)
    except Exception as error:  # noqa: BLE001 - requests' and labkey's own errors, which quote addresses and answers
        cause = error.__cause__ or error
        raise InputError(
            f"LabKey did not answer the query ({type(cause).__name__}).",
            "Check GEL_AIRLOCK_LABKEY_SERVER and _CONTAINER, the schema, and your access to the folder.",
        ) from None
    if not isinstance(answer, Mapping) or "rows" not in answer:
        raise InputError("LabKey's answer holds no rows.", "Check schema and query in LabKey's own pages.")
    return answer
