"""Outputs meant for public databases of variants: ClinVar, and matchmakers such as GeneMatcher."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from gel_airlock_jupyter.checks.given_before import given_before
from gel_airlock_jupyter.findings import Finding, Location
from gel_airlock_jupyter.policy.model import Policy, fold
from gel_airlock_jupyter.registry import Context, plural, rule, some
from gel_airlock_jupyter.roles.role import Role
from gel_airlock_jupyter.roles.row_numbers import ROW_NUMBERS
from gel_airlock_jupyter.roles.shape import is_blank
from gel_airlock_jupyter.subjects import Column, JointView, PlacedText, RequestView, TableView, TextView

Readable = TableView | TextView | RequestView
HEAD = 1000


def _mentions(view: Readable, context: Context) -> list[PlacedText]:
    """Return the texts of an output or request that name the purpose the rule is about."""
    patterns = [re.compile(pattern, re.IGNORECASE) for pattern in context.setting("patterns", ())]
    texts: Iterable[PlacedText] = view.placed_texts()
    if isinstance(view, TableView):
        said = str(context.declared.get("justification") or "")
        texts = (
            PlacedText(view.name.replace("_", " "), Location("whole", "the name of the table")),
            PlacedText(said, Location("field", "the justification")),
            *(replace(t, text=t.text.replace("_", " ")) if t.where.kind == "header" else t for t in texts),
        )
    return [placed for placed in texts if any(pattern.search(placed.text) for pattern in patterns)]


def _called(view: TableView, vocabulary: str, context: Context) -> list[Column]:
    words = context.policy.words(vocabulary)
    return [column for column in view.columns if fold(column.path[-1]) in words]


@rule("VR-09", TableView, TextView, RequestView, title="Variants meant for ClinVar")
def clinvar(view: Readable, context: Context) -> Iterator[Finding]:
    """Look for submissions to ClinVar.

    What it looks for: a request, text or table that says it goes to ClinVar; columns that only ClinVar's submission
    sheets have (collection method, allele origin, affected status ...). Variant, clinical significance and condition
    side by side are only pointed out: papers print such tables too.

    Why it matters: clinicians, GMCs and Genomics England release variants into clinical databases; researchers must
    not, so that nothing is entered twice.

    What to do: tell the recruiting clinician or Genomics England which variants should be submitted.

    Limits: a column or sentence that only cites ClinVar is left alone; an unnamed purpose is not seen.
    """
    hint = "Ask the recruiting clinician or Genomics England to submit them; researchers may not."
    mentions = _mentions(view, context)
    if mentions:
        yield context.finding(
            f"It says that variants go to ClinVar ({some(dict.fromkeys(m.where.label for m in mentions), 3)}).",
            [placed.where for placed in mentions],
            hint,
        )
    if not isinstance(view, TableView):
        return
    signs = _called(view, "clinvar_names", context)
    if len(signs) >= context.setting("signs", 2):
        yield context.finding(
            f"Columns {some((c.label for c in signs), 4)} are those of a submission to ClinVar.",
            [view.whole_column(column) for column in signs],
            hint,
        )
        return
    significance = _called(view, "significance_names", context)
    conditions = _called(view, "condition_names", context)
    if not mentions and significance and conditions and context.reading.having(Role.VARIANT, Role.ALLELE):
        found = (*significance, *conditions)
        yield context.finding(
            f"Variants stand beside clinical significance and condition ({some((c.label for c in found), 4)}), "
            "as in a submission to ClinVar.",
            [view.whole_column(column) for column in found],
            "Fine in a paper; if it is meant for ClinVar, the clinician or Genomics England must submit it.",
            severity=context.setting("shape_severity", "warn"),
        )


@rule("VR-10", TableView, TextView, RequestView, JointView, title="Submission to a matchmaker such as GeneMatcher")
def matchmakers(view: Readable | JointView, context: Context) -> Iterator[Finding]:
    """Look for submissions to matchmaker services.

    What it looks for: a request, text or table that says so, or a table of nothing but gene, mode of inheritance and
    functional effect, with or without a phenotype. What goes beyond these four is named, and so are phenotypes too
    long to be very broad.

    Why it matters: a matchmaker needs gene, inheritance, effect and a very broad phenotype; more describes a person.
    The same variant must not be released by two researchers.

    What to do: keep these columns only, write phenotypes such as "neurological disorder", and leave out variants that
    an earlier export gave: those that the project's ledger knows are named, and so are their genes.

    Limits: exports of other projects, and of long lists (more than 2,000 variants), are known to the reviewers alone.
    """
    if isinstance(view, JointView):
        yield from given_before(view, context)
        return
    mentions = _mentions(view, context)
    if not isinstance(view, TableView):
        if mentions:
            yield _submission(context, [placed.where for placed in mentions])
        return
    genes, phenotypes, extra, complete = _columns(view, context)
    if not (mentions and genes) and (extra or not complete):
        return
    yield _submission(context, [placed.where for placed in mentions] or [Location("whole", "the table")])
    severity = context.setting("extra_severity", "review")
    if extra:
        yield context.finding(
            f"{plural(len(extra), 'column')} ({some((c.label for c in extra), 5)}) "
            f"{'goes' if len(extra) == 1 else 'go'} beyond gene, inheritance, functional effect and broad phenotype.",
            [view.whole_column(column) for column in extra],
            "Drop them: a matchmaker gets these four only.",
            severity=severity,
        )
    yield from _narrow(view, phenotypes, context, severity)


def _columns(view: TableView, context: Context) -> tuple[list[Column], list[Column], list[Column], bool]:
    """Return genes, phenotypes, what goes beyond a submission, and whether all that one needs is there."""
    genes = _called(view, "gene_names", context)
    inheritance, effects = (_called(view, name, context) for name in ("inheritance_names", "functional_effect_names"))
    phenotypes = _called(view, "broad_phenotype_names", context)
    kept = [*genes, *inheritance, *effects, *phenotypes]
    extra = [column for column in view.columns if column not in kept and _says_something(column, context)]
    return genes, phenotypes, extra, bool(genes and inheritance and effects)


def is_for_matchmaker(view: TableView, context: Context) -> bool:
    """Return whether a table is a submission to a matchmaker; `context` is one of VR-10."""
    genes, _, extra, complete = _columns(view, context)
    return (bool(genes) and bool(_mentions(view, context))) or (complete and not extra)


def names_matchmaker(text: str, policy: Policy) -> bool:
    """Return whether a text names a matchmaker service."""
    return any(re.search(pattern, text, re.IGNORECASE) for pattern in policy.settings("VR-10").get("patterns", ()))


def _says_something(column: Column, context: Context) -> bool:
    """Return whether a column is neither empty nor a number of its row."""
    numbered = fold(column.path[-1]) in ROW_NUMBERS and context.reading.of(column.position) is Role.NUMBER
    return not numbered and not is_blank(column)


def _submission(context: Context, where: list[Location]) -> Finding:
    return context.finding(
        "This is a submission to a matchmaker service.",
        where,
        "Only gene, mode of inheritance, functional effect and a very broad phenotype, and no variant that another "
        "export gave already. The reviewers check it against earlier requests.",
    )


def _narrow(view: TableView, phenotypes: list[Column], context: Context, severity: str) -> Iterator[Finding]:
    most = context.setting("broad_words", 4)
    for column in phenotypes:
        if column.kind not in ("text", "other"):
            continue
        rows = [row for row, text in enumerate(column.texts[:HEAD]) if len(text.split()) > most or _lists(text)]
        if rows:
            yield context.finding(
                f"{plural(len(rows), 'phenotype')} in '{column.label}' {'is' if len(rows) == 1 else 'are'} "
                "more than very broad.",
                [view.cell(row, column) for row in rows],
                'Write such as "neurological disorder".',
                severity=severity,
                places=len(rows),
            )


def _lists(text: str) -> bool:
    return any(mark in text for mark in (";", "HP:", "|", ","))
