"""Dropping, or masking where the policy says so, the variants that VR-02 to VR-07 find."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.checks.genotypes import small_genotype_cells, small_group_rows
from gel_airlock_jupyter.checks.measures import Measures
from gel_airlock_jupyter.checks.rare import Rarity, derived_count, folded_frequency, shown_count
from gel_airlock_jupyter.checks.variants import is_bulk
from gel_airlock_jupyter.findings import Severity
from gel_airlock_jupyter.policy.model import Policy
from gel_airlock_jupyter.registry import Context, plural, some
from gel_airlock_jupyter.roles.model import Reading
from gel_airlock_jupyter.roles.signature import CASES, CONTROLS, Field
from gel_airlock_jupyter.subjects import TableView

NONE = np.empty(0, dtype=np.int64)
SHOWN = (Field.COUNT, Field.FREQUENCY, Field.HOMOZYGOTES, Field.HETEROZYGOTES, Field.REFERENCE)


@dataclass(frozen=True)
class VariantFix:
    """Changes to a table of variants: rows and columns to drop, cells to write, and all of it in words."""

    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()
    cells: Mapping[tuple[int, int], str] = field(default_factory=dict)
    words: tuple[str, ...] = ()


def variants_to_fix(view: TableView, reading: Reading, policy: Policy, declared: Mapping[str, Any]) -> VariantFix:
    """Return what has to change so that no variant is under the filters, and no genotype count is 1 to 4.

    Parameters
    ----------
    view, reading : TableView, Reading
        The table and how it was read.
    policy : Policy
        Limits, and for VR-02 to VR-04 whether rows are dropped or masked (`fix`). A rule that is off, or does not
        fail, changes nothing.
    declared : mapping
        Validated declarations.
    """
    measures = Measures(view, reading, policy, declared)
    if measures.signature is None or not measures.size:
        return VariantFix()
    drop, mask = rare_variants(measures, policy)
    small = _rows_of_small_groups(measures, policy)
    drop = np.union1d(drop, small) if len(small) < measures.size else drop
    mask = np.setdiff1d(mask, drop, assume_unique=True)
    dropped = frozenset(drop.tolist())
    cells, words = _genotype_cells(measures, policy, dropped)
    hidden = _group_cells(measures, policy, dropped)
    masked = _masked_cells(measures, policy, mask)
    columns = _marker_columns(view, measures, policy)
    said = [*_dropped_words(measures, drop), *_masked_words(mask), *words, *_hidden_words(hidden)]
    if columns:
        labels = some(view.columns[position].label for position in columns)
        said.append(f"dropped {plural(len(columns), 'column')} ({labels}) naming the variants behind burden tests")
    every = {**hidden, **cells, **masked}
    if measures.long is not None:
        behind = measures.long.rows_behind({*dropped, *(variant for variant, _ in every)})
        return VariantFix(behind, frozenset(), {}, tuple(said))
    if measures.signature.turned:
        positions = [column.position for column in measures.turned_columns]
        turned = {(position, positions[variant]): text for (variant, position), text in every.items()}
        return VariantFix(frozenset(), frozenset(positions[v] for v in dropped), turned, tuple(said))
    return VariantFix(dropped, columns, every, tuple(said))


def rare_variants(measures: Measures, policy: Policy) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the variants under the filters of VR-02 to VR-04: those to drop, and those to mask."""
    if not is_bulk(measures, _context(measures, policy, "VR-02")):
        return NONE, NONE
    found: dict[str, NDArray[np.int64]] = {"drop": NONE, "mask": NONE}
    fewest = float(policy.settings("VR-02").get("minimum_allele_count", 20))
    rarest = float(policy.settings("VR-03").get("minimum_frequency", 0.005))
    for rule, limit in (("VR-02", fewest), ("VR-03", rarest), ("VR-04", fewest)):
        if not _fails(policy, rule):
            continue
        way = str(policy.settings(rule).get("fix", "drop"))
        for rarity in rarities(measures, rule):
            found[way] = np.union1d(found[way], rarity.under(limit)[2])
    return found["drop"], found["mask"]


def rarities(measures: Measures, rule: str) -> list[Rarity]:
    """Return what a rule judges: shown counts, frequencies, or counts that can be worked out."""
    if rule == "VR-04":
        derived = [derived_count(measures, group) for group in measures.groups]
        return [rarity for rarity in derived if rarity is not None]
    field_ = Field.COUNT if rule == "VR-02" else Field.FREQUENCY
    groups = measures.groups if rule == "VR-02" else measures.frequency_groups
    shown = [v for group in groups for v in measures.of(field_, group) if v.is_readable]
    if rule == "VR-02":
        return [shown_count(measures, values) for values in shown]
    return [folded_frequency(v, measures.size) for v in shown if v.least >= 0 and v.most <= 1 + 1e-9]


def _fails(policy: Policy, rule: str) -> bool:
    return policy.is_enabled(rule) and policy.severity(rule) is Severity.FAIL


def _context(measures: Measures, policy: Policy, rule: str) -> Context:
    return Context(rule, policy, measures.declared, measures.reading)


def _rows_of_small_groups(measures: Measures, policy: Policy) -> NDArray[np.int64]:
    if not _fails(policy, "VR-07"):
        return NONE
    return small_group_rows(measures, int(policy.settings("VR-07").get("minimum_group", 5)) - 1)


def _genotype_cells(
    measures: Measures, policy: Policy, dropped: frozenset[int]
) -> tuple[dict[tuple[int, int], str], list[str]]:
    """Return masks for genotype counts of 1 to 4, and for those of the same row that would give them back."""
    settings = policy.settings("VR-07")
    if not _fails(policy, "VR-07"):
        return {}, []
    most, mask = int(settings.get("genotype_minimum", 5)) - 1, str(settings.get("mask", "<5"))
    cells: dict[tuple[int, int], str] = {}
    blank = {at.position for at in measures.signature.having(Field.TRIPLE)} if measures.signature else set()
    small = 0
    for position, (rows, together) in small_genotype_cells(measures, most).items():
        exact = set() if position in blank else set(rows.tolist())
        for row in together.tolist():
            if row not in dropped:
                cells[row, position] = mask if row in exact else ""
                small += row in exact
    told = f"wrote `{mask}` in {plural(small, 'genotype count')}, and hid what gives them back"
    hid = f"hid the genotype counts of {plural(len({row for row, _ in cells}), 'variant')}"
    words = [told if small else hid] if cells else []
    return cells, words


def _group_cells(measures: Measures, policy: Policy, dropped: frozenset[int]) -> dict[tuple[int, int], str]:
    """Return blanks for the figures of cases and controls where a shown allele count of one of them is 1 to 4."""
    settings = policy.settings("VR-02")
    bulk = is_bulk(measures, _context(measures, policy, "VR-02"))
    if not bulk or not policy.is_enabled("VR-02") or str(settings.get("group_severity", "fail")) != "fail":
        return {}
    most = int(settings.get("group_minimum", 5)) - 1
    shown = [v for group in (CASES, CONTROLS) for v in measures.of(Field.COUNT, group) if v.is_readable]
    found = [Rarity(v, measures.size, v.chunk, v.least).between(1, most, measures.size)[1] for v in shown]
    rows = np.unique(np.concatenate(found)).tolist() if found else []
    figures = [v for v in measures.all if v.at.group in (CASES, CONTROLS) and v.at.field in SHOWN]
    return {(row, v.at.position): "" for row in rows if row not in dropped for v in figures}


def _masked_cells(measures: Measures, policy: Policy, rows: NDArray[np.int64]) -> dict[tuple[int, int], str]:
    """Return masks for every figure of the variants under the filter."""
    masks = {Field.COUNT: str(policy.settings("VR-02").get("mask", "<20"))}
    masks[Field.FREQUENCY] = str(policy.settings("VR-03").get("mask", "<0.005"))
    limits = {Field.COUNT: float(policy.settings("VR-02").get("minimum_allele_count", 20))}
    limits[Field.FREQUENCY] = float(policy.settings("VR-03").get("minimum_frequency", 0.005))
    cells: dict[tuple[int, int], str] = {}
    for values in measures.all:
        if values.at.field not in SHOWN:
            continue
        limit = limits.get(values.at.field, -np.inf)
        for row in rows.tolist():
            low = float(values.chunk(slice(row, row + 1))[0]) < limit
            cells[row, values.at.position] = masks[values.at.field] if low else ""
    return cells


def _marker_columns(view: TableView, measures: Measures, policy: Policy) -> frozenset[int]:
    """Return the columns naming variants in a burden table with counts or frequencies under the filter."""
    signature = measures.signature
    if signature is None or signature.kind != "gene burden" or signature.turned or not _fails(policy, "VR-05"):
        return frozenset()
    fewest = float(policy.settings("VR-02").get("minimum_allele_count", 20))
    rarest = float(policy.settings("VR-03").get("minimum_frequency", 0.005))
    limits = (("VR-02", fewest), ("VR-03", rarest), ("VR-04", fewest))
    under = any(r.under(limit, 1)[0] for rule, limit in limits for r in rarities(measures, rule))
    return frozenset(at.position for at in signature.having(Field.MARKERS, Field.VARIANT)) if under else frozenset()


def _dropped_words(measures: Measures, drop: NDArray[np.int64]) -> list[str]:
    if not len(drop):
        return []
    return [f"dropped {plural(len(drop), 'variant')} under the filter for rare variants, of {measures.size:,}"]


def _masked_words(mask: NDArray[np.int64]) -> list[str]:
    return [f"masked counts and frequencies of {plural(len(mask), 'variant')} under the filter"] if len(mask) else []


def _hidden_words(hidden: Mapping[tuple[int, int], str]) -> list[str]:
    rows = {row for row, _ in hidden}
    if not rows:
        return []
    return [f"hid the figures of cases and controls of {plural(len(rows), 'variant')} with 1-4 alleles in a group"]
