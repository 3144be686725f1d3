"""Tables within texts: HTML, Markdown and LaTeX, what pandas prints, lines with commas or blanks, dicts, `name: 3`."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from gel_airlock_jupyter.errors import Unreadable
from gel_airlock_jupyter.readers.boxed import boxed_rows
from gel_airlock_jupyter.readers.grids import grid_of, table_of
from gel_airlock_jupyter.readers.literals import are_settings, literal_rows
from gel_airlock_jupyter.readers.spaced import TIBBLE, printed_rows
from gel_airlock_jupyter.subjects import TableView

Rows = list[list[str]]
LONGEST = 2_000_000  # characters; a longer text is no printed table
GAP = re.compile(r"\s{2,}|\t")
RULE = re.compile(r"\s*\|?(?:\s*:?-{2,}:?\s*\|)+\s*:?-*:?\s*\|?\s*")
FOOTER = re.compile(r"(?:Name:\s*(?P<name>.+?),\s*)?(?:Length:\s*\d+,\s*)?dtype:\s*(?P<kind>\w+)\s*")
SHAPE = re.compile(r"\[\d+ rows x \d+ columns\]")
TABULAR = re.compile(r"\\begin\{(?:tabular|longtable)\}.*?\\end\{(?:tabular|longtable)\}", re.DOTALL)
COMMAND = re.compile(r"\\(?:begin|end)\{[^}]*\}(?:\{[^}]*\})?|\\(?:toprule|midrule|bottomrule|hline|label\{[^}]*\})")
NAMED = re.compile(r"\s*[-*]?\s*(?P<label>[^:=]{1,80}?)\s*[:=]\s*(?P<count>\d[\d,]*)\s*")
WORD = re.compile(r"[^\W\d_]{2}")
WHOLE = re.compile(r"\d[\d,]*")
NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?%?|<\s*\d+|NaN")
TITLE = re.compile(r"(?<!\S)[^\W\d]\S*(?!\S)")
DOTS = re.compile(r"(?:\.{2,3}\s*)+")  # rows that pandas leaves out
FEWEST = 2  # lines of a list or table


def tables_in(text: str, name: str) -> tuple[TableView, ...]:
    """Return the tables that a text shows, each as a view of its own.

    Parameters
    ----------
    text : str
        As printed or written.
    name : str
        Name for messages.

    Raises
    ------
    Unreadable
        If the text is too long to be searched.
    """
    if len(text) > LONGEST:
        raise Unreadable(
            f"'{name}' has more than {LONGEST:,} characters and is no table throughout; what it holds cannot be told.",
            "Only results leave: shorten it, or export a table as csv.",
        )
    found = [*_of_markup(text), *literal_rows(text), *_of_lines(text)]
    parts = enumerate(found, 1)
    return tuple(table_of(grid_of(rows), name, f"table {number} in the text") for number, rows in parts)


def _of_markup(text: str) -> Iterator[Rows]:
    if "<table" in text.casefold():
        from gel_airlock_jupyter.readers.html.parser import page_of

        yield from ([list(map(str, row)) for row in table.rows] for table in page_of(text).tables)
    for match in TABULAR.finditer(text):
        body = COMMAND.sub(" ", match[0])
        rows = [[cell.strip() for cell in line.split("&")] for line in body.split(r"\\") if "&" in line]
        if len(rows) >= FEWEST:
            yield _with_header(rows)


def _of_lines(text: str) -> Iterator[Rows]:
    """Yield tables of neighbouring lines, whichever way their cells are told apart.

    A line of titles may stand apart from the lines below it.
    """
    block: list[str] = []
    titles: list[str] = []
    for line in [*text.splitlines(), ""]:
        if line.strip():
            block += [] if TIBBLE.fullmatch(line.strip()) else [line]
            continue
        ways = (_markdown, boxed_rows, _aligned, _separated, _listed, _indexed, printed_rows)
        rows = next(filter(None, (way(block) for way in ways)), None)
        if not rows and titles and block:
            rows = _below(titles[0], block)
        if rows:
            yield rows
        if block:
            titles = block if len(block) == 1 and len(TITLE.findall(block[0])) > 1 else []
        block = []


def _below(titles: str, block: Sequence[str]) -> Rows | None:
    """Read lines of a label and as many numbers as a line of titles before them has words: a report of classes."""
    names, cells = titles.split(), [line.split() for line in block]
    labels = [" ".join(row[: -len(names)]) for row in cells]
    figures = [row[-len(names) :] for row in cells]
    if not all(labels) or not all(NUMBER.fullmatch(cell) for row in figures for cell in row):
        return None
    return [["", *names], *([label, *row] for label, row in zip(labels, figures, strict=True))]


def _indexed(block: Sequence[str]) -> Rows | None:
    """Read rows that pandas numbers: a number that rises, and as many words as the line of titles above has."""
    lines = [line for line in block if not DOTS.fullmatch(line.strip()) and not SHAPE.fullmatch(line.strip())]
    cells = [line.split() for line in lines]
    if len(cells) < 3 or any(len(row) != len(cells[0]) + 1 or not row[0].isdecimal() for row in cells[1:]):
        return None
    numbers = [int(row[0]) for row in cells[1:]]
    rises = all(before < after for before, after in pairwise(numbers))
    return [["", *cells[0]], *cells[1:]] if rises and lines[0][:1].isspace() else None


def _markdown(block: Sequence[str]) -> Rows | None:
    at = next((place for place, line in enumerate(block) if place and RULE.fullmatch(line)), None)
    if at is None or "|" not in block[at - 1]:
        return None
    lines = [block[at - 1], *(line for line in block[at + 1 :] if "|" in line)]
    return [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines]


def _aligned(block: Sequence[str]) -> Rows | None:
    """Read what pandas prints: columns told apart by two blanks or more, an index without a title, a footer.

    An outer level of the index is printed once only.
    """
    lines = [line for line in block if not SHAPE.fullmatch(line.strip()) and not DOTS.fullmatch(line.strip())]
    footer = FOOTER.fullmatch(lines[-1].strip()) if lines else None
    lines = lines[:-1] if footer else lines
    cells = _filled(lines)
    width = len(cells[-1]) if cells else 0
    body = [place for place, row in enumerate(cells) if len(row) == width and any(map(NUMBER.fullmatch, row[1:]))]
    if width < 2 or not body or body != list(range(body[0], len(cells))) or (not footer and not body[0]):
        return None
    if footer:
        title = footer["name"] or ("count" if footer["kind"].startswith("int") else "value")
        index = cells[0][: width - 1] if body[0] == 1 else []
        return [[*index, *[""] * (width - 1 - len(index)), title], *cells[body[0] :]]
    head, named = cells[0], cells[1][0] if body[0] > 1 and len(cells[1]) == 1 else ""
    if body[0] == 2 and len(head) + len(levels := lines[1].split()) == width:
        head = [*levels, *head]  # levels of the index have names, on a line of their own
    elif len(head) == width - 1:
        head = [named, *head]
    elif named and len(head) == width:
        head = [f"{named} \\ {head[0]}", *head[1:]]  # both axes have a name, as in a crosstab
    return [head, *cells[body[0] :]] if len(head) == width else None


def _filled(lines: Sequence[str]) -> Rows:
    """Return the cells of lines; one that begins with blanks where others do not goes on with the label above it."""
    cells = [GAP.split(line.strip()) for line in lines]
    widest = max(map(len, cells), default=0)
    for place in range(1, len(cells)):
        if len(cells[place]) == widest - 1 == len(cells[place - 1]) - 1 and lines[place][:1].isspace():
            cells[place] = [cells[place - 1][0], *cells[place]]
    return cells


def _separated(block: Sequence[str]) -> Rows | None:
    if len(block) < FEWEST or not all("," in line for line in block):
        return None
    rows = [[cell.strip() for cell in row] for row in csv.reader(block)]
    if all(len(row) == 2 and WORD.search(row[0]) and WHOLE.fullmatch(row[1]) for row in rows):
        return [["", "count"], *rows]
    whole = len({len(row) for row in rows}) == 1 and not any(map(NUMBER.fullmatch, rows[0]))
    return rows if whole and any(NUMBER.fullmatch(cell) for row in rows[1:] for cell in row) else None


def _listed(block: Sequence[str]) -> Rows | None:
    """Read lines such as `Leigh: 3`; a line before them that ends in a colon says what they count."""
    title = block[0].strip().rstrip(":") if block and block[0].strip().endswith(":") else ""
    lines = block[1:] if title else block
    found = [match for line in lines if (match := NAMED.fullmatch(line))]
    if len(lines) < FEWEST or len(found) < len(lines):
        return None
    if not title and are_settings(match["label"] for match in found):
        return None
    return [["", title or "count"], *([match["label"], match["count"]] for match in found)]


def _with_header(rows: Rows) -> Rows:
    """Return rows with a line of titles, where the first line holds numbers already."""
    has_numbers = any(WHOLE.fullmatch(cell) for cell in rows[0])
    return [[f"column {place}" for place in range(1, len(rows[0]) + 1)], *rows] if has_numbers else rows
