"""Altair charts and Vega-Lite specifications: what is drawn, and the data frames written into them."""

from __future__ import annotations

from gel_airlock_jupyter.readers.altair.figure import handles, read, read_spec

__all__ = ["handles", "read", "read_spec"]
