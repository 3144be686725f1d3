"""Bokeh plots and layouts: glyphs, and the column data sources behind them."""

from __future__ import annotations

from gel_airlock_jupyter.readers.bokeh.figure import handles, read

__all__ = ["handles", "read"]
