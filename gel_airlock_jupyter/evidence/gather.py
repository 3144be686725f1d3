"""Making a supporting document: run the count, blank the query, keep the counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gel_airlock_jupyter.checks.identifiers import identifier_hits
from gel_airlock_jupyter.errors import InputError
from gel_airlock_jupyter.evidence.blanked import blanked_expression, blanked_sql
from gel_airlock_jupyter.evidence.counting import count_in_frame, in_words
from gel_airlock_jupyter.evidence.labkey import LabKeySettings, count_by_rows, count_by_sql
from gel_airlock_jupyter.evidence.limits import EvidenceLimits
from gel_airlock_jupyter.evidence.sources import frame_named
from gel_airlock_jupyter.evidence.supporting import SupportingCounts
from gel_airlock_jupyter.policy.model import Policy
from gel_airlock_jupyter.roles.assign import is_identifier_name

Counts = Mapping[tuple[str, ...], int]


def gather(
    policy: Policy,
    namespace: Mapping[str, Any],
    made_at: str,
    *,
    frame: Any = None,
    query: str = "",
    sql: str = "",
    table: str = "",
    filters: Mapping[str, Any] | Sequence[tuple[str, str, Any]] = (),
    schema: str = "lists",
    person: str = "participant_id",
    by: Sequence[str] = (),
    terms: Sequence[str] = (),
    release: str = "",
    container: str | None = None,
) -> SupportingCounts:
    """Return how many people fit a description, as a document for the reviewer.

    Parameters
    ----------
    policy : Policy
        Fewest people (`[evidence] evidence_minimum`).
    namespace : mapping
        The session's names and objects.
    made_at : str
        UTC time for the record.
    frame, query : object or str, str
        A frame of the session (or its name) and a query as `DataFrame.query` takes it.
    sql, schema : str
        A LabKey SELECT that gives `person` and the columns of `by`.
    table, filters : str, mapping or sequence
        A LabKey table instead of `sql`, with filters.
    person : str
        The column that identifies people in LabKey.
    by : sequence of str
        Columns to count by: every combination must reach the minimum.
    terms : sequence of str
        Search terms, for the reviewer.
    release : str
        Release of the data, where the LabKey folder does not tell it.
    container : str, optional
        LabKey folder, where it is not the configured one.

    Raises
    ------
    InputError
        If not exactly one of frame, sql and table is given, a term holds an identifier, or the count fails.
    """
    listed = [terms] if isinstance(terms, str) else [str(term) for term in terms]
    names = [by] if isinstance(by, str) else [str(name) for name in by]
    if any(identifier_hits(term, policy) for term in listed):
        raise InputError("A search term holds an identifier.", "Describe people by phenotype, never by identifier.")
    if any(is_identifier_name(name, policy) for name in names):
        raise InputError(
            "by= names a column of identifiers.", "Count by what describes people: sex, age band, disease."
        )
    if sum((frame is not None, bool(sql), bool(table))) != 1:
        raise InputError("Give one of frame=, sql= and table=.", "For example frame=df, query='sex == \"F\"'.")
    counts: Counts
    if frame is not None:
        live = frame_named("frame", frame, namespace)
        counts = count_in_frame(live, query, names, EvidenceLimits.of(policy).person_names)
        source, shown = f"frame `{live.name}`", blanked_expression(query) if query.strip() else "(everybody)"
    else:
        settings = LabKeySettings.from_environment(container)
        release = release or settings.release
        if sql:
            counts, shown = count_by_sql(settings, schema, sql, person, names), blanked_sql(sql)
        else:
            counts = count_by_rows(settings, schema, table, filters, person, names)
            columns = filters if isinstance(filters, Mapping) else [column for column, _, _ in filters]
            shown = f"{table} filtered by {', '.join(columns) or 'nothing'}"
        source = f"LabKey schema {schema}"
    minimum = int(policy.content.get("evidence", {}).get("evidence_minimum", 5))
    least = min(counts.values(), default=0)
    return SupportingCounts(
        terms=tuple(listed),
        source=source,
        query=shown + (f" by {', '.join(names)}" if names else ""),
        counts=tuple(in_words(counts, minimum)),
        least=least if least == 0 or least >= minimum else 1,
        minimum=minimum,
        release=release,
        made_at=made_at,
    )
