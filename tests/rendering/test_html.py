"""The inline report is safe with any text, complete, and readable without colour."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gel_airlock_jupyter.findings import Finding, Location, PolicyRef, Preview, ReadAs, Report, Severity
from gel_airlock_jupyter.rendering.html import to_html
from gel_airlock_jupyter.rendering.style import CSS, ROOT
from gel_airlock_jupyter.rendering.text import to_text
from gel_airlock_jupyter.sketched import Ink, Sketch, Spot, Word

POLICY = PolicyRef("p", "1", "0" * 64)
ALLOWED = frozenset(
    "section style header span ul li div p code table thead tbody tr th td details summary a "  # noqa: SIM905
    "figure figcaption svg g title path text".split()
)
LOCAL = re.compile(r"#airlock-[0-9a-f]{10}-\d+-\d+")
HOSTILE = "<img src=x onerror=alert(1)>\"'`</style><script>alert(2)</script>"


class Elements(HTMLParser):
    """Collects tags, attributes and text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.open.append(tag)
        self.attributes += [name for name, value in attrs if not (name == "href" and LOCAL.fullmatch(value or ""))]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open:
            self.text += data


def hostile_report(report: Report, text: str) -> Report:
    finding = Finding(
        text, Severity.FAIL, text, (Location("cell", text, 0, 0), Location("column", text, None, 0)), text, 3
    )
    preview = Preview((text,), ((text,),), (1,), 0, ((0, 0, "fail"),), 1, 1)
    words, spots = (Word(1, 1, text, text, text),), (Spot(text, text, text, text, 0),)
    sketch = Sketch(9, 9, (Ink(text, text),), words, spots, (text,), text)
    return replace(
        report, name=text, kind=text, findings=(finding,), preview=preview, sketches=(sketch,),
        read_as=(ReadAs(text, text, text),),
        questions=(text,), declared={text: text},
    )  # fmt: skip


def test_hostile_text_stays_text(failing):
    elements = Elements(to_html(hostile_report(failing, HOSTILE)))

    assert "img" not in elements.tags
    assert "script" not in elements.tags
    assert not [name for name in elements.attributes if name.startswith("on") or name in ("src", "href", "style")]
    assert elements.open == []
    assert elements.text.count("<img src=x onerror=alert(1)>") >= 8


@given(st.text(max_size=30))
def test_any_text_gives_well_formed_html_and_text_without_control_characters(text):
    report = hostile_report(Report("x", "table", (), POLICY), text)

    assert set(Elements(to_html(report)).tags) <= ALLOWED
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", to_text(report))


def test_direction_marks_and_terminal_codes_are_spelled_out(failing):
    report = replace(failing, name="table\u202egpj.\x1b[2J")

    assert "⟨U+202E⟩" in to_html(report)
    assert "⟨U+202E⟩gpj.⟨U+001B⟩[2J" in to_text(report)


def test_marked_cells_say_so_without_colour(failing):
    html = to_html(failing)

    sign = '<span class="sign" role="img" aria-label="fail: CT-01">✕</span>'
    assert f'<td class="number flag fail" title="fail: CT-01">{sign}3</td>' in html
    assert '<th scope="col" class="number flag fail" title="fail: ID-02">' in html
    assert "Marked: ✕ fail · ! warn" in html


def test_findings_come_heaviest_first_with_rule_place_and_fix(failing):
    elements = Elements(to_html(failing))

    order = [elements.text.index(rule) for rule in ("CT-01", "ID-02", "IL-01", "CT-07", "CT-06")]
    assert order == sorted(order)
    assert "row 'Leigh', column 'male'" in elements.text
    assert "<code>%airlock_fix table1</code>" in to_html(failing)


def test_places_beyond_the_listed_ones_are_counted(failing):
    assert "+35 more" in to_html(failing)
    assert "and 32 that are not listed" in to_html(failing)
    assert "+35 more" in to_text(failing)


def test_what_is_left_out_of_the_preview_is_said(passing):
    assert "Shown: first 40 of 1,200 rows, 3 of 9 columns; all were checked." in to_html(passing)


def test_many_findings_are_folded_not_dropped(failing):
    findings = tuple(Finding(f"CT-{n}", Severity.WARN, f"finding {n}.") for n in range(30))

    html = to_html(replace(failing, findings=findings))

    assert "18 more findings" in html
    assert "finding 29." in html


def test_no_colour_of_text_depends_on_the_theme_and_every_selector_is_scoped():
    selectors = [s for rule in re.findall(r"(?:^|[}\n])([^{}@]+)\{", CSS) for s in rule.split(",") if "(" not in s]

    assert selectors
    assert all(selector.strip().startswith(f".{ROOT}") for selector in selectors)
    assert "url(" not in CSS
    assert "@import" not in CSS


def relative_luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("severity", ["fail", "review", "warn", "info", "pass"])
def test_badges_have_contrast_of_aa(severity):
    colour = re.search(rf"--{severity}:(#\w{{6}})", CSS)[1]

    assert 1.05 / (relative_luminance(colour) + 0.05) >= 4.5
