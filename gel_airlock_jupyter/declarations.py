"""What only the researcher knows: the keywords of `check`, `fix` and `stage`, validated."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from gel_airlock_jupyter.errors import InputError, UnknownName
from gel_airlock_jupyter.joint.declared import parsed
from gel_airlock_jupyter.subjects import ModelView, View

KNOWN: Mapping[str, str] = {
    "n": "population behind percentages: a whole number",
    "counts": "columns that count people",
    "index": "columns that label the rows, where the table has no index of its own",
    "unit": "what a bar or cell counts: participants, variants, genes ...",
    "genetic": "True when the counts are of variants or genes",
    "cohort": "the frame a statistic was computed from",
    "by": "the grouping columns of that frame",
    "contributors": "a frame of the same shape: people behind each cell",
    "selected": "True for a list of variants curated for significance",
    "public_ids": "why identifiers in it are public",
    "justification": "why it may leave although it needs review",
    "source": "the frame in the session it was computed from",
    "evidence": "supporting documents: what airlock.evidence() returned, or their ids",
    "relations": "totals to add or take back: 'All = women + men', 'not Total'",
    "roles": "{column: role}",
    "row_is": "participant, variant, gene, site, group or other",
    "rounded": "base that every count was rounded to, such as 5",
    "bars": "how airlock.fix shows bars of 1-4 people: 'hide' or 'floor'",
    "alt_text": "description of a figure for people who cannot see it",
}
ROW_IS = ("participant", "person", "variant", "gene", "site", "group", "other")


def validated(declared: Mapping[str, Any]) -> dict[str, Any]:
    """Return the declarations without empty ones.

    Raises
    ------
    UnknownName
        For a keyword that does not exist, with the closest one.
    InputError
        For a value of the wrong kind.
    """
    for key in declared:
        if key not in KNOWN:
            raise UnknownName.among("declaration", key, KNOWN, "Known: " + ", ".join(KNOWN))
    kept = {
        key: value
        for key, value in declared.items()
        if value is not None and value is not False and not _is_blank(value)
    }
    for columns in ("counts", "index"):
        if isinstance(kept.get(columns), str):
            kept[columns] = [kept[columns]]
        if columns in kept:
            kept[columns] = [str(column) for column in kept[columns]]
    if "row_is" in kept and str(kept["row_is"]) not in ROW_IS:
        raise UnknownName.among("kind of row", str(kept["row_is"]), ROW_IS, "Known: " + ", ".join(ROW_IS))
    if "n" in kept:
        kept["n"] = _people(kept["n"])
    if "rounded" in kept:
        kept["rounded"] = _base(kept["rounded"])
    if "roles" in kept:
        _validate_roles(kept["roles"])
    if "relations" in kept:
        parsed(kept["relations"])
    return kept


def _people(n: Any) -> int:
    """Return a number of people; NumPy's whole numbers are as good as Python's."""
    if isinstance(n, bool) or not hasattr(n, "__index__"):
        raise InputError(f"n= must be a whole number of people, not {type(n).__name__}.", "For example n=180.")
    if int(n) < 0:
        raise InputError("n= must be a number of people, not a negative one.", "For example n=180.")
    return int(n)


def _base(rounded: Any) -> int:
    if isinstance(rounded, bool) or not hasattr(rounded, "__index__") or int(rounded) < 2:
        raise InputError("rounded= must be the base that counts were rounded to.", "For example rounded=5.")
    return int(rounded)


def with_known(declared: Mapping[str, Any], views: Iterable[View]) -> dict[str, Any]:
    """Return the declarations with what the output itself tells: the people a model was fitted to."""
    fitted = next((view.fitted_to for view in views if isinstance(view, ModelView) and view.fitted_to), None)
    return dict(declared) if fitted is None or "n" in declared else {**declared, "n": fitted}


def _is_blank(value: Any) -> bool:
    return isinstance(value, str | list | tuple | dict) and len(value) == 0


def _validate_roles(roles: Any) -> None:
    from gel_airlock_jupyter.roles.model import Role

    if not isinstance(roles, Mapping):
        raise InputError("roles= must map columns to roles.", 'For example roles={"tier": "label"}.')
    for role in roles.values():
        if str(role) not in {str(r) for r in Role}:
            raise UnknownName.among("role", str(role), [str(r) for r in Role])


def recorded(declared: Mapping[str, Any]) -> dict[str, Any]:
    """Return declarations as plain JSON values; a frame is recorded by its shape only."""
    return {key: _plain(value) for key, value in sorted(declared.items())}


def _plain(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)  # JSON has no such number
    if isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    if isinstance(value, Mapping):
        return {str(key): _plain(entry) for key, entry in value.items()}
    shape = getattr(value, "shape", None)
    return f"{type(value).__name__} {' x '.join(map(str, shape))}" if shape else type(value).__name__
