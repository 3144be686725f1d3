"""Vega expressions such as `datum.n / datum.total * 100`, worked out for a row; what is not known here is an error.

The grammar is a subset of that of the Vega documentation, "Expressions": literals, members of `datum`, arithmetic,
comparisons, logic, the conditional operator, and functions of numbers. Nothing is ever run as code.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

Row = Mapping[str, Any]
Worked = Callable[[Row], Any]
TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)|(?P<text>'[^'\\]*'|\"[^\"\\]*\")|(?P<name>[A-Za-z_$][\w$]*)"
    r"|(?P<sign>===|!==|==|!=|<=|>=|&&|\|\||[-+*/%<>!?:().,\[\]]))"
)
BINARY: Mapping[str, tuple[int, Callable[[Any, Any], Any]]] = {
    "||": (1, lambda a, b: a or b),
    "&&": (2, lambda a, b: a and b),
    **dict.fromkeys(("==", "==="), (3, operator.eq)),
    **dict.fromkeys(("!=", "!=="), (3, operator.ne)),
    "<": (4, operator.lt),
    ">": (4, operator.gt),
    "<=": (4, operator.le),
    ">=": (4, operator.ge),
    "+": (5, operator.add),
    "-": (5, operator.sub),
    "*": (6, operator.mul),
    "/": (6, operator.truediv),
    "%": (6, math.fmod),
}
FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "abs": abs,
    "ceil": math.ceil,
    "exp": math.exp,
    "floor": math.floor,
    "isValid": lambda value: value is not None and value == value,
    "log": math.log,
    "max": max,
    "min": min,
    "pow": pow,
    "round": lambda value: math.floor(value + 0.5),
    "sqrt": math.sqrt,
    "toNumber": float,
}
CONSTANTS: Mapping[str, Any] = {
    "true": True,
    "false": False,
    "null": None,
    "PI": math.pi,
    "E": math.e,
    "LN10": math.log(10),
}


class Unknown(ValueError):
    """The expression uses what is not known here."""


def worked_out(expression: str) -> Worked:
    """Return a function from a row to the value of an expression.

    Parameters
    ----------
    expression : str
        As Vega-Lite writes it; a row is called `datum` in it.

    Raises
    ------
    Unknown
        For syntax or a name that is not known here.
    """
    parser = _Parser(_tokens(expression))
    found = parser.conditional()
    if parser.tokens[parser.place] != ("end", ""):
        raise Unknown(expression)
    return found


def _tokens(expression: str) -> list[tuple[str, str]]:
    found, place = [], 0
    while place < len(expression.rstrip()):
        match = TOKEN.match(expression, place)
        if match is None or match.lastgroup is None:
            raise Unknown(expression)
        found.append((match.lastgroup, match[match.lastgroup]))
        place = match.end()
    return [*found, ("end", "")]


class _Parser:
    """Reads tokens from left to right; each method returns a function of the row."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens = tokens
        self.place = 0

    def take(self, *wanted: str) -> bool:
        """Step over a sign if it is next."""
        kind, text = self.tokens[self.place]
        self.place += kind == "sign" and text in wanted
        return kind == "sign" and text in wanted

    def need(self, sign: str) -> None:
        """Step over a sign that must be next."""
        if not self.take(sign):
            raise Unknown(sign)

    def conditional(self) -> Worked:
        """Read `a ? b : c`, or anything simpler."""
        asked = self.binary(1)
        if not self.take("?"):
            return asked
        then = self.conditional()
        self.need(":")
        otherwise = self.conditional()
        return lambda row: then(row) if asked(row) else otherwise(row)

    def binary(self, least: int) -> Worked:
        """Read operations that bind at least so tightly."""
        left = self.unary()
        while True:
            kind, text = self.tokens[self.place]
            binds, act = BINARY.get(text, (0, operator.eq)) if kind == "sign" else (0, operator.eq)
            if binds < least:
                return left
            self.place += 1
            left = _joined(act, left, self.binary(binds + 1))

    def unary(self) -> Worked:
        """Read `-a`, `!a`, a value, and the members taken of it."""
        for sign, act in (("-", operator.neg), ("+", operator.pos), ("!", operator.not_)):
            if self.take(sign):
                inner = self.unary()
                return lambda row: act(inner(row))
        return self.value()

    def value(self) -> Worked:
        """Read a literal, a bracket, a function's result or a member of `datum`."""
        kind, text = self.tokens[self.place]
        self.place += 1
        if kind == "number":
            number = float(text)
            return lambda _: number
        if kind == "text":
            return lambda _: text[1:-1]
        if (kind, text) == ("sign", "("):
            inner = self.conditional()
            self.need(")")
            return inner
        if kind == "name" and text == "datum":
            return self.member()
        if kind == "name" and text in CONSTANTS:
            return lambda _: CONSTANTS[text]
        if kind == "name" and text in FUNCTIONS and self.take("("):
            return _called(FUNCTIONS[text], self.arguments())
        raise Unknown(text)

    def member(self) -> Worked:
        """Read `.name` or `['name']` after `datum`."""
        bracket = self.take("[")
        if not bracket:
            self.need(".")
        kind, text = self.tokens[self.place]
        self.place += 1
        if kind != ("text" if bracket else "name"):
            raise Unknown(text)
        if bracket:
            self.need("]")
        name = text[1:-1] if bracket else text
        return lambda row: row.get(name)

    def arguments(self) -> list[Worked]:
        """Read what stands between brackets after a function's name."""
        found = [self.conditional()]
        while self.take(","):
            found.append(self.conditional())
        self.need(")")
        return found


def _joined(act: Callable[[Any, Any], Any], left: Worked, right: Worked) -> Worked:
    return lambda row: act(left(row), right(row))


def _called(function: Callable[..., Any], arguments: Iterable[Worked]) -> Worked:
    given = tuple(arguments)
    return lambda row: function(*(one(row) for one in given))
