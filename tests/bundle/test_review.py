"""The reviewer's report: everything needed to decide, most risky first, and safe to open."""

import json
import re
import zipfile
from html.parser import HTMLParser

import pytest

from gel_airlock_jupyter.bundle.population import people_of
from gel_airlock_jupyter.bundle.verify import verify
from gel_airlock_jupyter.findings import Report

HOSTILE = "<img src=x onerror=alert(1)>\"'</style><script>alert(2)</script>\u202e"
SECTIONS = [
    "Needs your judgement",
    "What is asked",
    "Outputs, most risky first",
    "What was not checked",
    "Decision",
    "How to verify in a terminal",
]


@pytest.fixture
def page(bag):
    return (bag / "data/evidence/review/index.html").read_text()


@pytest.fixture
def text(bag):
    return (bag / "data/evidence/review/review.txt").read_text()


class Page(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.tags, self.sources, self.attributes, self.headings = [], [], set(), []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.sources += [value for name, value in attrs if name in ("src", "href", "action", "srcset")]

    def handle_data(self, data):
        if self.tags and self.tags[-1] == "h2":
            self.headings.append(data)
            self.tags.append("")


def test_the_page_has_no_script_and_loads_nothing(page):
    found = Page(page)

    assert "script" not in found.tags
    assert not [name for name in found.attributes if name.startswith("on")]
    assert all(
        s.startswith(("data:image/png;base64,", "#output-")) or s.endswith("/airlock_rules/") for s in found.sources
    )
    assert "default-src &#x27;none&#x27;; img-src data:; style-src &#x27;unsafe-inline&#x27;" in page
    assert "url(" not in page


def test_the_order_is_always_the_same(page, text):
    assert Page(page).headings == SECTIONS
    places = [text.index(f"\n{section}\n---") for section in SECTIONS]
    assert places == sorted(places)


def test_the_riskiest_output_comes_first(page, text):
    assert re.findall(r'<article id="output-(\d)">', page) == ["2", "1", "3"]
    assert text.index("2. Means") < text.index("1. Table 1") < text.index("3. Bars")


def test_flagged_cells_are_marked_with_sign_and_words(page, text):
    assert 'class="flag warn" title="warn: CT-03"' in page.replace("number ", "")
    assert "! <5" in text


def test_page_and_text_say_the_same(page, text):
    squeezed = " ".join(text.split())
    for said in (
        "Each group has more than 50 people.", "IL-01", "GeCIP", "counts of people: female, male, All",
        "1 cell as <5 and 1 range",
        "Two bars.", "from this output alone no masked cell can be worked out", "output 2 shares 'disease'",
        "Whether the outputs fit the approved purpose of the project",
    ):  # fmt: skip
        assert said in squeezed
        assert said.replace("<", "&lt;").replace("'", "&#x27;") in page


def test_what_is_left_open_is_said(text):
    assert "Output 2, question left open: What is a row?" in text
    assert "Whether earlier requests of the project" in text


def test_the_picture_is_shown_with_its_description(page):
    assert '<img alt="Two bars." src="data:image/png;base64,' in page


def files_of(sealed) -> dict[str, bytes]:
    with zipfile.ZipFile(sealed.path) as archive:
        return {name.rpartition("/")[2]: archive.read(name) for name in archive.namelist()}


def test_hostile_text_stays_text_everywhere(output, reseal):
    cells = '"<script>alert(3)</script>",n\n"<img src=x onerror=alert(4)>",12\n"=cmd|calc",30\n'
    entry = output("t.csv", cells, counts=["n"], title=HOSTILE, description=HOSTILE, justification=HOSTILE)
    form = {"project": HOSTILE, "justification": HOSTILE, "description": HOSTILE}

    sealed = reseal(outputs=[entry], form=form)

    files = files_of(sealed)
    page = Page(files["index.html"].decode())
    assert "script" not in page.tags
    assert "img" not in page.tags
    assert not [name for name in page.attributes if name.startswith("on")]
    assert "\u202e" not in (files["review.txt"] + files["README.txt"]).decode()
    assert verify(sealed.path).problem == ""


def test_an_exception_stands_out_and_the_request_says_fail(output, reseal):
    entry = output("t.csv", "disease,n\nLeigh,3\nother,40\n", counts=["n"], exception="Agreed with the clinician.")

    sealed = reseal(outputs=[entry])

    files = files_of(sealed)
    page = files["index.html"].decode()
    assert "<b>Exception asked for:</b> Agreed with the clinician." in page
    assert "exceptions asked for: 1" in page
    assert json.loads(files["request.json"])["outputs"][0]["exception"] == "Agreed with the clinician."
    found = verify(sealed.path)
    assert (found.problem, found.verdict) == ("", "fail")


def test_every_flagged_row_of_a_long_table_is_shown(output, reseal):
    rows = [f"r{n},{3 if n in (700, 900) else 50}" for n in range(1000)]
    entry = output("t.csv", "\n".join(["disease,n", *rows]) + "\n", counts=["n"], exception="Because.")

    files = files_of(reseal(outputs=[entry]))

    assert "r700" in files["index.html"].decode()
    assert "r900" in files["review.txt"].decode()
    assert "200 of 1,000 rows" in files["index.html"].decode()


@pytest.mark.parametrize(
    ("declared", "says"),
    [
        ({"n": 120}, "120 in all, as the researcher says"),
        ({"contributors": {"least": 7, "from": "recounted from `df`"}}, "at least 7 behind every value (recounted"),
        (
            {"contributors": {"cells": {"a": [5, 9], "b": [6, 12]}, "from": "declared: contributors="}},
            "5 to 12 behind each value (declared",
        ),
        ({"evidence": ["1a2b"]}, "supporting counts: 1a2b"),
        ({}, "ask how many people are behind each value"),
        ({"contributors": {"cells": "odd"}}, "given for each value (source not recorded)"),
    ],
)
def test_population_and_denominators_are_said_as_far_as_they_are_known(output, declared: dict, says: str) -> None:
    report = Report.from_dict(output("means.csv", "disease,mean\na,1.5\nb,2.5\n", []).item["report"])

    assert says in people_of(declared, report)


def test_counts_in_the_table_itself_are_its_population(text) -> None:
    assert re.search(r"shown as counts of people: female, male, All", " ".join(text.split()))
