"""What the values beside the marks of a figure are by their form: names of genes and variants, or long numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

NAME = re.compile(
    r"rs\d+|ENS[A-Z]*\d{6,}(?:\.\d+)?"
    r"|(?:chr)?(?:\d{1,2}|[XYM]|MT)[:_-]\d[\w:.>_/-]*|C\d+orf\d+|[A-Z][A-Z0-9]+(?:[-.][A-Z0-9]+)*"
)
NUMBERED = re.compile(r"(?:P|PT|ID|S|C|SUBJ|SAMPLE|PATIENT|PARTICIPANT|CASE|PERSON|PROBAND|NA|HG)[-_.]?\d+")
SHORTEST, LONGEST, MOST_NUMBERS = 1e8, 1e11, 100
MOST_REPEATED = 0.5  # a name of a gene stands beside few points, a diagnosis beside many


def are_names_of_genes(values: Sequence[object]) -> bool:
    """Return whether most texts are different, and each has the form of a gene symbol, an rs number or a position.

    Parameters
    ----------
    values : sequence
        One entry a mark; missing ones are passed over.
    """
    texts = [value for value in values if value is not None and value != ""]
    if not texts or not all(isinstance(text, str) for text in texts):
        return False
    distinct = {str(text) for text in texts}
    return len(distinct) >= MOST_REPEATED * len(texts) and all(
        NAME.fullmatch(text) and not NUMBERED.fullmatch(text) for text in distinct
    )


def long_numbers(values: Sequence[float]) -> Iterator[str]:
    """Yield the first whole numbers of nine to eleven digits, as texts: identifiers need not be texts.

    Parameters
    ----------
    values : sequence of float
        NaN where something else stands.
    """
    found = np.array(values, dtype=float)
    found = found[np.isfinite(found) & (found >= SHORTEST) & (found < LONGEST)]
    for entry in dict.fromkeys(found[found == np.floor(found)].tolist()[:MOST_NUMBERS]):
        yield str(int(entry))
