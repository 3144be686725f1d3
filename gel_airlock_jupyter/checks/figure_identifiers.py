"""Identifiers in any text of a figure, shown or carried."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from gel_airlock_jupyter.checks.figure_units import words_of
from gel_airlock_jupyter.checks.identifiers import identifier_hits
from gel_airlock_jupyter.checks.person_ids import EMAIL, NHS_FORM, NINE, is_nhs_number
from gel_airlock_jupyter.findings import Finding, Severity
from gel_airlock_jupyter.registry import Context, plural, rule, some
from gel_airlock_jupyter.roles.assign import is_identifier_name
from gel_airlock_jupyter.subjects import FigureText, FigureView

LABELS = ("x label", "y label", "legend title", "colour bar label")
SHORTEST = 5
FIELD = "field named as an identifier"
AXIS = "name of an identifier as label"
NUMBER = "participant number"
BARE = "number of nine digits, the form of a participant number"
OF_MARKS = (
    "category",
    "legend entry",
    "annotation",
    "bar label",
    "cell label",
    "table cell",
    "hover text",
    "tick label",
)
TOGETHER, LINE_END = 200, "\n"
SEVERAL = 3  # labels of nine digits each, which no title or scale explains


@rule("FG-08", FigureView, title="An identifier in a text, gid, hover text or custom data of a figure")
def identifiers_in_figures(view: FigureView, context: Context) -> Iterator[Finding]:
    """Look for identifiers of people and samples in every text that a figure shows or carries.

    What it looks for: platekeys, identifiers of the Genomic Medicine Service, participant and NHS numbers, e-mail
    addresses in titles, labels, tick labels, legends, annotations, tables, gids, links, labels of artists, hover texts
    and custom data, hidden texts too; fields of embedded data, and axes, that are called like an identifier.

    Why it matters: one platekey beside a point names the person. Identifiers are never allowed.

    What to do: remove or rename the text; label people neutrally, if they must be labelled at all.

    Limits: text inside a picture (a photograph, a screenshot) is not read. A bare number of nine digits is a warning
    only, since genomic positions have nine digits too, unless it stands on an axis of people or several marks are
    called so; on a numeric scale it is left alone.
    """
    found: dict[str, list[FigureText]] = {}
    known = _kinds_of({*(text.text for text in view.texts), view.name}, context)
    for text in (*view.texts, FigureText(view.name, "name")):
        if len(text.text) < SHORTEST or text.role == "tick label":
            kinds: tuple[str, ...] = () if len(text.text) < SHORTEST else _patterns(text.text, context)
        else:
            kinds = known[text.text]
        for kind in kinds:
            found.setdefault(kind, []).append(text)
    for text, is_person in _explained(view, found.pop(BARE, []), context):
        found.setdefault(NUMBER if is_person else BARE, []).append(text)
    fields = [FigureText(name, f"data of {table.path}") for table in view.embedded for name in table.fields]
    fields += [text for text in view.texts if text.role == "data field"]
    found[FIELD] = [text for text in fields if is_identifier_name(text.text, context.policy)]
    found[AXIS] = [t for t in view.texts if t.role in LABELS and is_identifier_name(t.text, context.policy)]
    for kind, texts in found.items():
        if texts:
            yield _finding(view, context, kind, texts)


def _patterns(text: str, context: Context) -> tuple[str, ...]:
    return tuple(kind for _, kind in identifier_hits(text, context.policy))


def _kinds_of(texts: Collection[str], context: Context) -> dict[str, tuple[str, ...]]:
    """Return what each text holds; many are searched together, and one by one only where something was found."""
    found: dict[str, tuple[str, ...]] = {}
    for several in batched(sorted(texts)):
        together = _kinds(LINE_END.join(several), context)
        found.update({text: _kinds(text, context) if together else () for text in several})
    return found


def batched(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield runs of texts; no identifier goes over the end of a line, so that a run without any has none in a text."""
    for start in range(0, len(texts), TOGETHER):
        yield texts[start : start + TOGETHER]


def _kinds(text: str, context: Context) -> tuple[str, ...]:
    kinds = list(_patterns(text, context))
    if any(is_nhs_number("".join(match.groups())) for match in NHS_FORM.finditer(text)):
        kinds.append("NHS number")
    if "@" in text and EMAIL.search(text):
        kinds.append("e-mail address")
    if NINE.search(text):
        people = bool(set(words_of(text)) & context.policy.words("people_words"))
        kinds.append(NUMBER if people else BARE)
    return tuple(kinds)


def _explained(view: FigureView, bare: Sequence[FigureText], context: Context) -> Iterator[tuple[FigureText, bool]]:
    """Yield numbers of nine digits, and whether they stand where people are named, or are labels of several marks.

    Positions on a chromosome have nine digits too; they stand on axes that say so.
    """
    labels = {text.text for text in bare if text.role in OF_MARKS and NINE.fullmatch(text.text.strip())}
    people, positions = context.policy.words("people_id_words"), context.policy.words("position_words")
    known: dict[int | None, bool] = {}
    for text in bare:
        if text.axes not in known:
            words = _words_around(view, text.axes)
            genetic = words & (positions | context.policy.words("genetic_words"))
            known[text.axes] = not genetic and bool(words & people or len(labels) >= SEVERAL)
        yield text, known[text.axes] and text.role in OF_MARKS


def _words_around(view: FigureView, axes: int | None) -> set[str]:
    """Return the words of the labels and titles of some axes, or of all."""
    places = [info for info in view.axes if axes in (None, info.index)]
    labels = [label for info in places for label in (info.x_label, info.y_label, info.title)]
    return {word for label in (*labels, *view.main_titles) for word in words_of(label)}


def _finding(view: FigureView, context: Context, kind: str, texts: Sequence[FigureText]) -> Finding:
    roles = some(dict.fromkeys(text.where.label for text in texts), 5)
    verb = "holds" if len(texts) == 1 else "hold"
    article = "an" if kind[0] in "aeiouN" else "a"
    weak = kind == BARE
    severity = Severity.WARN if weak else Severity.REVIEW if kind == AXIS else None
    return context.finding(
        f"{plural(len(texts), 'text')} of the figure ({roles}) {verb} {article} {kind}.",
        tuple(view.place_of(text) for text in texts[: context.limits.places]),
        "Remove or rename it: identifiers may not stand in a figure, seen or unseen.",
        severity=severity,
        places=len(texts),
    )
