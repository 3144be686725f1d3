"""The list of what a kernel could export: written after each cell, quickly, and without touching data."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from gel_airlock_jupyter.inventory import Inventory


@pytest.fixture
def listing(shell: Any, tmp_path: Path) -> Iterator[Inventory]:
    inventory = Inventory(shell, lambda: tmp_path / "list" / "k1.json")
    inventory.start()
    yield inventory
    inventory.stop()


def listed(tmp_path: Path) -> dict[str, dict[str, Any]]:
    found = json.loads((tmp_path / "list" / "k1.json").read_text())
    return {entry["name"]: entry for entry in found["objects"]}


def test_what_is_there_at_the_start_is_listed(listing, tmp_path) -> None:
    assert {name: entry["shape"] for name, entry in listed(tmp_path).items()} == {"table": [2, 2], "safe": [2, 2]}


def test_each_cell_lists_new_objects_with_the_newest_first(listing, shell, tmp_path) -> None:
    shell.run_cell("import pandas as pd\none = pd.Series([1, 2, 3])\nnumber = 7\n_hidden = one", store_history=True)

    found = listed(tmp_path)
    assert next(iter(found)) == "one"
    assert (found["one"]["kind"], found["one"]["type"], found["one"]["shape"]) == ("table", "Series", [3])
    assert "number" not in found
    assert "_hidden" not in found


@pytest.mark.parametrize(
    "cell",
    ["table = table.copy()", "table['x'] = 1", "table.loc[0, 'n'] = 7", "table.attrs['a'] = 1", "table.pop('n')"],
)
def test_a_change_is_dated_by_its_cell(listing, shell, tmp_path, cell: str) -> None:
    shell.run_cell("1 + 1", store_history=True)
    before = listed(tmp_path)

    shell.run_cell(cell, store_history=True)

    after = listed(tmp_path)
    assert after["table"]["cell"] > before["table"]["cell"]
    assert after["safe"] == before["safe"]


def test_a_change_right_after_a_check_is_dated_after_it(listing, shell, session, tmp_path) -> None:
    for _ in range(3):
        shell.run_cell("%airlock_check safe", store_history=True)
        (item,) = session.status()[0]
        assert listed(tmp_path)["safe"]["changed_at"] < item.updated_at

        shell.run_cell("safe = safe.copy()", store_history=True)

        assert listed(tmp_path)["safe"]["changed_at"] > item.updated_at


def test_a_cell_that_only_looks_changes_nothing(listing, shell, tmp_path) -> None:
    before = (tmp_path / "list" / "k1.json").stat()

    shell.run_cell("table.head()\n%airlock_check table", store_history=True)

    assert (tmp_path / "list" / "k1.json").stat().st_mtime_ns == before.st_mtime_ns


def test_a_figure_is_listed_once_with_its_axes(listing, shell, tmp_path) -> None:
    pytest.importorskip("matplotlib")

    shell.run_cell(
        "from matplotlib.figure import Figure\nfig = Figure()\nax = fig.subplots()\nlone = Figure().subplots()"
    )

    found = listed(tmp_path)
    assert (found["fig"]["kind"], found["lone"]["kind"]) == ("figure", "figure")
    assert "ax" not in found


def test_a_model_is_listed_once_it_is_fitted(listing, shell, tmp_path) -> None:
    pytest.importorskip("sklearn")

    shell.run_cell("from sklearn.linear_model import LinearRegression\nraw = LinearRegression()")
    shell.run_cell("fitted = LinearRegression().fit([[1], [2]], [1, 2])")

    found = listed(tmp_path)
    assert found["fitted"]["kind"] == "model"
    assert "raw" not in found


def test_lazy_frames_are_listed_and_stay_lazy(listing, shell, tmp_path) -> None:
    pl = pytest.importorskip("polars")

    def boom(frame: Any) -> Any:
        raise AssertionError("computed")

    shell.user_ns["lazy"] = pl.LazyFrame({"a": [1]}).map_batches(boom)
    shell.run_cell("1 + 1")

    assert listed(tmp_path)["lazy"]["shape"] is None


def test_an_object_whose_shape_raises_is_listed_without(listing, shell, tmp_path) -> None:
    class Odd(pd.DataFrame):
        @property
        def shape(self) -> Any:
            raise RuntimeError("no")

    shell.user_ns["odd"] = Odd({"a": [1]})
    shell.run_cell("1 + 1")

    assert listed(tmp_path)["odd"]["shape"] is None


def test_nothing_of_the_data_is_written(listing, shell, tmp_path) -> None:
    shell.run_cell("secret = pd.DataFrame({'LP1000999-DNA_A01': ['500000009']})" if "pd" in shell.user_ns else "")
    shell.user_ns["secret"] = pd.DataFrame({"LP1000999-DNA_A01": ["500000009"]})
    shell.run_cell("1 + 1")

    text = (tmp_path / "list" / "k1.json").read_text()
    assert '"secret"' in text
    assert "500000009" not in text
    assert "LP1000999" not in text


def test_the_list_goes_when_it_stops_and_a_full_disk_breaks_no_cell(shell, tmp_path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    inventory = Inventory(shell, lambda: blocked / "k1.json")
    inventory.start()

    result = shell.run_cell("after = table.copy()")
    inventory.stop()

    assert result.success
    assert next(entry.name for entry in inventory.objects) == "after"


def test_lists_that_kernels_left_long_ago_are_removed(shell, tmp_path) -> None:
    old, new = (tmp_path / "list" / f"{name}.json" for name in ("old", "new"))
    old.parent.mkdir()
    for path in (old, new):
        path.write_text("{}")
    os.utime(old, (0, 0))

    inventory = Inventory(shell, lambda: tmp_path / "list" / "k1.json")
    inventory.start()
    inventory.stop()

    assert (old.exists(), new.exists()) == (False, True)


def test_a_cell_costs_less_than_two_milliseconds(listing, shell) -> None:
    shell.user_ns.update({f"number_{i}": i for i in range(2_000)})
    shell.user_ns.update({f"frame_{i}": pd.DataFrame({"a": range(10)}) for i in range(50)})
    listing.refresh("", 1)
    spent = []
    for cell in range(2, 42):
        began = time.process_time()
        listing.refresh("frame_1.loc[0, 'a'] = 3\nother = frame_2.groupby('a').sum()", cell)
        spent.append(time.process_time() - began)

    assert sorted(spent)[len(spent) // 2] < 0.002
