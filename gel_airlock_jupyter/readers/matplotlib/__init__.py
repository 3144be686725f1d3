"""Matplotlib figures, read after they were made: so also seaborn, pandas.plot, lifelines, statsmodels and plotnine."""

from __future__ import annotations

from gel_airlock_jupyter.readers.matplotlib.figure import figure_of, handles, read

__all__ = ["figure_of", "handles", "read"]
