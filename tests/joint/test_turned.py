"""CT-04: a table that lies on its side, or is in long form, gives an earlier request's cell away all the same."""

from __future__ import annotations

import pytest
from joint_tables import counts
from table_changes import TURNING

from gel_airlock_jupyter import together
from gel_airlock_jupyter.joint import shape
from gel_airlock_jupyter.ledger import Ledger
from gel_airlock_jupyter.policy.load import load
from gel_airlock_jupyter.readers.open import views_of
from gel_airlock_jupyter.session import Session

REQUEST = "10000000-0000-4000-8000-000000000000"
NAMES = "Leigh MELAS Alpers All"


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("change", TURNING)
def test_an_earlier_request_and_a_turned_table_give_a_cell_away(session: Session, change: str) -> None:
    earlier = together.Part("t.csv", views_of(counts(["8", "11", "<5"]), "t.csv"))
    published, _ = together.publish([earlier], load())
    Ledger(session.store.folder).add(REQUEST, [shape.to_dict(output) for output in published])

    report = session.check(TURNING[change](counts(["*", "11", "*", "22"], NAMES)), "new")

    assert "fail" in {str(finding.severity) for finding in report.findings if finding.rule == "CT-04"}
    assert session.check(TURNING[change](counts(["*", "11", "*", "20-24"], NAMES)), "new").verdict != "fail"
