"""The texts of a figure in its sketch: titles and labels at their sides, numbers on their marks, others below."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gel_airlock_jupyter.drawn import AxesInfo
from gel_airlock_jupyter.sketched import Spot, Word
from gel_airlock_jupyter.sketching.named import Wanted, label_in, row_of
from gel_airlock_jupyter.sketching.panel import Panel
from gel_airlock_jupyter.sketching.plane import Plane, rectangle
from gel_airlock_jupyter.subjects import FigureView

TITLE_HIGH = 18
LINE = 13
LETTER = 5.4  # units that a letter takes, about
MOST_LINES, MOST_NAMED, MOST_PRINTED = 6, 20, 300
ALONG = ("tick label", "category")  # they stand along the axes, or are too many to tell


@dataclass(frozen=True, slots=True)
class Placed:
    """Words with their place, outlines of named texts, where the sketch ends, and how many texts it leaves out."""

    words: tuple[Word, ...]
    spots: tuple[Spot, ...]
    bottom: int
    left_out: int


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of a figure, which of them findings name (by number), and the main title."""

    view: FigureView
    axes: Mapping[int, AxesInfo]
    named: Mapping[int, Wanted]
    main: int | None

    @property
    def above(self) -> int:
        """Return the room that the main title takes."""
        return 4 if self.main is None else TITLE_HIGH + 4

    @property
    def carrying(self) -> frozenset[str]:
        """Return the paths of marks that a text is printed on."""
        return frozenset(text.beside for text in self.view.texts if text.visible and text.beside)

    def placed(self, panels: Mapping[int, Panel], wide: int, bottom: int) -> Placed:
        """Return every text that is shown at its place in the sketch.

        Parameters
        ----------
        panels : mapping
            The drawn axes by index.
        wide, bottom : int
            Width of the sketch, and where its axes end.
        """
        words: list[Word] = []
        at: dict[int, Word] = {}
        if self.main is not None:
            at[self.main] = Word(wide // 2, 14, _cut(self.view.texts[self.main].text, wide), "title", "middle")
        words += at.values()
        for index, panel in panels.items():
            sides = dict(_sides(self.axes[index], panel.plane)) if index in self.axes else {}
            words += sides.values()
            for number, text in enumerate(self.view.texts):
                side = sides.get(text.role)
                if side is not None and text.axes in (index, None) and text.visible and number not in at:
                    at[number] = side
        printed = dict(self._printed(panels))
        words += printed.values()
        at |= printed
        below = list(self._below(at, words, bottom))
        words += [word for word, _ in below]
        at |= {number: word for word, numbers in below for number in numbers}
        end = max([bottom, *(word.y + 4 for word, _ in below)])
        shown = {self.view.texts[number].text for number in at} | {word.text for word in words}
        others = (text for n, text in enumerate(self.view.texts) if n not in at and text.role not in ALONG)
        skipped = sum(text.visible and text.text not in shown for text in others)
        return Placed(tuple(words), tuple(self._spots(at)), end, skipped)

    def _printed(self, panels: Mapping[int, Panel]) -> Iterator[tuple[int, Word]]:
        tops = {path: top for panel in panels.values() for path, top in panel.tops.items()}
        shown = 0
        for number, text in enumerate(self.view.texts):
            top = tops.get(text.beside) if text.visible and text.beside else None
            if top is not None and (shown < MOST_PRINTED or number in self.named):
                shown += 1
                yield number, Word(top[0], top[1] - 3, _cut(text.text, 80), "tick", "middle")

    def _below(
        self, at: Mapping[int, Word], sides: Sequence[Word], bottom: int
    ) -> Iterator[tuple[Word, tuple[int, ...]]]:
        """Yield lines under the axes: named texts one by one, then the others by their role."""
        y = bottom + LINE
        left = [number for number in self.named if number not in at]
        for number in left[:MOST_NAMED]:
            text = self.view.texts[number]
            unseen = "" if text.visible else " (not seen in the figure)"
            yield Word(6, y, f"{text.role}{unseen}: {_cut(text.text, 240)}", "text"), (number,)
            y += LINE
        known = {self.view.texts[number].text for number in at} | {word.text for word in sides}
        roles: dict[str, list[int]] = {}
        for number, text in enumerate(self.view.texts):
            is_new = number not in at and number not in self.named and text.text not in known
            if is_new and text.visible and text.role not in ALONG:
                roles.setdefault(text.role, []).append(number)
        for role, numbers in list(roles.items())[:MOST_LINES]:
            kept: list[int] = []
            line = f"{role}: "
            for number in numbers:
                entry = " ".join(self.view.texts[number].text.split())
                if kept and len(line) + len(entry) > 62:
                    break
                line += f"{' · ' if kept else ''}{_cut(entry, 320)}"
                kept.append(number)
            yield Word(6, y, line, "text"), tuple(kept)
            y += LINE

    def _spots(self, at: Mapping[int, Word]) -> Iterator[Spot]:
        """Yield the outlines of named texts; texts that share their name are one place."""
        found: dict[tuple[str, int | None], tuple[Wanted, list[int]]] = {}
        for number, one in self.named.items():
            found.setdefault((one.place.label, row_of(one.place)), (one, []))[1].append(number)
        for (label, row), (one, numbers) in found.items():
            d = "".join(rectangle(_around(at[number])) for number in numbers if number in at)
            seen = any(self.view.texts[number].visible for number in numbers)
            said = _cut(self.view.texts[numbers[0]].text, 200) if len(numbers) == 1 else ""
            if d:
                note = ", ".join(part for part in (said, "" if seen else "not seen in the figure") if part)
                yield Spot(label, one.tone, d, note, row)


def texts_of(view: FigureView, axes: Sequence[int], wanted: Sequence[Wanted]) -> Texts:
    """Return the texts of a figure with those that findings name."""
    places = [one for one in wanted if one.place.kind == "text"]
    named: dict[int, Wanted] = {}
    for one in places:
        row, label = row_of(one.place), label_in(one.place)
        if row is not None and 0 <= row < len(view.texts):
            named.setdefault(row, one)
            continue
        for number, text in enumerate(view.texts):
            if text.where.label == label:
                named.setdefault(number, one)
    known = {info.index: info for info in view.axes if info.index in axes}
    titles = (n for n, text in enumerate(view.texts) if text.role == "figure title" and text.visible)
    return Texts(view, known, named, next(titles, None))


def _sides(info: AxesInfo, plane: Plane) -> Iterator[tuple[str, Word]]:
    """Yield role and place of the texts at the sides of one pair of axes."""
    middle, foot = plane.left + plane.width // 2, plane.top + plane.height
    if info.title:
        yield "title", Word(middle, plane.top - 6, _cut(info.title, plane.width + 30), "label", "middle")
    if info.x_label:
        yield "x label", Word(middle, foot + 24, _cut(info.x_label, plane.width + 20), "label", "middle")
    if info.y_label:
        at = plane.top + plane.height // 2
        yield (
            "y label",
            Word(plane.left - plane.margin, at, _cut(info.y_label, plane.height + 20), "label", "middle", True),
        )
    if info.colour_label:
        right = plane.left + plane.width
        yield "colour bar label", Word(right, plane.top - 6, f"■ {_cut(info.colour_label, 90)}", "tick", "end")


def _around(word: Word) -> tuple[int, int, int, int]:
    size = round(len(word.text) * LETTER) + 6
    start = word.x - (size // 2 if word.anchor == "middle" else size if word.anchor == "end" else 3)
    if word.turned:
        return word.x - 10, word.y - size // 2, word.x + 4, word.y + size // 2
    return start, word.y - 10, start + size, word.y + 4


def _cut(text: str, room: int) -> str:
    flat, most = " ".join(text.split()), max(3, int(room / LETTER))
    return flat if len(flat) <= most else flat[: most - 1] + "…"
