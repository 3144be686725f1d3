"""Writes the table of rules into README.md, from the registry and the shipped policy.

``python -m scripts.rules_table`` rewrites it; ``--check`` only tells whether it is stale (exit status 1).
"""

from __future__ import annotations

import sys
from pathlib import Path

from gel_airlock_jupyter.checks import all_rules
from gel_airlock_jupyter.policy.load import DEFAULT, load

README = Path(__file__).resolve().parent.parent / "README.md"
BEGIN, END = "<!-- rules: begin, written by `python -m scripts.rules_table` -->", "<!-- rules: end -->"
SUBJECTS = {
    "TableView": "table",
    "FigureView": "figure",
    "ModelView": "model",
    "TextView": "text",
    "FileView": "file",
    "RequestView": "request",
    "JointView": "several outputs",
}


def table() -> str:
    """Return the table of rules as Markdown, one line a rule."""
    policy = load(DEFAULT)
    lines = ["| rule | what it finds | in | severity |", "|---|---|---|---|"]
    for rule in all_rules():
        where = ", ".join(SUBJECTS[subject.__name__] for subject in rule.subjects)
        severity = str(policy.severity(rule.id)) if policy.is_enabled(rule.id) else "off"
        lines.append(f"| {rule.id} | {rule.title} | {where} | {severity} |")
    return "\n".join(lines)


def renewed(text: str) -> str:
    """Return the README's text with the table as it should be.

    Raises
    ------
    SystemExit
        If the markers are missing.
    """
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise SystemExit(f"README.md lacks the lines '{BEGIN}' and '{END}'.")
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"


def main() -> int:
    """Rewrite the table, or with `--check` tell whether it is stale."""
    text = README.read_text(encoding="utf-8")
    new = renewed(text)
    if "--check" in sys.argv:
        return int(new != text)
    README.write_text(new, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
