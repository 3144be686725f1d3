"""Fitted models of statsmodels, lifelines, scikit-learn and scipy, read without importing any of them."""

from __future__ import annotations

import sys
from typing import Any

from gel_airlock_jupyter.errors import Unreadable, short_traceback
from gel_airlock_jupyter.readers.models import lifelines, scipy, sklearn, statsmodels, unknown
from gel_airlock_jupyter.subjects import View

READERS = {"statsmodels": statsmodels, "lifelines": lifelines, "sklearn": sklearn, "scipy": scipy}


def views_of(obj: Any, name: str) -> tuple[View, ...]:
    """Return the view of a fitted model and of the table that can leave in its place; nothing for other objects.

    Raises
    ------
    Unreadable
        If it is a model that could not be read.
    """
    modules = {kind.__module__.partition(".")[0] for kind in type(obj).__mro__}
    for library, reader in READERS.items():
        if library in modules and library in sys.modules:
            try:
                found: tuple[View, ...] = reader.read(obj, name)
            except Unreadable:
                raise
            except Exception as error:
                raise Unreadable(
                    f"The model '{name}' ({type(obj).__name__}) could not be read ({short_traceback()}).",
                    "Export its table of coefficients as a data frame.",
                ) from error
            if found:
                return found
    return unknown.read(obj, name)
