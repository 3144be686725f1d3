"""`relations=`: what a researcher adds or takes back, and how mistakes are told."""

from __future__ import annotations

import pytest
from joint_tables import counts

from gel_airlock_jupyter.errors import InputError, UnknownName
from gel_airlock_jupyter.joint.declared import Declared, parsed
from gel_airlock_jupyter.session import Session


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("All = women + men", Declared("All", ("women", "men"))),
        ("`a = b` = `c + d` + e", Declared("a = b", ("c + d", "e"))),
        ("not Total", Declared("Total", (), False)),
        ("! Total = a + b", Declared("Total", ("a", "b"), False)),
        ("n = cases", Declared("n", ("cases",))),
        ({"All": ["a", "b"]}, Declared("All", ("a", "b"))),
        ({"All": False}, Declared("All", (), False)),
    ],
)
def test_relations_are_read(said: object, read: Declared) -> None:
    assert parsed(said) == (read,)


@pytest.mark.parametrize(
    "said", ["", "All", "= a", "a =", "a = b = c", "a + b", "a = b +", "a = a", 3, [3], {"a": "b"}]
)
def test_what_cannot_be_read_is_told_with_an_example(said: object) -> None:
    with pytest.raises(InputError, match="For example"):
        parsed([said] if said == "" else said)


def test_a_relation_that_was_taken_back_is_not_audited(session: Session) -> None:
    table = counts(["8", "11", "<5", "22"], "Leigh MELAS Alpers Total")
    assert session.check(table, "table").verdict == "fail"

    report = session.check(table, "table", relations=["not Total"])

    assert report.verdict == "pass"
    assert report.declared["relations"] == ["not Total"]
    assert not any("as the sum of" in entry.reason for entry in report.read_as)


def test_a_relation_that_was_added_is_audited_and_shown(session: Session) -> None:
    table = counts(["8", "<5", "11"], "Leigh MELAS mitochondrial")
    assert session.check(table, "table").verdict == "pass"

    report = session.check(table, "table", relations=["mitochondrial = Leigh + MELAS"])

    assert report.verdict == "fail"
    assert any("11 - 8 = 3" in finding.message for finding in report.findings)
    assert any("declared: `mitochondrial` is the sum of" in entry.reason for entry in report.read_as)


def test_columns_may_be_declared_too(session: Session) -> None:
    table = counts(["8", "11", "9"]).assign(known=["<5", "6", "5"], unknown=["5", "5", "4"])

    report = session.check(table, "table", counts=["n", "known", "unknown"], relations=["n = known + unknown"])

    assert any("8 - 5 = 3" in finding.message for finding in report.findings)


def test_outputs_may_be_declared_by_their_names(session: Session) -> None:
    outputs = {"cohort": counts([9], "Alpers"), "men": counts([5], "Alpers"), "women": counts(["<5"], "Alpers")}
    assert session.check(outputs).verdict != "fail"

    report = session.check(outputs, relations=["cohort = men + women"])

    assert any("9 - 5 = 4" in finding.message for finding in report.findings)
    taken_back = {"all": counts([40, 12, 9]), "men": counts([22, 7, 5]), "women": counts(["18", "5", "<5"])}
    assert session.check(taken_back).verdict == "fail"
    assert session.check(taken_back, relations=["not all"]).verdict == "pass"


def test_an_unknown_name_suggests_the_right_one(session: Session) -> None:
    table = counts(["8", "11", "<5", "22"], "Leigh MELAS Alpers Total")

    with pytest.raises(UnknownName, match="Did you mean 'Total'"):
        session.check(table, "table", relations=["not Totl"])
    with pytest.raises(UnknownName, match="Did you mean 'women'"):
        session.check({"women": table, "men": table}, relations=["women = men + woman"])


def test_a_relation_that_contradicts_the_numbers_counts_as_calculable(session: Session) -> None:
    table = counts(["8", "<5", "40"], "Leigh MELAS mitochondrial")

    report = session.check(table, "table", relations=["mitochondrial = Leigh + MELAS"])

    assert report.verdict == "fail"
    assert any("contradicted by a relation that is declared" in finding.message for finding in report.findings)
