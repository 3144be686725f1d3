"""Which statistic a label names, and of which variable."""

from __future__ import annotations

import re

from gel_airlock_jupyter.evidence.columns import LiveColumn, LiveFrame
from gel_airlock_jupyter.policy.model import fold

SIZE = "size"
SHARE = "share"
STATISTICS = {
    "mean": "mean", "average": "mean", "avg": "mean", "std": "std", "sd": "std", "stdev": "std",
    "standarddeviation": "std", "var": "var", "variance": "var", "min": "min", "minimum": "min", "max": "max",
    "maximum": "max", "median": "median", "q2": "median", "sum": "sum", "sem": "sem", "standarderror": "sem",
    "nunique": "nunique", "distinct": "nunique", "unique": "nunique", "count": "count", "n": "count", "nobs": "count",
    "size": SIZE, "number": "count", "mode": "mode", "range": "range", "iqr": "iqr", "q1": "q0.25", "q3": "q0.75",
    "lowerquartile": "q0.25", "upperquartile": "q0.75", "proportion": SHARE, "prop": SHARE, "share": SHARE,
    "percent": SHARE, "percentage": SHARE, "pct": SHARE, "rate": "mean",
}  # fmt: skip
QUANTILE = re.compile(r"(\d{1,2}(?:\.\d+)?)\s*%|0?\.(\d+)")
PIECES = re.compile(r"[^0-9A-Za-z%]+")


def statistic_of(label: str) -> str | None:
    """Return the statistic a label names: "mean", "q0.25" ...; None for any other word."""
    if match := QUANTILE.fullmatch(label.strip()):
        share = float(match[1]) / 100 if match[1] else float(f"0.{match[2]}")
        return "median" if share == 0.5 else f"q{share:g}"
    return STATISTICS.get(fold(label))


def parts_of(label: str, frame: LiveFrame) -> tuple[LiveColumn | None, str | None]:
    """Return (variable, statistic) that a flat header such as `mean_age`, `age` or `n` names, as far as it does."""
    column = frame.named(label)
    if column is not None:
        return column, None
    whole = statistic_of(label)
    if whole is not None:
        return None, whole
    pieces = [piece for piece in PIECES.split(label) if piece]
    for cut in (1, len(pieces) - 1):
        if 0 < cut < len(pieces):
            head, tail = "".join(pieces[:cut]), "".join(pieces[cut:])
            for word, name in ((head, tail), (tail, head)):
                statistic = statistic_of(word)
                if statistic is not None and (column := frame.named(name)) is not None:
                    return column, statistic
    return None, next((found for piece in (pieces[:1] + pieces[-1:]) if (found := statistic_of(piece))), None)
