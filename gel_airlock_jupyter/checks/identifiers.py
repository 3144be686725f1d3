"""Identifiers of people and samples. A finding says how many and where, never which."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from gel_airlock_jupyter.errors import PolicyError
from gel_airlock_jupyter.findings import Finding, Location
from gel_airlock_jupyter.plain_text import plain, search
from gel_airlock_jupyter.policy.load import load
from gel_airlock_jupyter.policy.model import Policy, fold
from gel_airlock_jupyter.registry import Context, plural, rule, some
from gel_airlock_jupyter.roles.assign import has_variant_rows, is_identifier_name
from gel_airlock_jupyter.subjects import Column, FileView, PlacedText, RequestView, TableView, TextView

KINDS = {"ID-01": "platekey", "ID-05": "GMS identifier, request number or sample path"}
BLANK = "▮▮▮"
SHORTEST = 7  # no identifier of any pattern is shorter


@lru_cache(maxsize=32)
def _compiled(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


def pattern_of(policy: Policy, rule_id: str) -> re.Pattern[str]:
    """Return the compiled pattern of an identifier rule.

    Raises
    ------
    PolicyError
        If the policy gives none: the rule then fails as crashed instead of finding nothing.
    """
    patterns = tuple(policy.settings(rule_id).get("patterns", ()))
    if not patterns:
        raise PolicyError(f"The policy '{policy.id}' has no patterns for {rule_id}.", "Add them, or disable the rule.")
    return _compiled(patterns)


def identifier_hits(text: str, policy: Policy | None = None) -> tuple[tuple[str, str], ...]:
    """Return (rule id, kind) for every kind of identifier that a text holds."""
    policy = policy or load()
    if len(text) < SHORTEST:
        return ()
    return tuple((r, kind) for r, kind in KINDS.items() if policy.is_enabled(r) and search(pattern_of(policy, r), text))


def blanked(text: str, policy: Policy) -> str:
    """Return a text with the identifiers in it blanked, also those in disguise."""
    for rule_id in KINDS:
        pattern = pattern_of(policy, rule_id) if policy.is_enabled(rule_id) else None
        if pattern is not None and search(pattern, text):
            text = pattern.sub(BLANK, text if pattern.search(text) else plain(text))
    return text


def _in_cells(view: TableView, context: Context, pattern: re.Pattern[str], kind: str) -> Iterator[Finding]:
    for column in view.columns:
        hits = column.search(pattern)
        if hits.total:
            where = tuple(
                Location("cell", f"row {row + 1}, column '{_shown(column, pattern)}'", row, column.position)
                for row in hits.rows
            )
            yield context.finding(
                f"{plural(hits.total, 'cell')} of column '{_shown(column, pattern)}' {_verb(hits.total)} a {kind}.",
                where,
                f"Drop the column '{_shown(column, pattern)}', or the rows: identifiers may never leave.",
                places=hits.total,
            )


def _verb(number: int) -> str:
    return "holds" if number == 1 else "hold"


def _shown(column: Column, pattern: re.Pattern[str]) -> str:
    return pattern.sub(BLANK, column.label if pattern.search(column.label) else plain(column.label))


def _in_texts(texts: Iterable[PlacedText], context: Context, pattern: re.Pattern[str], kind: str) -> Iterator[Finding]:
    places = tuple(placed.where for placed in texts if len(placed.text) >= SHORTEST and search(pattern, placed.text))
    if places:
        labels = some(dict.fromkeys(place.label for place in places), 5)
        yield context.finding(
            f"{plural(len(places), 'text')} ({labels}) {_verb(len(places))} a {kind}.",
            places,
            "Rename or remove it: identifiers may not stand in headers, titles, names or metadata either.",
        )


def _search(view: object, context: Context, kind: str) -> Iterator[Finding]:
    pattern = pattern_of(context.policy, context.rule)
    if isinstance(view, TableView):
        yield from _in_cells(view, context, pattern, kind)
    if isinstance(view, TableView | FileView | TextView | RequestView):
        yield from _in_texts(view.placed_texts(), context, pattern, kind)


@rule("ID-01", TableView, FileView, TextView, RequestView, title="Platekey (sample identifier of a genome)")
def platekeys(view: TableView | FileView | TextView | RequestView, context: Context) -> Iterator[Finding]:
    """Look for platekeys anywhere.

    What it looks for: `LP` + 7 or 8 digits + `-DNA_` + plate position, in cells, headers, index, categories, titles,
    attrs, file names and metadata, also inside longer text, in lower case and with other separators.

    Why it matters: a platekey names one participant's genome. A request that holds one is rejected.

    What to do: drop the column or the rows; rename what carries it.

    Unseen characters, full-width digits, other dashes and letters that look alike hide nothing.

    Limits: a platekey cut into pieces or encoded is not seen by this rule.
    """
    yield from _search(view, context, KINDS["ID-01"])


@rule(
    "ID-05", TableView, FileView, TextView, RequestView, title="GMS identifier, interpretation request or sample path"
)
def gms_identifiers(view: TableView | FileView | TextView | RequestView, context: Context) -> Iterator[Finding]:
    """Look for identifiers of the Genomic Medicine Service, interpretation requests and paths by delivery.

    What it looks for: `r` or `p` + 11 digits, `pp`/`rr`/`ss` + digits, `SAP-…-…`, `ILMN-…-…`, `/genomes/by_date/`.

    Why it matters: each names a patient, a referral or a sample.

    What to do: drop the column or the rows; rename what carries it.

    Limits: rs numbers and genomic positions are no identifiers and are left alone.
    """
    yield from _search(view, context, KINDS["ID-05"])


def _is_own(column: Column, context: Context) -> bool:
    return bool({fold(part) for part in (column.label, *column.path)} & context.policy.words("own_identifier_names"))


@rule("ID-02", TableView, title="A column or index named as an identifier")
def identifier_columns(view: TableView, context: Context) -> Iterator[Finding]:
    """Look for columns, index levels and axis names that are called like an identifier.

    What it looks for: participant_id, platekey, sample_id, family_id and the like (vocabulary `identifier_names` of the
    policy), compared without case, blanks and punctuation. `participants` and `n_participants` are counts.

    Why it matters: whatever stands in such a column names people or samples.

    What to do: drop the column; if it holds something else, rename it to say what.

    Limits: the values are not looked at here, other rules do.
    """
    variants = has_variant_rows(view, context.policy)
    for column in view.columns:
        if context.declared.get("public_ids") and not _is_own(column, context):
            continue  # ID-09 speaks of them
        if any(is_identifier_name(part, context.policy, variants) for part in {column.label, *column.path}):
            yield context.finding(
                f"The {'index' if column.is_index else 'column'} '{column.label}' is named as an identifier.",
                (view.whole_column(column),),
                f"Drop '{column.label}' before export; if it is no identifier, rename it.",
            )
    for name in view.column_axis:
        if is_identifier_name(name, context.policy, variants):
            yield context.finding(
                f"The columns are named by '{name}', an identifier.",
                (Location("header", f"name of the column axis, '{name}'"),),
                "Aggregate over people first: one column per person is individual-level data.",
            )
