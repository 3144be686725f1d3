"""Which names of zip members are refused, and why."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

LONGEST = 240
LONGEST_PART = 120
RESERVED = frozenset({"con", "prn", "aux", "nul", *(f"{kind}{n}" for kind in ("com", "lpt") for n in range(10))})


def name_problem(name: str) -> str:
    """Return what is wrong with a member's name, or an empty string."""
    if not name or len(name) > LONGEST:
        return "has an empty or overlong name"
    if name.startswith("/") or "\\" in name or ":" in name:
        return "has an absolute name or one with '\\' or ':'"
    if any(unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") for character in name):
        return "has control or direction characters in its name"
    for part in name.rstrip("/").split("/"):
        if problem := _part_problem(part):
            return problem
    return ""


def _part_problem(part: str) -> str:
    if part in ("", ".", ".."):
        return "has a name that leads elsewhere ('..', '.' or nothing between slashes)"
    if len(part) > LONGEST_PART:
        return "has an overlong name"
    if part != part.strip() or part.endswith("."):
        return "has a name that begins or ends with a blank or ends with a dot"
    if part.split(".")[0].casefold() in RESERVED:
        return "has a name that some systems reserve for devices"
    return ""


def folded(name: str) -> str:
    """Return a name as case-blind systems that compose letters see it."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold()).rstrip("/")


def twin(names: Iterable[str]) -> str:
    """Return the first name that another one shadows, or stands both for a file and a folder; else an empty string."""
    seen: dict[str, str] = {}
    folders: set[str] = set()
    listed = list(names)
    for name in listed:
        key = folded(name)
        if key in seen:
            return name
        seen[key] = name
        parts = key.split("/")
        folders.update("/".join(parts[:at]) for at in range(1, len(parts)))
    return next((name for key, name in seen.items() if key in folders and not name.endswith("/")), "")
