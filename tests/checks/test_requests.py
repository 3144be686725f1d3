"""RQ-01 and RQ-02: the form."""

from __future__ import annotations

import pytest

FORM = {
    "project": "RR150",
    "description": "Counts of participants by disease",
    "aim": "Publication",
    "justification": "Summary results for a paper",
}
OUTPUTS = ({"file": "table1.csv", "title": "Table 1", "verdict": "pass"},)


def rules(report) -> list[tuple[str, str]]:
    return [(finding.rule, finding.where[0].label) for finding in report.findings]


def test_a_complete_form_passes(judge_request) -> None:
    assert judge_request(FORM, OUTPUTS).verdict == "pass"


@pytest.mark.parametrize("project", ["", " ", "150", "RR", "rr150", "RR150; DROP", "RR15O", "ΡΡ150"])
def test_a_project_that_is_none(judge_request, project: str) -> None:
    assert rules(judge_request({**FORM, "project": project}, OUTPUTS)) == [("RQ-01", "form field 'project'")]


@pytest.mark.parametrize(("approved", "found"), [("2026-10-24", 1), ("2026-10-23", 0), ("2026-10-22", 0)])
def test_a_project_is_approved_thirty_days(judge_request, approved: str, found: int) -> None:
    report = judge_request({**FORM, "project_approved": approved}, OUTPUTS, today="2026-11-22")

    assert len(report.findings) == found


@pytest.mark.parametrize("date", ["yesterday", "2026-13-01", "22/11/2026"])
def test_a_date_that_is_none(judge_request, date: str) -> None:
    assert rules(judge_request({**FORM, "project_approved": date}, OUTPUTS)) == [
        ("RQ-01", "form field 'project_approved'")
    ]


@pytest.mark.parametrize("field", ["description", "aim", "justification"])
def test_what_is_empty_is_named(judge_request, field: str) -> None:
    for answer in ("", "  \n "):
        assert rules(judge_request({**FORM, field: answer}, OUTPUTS)) == [("RQ-02", f"form field '{field}'")]


@pytest.mark.parametrize(("words", "found"), [(2, 1), (3, 0), (4, 0)])
def test_a_description_has_three_words(judge_request, words: int, found: int) -> None:
    assert len(judge_request({**FORM, "description": " ".join(["wörter"] * words)}, OUTPUTS).findings) == found


def test_a_request_without_output_or_title(judge_request) -> None:
    assert rules(judge_request(FORM)) == [("RQ-02", "the request")]
    assert rules(judge_request(FORM, [{"file": "a.csv", "title": " "}])) == [("RQ-02", "output 'a.csv'")]


@pytest.mark.parametrize("key", ["title", "description", "alt_text", "justification", "exception", "file"])
def test_identifiers_in_what_is_said_of_an_output(judge_request, key: str) -> None:
    output = {"file": "a.csv", "title": "A title", key: "LP1000999-DNA_A01"}

    assert ("ID-01", f"{key} of output '{output['file']}'") in rules(judge_request(FORM, [output]))


def test_identifiers_in_the_form(judge_request) -> None:
    report = judge_request({**FORM, "comments": "participant of r12345678921"}, OUTPUTS)

    assert rules(report) == [("ID-05", "form field 'comments'")]
