"""What an output publishes, as quantities only: the form in which outputs are compared and the ledger keeps them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from gel_airlock_jupyter.disclosure.grids import Grid, label
from gel_airlock_jupyter.disclosure.quantities import Quantity
from gel_airlock_jupyter.disclosure.system import Relation

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Number:
    """A count of people that a title, caption, description or text states.

    Parameters
    ----------
    value : int
        People; the fewest where the text leaves several.
    words : str
        The words around it, such as "N=180 participants".
    where : str
        Where it stands, such as "title" or "line 3".
    most : int, optional
        The most people that "20-24 women" or "30 % of 120 women" may be; None where it is one number.
    part : str
        The word for a part of the people that it counts: "women", "relapses"; "" where it names none.
    is_whole : bool
        Whether it counts people and names no part of them: "50 participants", "N=50".
    """

    value: int
    words: str
    where: str
    most: int | None = None
    part: str = ""
    is_whole: bool = False

    @property
    def is_exact(self) -> bool:
        """Return whether the text leaves one number."""
        return self.most is None or self.most == self.value

    @property
    def quantity(self) -> Quantity:
        """Return what a reader knows of it."""
        if self.is_exact:
            return Quantity(self.value, self.value, text=f"{self.value:,}")
        return Quantity(self.value, self.most, "count", "range", f"{self.value:,}-{self.most:,}")


@dataclass(frozen=True, slots=True)
class Spoken:
    """A percentage that a text gives of people it does not number: "7.5 % of women had a relapse".

    Parameters
    ----------
    percent : Quantity
        In percent.
    whole : str
        The words for what it is of: "women".
    words, where : str
        The words around it, and where they stand.
    """

    percent: Quantity
    whole: str
    words: str
    where: str


@dataclass(frozen=True, slots=True)
class Variants:
    """Variants that an output names: they are published, so that their names may be kept.

    Parameters
    ----------
    keys : tuple of str
        Their names, as `1-12345-A-G` where place and alleles are known.
    genes : tuple of str
        Genes named beside them.
    more : int
        How many an output names that are too many to be kept.
    for_matchmaker : bool
        Whether the output, or what is said of it, is a submission to a matchmaker.
    """

    keys: tuple[str, ...] = ()
    genes: tuple[str, ...] = ()
    more: int = 0
    for_matchmaker: bool = False


@dataclass(frozen=True)
class Published:
    """One output as its readers know it.

    Parameters
    ----------
    name : str
        How a person calls it: variable or file.
    grid : Grid, optional
        Its counts, as printed; None for a text.
    row_names, column_names : tuple of str
        Name of each level of row and column labels, "" where nobody says.
    is_labelled : bool
        False when rows have no labels of their own; their cells are then compared by numbers only.
    numbers : tuple of Number
        Counts stated in words.
    relations : tuple of Relation
        What adds up within it; keys are ``(row, column)`` and ``("title", number)``.
    request : str
        How an earlier request is called that published it; "" for the outputs at hand.
    columns : tuple of int
        Position in the output of each column of the grid, for places of findings.
    spoken : tuple of Spoken
        Percentages stated in words of people who are numbered elsewhere.
    variants : Variants, optional
        Variants that it names.
    """

    name: str
    grid: Grid | None = None
    row_names: tuple[str, ...] = ()
    column_names: tuple[str, ...] = ()
    is_labelled: bool = True
    numbers: tuple[Number, ...] = ()
    relations: tuple[Relation, ...] = ()
    request: str = ""
    columns: tuple[int, ...] = ()
    spoken: tuple[Spoken, ...] = ()
    variants: Variants | None = None

    @property
    def is_earlier(self) -> bool:
        """Return whether an earlier request published it."""
        return bool(self.request)

    @property
    def called(self) -> str:
        """Return the name in quotes, with its request where that is an earlier one."""
        return f"'{self.name}' of {self.request}" if self.request else f"'{self.name}'"

    @property
    def hides(self) -> bool:
        """Return whether some count of it is masked or a range."""
        return any(cell.is_hidden or cell.mark == "range" for _, cell in self.counts())

    def counts(self) -> tuple[tuple[Place, Quantity], ...]:
        """Return place and quantity of every count of people that is printed."""
        return self._counts

    @cached_property
    def _counts(self) -> tuple[tuple[Place, Quantity], ...]:
        return tuple(
            ((i, j), cell)
            for i, row in enumerate(self.grid.cells if self.grid else ())
            for j, cell in enumerate(row)
            if cell is not None and cell.unit == "count" and isinstance(cell.lower, int)
        )

    @cached_property
    def named(self) -> dict[Place, str]:
        """Return where each count stands, in words."""
        if self.grid is None:
            return {}
        rows, columns = [repr(label(path)) for path in self.grid.rows], [repr(label(p)) for p in self.grid.columns]
        return {(i, j): f"row {rows[i]}, column {columns[j]} of {self.called}" for (i, j), _ in self._counts}

    @cached_property
    def kept(self) -> dict[object, Any]:
        """What was made of it and is asked for again: a ledger is put together several times."""
        return {}

    def cell(self, place: Place) -> Quantity | None:
        """Return one cell."""
        return self.grid.cells[place[0]][place[1]] if self.grid else None

    def of(self, request: str) -> Published:
        """Return the same as published by an earlier request."""
        return replace(self, request=request)


@dataclass(frozen=True)
class Earlier:
    """What earlier requests published, newest first, and in words what of it cannot be read."""

    outputs: tuple[Published, ...] = ()
    trouble: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Return whether there is anything to compare with, or anything to tell."""
        return bool(self.outputs or self.trouble)
