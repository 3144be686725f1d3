"""Percentages in an Altair chart that are 1-4 of a known number of people, hidden in twos."""

from __future__ import annotations

from typing import Any

from gel_airlock_jupyter.checks.figure_shares import known_shares
from gel_airlock_jupyter.fixing.figure_shares import with_complement
from gel_airlock_jupyter.readers.altair import read_spec
from gel_airlock_jupyter.readers.altair.layers import layers_of
from gel_airlock_jupyter.registry import Context


def mask_shares(spec: dict[str, Any], name: str, context: Context, threshold: int) -> list[str]:
    """Set small shares to zero in the rows of a rewritten chart, and a second one where all make a whole."""
    changes = []
    for axes, shares, people in known_shares(read_spec(spec, name), context):
        small = {place for place, count in enumerate(people) if 0.5 < count < threshold - 1e-3}
        chosen = with_complement([share.share for share in shares], small) if small else ()
        done = 0
        for place in chosen:
            path, _, number = shares[place].mark.path.rpartition(" ")
            for layer in layers_of(spec):
                sizes = [layer.channel(key) for key in ("y", "x") if layer.channel(key).kind == "quantitative"]
                row = layer.rows[int(number) - 1] if layer.path == path and int(number) <= len(layer.rows) else None
                if isinstance(row, dict) and sizes and sizes[0].field in row:
                    row[sizes[0].field] = 0
                    done += 1
        if done:
            changes.append(f"{done} shares of axes {axes + 1} hidden: a blank is fewer than {threshold}, or hides one")
    return changes
