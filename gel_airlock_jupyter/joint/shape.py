"""The JSON shape of what an output publishes: small, plain, and read back with every type checked."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, get_args

from gel_airlock_jupyter.disclosure.grids import Grid
from gel_airlock_jupyter.disclosure.quantities import Mark, Quantity
from gel_airlock_jupyter.disclosure.system import Key, Relation
from gel_airlock_jupyter.joint.published import Number, Published, Spoken, Variants
from gel_airlock_jupyter.joint.shares import is_of_shares

MARKS = get_args(Mark)
MOST_CELLS = 20_000
PERCENT = "percent"
FINEST = 10**6  # percentages are kept to so small a part of a per cent


def to_dict(output: Published) -> dict[str, Any]:
    """Return the JSON shape: an exact count is its number, any other ``[lower, upper, mark]``.

    Percentages are kept of outputs that print nothing else, in millionths of a per cent.
    """
    grid = output.grid
    shares = is_of_shares(output)
    data: dict[str, Any] = {"name": output.name}
    if grid is not None:
        data |= {
            "rows": [list(path) for path in grid.rows],
            "columns": [list(path) for path in grid.columns],
            "cells": [[_cell(cell, shares) for cell in row] for row in grid.cells],
            "row_names": list(output.row_names),
            "column_names": list(output.column_names),
            "is_labelled": output.is_labelled,
            "titles": list(grid.titles),
            "relations": [_relation(relation) for relation in output.relations],
        }
    if output.numbers:
        data["numbers"] = [_number(number) for number in output.numbers]
    if output.spoken:
        data["spoken"] = [_spoken(one) for one in output.spoken]
    if output.variants is not None:
        known = output.variants
        data["variants"] = {"keys": list(known.keys), "genes": list(known.genes), "more": known.more}
        data["variants"] |= {"for_matchmaker": known.for_matchmaker}
    return data


def from_dict(data: Mapping[str, Any], request: str = "") -> Published:
    """Read the JSON shape back.

    Parameters
    ----------
    data : mapping
        As `to_dict` gives it, from a file that anybody may have changed.
    request : str
        How the earlier request is called that published it.

    Raises
    ------
    KeyError, TypeError, ValueError
        If it is not of that shape.
    """
    numbers = tuple(_read_number(number) for number in data.get("numbers", ()))
    spoken = tuple(_read_spoken(one) for one in data.get("spoken", ()))
    name = _text(data["name"])
    variants = _read_variants(data["variants"]) if "variants" in data else None
    if "cells" not in data:
        return Published(name, numbers=numbers, request=request, spoken=spoken, variants=variants)
    rows, columns = _labels(data["rows"]), _labels(data["columns"])
    if len(rows) * len(columns) > MOST_CELLS:
        raise ValueError("a table of the ledger is too large")
    titles = tuple(_whole(number) for number in data["titles"])
    cells = tuple(tuple(_quantity(cell) for cell in row) for row in data["cells"])
    grid = Grid(cells, rows, columns, titles, name)
    return Published(
        name,
        grid,
        tuple(_text(text) for text in data["row_names"]),
        tuple(_text(text) for text in data["column_names"]),
        data["is_labelled"] is True,
        numbers,
        tuple(_read_relation(relation, grid.shape) for relation in data["relations"]),
        request,
        spoken=spoken,
        variants=variants,
    )


def _read_variants(data: Mapping[str, Any]) -> Variants:
    keys, genes = (tuple(_text(text) for text in data[name]) for name in ("keys", "genes"))
    return Variants(keys, genes, _whole(data["more"]), data["for_matchmaker"] is True)


def _number(number: Number) -> dict[str, Any]:
    data: dict[str, Any] = {"value": number.value, "words": number.words, "where": number.where}
    more = {"most": number.most, "part": number.part, "is_whole": number.is_whole}
    return data | {key: value for key, value in more.items() if value}


def _read_number(data: Mapping[str, Any]) -> Number:
    most = None if data.get("most") is None else _whole(data["most"])
    if most is not None and most < _whole(data["value"]):
        raise ValueError("not a stated number")
    part, is_whole = _text(data.get("part", "")), data.get("is_whole") is True
    return Number(_whole(data["value"]), _text(data["words"]), _text(data["where"]), most, part, is_whole)


def _spoken(one: Spoken) -> dict[str, Any]:
    return {"percent": _cell(one.percent, shares=True), "whole": one.whole, "words": one.words, "where": one.where}


def _read_spoken(data: Mapping[str, Any]) -> Spoken:
    percent = _quantity(data["percent"])
    if percent is None or percent.unit != "percent":
        raise ValueError("not a stated percentage")
    return Spoken(percent, _text(data["whole"]), _text(data["words"]), _text(data["where"]))


def _cell(cell: Quantity | None, shares: bool = False) -> Any:
    if shares and cell is not None and cell.unit == "percent" and cell.lower is not None and cell.upper is not None:
        return [math.floor(cell.lower * FINEST), math.ceil(cell.upper * FINEST), PERCENT]
    if cell is None or cell.unit != "count" or not isinstance(cell.lower, int):
        return None
    upper = None if cell.upper is None else int(cell.upper)
    return cell.lower if cell.lower == upper and cell.mark == "exact" else [cell.lower, upper, cell.mark]


def _quantity(data: Any) -> Quantity | None:
    if data is None:
        return None
    if not isinstance(data, list):
        number = _whole(data)
        return Quantity(number, number, text=f"{number:,}")
    lower, upper, mark = data
    if mark == PERCENT:
        ends = Fraction(_whole(lower), FINEST), Fraction(_whole(upper), FINEST)
        if ends[0] > ends[1]:
            raise ValueError("not a printed percentage")
        return Quantity(*ends, "percent", "rounded", f"{float(sum(ends)) / 2:g} %")
    if mark not in MARKS or (upper is not None and _whole(upper) < _whole(lower)):
        raise ValueError("not a printed quantity")
    text = {"masked": f"<{(upper or 4) + 1}", "complementary": "*"}.get(mark, f"{lower}-{upper}")
    return Quantity(_whole(lower), upper, "count", mark, text)


def _relation(relation: Relation) -> dict[str, Any]:
    data: dict[str, Any] = {"total": _key(relation.total), "parts": [_key(part) for part in relation.parts]}
    if relation.coefficients:
        data["coefficients"] = list(relation.coefficients)
    if (relation.lower, relation.upper, relation.scale) != (0, 0, 1):
        data |= {"lower": relation.lower, "upper": relation.upper, "scale": relation.scale}
    return data | {"words": relation.words, "certain": relation.certain}


def _read_relation(data: Mapping[str, Any], shape: tuple[int, int]) -> Relation:
    ends = [None if (end := data.get(name, 0)) is None else _whole(end, negative=True) for name in ("lower", "upper")]
    return Relation(
        _read_key(data["total"], shape),
        tuple([_read_key(part, shape) for part in data["parts"]]),
        tuple(_whole(c, negative=True) for c in data.get("coefficients", ())),
        _text(data["words"]),
        ends[0],
        ends[1],
        _whole(data.get("scale", 1), negative=True),
        data["certain"] is True,
    )


def _key(key: Key) -> list[Any]:
    match key:
        case (int(row), int(column)):
            return [row, column]
        case ("title", int(number)):
            return ["title", number]
        case _:
            raise ValueError("a relation of something that is no cell")


def _read_key(data: Sequence[Any], shape: tuple[int, int]) -> Key:
    first, second = data
    if type(first) is type(second) is int and 0 <= first < shape[0] and 0 <= second < shape[1]:
        return (first, second)
    if first == "title":
        return ("title", _whole(second))
    raise ValueError("a relation names a cell that is not there")


def _labels(data: Any) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(_text(part) for part in path) for path in data)


def _text(data: Any) -> str:
    if not isinstance(data, str):
        raise TypeError("not a text")
    return data


def _whole(data: Any, *, negative: bool = False) -> int:
    if not isinstance(data, int) or isinstance(data, bool) or abs(data) > 1 << 50 or (data < 0 and not negative):
        raise TypeError("not a whole number")
    return data
