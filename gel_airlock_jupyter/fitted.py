"""The neutral view of a fitted model."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Group:
    """A level, category, event or leaf of a model, and how many people stand behind it."""

    name: str
    people: int


@dataclass(frozen=True)
class ModelView:
    """A fitted model read without calling its methods: what could leave is its table of coefficients.

    Parameters
    ----------
    fitted_to : int or None
        People (rows) it was fitted to.
    residual_freedom : float or None
        Residual degrees of freedom.
    terms : int or None
        Coefficients of one outcome, where the model does not say what freedom they leave.
    fit : float or None
        R squared, where the model has one.
    groups : tuple of Group
        Levels of dummies, events and leaves with the people behind them.
    crossed : tuple of Group
        People with an outcome within a level, where the table does not give them back exactly.
    holds_rows : tuple of str
        Attributes that hold training rows or a value for each of them.
    without_table : tuple of str
        Members of a composed model that have no table.
    has_table : bool
        Whether a table of coefficients can be exported in its place.
    shares : tuple of (str, float)
        Classes by name with their share of the people, 0 to 1, where the model forgot how many these are.
    """

    name: str
    library: str
    model: str
    fitted_to: int | None = None
    residual_freedom: float | None = None
    fit: float | None = None
    groups: tuple[Group, ...] = ()
    crossed: tuple[Group, ...] = ()
    holds_rows: tuple[str, ...] = ()
    without_table: tuple[str, ...] = ()
    has_table: bool = False
    terms: int | None = None
    shares: tuple[tuple[str, float], ...] = ()
    kind: str = "model"
