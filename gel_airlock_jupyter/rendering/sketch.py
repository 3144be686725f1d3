"""The sketch of a figure as SVG in HTML: the same shapes that the sidebar draws, with the named places outlined."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

from gel_airlock_jupyter.findings import Location, Report
from gel_airlock_jupyter.rendering.escaping import escape, one_line
from gel_airlock_jupyter.rendering.words import SIGN
from gel_airlock_jupyter.sketched import Sketch, Spot, Word

Leads = Mapping[tuple[str, int | None], str]
TITLE = "The figure as it was read"
SAID = "Drawn anew from what the check read of the figure, not the figure itself."
PATH = re.compile(r"[MLHVAZamlhvz0-9 .\-]*")
LOOK = re.compile(r"[a-z0-9-]+")


def sketches(report: Report, *, is_open: bool | None = None) -> str:
    """Return the sketches of a report as HTML, or an empty string where there is none.

    Parameters
    ----------
    report : Report
        What a check found.
    is_open : bool, optional
        Whether they are unfolded; by default where a finding leads into them.
    """
    drawn = "".join(_sketch(report, at, one) for at, one in enumerate(report.sketches))
    if not drawn:
        return ""
    marked = any(one.spots for one in report.sketches) if is_open is None else is_open
    return f"<details{' open' if marked else ''}><summary>{TITLE}</summary>{drawn}</details>"


def leads(report: Report) -> Leads:
    """Return the id in the page of every place that a sketch shows, by label and row."""
    return {
        (spot.label, spot.row): anchor(report, at, number)
        for at, one in reversed(list(enumerate(report.sketches)))
        for number, spot in enumerate(one.spots)
    }


def linked(place: Location, known: Leads) -> str:
    """Return a place's label, as a link where a sketch shows it."""
    label, lead = escape(one_line(place.label)), lead_of(place, known)
    return f'<a href="#{lead}">{label}</a>' if lead else label


def lead_of(place: Location, known: Leads) -> str | None:
    """Return the id that a place of a finding leads to."""
    return known.get((place.label, place.at[0] if place.at is not None else place.row))


def anchor(report: Report, sketch: int, spot: int) -> str:
    """Return an id that no other report of the page has, the same each time."""
    words = "\0".join((report.name, *(finding.message for finding in report.findings)))
    return f"airlock-{hashlib.sha256(words.encode()).hexdigest()[:10]}-{sketch}-{spot}"


def _sketch(report: Report, at: int, sketch: Sketch) -> str:
    label = escape(f"{sketch.part or report.name}, as it was read")
    inks = "".join(f'<path class="{_safe(LOOK, ink.look)}" d="{_safe(PATH, ink.d)}"/>' for ink in sketch.inks)
    words = "".join(map(_word, sketch.words))
    spots = "".join(_spot(spot, anchor(report, at, number)) for number, spot in enumerate(sketch.spots))
    notes = "".join(f"<li>{escape(note)}</li>" for note in sketch.notes)
    more = f'<ul class="soft">{notes}</ul>' if notes else ""
    title = f"<figcaption>{escape(sketch.part)}</figcaption>" if sketch.part else ""
    return (
        f'<figure class="sketch">{title}<svg role="group" aria-label="{label}" viewBox="0 0 {sketch.width:d} '
        f'{sketch.height:d}" width="{sketch.width:d}" height="{sketch.height:d}">{inks}{words}{spots}</svg>'
        f'<p class="soft">{SAID}</p>{more}</figure>'
    )


def _word(word: Word) -> str:
    anchored = f' text-anchor="{escape(word.anchor)}"' if word.anchor != "start" else ""
    turned = f' transform="rotate(-90 {word.x:d} {word.y:d})"' if word.turned else ""
    look = _safe(LOOK, word.look)
    return f'<text x="{word.x:d}" y="{word.y:d}" class="{look}"{anchored}{turned}>{escape(one_line(word.text))}</text>'


def _spot(spot: Spot, identifier: str) -> str:
    tone = spot.tone if spot.tone in SIGN else "info"
    said = escape(f"{tone}: {one_line(spot.label)}{f' ({one_line(spot.note)})' if spot.note else ''}")
    kind = f"spot {tone}" if spot.d.endswith("z") else f"spot open {tone}"
    return (
        f'<g id="{identifier}" class="{kind}" role="img" tabindex="0" aria-label="{said}">'
        f'<title>{said}</title><path d="{_safe(PATH, spot.d)}"/></g>'
    )


def _safe(pattern: re.Pattern[str], text: str) -> str:
    """Return text that holds nothing but what a path or a class may hold; a stored report may say anything."""
    return text if pattern.fullmatch(text) else ""
