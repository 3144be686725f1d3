"""What the service says of a request, taken over as plain values: its text is shown in terminals and web pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from gel_airlock_jupyter.transfer.protocol import Submission

_LONGEST = 20_000  # characters of one text
_MOST = 1_000  # entries of one list
_UNSEEN = re.compile(r"[^\S\n ]|[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
DECISIONS = ("approved", "rejected")


def plain(text: Any) -> str:
    """Return a text that cannot move a cursor or turn its own direction (UAX 9), cut to a bearable length."""
    return _UNSEEN.sub(" ", str(text or ""))[:_LONGEST]


def submission(found: Mapping[str, Any], receipt: Mapping[str, Any] | None = None, tag: str = "") -> Submission:
    """Return what the service said of a request as a submission."""
    return Submission(
        str(found["id"]), plain(found["state"]), plain(found.get("message")), receipt, review(found), plain(tag)
    )


def review(found: Mapping[str, Any]) -> dict[str, Any]:
    """Return round, decisions, comments, notes and messages; what has another shape is left out."""
    return {
        "round": _number(found.get("round"), 1),
        "committee": found.get("committee") is True,
        "reviewers_needed": _number(found.get("reviewers_needed"), 1),
        "verdict": plain(found.get("verdict")),
        "outputs": [_output(each) for each in _mappings(found.get("outputs"))],
        "comments": [plain(each) for each in _list(found.get("comments"))],
        "notes": [plain(each) for each in _list(found.get("notes"))],
        "messages": [_message(each, found.get("owner")) for each in _mappings(found.get("messages"))],
        "released": isinstance(found.get("release"), Mapping),
    }


def _output(raw: Mapping[str, Any]) -> dict[str, Any]:
    decision = raw.get("decision")
    return {
        "position": _number(raw.get("position"), 0),
        "file": plain(raw.get("file")).rpartition("/")[2],
        "verdict": plain(raw.get("verdict")),
        "decision": decision if decision in DECISIONS else None,
        "comments": [plain(each) for each in _list(raw.get("comments"))],
    }


def _message(raw: Mapping[str, Any], owner: Any) -> dict[str, Any]:
    author = plain(raw.get("author"))
    return {"at": plain(raw.get("at")), "author": author, "text": plain(raw.get("text")), "mine": author == owner}


def _list(value: Any) -> list[Any]:
    return value[:_MOST] if isinstance(value, list) else []


def _mappings(value: Any) -> list[Mapping[str, Any]]:
    return [each for each in _list(value) if isinstance(each, Mapping)]


def _number(value: Any, otherwise: int) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else otherwise
