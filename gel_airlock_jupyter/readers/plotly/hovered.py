"""What a pointer shows of the marks of a Plotly trace: custom data, hover texts and texts that are not printed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from gel_airlock_jupyter.readers.plotly.values import listed, numbers, plain, width_of

PLACE = re.compile(r"%\{([^}:]+)[^}]*\}")
NAMED = re.compile(r"(?P<name>[^<>=:%{}]+?)\s*[=:]\s*(?:<[^<>]*>)*\s*%\{(?P<place>[^}:]+)")
TEMPLATES = ("hovertemplate", "texttemplate")


def names_of(trace: Mapping[str, Any]) -> dict[str, str]:
    """Return what the templates of a trace call its parts: `{"customdata[0]": "deaths", "marker.size": "n"}`."""
    found: dict[str, str] = {}
    for key in TEMPLATES:
        said = trace.get(key)
        for template in [said] if isinstance(said, str) else dict.fromkeys(map(str, listed(said))):
            for match in NAMED.finditer(template):
                found.setdefault(match["place"].strip(), plain(match["name"]))
    return found


def columns_of(trace: Mapping[str, Any], *, has_printed_text: bool) -> dict[str, list[Any]]:
    """Return the columns that a trace carries for a pointer, by name; unnamed ones are called by their place.

    Parameters
    ----------
    trace : mapping
        Plotly's JSON.
    has_printed_text : bool
        Whether `text` is printed on the marks, so that no pointer is needed.
    """
    names = names_of(trace)
    found: dict[str, list[Any]] = {}
    width = width_of(trace.get("customdata"))
    flat = listed(trace.get("customdata"))
    for place in range(width if len(flat) > 1 else 0):
        said = names.get(f"customdata[{place}]") or (names.get("customdata") if width == 1 else "")
        found[said or f"customdata {place + 1}"] = flat[place::width]
    for key in ("hovertext",) if has_printed_text else ("hovertext", "text"):
        texts = listed(trace.get(key))
        if len(texts) > 1:
            found[names.get(key) or key] = texts
    return found


def numbers_of(trace: Mapping[str, Any]) -> dict[str, tuple[float, ...]]:
    """Return the numbers that templates name, printed or shown by a pointer: `{"participants": (12.0, 3.0)}`."""
    found = {}
    names = names_of(trace)
    for name, values in columns_of(trace, has_printed_text="text" not in names).items():
        values_in = tuple(numbers(values))
        if any(value == value for value in values_in):
            found[name] = values_in
    return found


def rendered(trace: Mapping[str, Any], places: Mapping[str, list[Any]], count: int) -> list[str]:
    """Return what a template prints on each mark, formats left aside; nothing where it prints what is not known.

    Parameters
    ----------
    trace : mapping
        Plotly's JSON.
    places : mapping
        Values by the names that templates use, such as "y".
    count : int
        Number of marks.
    """
    template = trace.get("texttemplate")
    if not isinstance(template, str) or not all(key in places for key in PLACE.findall(template)):
        return []
    return [PLACE.sub(lambda found, at=at: _shown(places[found[1]], at), template) for at in range(count)]  # type: ignore[misc]


def _shown(values: list[Any], at: int) -> str:
    value = values[at] if at < len(values) else ""
    return f"{value:.0f}" if isinstance(value, float) and value.is_integer() else "" if value is None else str(value)
