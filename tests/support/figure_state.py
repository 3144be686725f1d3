"""All that a figure shows, to tell whether anything changed it."""

from __future__ import annotations

import json

import numpy as np


def state(figure):
    """Return all that a figure shows: pixels, or the JSON of an interactive one."""
    if hasattr(figure, "draw") and hasattr(figure, "layers"):  # plotnine draws a new figure each time
        return figure.data.to_dict()
    if hasattr(figure, "to_json"):
        return json.loads(figure.to_json())
    if hasattr(figure, "references"):
        sources = [model.data for model in figure.references() if hasattr(model, "data")]
        return [{key: [np.asarray(one).tolist() for one in values] for key, values in data.items()} for data in sources]
    from gel_airlock_jupyter.readers.matplotlib import figure_of
    from gel_airlock_jupyter.writers.figure_copy import copied

    shown = copied(figure_of(figure))
    shown.set_dpi(40)  # enough to see that anything changed
    shown.canvas.draw()
    return bytes(shown.canvas.buffer_rgba())
