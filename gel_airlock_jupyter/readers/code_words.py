"""What a script says in words: its comments and text literals, at the places where they stand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

LANGUAGES: Mapping[str, tuple[str, ...]] = {
    "python": (".py", ".smk", ".jl", ".pyw"),
    "r": (".r", ".rproj"),
    "sql": (".sql",),
    "shell": (".sh", ".bash", ".pl"),
    "groovy": (".nf", ".groovy", ".config", ".js", ".ts", ".c", ".cpp", ".h", ".java", ".rs", ".go", ".css"),
    "wdl": (".wdl",),
    "stata": (".do",),
}
COMMENTS: Mapping[str, str] = {
    "python": r"#[^\n]*",
    "r": r"#[^\n]*",
    "sql": r"--[^\n]*|/\*.*?(?:\*/|\Z)",
    "shell": r"(?:^|(?<=\s))#[^\n]*",
    "groovy": r"//[^\n]*|/\*.*?(?:\*/|\Z)",
    "wdl": r"#[^\n]*",
    "stata": r"^\s*\*[^\n]*|//[^\n]*|/\*.*?(?:\*/|\Z)",
}
LITERALS = r'"""(?:\\.|.)*?(?:"""|\Z)|\'\'\'(?:\\.|.)*?(?:\'\'\'|\Z)|"(?:\\.|[^"\\\n])*"?|\'(?:\\.|[^\'\\\n])*\'?'
FENCE = re.compile(r"^[ \t]*(?:```+|~~~+)[ \t]*\{?[ \t]*(\w*)[^\n]*\n(.*?)(?:^[ \t]*(?:```+|~~~+)[ \t]*$|\Z)",
                   re.DOTALL | re.MULTILINE)  # fmt: skip
BLANK = re.compile(r"[^\n\r\f\v\x1c-\x1e\x85\u2028\u2029]")
NAMED = {"sh": "shell", "bash": "shell", "py": "python", "js": "groovy", "nextflow": "groovy"}


def words_in(text: str, language: str) -> str:
    """Return a script with its code blanked: comments and literals stay on their lines and in their columns.

    Parameters
    ----------
    text : str
        The script.
    language : str
        One of `LANGUAGES`, or "markdown" for text with blocks of code in it. Of a language nobody knows all is kept.
    """
    if language == "markdown":
        return FENCE.sub(_block, text)
    if language not in COMMENTS:
        return text
    kept: list[str] = []
    end = 0
    for match in _words(language).finditer(text):
        kept += [BLANK.sub(" ", text[end : match.start()]), match[0]]
        end = match.end()
    return "".join([*kept, BLANK.sub(" ", text[end:])])


@lru_cache(maxsize=16)
def _words(language: str) -> re.Pattern[str]:
    return re.compile(f"{COMMENTS[language]}|{LITERALS}", re.DOTALL | re.MULTILINE)


def _block(match: re.Match[str]) -> str:
    """Return a fenced block with its code blanked; its language decides, prose in a fence is kept."""
    language = NAMED.get(match[1].casefold(), match[1].casefold())
    if language not in COMMENTS:
        return match[0]
    start, end = match.start(2) - match.start(), match.end(2) - match.start()
    return match[0][:start] + words_in(match[2], language) + match[0][end:]
