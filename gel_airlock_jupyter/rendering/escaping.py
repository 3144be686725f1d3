"""Making foreign text safe to show: markup escaped, characters that deceive a reader made visible."""

from __future__ import annotations

import html
import re
import unicodedata

KEPT = frozenset("\t\n")
# Zero-width and direction marks are of category Cf; a few Cf characters are needed to write some scripts.
NEEDED = frozenset("\u200c\u200d\u00ad")
CODE = re.compile(r"`([^`\n]+)`")


def visible(text: str) -> str:
    """Return the text with control and direction characters spelled out as `⟨U+202E⟩`.

    A terminal obeys escape sequences and a browser obeys direction marks; neither may change what a reviewer reads.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(character) for character in text)


def _shown(character: str) -> str:
    if character in KEPT or character in NEEDED:
        return character
    if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp"):
        return f"⟨U+{ord(character):04X}⟩"
    return character


def one_line(text: str) -> str:
    """Return visible text on one line."""
    return " ".join(visible(text).split())


def escape(text: object) -> str:
    """Return text for an HTML element or attribute."""
    return html.escape(visible(str(text)), quote=True)


def with_code(text: str) -> str:
    """Return escaped text in which `backticked` parts are `<code>`."""
    parts = CODE.split(text)
    return "".join(f"<code>{escape(part)}</code>" if at % 2 else escape(part) for at, part in enumerate(parts))
