"""Masked numbers that several outputs give away together, and outputs that differ by a few people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gel_airlock_jupyter.findings import Finding, Location
from gel_airlock_jupyter.joint.analysis import Analysis
from gel_airlock_jupyter.joint.assemble import place_of
from gel_airlock_jupyter.joint.exposure import Exposure
from gel_airlock_jupyter.joint.few import Few
from gel_airlock_jupyter.joint.nearly import Near
from gel_airlock_jupyter.joint.published import Published
from gel_airlock_jupyter.joint.remainder import Counted
from gel_airlock_jupyter.joint.stack import MOST_LINES
from gel_airlock_jupyter.joint.stating import Slip
from gel_airlock_jupyter.registry import Context, plural, rule, some
from gel_airlock_jupyter.subjects import JointView


def across(view: JointView, context: Context) -> Iterator[Finding]:
    """Yield what outputs at hand give away together."""
    analysis: Analysis = view.analysis
    yield from _exposed(analysis, context, earlier=False)
    for near in analysis.near:
        if not _uses_earlier(analysis, (near.first, near.second)):
            yield _near(analysis, near, context)
    yield from _slips(analysis, context, earlier=False)
    if analysis.left_out_at_hand:
        yield context.finding(
            f"More than {MOST_LINES} columns have the same rows; {plural(analysis.left_out, 'column')} of them could "
            "not be searched for tables that add up.",
            (Location("whole", view.name),),
            f"Check or request at most {MOST_LINES} such columns at once, or say which add up: "
            '`relations=["everyone = women + men"]`.',
            severity="review",
        )


@rule("CT-04", JointView, title="A masked cell can be recalculated with an earlier request")
def with_earlier(view: JointView, context: Context) -> Iterator[Finding]:
    """Look for masked cells that follow from these outputs and what earlier requests of the project published.

    What it looks for: as CT-02 for several outputs, with the tables, figures and numbers that the project's ledger
    keeps of earlier requests; also cells that earlier requests masked and these outputs give away, and tables that
    differ from an earlier one by fewer than 5 people.

    Why it matters: who has both papers can subtract. What was published stays published.

    What to do: mask the new cells that give it away (`airlock.fix` takes earlier requests as they are), or say why the
    tables count different people.

    Limits: the ledger knows the requests of this store; the Airlock team knows the others. Where the tables do not
    name the same cells, or the numbers say too little, the severity is review.
    """
    analysis: Analysis = view.analysis
    yield from _exposed(analysis, context, earlier=True)
    for near in analysis.near:
        if _uses_earlier(analysis, (near.first, near.second)):
            yield _near(analysis, near, context)
    yield from _slips(analysis, context, earlier=True)
    yield from _remainders(analysis, context, earlier=True)
    for words in view.trouble:
        yield context.finding(
            words,
            (Location("whole", "the ledger of earlier requests"),),
            "Say in the justification what that request published; the Airlock team has it.",
            severity=context.setting("uncertain_severity", "review"),
        )
    if analysis.left_out and not analysis.left_out_at_hand:
        yield context.finding(
            f"{plural(analysis.left_out, 'column')} of earlier tables were compared cell by cell, but not searched for "
            "tables that add up.",
            (Location("whole", "the ledger of earlier requests"),),
            severity="warn",
        )


def shrunk(view: JointView, context: Context) -> Iterator[Finding]:
    """Yield what outputs together leave of masked numbers: two or three of their values."""
    analysis: Analysis = view.analysis
    together: dict[tuple[int, ...], list[Exposure]] = {}
    for one in analysis.narrowed:
        together.setdefault(one.outputs, []).append(one)
    for numbers, shrunken in together.items():
        outputs = [analysis.outputs[number] for number in numbers]
        reading = dict.fromkeys(words for one in shrunken for words in one.reading)
        yield context.finding(
            f"{plural(len(shrunken), 'masked cell')} of {outputs[0].called} can be narrowed down from "
            f"{_named(list(dict.fromkeys(output.called for output in outputs)))} together: "
            + some((f"{_where(analysis, one)} to {one.verdict.lower}-{one.verdict.upper}" for one in shrunken), 3)
            + (f"; {some(reading, 3)}." if reading else "."),
            [_place(analysis.outputs, one) for one in shrunken],
            "Allowed; hide one more cell if you want all of 1-4 to stay possible.",
            places=len(shrunken),
        )


def left_between(view: JointView, context: Context) -> Iterator[Finding]:
    """Yield what outputs at hand leave between a whole in one and a part in another (CT-10)."""
    yield from _remainders(view.analysis, context, earlier=False)


def _remainders(analysis: Analysis, context: Context, *, earlier: bool) -> Iterator[Finding]:
    for one in analysis.remainders:
        if _uses_earlier(analysis, (one.whole, one.part)) is not earlier:
            continue
        whole, part = analysis.outputs[one.whole], analysis.outputs[one.part]
        (all_of, some_of), *more = one.pairs
        reading = f"read {all_of.called} in {whole.called} as {some_of.called} in {part.called} plus the others"
        reading += f", and {plural(len(more), 'row')} alike" if more else ""
        yield context.finding(
            f"{whole.called} and {part.called} leave 1-{analysis.marks.threshold - 1} people between them: {one.words}"
            + ("" if one.is_sure else ", if they count the same people; the numbers alone do not tell")
            + f"; {reading}.",
            [_counted_at(analysis, pair[1]) for pair in one.pairs],
            "Give one of the two only, or mask one; if they count different people, say so in the justification"
            + (f' or with `relations=["not {all_of.labels[0]}"]`.' if all_of.place and all_of.labels else "."),
            severity=None if one.is_sure else context.setting("uncertain_severity", "review"),
            places=len(one.pairs),
        )


def of_few(view: JointView, context: Context) -> Iterator[Finding]:
    """Yield percentages that are few people of a whole that another output prints (CT-05)."""
    analysis: Analysis = view.analysis
    together: dict[tuple[int, int], list[Few]] = {}
    told = [set(one.outputs) for one in analysis.exposures]
    for one in analysis.few:
        if any({one.printed, one.whole.output} <= outputs for outputs in told):
            continue  # the masked count itself is told to be calculable
        together.setdefault((one.printed, one.whole.output), []).append(one)
    for (printed, whole), found in together.items():
        shown, other = analysis.outputs[printed], analysis.outputs[whole]
        places = some(dict.fromkeys(one.where for one in found), 4)
        yield context.finding(
            f"{plural(len(found), 'percentage')} of {shown.called} ({places}) may be of "
            f"1-{analysis.marks.threshold - 1} people that {other.called} numbers: "
            f"{some(dict.fromkeys(one.words for one in found), 3)}, if they are of {found[0].whole.called} there.",
            [Location("output", f"output {shown.called}"), _counted_at(analysis, found[0].whole)],
            "Mask the percentage, or round it until five people would fit as well; if it is of others, say so in the "
            "justification.",
            severity=context.setting("unsure_severity", "review"),
            places=len(found),
        )


def _counted_at(analysis: Analysis, one: Counted) -> Location:
    output = analysis.outputs[one.output]
    if one.place is None or output.grid is None:
        return Location("output", f"output {output.called}")
    return Location("cell", f"{output.called}: {output.grid.where(*one.place)}")


def _where(analysis: Analysis, one: Exposure) -> str:
    """Return where a masked number stands in its output."""
    return _place(analysis.outputs, one).label.partition(": ")[2] or "a number in words"


def told_apart(equations: Sequence[tuple[str, str]]) -> list[str]:
    """Return arithmetic as a finding shows it: with the place of each number where there are several.

    Parameters
    ----------
    equations : sequence of (str, str)
        Place and arithmetic of each number. What is the same for several numbers is told once, of the first.
    """
    distinct = {equation: place for place, equation in reversed(equations)}
    if len(distinct) < 2:
        return list(distinct)
    return [f"{place}: {equation}" for equation, place in reversed(distinct.items())]


def _uses_earlier(analysis: Analysis, numbers: Sequence[int]) -> bool:
    return any(analysis.outputs[number].is_earlier for number in numbers)


def _exposed(analysis: Analysis, context: Context, *, earlier: bool) -> Iterator[Finding]:
    """Yield one finding for each set of outputs that give something away together."""
    together: dict[tuple[tuple[int, ...], bool], list[Exposure]] = {}
    for one in analysis.exposures:
        if _uses_earlier(analysis, one.outputs) is earlier:
            together.setdefault((one.outputs, one.is_sure), []).append(one)
    for (numbers, is_sure), exposures in together.items():
        outputs = [analysis.outputs[number] for number in numbers]
        names = list(dict.fromkeys(output.called for output in outputs))
        told = [(_place(analysis.outputs, one).label, one.verdict.equation) for one in exposures]
        equations = told_apart([(place, equation) for place, equation in told if equation])
        unproven = sum(one.verdict.status == "unproven" for one in exposures)
        reading = dict.fromkeys(words for one in exposures for words in one.reading)
        named = analysis.names_same_cells(numbers)
        is_fail = is_sure and (named or not earlier)
        source = _named(names)
        yield context.finding(
            f"{plural(len(exposures), 'masked cell')} of {outputs[0].called} can be calculated from {source} together"
            + (f": {some(equations, 3, '; ')}" if equations else "")
            + (f" ({unproven} not proven safe in time, which counts as calculable)" if unproven else "")
            + ("" if is_sure else ", if the labels mean the same people; the numbers alone do not tell")
            + (f"; {some(reading, 3)}." if reading else "."),
            [_place(analysis.outputs, one) for one in exposures],
            _way_out(outputs, earlier),
            severity=None if is_fail else context.setting("uncertain_severity", "review"),
            places=len(exposures),
        )


def _way_out(outputs: Sequence[Published], earlier: bool) -> str:
    if earlier:
        return "Mask what gives it away; what an earlier request published stays published: `airlock.fix`."
    names = some(dict.fromkeys(output.name for output in outputs if output.grid is not None))
    return f"Mask one more cell, or write a total as a range, in all of them alike: `airlock.fix([{names}])`."


def _place(outputs: Sequence[Published], one: Exposure) -> Location:
    output = outputs[int(str(one.key[0]))]
    place = place_of(one.key)
    if place is None or output.grid is None:
        return Location("output", f"output {output.called}")
    column = output.columns[place[1]] if output.columns and not output.is_earlier else None
    row = place[0] if column is not None else None
    return Location("cell", f"{output.called}: {output.grid.where(*place)}", row, column)


def _near(analysis: Analysis, near: Near, context: Context) -> Finding:
    first, second = analysis.outputs[near.first], analysis.outputs[near.second]
    fewest = min(abs(a - b) for *_, a, b in near.pairs)
    sure = "count the same thing" if near.is_sure else "may count the same thing"
    grid = first.grid
    places = [Location("cell", f"{first.called}: {grid.where(*place)}") for place, *_ in near.pairs] if grid else []
    return context.finding(
        f"{first.called} and {second.called} {sure}, and differ by {plural(fewest, 'person', 'people')}: {near.words}. "
        "Who has both knows how many people left, and can tell who they are.",
        places,
        "Count both on the same people, or leave one of them out.",
        severity=None if near.is_sure else context.setting("uncertain_severity", "review"),
        places=len(near.pairs),
    )


def _slips(analysis: Analysis, context: Context, *, earlier: bool) -> Iterator[Finding]:
    """Yield numbers in words that are a few people off a total, a cell or other words: one finding for two outputs."""
    together: dict[tuple[int, int], list[Slip]] = {}
    for one in analysis.slips:
        if _uses_earlier(analysis, (one.first, one.second)) is earlier:
            together.setdefault((one.first, one.second), []).append(one)
    for (first, second), found in together.items():
        said, other = analysis.outputs[first], analysis.outputs[second]
        slip = found[0]
        place = slip.place or f"the whole of {other.called}"
        if not slip.place.endswith(other.called):
            place = place if not slip.place else f"{place} of {other.called}"
        yield context.finding(
            f"'{slip.stated.words}' ({slip.stated.where} of {said.called}) may count the same people as {place}, and "
            f"differs: {some((one.words for one in found), 3)}. Who has both knows how many people left.",
            [Location("output", f"output {said.called}"), Location("output", f"output {other.called}")],
            "Count both on the same people, or say in the justification why they are others.",
            severity=context.setting("uncertain_severity", "review"),
            places=len(found),
        )


def _named(names: list[str]) -> str:
    """Return outputs in words; a single one is calculated with the words that go with it."""
    if len(names) == 1:
        return f"{names[0]} and the words that go with it"
    return " and ".join(names) if len(names) < 4 else some(names)
