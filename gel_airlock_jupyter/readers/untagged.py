"""What a text with HTML tags in it says to those who read it in a browser, line by line."""

from __future__ import annotations

import html
import re

TAG = re.compile(r"</?(?P<name>[a-zA-Z][a-zA-Z0-9]*)\b[^<>]*>")
MARKED = re.compile(
    r"</?(?:a|b|body|br|code|div|em|h[1-6]|html|i|li|ol|p|pre|small|span|strong|sub|sup|table|t[dhr]|tbody|thead|u|ul)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
INLINE = frozenset({"a", "b", "code", "em", "font", "i", "mark", "small", "span", "strong", "sub", "sup", "u"})


def untagged(text: str) -> str | None:
    """Return a text without its tags, on as many lines; None where it has none.

    Tags within a sentence are taken out, others end one: `<p>We found <b>3</b> patients` says "We found 3 patients".
    """
    if not MARKED.search(text):
        return None
    return html.unescape(TAG.sub(_said, text))


def _said(match: re.Match[str]) -> str:
    lines = "\n" * match[0].count("\n")
    return lines if match["name"].lower() in INLINE else f". {lines}"
