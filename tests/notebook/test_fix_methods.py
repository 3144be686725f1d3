"""`%airlock_fix --method`: the same methods as in Python, and an interruption that changes nothing."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell

from gel_airlock_jupyter.session import Session


@pytest.fixture
def grades(shell: InteractiveShell) -> pd.DataFrame:
    table = pd.DataFrame({"disease": ["Leigh", "MELAS", "Alpers", "Barth", "Total"], "n": [108, 61, 3, 12, 184]})
    shell.user_ns["grades"] = table
    return table


def test_a_table_is_rounded_and_the_sidebar_is_told(
    run: Any, grades: pd.DataFrame, shell: Any, session: Session
) -> None:
    printed, error = run("%airlock_fix grades --method round -o rounded")

    assert error is None
    assert "every sum still adds up" in printed
    assert (shell.user_ns["rounded"]["n"] % 5 == 0).all()
    (item,) = session.store.items()[0]
    assert item.declared["rounded"] == 5
    assert item.verdict == "pass"


@pytest.mark.parametrize("method", ["mask", "range", "merge"])
def test_other_methods(run: Any, grades: pd.DataFrame, shell: Any, method: str) -> None:
    printed, error = run(f"%airlock_fix grades --method {method}")

    assert error is None
    assert "grades -> grades_safe" in printed
    assert 3 not in shell.user_ns["grades_safe"]["n"].tolist()


def test_an_unknown_method_is_a_line_with_the_known_ones(run: Any, grades: pd.DataFrame) -> None:
    printed, _ = run("%airlock_fix grades --method rounding")

    assert "round" in printed
    assert "Traceback" not in printed


def test_an_interruption_leaves_everything(
    run: Any, grades: pd.DataFrame, shell: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gel_airlock_jupyter.fixing import fix

    def stopped(*_: Any, **__: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr(fix, "masks", stopped)

    printed, error = run("%airlock_fix grades")

    assert error is not None
    assert "grades is as it was" in printed
    assert "Traceback" not in printed
    assert "grades_safe" not in shell.user_ns
