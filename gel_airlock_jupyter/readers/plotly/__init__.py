"""Plotly figures, read from their JSON: what is drawn, and the data they carry along."""

from __future__ import annotations

from gel_airlock_jupyter.readers.plotly.figure import handles, read, read_spec

__all__ = ["handles", "read", "read_spec"]
