"""Text without its disguises: what looks like a letter, digit, dash or blank is one, and what is not seen is not there.

An identifier with a zero-width space in it, in full-width digits or with a Cyrillic letter is still read by people and
programs; a pattern for plain text does not find it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

UNSEEN = frozenset({"Cf", "Cc", "Mn", "Me"})
ALIKE = str.maketrans(
    dict(
        zip(
            "АВЕКМНОРСТХУІЅЈаеорсухіѕјԁһΑΒΕΖΗΙΚΜΝΟΡΤΥΧοινТ",
            "ABEKMHOPCTXYISJaeopcyxisjdhABEZHIKMNOPTYXoivT",
            strict=True,
        )
    )
)
KEPT = frozenset("\t\n\r")
STYLED = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
"""What a terminal takes for colours and weights."""
BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")


def plain(text: str) -> str:
    """Return a text in plain characters: compatibility forms folded, unseen characters taken out, look-alikes replaced.

    What is ASCII already comes back as it is, so that this costs nothing where nothing is disguised.
    """
    return text if text.isascii() else _plain(text)


def unstyled(text: str) -> str:
    """Return a text without the colours of a terminal."""
    return STYLED.sub("", text) if "\x1b" in text else text


def spoken(text: str) -> str:
    """Return a text as patterns for words and numbers take it: nothing unseen, no accents, digits as `0` to `9`.

    Signs such as `≤` stay, and letters of other scripts.
    """
    return text if text.isascii() else BEYOND_ASCII.sub(_letter_or_digit, text)


def _letter_or_digit(match: re.Match[str]) -> str:
    character = match[0]
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if unicodedata.category(character) in ("Cf", "Mn"):
        return ""
    base = unicodedata.normalize("NFD", character)[0]
    return base if base.isascii() and base.isalpha() else character


def plain_name(text: str) -> str:
    """Return a header in plain characters, without the words of other scripts that stand beside a name.

    `Âge` is `Age`, `ｎ` is `n`, and `age – é日` is still called `age`.
    """
    return text if text.isascii() else _plain_name(text)


@lru_cache(maxsize=4096)
def _plain_name(text: str) -> str:
    kept = (word for word in _folded(text).split() if any((c.isascii() and c.isalnum()) or c == "%" for c in word))
    return plain(" ".join(kept))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).translate(ALIKE)


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    folded = _folded(text)
    return "".join(_character(character) for character in unicodedata.normalize("NFD", folded))


def _character(character: str) -> str:
    if character.isascii() or character in KEPT:
        return character
    category = unicodedata.category(character)
    if category in UNSEEN:
        return ""
    if category == "Pd" or character in "−⁃‐":
        return "-"
    if category == "Zs":
        return " "
    return str(unicodedata.digit(character)) if category == "Nd" else character


def search(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """Return the first match of a pattern in a text, as it stands or without its disguises."""
    found = pattern.search(text)
    return found if found is not None or text.isascii() else pattern.search(_plain(text))
