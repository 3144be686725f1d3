"""What the marks of a pair of axes count: people, something else, or nobody says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from gel_airlock_jupyter.policy.model import Policy, fold
from gel_airlock_jupyter.registry import Context
from gel_airlock_jupyter.subjects import AxesInfo, FigureView

SEVERAL = frozenset(  # plurals that do not end in s, as labels of figures have them
    {
        *("people", "children", "men", "women"),
        *("patienten", "patientinnen", "teilnehmer", "teilnehmerinnen", "teilnehmende", "probanden", "personen"),
        *("kinder", "frauen", "manner", "falle", "todesfalle", "verstorbene", "betroffene"),
        *("pazienti", "partecipanti", "persone", "casi", "donne", "uomini", "soggetti"),
    }
)
WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)?|%|#")
COUNTED = re.compile(  # what a title says is counted
    r"\b(?:numbers?|counts?|overlaps?|intersections?|sets?) (?:of|between)((?: [^\W\d_]+){1,3})", re.IGNORECASE
)
ELIDED = re.compile(r"\b[dl]['’]", re.IGNORECASE)  # "Nombre d'enfants"
MATHS = re.compile(r"\$[^$]*\$")
PER = re.compile(r"\b(?:per|by|in each|for each)\b.*", re.IGNORECASE | re.DOTALL)


class Unit(StrEnum):
    """What a mark's size says."""

    PEOPLE = "people"
    SHARE = "share of people"
    OTHER = "something else"
    UNKNOWN = "not said"


@dataclass(frozen=True, slots=True)
class Measure:
    """A unit, and why it was taken."""

    unit: Unit
    reason: str


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a label, folded; `#` counts as "number", and mathematical markup is taken away."""
    plain = MATHS.sub(lambda maths: re.sub(r"[$\\{}_^]|mathrm|mathit", "", maths[0]), text)
    plain = ELIDED.sub("", plain.replace("_", " "))
    return tuple("number" if word == "#" else fold(word) for word in WORD.findall(plain))


def names_several(words: set[str]) -> bool:
    """Return whether one of some words for people is a plural: "Patients", "children", "Patienten"."""
    return any(word.endswith("s") or word in SEVERAL for word in words)


def terms_of(text: str) -> set[str]:
    """Return the words of a label and each pair of neighbours as one: "odds ratio" is one term."""
    words = words_of(text)
    return {*words, *(first + second for first, second in pairwise(words))}


def declared_measure(context: Context) -> Measure | None:
    """Return what the researcher said that marks count, if anything."""
    if context.declared.get("genetic"):
        return Measure(Unit.OTHER, "declared genetic")
    unit = str(context.declared.get("unit") or "")
    if not unit:
        return None
    people = any(word in context.policy.words("people_words") for word in words_of(unit))
    return Measure(Unit.PEOPLE if people else Unit.OTHER, f"declared unit '{unit}'")


def measure_of(view: FigureView, axes: int, context: Context, label: str | None = None) -> Measure:
    """Return what the marks of some axes count.

    Parameters
    ----------
    view : FigureView
        The figure.
    axes : int
        Index of the axes.
    context : Context
        Policy and declarations; a declaration beats every label.
    label : str, optional
        The label to read instead of that of the value axis, such as a colour bar's.
    """
    declared = declared_measure(context)
    if declared:
        return declared
    info = info_of(view, axes)
    said = info.value_label if label is None else label
    if not said and info.shares is not None and label is None:
        said = info_of(view, info.shares).value_label
    around = " ".join([info.title, *view.main_titles])
    return _by_label(said, around, context.policy)


def measure_by_label(label: str, context: Context) -> Measure:
    """Return what a column called like this counts, whatever is drawn beside it."""
    return _by_label(label, "", context.policy)


def info_of(view: FigureView, axes: int) -> AxesInfo:
    """Return the description of some axes; an empty one where the figure has none."""
    return next((info for info in view.axes if info.index == axes), AxesInfo(axes))


def _by_label(label: str, around: str, policy: Policy) -> Measure:
    words = terms_of(PER.sub("", label))
    people = words & policy.words("people_words")
    genetic = words & policy.words("genetic_words")
    counted = words & policy.words("count_label_words")
    if words & policy.words("share_words") or "%" in label:
        return Measure(Unit.OTHER if genetic and not people else Unit.SHARE, f"label '{label}'")
    statistics = policy.words("statistic_names") - policy.words("cumulative_words") - {"n", "p"}
    if words & statistics and not counted:
        return Measure(Unit.OTHER, f"label '{label}' names a statistic")
    if genetic and not people:
        return Measure(Unit.OTHER, f"label '{label}' names variants or genes")
    if people:
        return Measure(Unit.PEOPLE, f"label '{label}'")
    return _without_people(label, words, bool(counted), around, policy)


def _counts_genes(around: str, policy: Policy) -> bool:
    """Return whether a title says that variants or genes are counted: "Number of variants", "Overlap of genes"."""
    return any(
        fold(noun) in policy.words("genetic_words") for match in COUNTED.finditer(around) for noun in match[1].split()
    )


def _without_people(label: str, words: set[str], counted: bool, around: str, policy: Policy) -> Measure:
    context = set(words_of(around))
    if words & policy.words("not_people_words") and not counted:
        return Measure(Unit.OTHER, f"label '{label}'")
    if counted or not words:
        if context & policy.words("genetic_words") and not context & policy.words("people_words"):
            if not label and _counts_genes(around, policy):
                return Measure(Unit.OTHER, "the title says that variants or genes are counted")
            return Measure(Unit.UNKNOWN, "the title names variants or genes, the axis does not say what it counts")
        return Measure(Unit.PEOPLE, f"label '{label}'" if label else "no label, whole numbers")
    return Measure(Unit.UNKNOWN, f"label '{label}' does not say what it counts")
