"""What a secret looks like in source code, SQL, paths and connection strings, and how it is blanked."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable

BLANK = "[removed]"
NAMES = (
    r"(?:pass(?:word|wd|phrase|code)s?|pwd|(?<![a-z])(?:db|my)?pass(?![a-z])|secret(?![aeio])|token(?!i[sz])|api_?key|"
    r"(?:access|account|private|shared)_?key|credential|auth(?![a-z])|authoriz\w*|connection_?string)"
)
QUOTED = r"""[rbfuRBFU]{0,2}(?P<quote>\"{3}|'{3}|["'])(?!\[removed\])(?:\\.|(?!(?P=quote))[^\\])+(?P=quote)"""
EQUALS = r"(?::\s*[\w.\[\]| ]{1,40}?\s*=|:?=|!=|==|:)"
ASSIGNED = re.compile(rf"""(?is)(?P<head>\b[\w.]*{NAMES}\w*\b["']?\s*\]?\s*{EQUALS}\s*\(?\s*){QUOTED}""")
SETTERS = r"(?:setenv|putenv|setdefault|add_header|set_password|update)"
HANDED = re.compile(rf"""(?is)(?P<head>\b{SETTERS}\(\s*["'][^"'\n]*{NAMES}[^"'\n]*["']\s*,\s*){QUOTED}""")
PAIR = re.compile(
    rf"""(?is)(?P<head>(?:\bauth\s*=\s*|BasicAuth|DigestAuth|NtlmAuth|\.login)\(\s*[^,()\n]+,\s*(?:\w+\s*=\s*)?){QUOTED}"""
)
IN_URL = re.compile(r"(?i)\b(?P<head>[a-z][a-z0-9+.-]*://)(?:[^/\s:@\"']*:[^\s\"'/]+|[^/\s:@\"']{20,})(?P<tail>@)")
IN_STRING = re.compile(
    rf"""(?im)(?P<head>(?:^|[\s;&?"'|!])[\w.]*?(?:{NAMES}|sig|sslkey)\w*=)(?P<value>[^\s;&'"(){{}}\[\],]+)(?=[\s;&"'|]|$)"""
)
OPTION = re.compile(rf"(?im)(?P<head>\s--?[\w-]*{NAMES.replace('_?', '[_-]?')}[= ]\s*)(?P<value>[^\s\"'{{$-][^\s\"']*)")
USER = re.compile(r"(?P<head>\s-u\s+[^\s:\"']+:)[^\s\"'{$]+")
BEARER = re.compile(r"(?i)\b(?P<head>(?:bearer|basic|token|apikey)\s+)[A-Za-z0-9._~+/=|-]{12,}")
KEY_BLOCK = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL)
NETRC = re.compile(r"(?im)^(?P<head>\s*machine\s+\S+\s+login\s+\S+\s+password\s+)\S+")
ISSUED = re.compile(
    r"\b(?:gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abprs]-[\w-]{10,}|(?:AKIA|ASIA)[A-Z0-9]{16}|"
    r"sk-[\w-]{20,}|hf_\w{20,}|AIza[\w-]{30,}|ya29\.[\w-]{20,}|dapi[0-9a-f]{30,}|apikey\|\w{12,}|"
    r"eyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]*)?)"
)
LONG_WORD = re.compile(r"(?<![\w/.-])[A-Za-z0-9+/_=-]{24,}(?![\w/.-])")
NAME = re.compile(r"[A-Za-z_][\w.]*")
ENTROPY_BITS = 4.0  # of a random base-64 word of this length; English and code lie below


def without_secrets(text: str) -> str:
    """Return a text with every secret replaced by `[removed]`; one without secrets comes back as it is."""
    text = KEY_BLOCK.sub(BLANK, text)
    for pattern in (ASSIGNED, HANDED, PAIR):
        text = pattern.sub(_requoted, text)
    text = IN_URL.sub(lambda match: match["head"] + BLANK + match["tail"], text)
    text = IN_STRING.sub(_unless_a_name(text), text)
    for pattern in (OPTION, USER, BEARER, NETRC):
        text = pattern.sub(lambda match: match["head"] + BLANK, text)
    text = ISSUED.sub(BLANK, text)
    return LONG_WORD.sub(lambda match: BLANK if _is_random(match[0]) else match[0], text)


def _requoted(match: re.Match[str]) -> str:
    return f"{match['head']}{match['quote']}{BLANK}{match['quote']}"


def _unless_a_name(text: str) -> Callable[[re.Match[str]], str]:
    """`connect(password=pw)` hands a variable on: only in a line with quotes, or of a shell, is it the password."""

    def replaced(match: re.Match[str]) -> str:
        start = text.rfind("\n", 0, match.end("head")) + 1
        line = text[start : (text.find("\n", match.end()) + 1 or len(text) + 1) - 1]
        is_text = '"' in line or "'" in line or line.lstrip().startswith(("!", "%")) or "://" in line
        if match["value"] == BLANK or (NAME.fullmatch(match["value"]) and not is_text and "(" in text):
            return match[0]
        return match["head"] + BLANK

    return replaced


def _is_random(word: str) -> bool:
    """Return whether a long word looks drawn at random: many different characters of several classes."""
    classes = sum(any(test(c) for c in word) for test in (str.islower, str.isupper, str.isdigit))
    counts = Counter(word)
    bits = -sum(n / len(word) * math.log2(n / len(word)) for n in counts.values())
    return classes >= 3 and bits >= ENTROPY_BITS
