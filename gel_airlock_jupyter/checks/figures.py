"""Figures: the register of their rules, which live in the modules figure_*.py."""

from __future__ import annotations

from gel_airlock_jupyter.checks.figure_carried import unread
from gel_airlock_jupyter.checks.figure_counts import small_marks
from gel_airlock_jupyter.checks.figure_identifiers import identifiers_in_figures
from gel_airlock_jupyter.checks.figure_points import genetic_points, single_people
from gel_airlock_jupyter.checks.figure_shares import small_shares
from gel_airlock_jupyter.checks.figure_survival import survival
from gel_airlock_jupyter.checks.figure_texts import counts_in_texts
from gel_airlock_jupyter.checks.figure_totals import recoverable_bars

__all__ = [
    "counts_in_texts",
    "genetic_points",
    "identifiers_in_figures",
    "recoverable_bars",
    "single_people",
    "small_marks",
    "small_shares",
    "survival",
    "unread",
]
