"""Cells of a workbook as texts: numbers as they are stored, dates and percentages as they are shown."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from gel_airlock_jupyter.readers.cells import cell_text
from gel_airlock_jupyter.readers.office.package import Package
from gel_airlock_jupyter.readers.office.xml import Element

DATES = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
PERCENTAGES = frozenset([9, 10])
QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')  # of a format: literal text, padding, colours
BLANKING = re.compile(r"\s*;\s*;\s*;?\s*|\"\s*\"")
ADDRESS = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")


@dataclass(frozen=True)
class Looks:
    """How cells are shown, by the number of their style: which are dates, percentages, blanked or white."""

    dates: frozenset[int]
    percentages: frozenset[int]
    blank: frozenset[int]
    white: frozenset[int]
    from_1904: bool = False


def looks_of(package: Package, *, from_1904: bool = False) -> Looks:
    """Return how cells are shown, from the styles of a workbook."""
    if "xl/styles.xml" not in package.parts:
        return Looks(frozenset(), frozenset(), frozenset(), frozenset(), from_1904)
    root = package.xml("xl/styles.xml")
    codes = {int(e.get("numFmtId", "0")): e.get("formatCode", "") for e in root.iter("numFmt")}
    fonts = [_is_white(font) for parent in root.iter("fonts") for font in parent.iter("font")]
    found: dict[str, set[int]] = {"dates": set(), "percentages": set(), "blank": set(), "white": set()}
    styles = [xf for parent in root.iter("cellXfs") for xf in parent.iter("xf")]
    for number, xf in enumerate(styles):
        form, font, fill = (_whole(xf.get(key, "0")) for key in ("numFmtId", "fontId", "fillId"))
        code = codes.get(form, "")
        plain = QUOTED.sub("", code).casefold()
        if form in DATES or (code and re.search(r"[dmyhs]", plain) and "general" not in plain):
            found["dates"].add(number)
        if form in PERCENTAGES or "%" in plain:
            found["percentages"].add(number)
        if code and BLANKING.fullmatch(code):
            found["blank"].add(number)
        if font < len(fonts) and fonts[font] and fill == 0:
            found["white"].add(number)
    return Looks(**{key: frozenset(numbers) for key, numbers in found.items()}, from_1904=from_1904)


def _is_white(font: Element) -> bool:
    colour = font.find("color")
    return colour is not None and colour.get("rgb", "").upper() in ("FFFFFFFF", "00FFFFFF")


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0


def text_of(kind: str, value: str, style: int, shared: Mapping[int, str], looks: Looks) -> str:
    """Return a stored value as text.

    Parameters
    ----------
    kind : str
        The type in the file: "s" shared text, "str" or "inlineStr" text, "b" truth value, "e" error, "d" date,
        "n" or "" number.
    value : str
        What is stored.
    style : int
        Number of the cell's style.
    shared : mapping
        The shared texts by number.
    looks : Looks
        What the styles mean.
    """
    if kind == "s":
        return shared.get(_whole(value), "")
    if kind == "b":
        return "True" if value == "1" else "False"
    if kind not in ("", "n"):
        return value
    try:
        number = float(value)
    except ValueError:
        return value
    if style in looks.dates and 0 <= number < 2_958_466:  # the year 9999
        return _date(number, from_1904=looks.from_1904)
    if style in looks.percentages:
        return f"{cell_text(round(number * 100, 10))}%"
    return cell_text(number)


def _date(serial: float, *, from_1904: bool) -> str:
    if serial < 1:
        moment = dt.datetime(2000, 1, 1) + dt.timedelta(days=serial)  # noqa: DTZ001 - a time of day
        return moment.time().isoformat(timespec="seconds")
    start = dt.datetime(1904, 1, 1) if from_1904 else dt.datetime(1899, 12, 30 if serial >= 60 else 31)  # noqa: DTZ001
    moment = start + dt.timedelta(seconds=round(serial * 86_400))
    return cell_text(moment)


def place_of(address: str) -> tuple[int, int] | None:
    """Return (row, column) of an address such as B7, counted from 0; None for anything else."""
    match = ADDRESS.fullmatch(address.replace("$", ""))
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]) - 1, column - 1
