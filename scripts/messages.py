"""Gathers the sidebar's words into a template for translators: ``python -m scripts.messages``.

JupyterLab's language packs translate the domain ``gel_airlock_jupyter`` from it.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "labextension" / "src"
TEMPLATE = ROOT / "labextension" / "locale" / "gel_airlock_jupyter.pot"
TEXT = r"'((?:[^'\\]|\\.)*)'"
CALL = re.compile(rf"trans\s*\.(?:__\(\s*{TEXT}|_n\(\s*{TEXT}\s*,\s*{TEXT})")
ERROR = re.compile(rf"AirlockError\(\s*'[a-z-]+',\s*{TEXT}(?:,\s*{TEXT})?")
HEAD = r"""msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"
"""


def messages() -> dict[tuple[str, str], set[str]]:
    """Return (singular, plural or "") and the files that say it. Errors are translated where they are shown."""
    found: dict[tuple[str, str], set[str]] = {}
    for path in sorted(SOURCES.rglob("*.ts*")):
        text = path.read_text(encoding="utf-8")
        keys = [(_plain(single or one), _plain(many)) for single, one, many in CALL.findall(text)]
        keys += [(_plain(said), "") for pair in ERROR.findall(text) for said in pair if said]
        for key in keys:
            found.setdefault(key, set()).add(path.relative_to(ROOT).as_posix())
    return found


def template() -> str:
    """Return the template as gettext writes it."""
    entries = [HEAD]
    for (one, many), files in sorted(messages().items()):
        lines = [f"#: {' '.join(sorted(files))}", f"msgid {_quoted(one)}"]
        lines += [f"msgid_plural {_quoted(many)}", 'msgstr[0] ""', 'msgstr[1] ""'] if many else ['msgstr ""']
        entries.append("\n".join(lines) + "\n")
    return "\n".join(entries)


def _plain(literal: str) -> str:
    return literal.replace("\\'", "'").replace("\\\\", "\\")


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


if __name__ == "__main__":
    TEMPLATE.parent.mkdir(exist_ok=True)
    TEMPLATE.write_text(template(), encoding="utf-8")
    sys.stdout.write(f"{len(messages())} messages\n")
