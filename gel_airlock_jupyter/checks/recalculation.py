"""Masked cells that can be worked back from the other cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from gel_airlock_jupyter.checks import joint
from gel_airlock_jupyter.checks.in_sentences import Worded, sums_in_words
from gel_airlock_jupyter.checks.joint import told_apart
from gel_airlock_jupyter.checks.texts import narrow_limits_in
from gel_airlock_jupyter.disclosure.audit import Audit, Verdict
from gel_airlock_jupyter.disclosure.hidden import audit_grid
from gel_airlock_jupyter.disclosure.pausing import uncollected
from gel_airlock_jupyter.disclosure.quantities import Quantity, parse
from gel_airlock_jupyter.disclosure.system import Relation
from gel_airlock_jupyter.findings import Finding, Location
from gel_airlock_jupyter.joint.declared import parsed
from gel_airlock_jupyter.registry import Context, plural, rule, some
from gel_airlock_jupyter.roles.grid import CountGrid, count_grid, marks_of, neutral
from gel_airlock_jupyter.roles.model import Role
from gel_airlock_jupyter.roles.relations import relations_of, unknown_names
from gel_airlock_jupyter.subjects import FigureView, JointView, RequestView, TableView, TextView

READ_ANYWAY = 2_000  # cells: totals of smaller tables are told in the report even where nothing is masked
Audited = tuple[CountGrid, Audit, tuple[Relation, ...]]


def audited(view: TableView, context: Context) -> Audited | None:
    """Return grid, audit and relations of a table; None where no count is masked. CT-02 and CT-03 share the work."""
    if "audited" not in context.memo:
        with uncollected():
            context.memo["audited"] = _audited(view, context)
    done: Audited | None = context.memo["audited"]
    return done


def _audited(view: TableView, context: Context) -> Audited | None:
    is_large = view.n_rows * len(view.columns) > READ_ANYWAY
    if is_large and _is_plain(view, context):
        return None
    counts = count_grid(view, context.reading, context.policy, context.declared)
    if counts is None:
        return None
    is_veiled = any(_is_veiled(cell) for cell in counts.grid.coded.cells)
    if not is_veiled and is_large:
        return None
    counts, relations = _as_marked(counts, context)
    context.memo["relations"] = tuple(dict.fromkeys(relation.words for relation in relations if relation.words))
    if not is_veiled:
        return None
    seconds = float(context.setting("seconds", 5.0, rule="CT-02"))
    return counts, audit_grid(counts.grid, relations, marks_of(context.policy), "band", seconds), relations


def _is_plain(view: TableView, context: Context) -> bool:
    """Return whether all that counts people is stored as whole numbers from 0, none missing: nothing is veiled."""
    marks = marks_of(context.policy)
    if any(mark.isdecimal() for mark in (*marks.secondary, *marks.ambiguous)):
        return False
    for role in context.reading.having(Role.COUNT, Role.UNKNOWN_COUNT, Role.PERCENTAGE):
        column = view.columns[role.position]
        profile = column.profile if column.kind in ("whole", "number") else None
        if role.role is Role.PERCENTAGE or profile is None:
            return False
        if profile.missing or not profile.whole or profile.minimum < 0:
            return False
    return True


def _as_marked(counts: CountGrid, context: Context) -> tuple[CountGrid, tuple[Relation, ...]]:
    """Return the grid and its relations as the marks have to be meant.

    `*` beside `<5` says "5 or more". Where totals contradict that, a reader takes it for any count, and so do we.
    """
    relations = relations_of(counts.grid, context.declared, hidden_only=True)
    grid = counts.grid
    if not any(cell is not None and cell.mark == "complementary" for cell in grid.coded.cells):
        return counts, relations
    meant = replace(grid, cells=neutral(grid.cells, marks_of(context.policy)))
    more = relations_of(meant, context.declared, hidden_only=True) if meant != grid else relations
    return (counts, relations) if set(more) <= set(relations) else (replace(counts, grid=meant), more)


def _is_veiled(cell: Quantity | None) -> bool:
    return cell is None or cell.is_hidden or cell.mark == "range"


def _place(view: TableView, counts: CountGrid, verdict: Verdict) -> Location:
    match verdict.key:
        case (int(row), int(column)):
            return view.cell(row, counts.columns[column])
        case _:
            return Location("text", "the title")


def _too_large(view: TableView, context: Context) -> bool:
    return bool(view.n_rows * len(view.columns) > context.setting("cells", 20_000, rule="CT-02"))


@rule("CT-02", TableView, TextView, FigureView, RequestView, JointView, title="A masked cell can be recalculated")
def recalculable(view: Worded | JointView, context: Context) -> Iterator[Finding]:
    """Look for masked cells that follow from totals and other cells.

    What it looks for: every masked count for which one whole number is left to a reader who knows all the other cells,
    which rows and columns add up, and what the marks mean (`<5` is 1 to 4, `20-24` one of five numbers). Sums are found
    from labels and numbers, with masked cells taking part.

    Why it matters: (8, 11, `<5`, total 22) gives the masked cell as 22 - 8 - 11 = 3 and is rejected like the 3 itself.

    What to do: mask one more cell of the row or column, or turn the total into a range such as `20-24`. `airlock.fix`
    chooses the least loss.

    Outputs checked together (a list, a request) are read as one: the same cell in two tables, a margin of one table
    printed in another, bars of a figure, `N=180` in a title or text, tables that are the parts of a table, and tables
    that differ by fewer than 5 people. A relation needs labels that agree, or several numbers that do. A sentence may
    give its own masked number back: "of the 22, 8 had A, 11 had B, and <5 had C".

    Limits: earlier requests are CT-04's matter. What could not be proven in time counts as calculable.
    """
    if isinstance(view, JointView):
        yield from joint.across(view, context)
        return
    if not context.declared.get("genetic"):
        yield from sums_in_words(view, context, int(context.setting("threshold", 5, rule="CT-01")))
    if not isinstance(view, TableView):
        return
    if _too_large(view, context):
        yield from _not_audited(view, context)
        return
    done = audited(view, context)
    if done is None:
        return
    counts, result, relations = done
    yield from _without_effect(counts, context)
    bad = [v for v in result.verdicts.values() if v.status in ("calculable", "unproven")]
    if context.setting("need") == "band":
        bad += [v for v in result.verdicts.values() if v.status == "narrowed"]
    if not bad:
        return
    told = {v.key: v.equation for v in bad if v.equation}
    equations = told_apart([(_place(view, counts, v).label, told[v.key]) for v in bad if v.key in told])
    unproven = sum(verdict.status == "unproven" for verdict in bad)
    used = (relation.words for relation in relations if relation.words and relation not in result.dropped)
    read = some(dict.fromkeys(used), 3)
    contradicted = "contradicted by a relation that is declared" if result.inconsistent else "not proven safe in time"
    yield context.finding(
        f"{plural(len(bad), 'masked cell')} can be calculated from the rest"
        + (f": {some(equations, 3, '; ')}" if equations else "")
        + (f" ({unproven} {contradicted}, which counts as calculable)" if unproven else "")
        + (f"; {read}." if read else "."),
        [_place(view, counts, verdict) for verdict in bad],
        ("Mask the percentage with its count, hide" if "in percent of" in read else "Hide")
        + f" one more cell in the same row or column, or write the total as a range: `%airlock_fix {view.name}`.",
        places=len(bad),
    )


def _without_effect(counts: CountGrid, context: Context) -> Iterator[Finding]:
    """Say which declared relations name no row or column: what was meant to be compared is not."""
    for one in parsed(context.declared.get("relations") or ()):
        if missing := unknown_names(counts.grid, one):
            yield context.finding(
                f"The declared relation of `{one.total}` has no effect on this table: it has no row or column "
                f"{some(f'`{name}`' for name in missing)}.",
                (Location("whole", "the table"),),
                "Write the names as the table shows them, unless they are those of another output.",
                severity="warn",
            )


def _not_audited(view: TableView, context: Context) -> Iterator[Finding]:
    marks = marks_of(context.policy)
    columns = [view.columns[role.position] for role in context.reading.having(Role.COUNT, Role.UNKNOWN_COUNT)]
    texts = [column for column in columns if column.profile is None]  # what is stored as numbers holds no mask
    if any(column.cells_where(lambda text: _is_veiled(parse(text, None, marks)), 1).total for column in texts):
        yield context.finding(
            f"The table has {view.n_rows:,} rows; its masked cells were not audited.",
            (Location("whole", "the table"),),
            "Split it into smaller tables.",
            severity="review",
        )


@rule("CT-03", TableView, TextView, RequestView, JointView, title="The possible values of a masked cell shrink")
def narrowed(view: TableView | TextView | RequestView | JointView, context: Context) -> Iterator[Finding]:
    """Look for masked cells of which fewer than the four values 1 to 4 are left.

    What it looks for: as CT-02, but two or three of the values are left; in one table, and in outputs taken together
    and with earlier requests.

    Why it matters: a reader learns more than `<5` says.

    What to do: nothing under the default policy, the reviewer sees the warning; a strict policy asks for all four.

    Limits: as CT-02.
    """
    if context.setting("need", "exact", rule="CT-02") == "band":
        return
    if isinstance(view, JointView):
        yield from joint.shrunk(view, context)
        return
    if not isinstance(view, TableView):
        yield from narrow_limits_in(view, context)
        return
    if _too_large(view, context):
        return
    done = audited(view, context)
    if done is None:
        return
    counts, result, _ = done
    shrunk = [verdict for verdict in result.verdicts.values() if verdict.status == "narrowed"]
    if shrunk:
        yield context.finding(
            f"{plural(len(shrunk), 'masked cell')} can be narrowed down: "
            + some((f"{_place(view, counts, v).label} to {v.lower}-{v.upper}" for v in shrunk), 3)
            + ".",
            [_place(view, counts, verdict) for verdict in shrunk],
            "Allowed; hide one more cell if you want all of 1-4 to stay possible.",
            places=len(shrunk),
        )
