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


@pytest.mark.parametrize(
    ("rule", "text", "severity"),
    [
        ("ID-04", "The table leaves out participant 500000009 only.", "fail"),
        ("ID-04", "Registered as charity 500000009, see there.", "warn"),
        ("ID-10", "Without the patient with NHS number 999 000 0018.", "fail"),
        ("ID-11", "The one at postcode CB10 1SA is left out.", "fail"),
        ("ID-11", "Questions to author@example.org, please.", "warn"),
        ("SC-02", "It opens with password=not-a-real-one there.", "fail"),
    ],
)
@pytest.mark.parametrize("field", ["description", "justification", "comments"])
def test_numbers_and_secrets_in_answers(judge_request, field: str, rule: str, text: str, severity: str) -> None:
    report = judge_request({**FORM, field: text}, OUTPUTS)

    assert [(f.rule, str(f.severity), f.where[0].label) for f in report.findings] == [
        (rule, severity, f"form field '{field}'")
    ]


@pytest.mark.parametrize("key", ["title", "description", "alt_text", "justification", "exception", "file"])
def test_identifiers_in_what_is_said_of_an_output(judge_request, key: str) -> None:
    output = {"file": "a.csv", "title": "A title", key: "LP1000999-DNA_A01"}

    report = judge_request(FORM, [output])

    name = "▮▮▮" if key == "file" else "a.csv"
    assert ("ID-01", f"{key} of output '{name}'") in rules(report)
    assert "1000999" not in str(report.to_dict())


def test_identifiers_in_the_form(judge_request) -> None:
    report = judge_request({**FORM, "comments": "participant of r12345678921"}, OUTPUTS)

    assert rules(report) == [("ID-05", "form field 'comments'")]


@pytest.mark.parametrize(
    ("needed", "found"),
    [
        ("2026-12-03", 1),  # nine working days after Sunday 22 November
        ("2026-12-04", 0),
        ("2026-11-22", 1),
        ("2020-01-01", 1),
        ("2030-01-01", 0),
        ("soon", 1),
        ("", 0),
    ],
)
def test_a_date_nearer_than_ten_working_days(judge_request, needed: str, found: int) -> None:
    report = judge_request({**FORM, "needed_by": needed}, OUTPUTS, today="2026-11-22")

    assert [f.rule for f in report.findings] == ["RQ-03"] * found
    assert report.verdict == "pass"


def test_bank_holidays_are_no_working_days(judge_request) -> None:
    """Christmas, the substitute for Boxing Day and New Year's Day lie between."""
    days = ("2027-01-05", "2027-01-06")
    christmas = [judge_request({**FORM, "needed_by": day}, OUTPUTS, today="2026-12-18") for day in days]

    assert [len(report.findings) for report in christmas] == [1, 0]
    assert "2027-01-06" in christmas[0].findings[0].fix


@pytest.mark.parametrize(("digest", "found"), [("a" * 64, 1), ("b" * 64, 0), ("", 0)])
def test_the_same_bytes_were_asked_for_before(judge_request, digest: str, found: int) -> None:
    before = {"a" * 64: "request 1234abcd of 2026-11-01 (in_review)"}

    report = judge_request(FORM, [{**OUTPUTS[0], "sha256": digest}], before=before)

    assert [f.rule for f in report.findings] == ["RQ-04"] * found


@pytest.mark.parametrize(
    ("aim", "justification", "outputs", "rows", "found"),
    [
        ("Publication", "For a paper", 1, 20_000, 0),
        ("Publication", "For a paper", 1, 20_001, 1),
        ("Publication", "Supplementary tables of a paper", 1, 900_000, 0),
        ("Publication", "GWAS summary statistics for the catalog", 1, 9_000_000, 0),
        ("Poster", "For a conference in May", 1, 1_000, 0),
        ("Poster", "For a conference in May", 1, 1_001, 1),
        ("Publication", "One figure for a paper", 11, 1, 1),
        ("Publication", "For a paper we write", 50, 1, 0),
        ("Publication", "For a paper we write", 51, 1, 1),
    ],
)
def test_more_than_the_purpose_needs(judge_request, aim, justification, outputs, rows, found) -> None:
    each = rows // outputs
    asked = [{"file": f"t{number}.csv", "title": "T", "rows": each} for number in range(outputs)]

    report = judge_request({**FORM, "aim": aim, "justification": justification}, asked)

    assert [f.rule for f in report.findings] == ["RQ-05"] * found
