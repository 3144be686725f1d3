"""Importing the package costs next to nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {
    *(
        "pandas",
        "numpy",
        "matplotlib",
        "ipywidgets",
        "tornado",
        "IPython",
        "narwhals",
        "httpx",
        "cryptography",
        "scipy",
    ),
    *("polars", "pyarrow", "sqlalchemy", "starlette", "highspy", "jupyter_server", "traitlets", "PIL"),
}


def loaded_after(code: str) -> set[str]:
    """Return the top-level modules that a fresh Python has loaded after running some code."""
    program = f"{code}\nimport sys\nprint(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[1]
    )
    return set(done.stdout.split())


def test_the_package_pulls_in_nothing_heavy() -> None:
    assert not loaded_after("import gel_airlock_jupyter").intersection(HEAVY)


def test_naming_the_version_pulls_in_nothing_either() -> None:
    assert not loaded_after("import gel_airlock_jupyter as a; a.__version__; dir(a)").intersection(HEAVY)


def test_the_hooks_of_jupyter_are_found_without_loading_the_server() -> None:
    assert not loaded_after(
        "import gel_airlock_jupyter as a; a._jupyter_labextension_paths(); a.load_ipython_extension"
    ).intersection(HEAVY)


@pytest.mark.parametrize(
    "module", ["matplotlib", "plotly", "altair", "polars", "pyarrow", "scipy", "statsmodels", "sqlalchemy"]
)
def test_checking_a_table_pulls_in_no_other_library(module: str) -> None:
    code = "import pandas as pd, gel_airlock_jupyter as a; frame = pd.DataFrame({'g': ['a', 'b'], 'n': [3, 50]})\n"
    code += "before = set(__import__('sys').modules)\n"  # making text columns, pandas 3 itself loads pyarrow
    code += "a.check(frame)\n"
    code += f"assert not any(m.partition('.')[0] == {module!r} for m in set(__import__('sys').modules) - before)"

    loaded_after(code)


def test_every_public_name_can_be_had() -> None:
    import gel_airlock_jupyter

    for name in gel_airlock_jupyter.__all__:
        assert getattr(gel_airlock_jupyter, name)
    with pytest.raises(AttributeError, match="no attribute 'chek'"):
        _ = gel_airlock_jupyter.chek  # type: ignore[attr-defined]


def test_the_routes_of_the_server_are_known_without_the_rules() -> None:
    code = "from gel_airlock_jupyter.server.routes import routes; routes()\n"
    code += "import sys; assert not {'gel_airlock_jupyter.engine', 'gel_airlock_jupyter.session'} & set(sys.modules)"

    assert not loaded_after(code).intersection({"numpy", "pandas", "httpx", "cryptography"})
