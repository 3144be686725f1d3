"""The backward slice of executed cells: everything an output came from, and as little else as the source can tell."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gel_airlock_jupyter.provenance.cells import CellRun, Slice, slice_of
from gel_airlock_jupyter.provenance.names import names_in


def sliced(variable: str, *sources: str) -> Slice:
    return slice_of(variable, [CellRun(f"c{number}", number, source) for number, source in enumerate(sources, 1)])


def counts(variable: str, *sources: str) -> list[int]:
    return [run.count for run in sliced(variable, *sources).cells]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param(["t = load('a')", "t = load('b')"], [2], id="bound anew"),
        pytest.param(["t = load('a')", "t = t.dropna()"], [1, 2], id="bound anew from itself"),
        pytest.param(["t = load('a')", "if new:\n    t = load('b')"], [1, 2], id="perhaps bound anew"),
        pytest.param(["t = load('a')", "for p in paths:\n    t = load(p)"], [1, 2], id="bound in a loop"),
        pytest.param(["t = 0", "t += 1"], [1, 2], id="added to"),
        pytest.param(["t = load('a')", "t = load('b')\nt = t.head()"], [2], id="read after it was bound"),
        pytest.param(["t, u = 1, 2", "(t, [u, *v]) = f()"], [2], id="unpacked"),
        pytest.param(["t = 1", "with open(p) as t:\n    u = t.read()"], [2], id="bound by with"),
        pytest.param(["t = 1", "import numpy as t"], [2], id="bound by an import"),
        pytest.param(["t = {}", "del t['x']"], [1, 2], id="an item deleted"),
        pytest.param(["t = f()", "t.drop(columns='id', inplace=True)"], [1, 2], id="in place"),
        pytest.param(["t = f()", "t.rename(columns=n, inplace=True)"], [1, 2], id="in place, by its argument"),
        pytest.param(["t = f()", "t.rename(columns=n, inplace=False)"], [1], id="not in place"),
        pytest.param(["t = f()", "t.columns = ['a']", "t.loc[0, 'a'] = 1"], [1, 2, 3], id="attribute and item"),
        pytest.param(["t = f()", "u = t", "u['x'] = 1"], [1, 2, 3], id="changed under another name"),
        pytest.param(["t = {'a': []}", "u = t['a']", "u.append(1)"], [1, 2, 3], id="changed from within"),
        pytest.param(["t = f()", "u = t", "u = g()", "u['x'] = 1"], [1], id="another name, taken away"),
        pytest.param(["t = f()", "for u in (s, t):\n    u['x'] = 1"], [1, 2], id="changed as a loop's variable"),
        pytest.param(["t = f()", "for u in frames:\n    u['x'] = 1"], [1], id="another loop"),
        pytest.param(["t = f()", "[x for t in rows]"], [1], id="a comprehension's own variable"),
        pytest.param(["t = f()", "def g():\n    t = 1\n    return t"], [1], id="a function's own variable"),
        pytest.param(["t = f()", "def g(t):\n    t['x'] = 1"], [1], id="a function's parameter"),
        pytest.param(["t = 1", "def g():\n    global t\n    t = 2", "g()"], [1, 3], id="a global"),
        pytest.param(["def g():\n    rows.append(1)", "rows = []", "g()", "t = rows"], [2, 3, 4], id="by a call"),
        pytest.param(["t = f()", "def g(d):\n    d['x'] = 1", "g(t)"], [1, 3], id="by a call's argument"),
        pytest.param(["t = f()", "def g(d):\n    d['x'] = 1", "g(d=t)"], [1, 3], id="by a named argument"),
        pytest.param(["t = f()", "def g(d):\n    return d['x']", "g(t)"], [1], id="a call that only reads"),
        pytest.param(
            ["t = f()", "def g(d):\n    d.pop('x')", "def h(a, b):\n    g(b)", "h(1, t)"],
            [1, 4],
            id="through two calls",
        ),
        pytest.param(["t = []", "def g(x):\n    t.append(x)", "list(map(g, xs))"], [1, 3], id="a function handed on"),
        pytest.param(["k = 2", "def g(x):\n    return x * k", "t = g(1)"], [1, 2, 3], id="what a function reads"),
        pytest.param(["x = 9", "def g(x):\n    return x", "t = g(1)"], [2, 3], id="what a function is given"),
        pytest.param(["import numpy as np", "import os", "t = np.zeros(3)"], [1, 3], id="imports"),
        pytest.param(["t = 1", "print(t)", "t"], [1], id="looked at"),
        pytest.param(["x = (1\n     % 2)", "t = x"], [1, 2], id="a percent sign that begins a line"),
        pytest.param(["%time t = load('a')"], [1], id="a timed line"),
        pytest.param(["%%time\nt = load('a')", "%%capture out\nt = load('b')"], [2], id="cell magics around Python"),
        pytest.param(["t = %sql SELECT 1"], [1], id="a magic's answer"),
        pytest.param(["t = !ls"], [1], id="a shell's answer"),
        pytest.param(["%%sql t <<\nSELECT * FROM x"], [1], id="another language's answer"),
        pytest.param(["t?", "t = 1", "t.x??"], [2], id="help"),
        pytest.param(["await f()", "t = await g()"], [2], id="await"),
        pytest.param(["match x:\n    case {'a': t}:\n        pass"], [1], id="a pattern"),
        pytest.param(["t = 1", "try:\n    f()\nexcept E as t:\n    pass"], [1, 2], id="an error's name"),
        pytest.param(["x = 1", "y = (t := x)"], [1, 2], id="walrus"),
        pytest.param(
            ["class A:\n    k = 3\n    def m(self):\n        rows.append(self.k)", "rows = []", "A().m()", "t = rows"],
            [2, 3, 4],
            id="by a method",
        ),
    ],
)  # fmt: skip
def test_a_slice_holds_what_made_the_variable(cells: list[str], expected: list[int]) -> None:
    found = counts("t", *cells)

    # What only defines a function may stand in it besides: it is read by the cell that calls.
    assert [count for count in found if count in expected or not cells[count - 1].startswith(("def", "class"))] == (
        expected
    )


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("%run load.py", "%run"),
        ("exec(text)", "exec"),
        ("from helpers import *", "imports *"),
        ("globals()['t'] = 1", "globals"),
        ("%%R -o t\nt <- 1", "magics"),
        ("if broken", "parsed"),
    ],
)
def test_a_cell_that_may_bind_anything_is_in_the_slice_and_makes_it_approximate(cell: str, why: str) -> None:
    found = sliced("t", cell, "u = 1")

    assert [run.count for run in found.cells] == [1]
    assert any(why in words for words in found.approximate)


def test_a_cell_that_failed_half_way_does_not_hide_what_was_before() -> None:
    runs = [CellRun("a", 1, "t = load('a')"), CellRun("b", 2, "t = load('b')", ok=False)]

    assert [run.count for run in slice_of("t", runs).cells] == [1, 2]


def test_cells_deleted_or_run_again_are_taken_as_they_ran() -> None:
    # Cell c1 was run, changed and run again; c2 was deleted from the notebook afterwards.
    runs = [CellRun("c1", 1, "n = 1"), CellRun("c2", 2, "k = n"), CellRun("c1", 3, "n = 2"), CellRun("c3", 4, "t = k")]

    assert [run.count for run in slice_of("t", runs).cells] == [1, 2, 4]


@given(st.text(alphabet="tuv=+()[]{}.,:%!?\n #'\"01defglobalinport* ", max_size=120))
def test_any_cell_can_be_read(source: str) -> None:
    names = names_in(source)

    assert names.bound <= names.stores or names.any_name


def test_a_long_session_is_sliced_at_once() -> None:
    cells = [f"def f{n}(d):\n    d['x{n}'] = {n}\n    f{n - 1}(d)" for n in range(1, 40)]
    cells += [f"t{n} = t{n - 1}.copy() if {n} else load()\nfor k in range(3):\n    t{n}[k] = k" for n in range(1, 800)]
    started = time.process_time()
    found = sliced("t799", *cells, "f39(t799)")

    assert len(found.cells) > 800
    assert time.process_time() - started < 5
