"""Brings the many ways of writing a count to the few that are read: signs, number words, units, wrapping, footnotes."""

from __future__ import annotations

import re

_NUMBERS = {
    "zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7",
    "eight": "8", "nine": "9", "ten": "10", "eleven": "11", "twelve": "12",
}  # fmt: skip
_SIGNS = {
    "\u2a7d": "\u2264", "\u2266": "\u2264", "\u2a7e": "\u2265", "\u2267": "\u2265", "\uff1c": "<", "\uff1e": ">",
    "\u2039": "<", "\u203a": ">", "&lt;": "<", "&gt;": ">", "&le;": "\u2264", "&ge;": "\u2265", "&#60;": "<",
    "&#62;": ">", "\u00a0": " ", "&nbsp;": " ",
}  # fmt: skip
_UNUSUAL = re.compile("|".join(map(re.escape, _SIGNS)))
_WORD = re.compile(rf"\b({'|'.join(_NUMBERS)})\b", re.IGNORECASE)
_COMPARED = re.compile(
    r"[<>\u2264\u2265]|\bthan\b|\bunder\b|\bbelow\b|\bup to\b|\bat (?:most|least)\b|\bor\b|\band\b|\bto\b"
)
_PHRASES = (
    (re.compile(r"\b(?:no|not)\s+(?:more|greater|higher)\s+than\b"), "at most"),
    (re.compile(r"\b(?:no|not)\s+(?:fewer|less|lower)\s+than\b"), "at least"),
    (re.compile(r"\b(?:lower|smaller)\s+than\b"), "fewer than"),
    (re.compile(r"\b(?:larger|higher)\s+than\b"), "more than"),
    (re.compile(r"^(?:between|from)\s+(\d+)\s+(?:and|to)\s+(\d+)$"), r"\1-\2"),
    (re.compile(r"^(\d+)\s+or\s+(\d+)$"), r"\1-\2"),
    (re.compile(r"^n\s*(?=[<>\u2264\u2265])"), ""),
)
_PEOPLE = re.compile(
    r"(?<=[\d+])\s*(?:people|persons?|participants?|patients?|individuals?|probands?|subjects?)$", re.IGNORECASE
)
_WRAPPED = re.compile(r"""["'`\u2018\u201c]?(?P<open>[\[(]?)(?P<inside>.+?)(?P<close>[\])]?)["'`\u2019\u201d]?""")
_FOOTNOTE = re.compile(r"(?<=[\d%>)\]*])\s*[\u00b9\u00b2\u00b3\u2070-\u2079\u1d43\u1d47\u1d9c\u1d48\u1d49]+$")
_PAIRS = {"[": "]", "(": ")", "": ""}


def normalised(text: str) -> str:
    """Return a printed value in the usual signs: ``fewer than five``, ``n&lt;5`` and ``5 patients`` become plain.

    Words become numbers only beside a comparison ("five or fewer"), so that labels such as "One" stay labels.
    """
    text = _UNUSUAL.sub(lambda match: _SIGNS[match[0]], text).strip()
    text = _FOOTNOTE.sub("", text)
    folded = text.casefold()
    if _COMPARED.search(folded):
        worded = _WORD.sub(lambda match: _NUMBERS[match[0].casefold()], folded)
        for phrase, usual in _PHRASES:
            worded = phrase.sub(usual, worded).strip()
        text = text if worded == folded else worded
    return _PEOPLE.sub("", text)


def unwrapped(text: str) -> str:
    """Return a text without quotation marks and one pair of brackets around all of it; the same text if there are none.

    Of values only masks and ranges are read so: ``(3)`` is a negative number to an accountant.
    """
    match = _WRAPPED.fullmatch(text)
    if match is None or _PAIRS[match["open"]] != match["close"] or any(c in match["inside"] for c in "()[]"):
        return text
    return match["inside"].strip()
