"""HTML pages: text, tables, figures in scripts, and what a browser would hide or load (FT-04)."""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from file_reports import PLATEKEY, found, kinds, messages, written

TABLE = "<table><tr><th>disease<th>n<tr><td>Leigh<td>40<tr><td>MELAS<td>{}</table>"


def page(path: Path, body: str) -> Path:
    return written(
        path / "t.html", f"<!DOCTYPE html><html><head><title>Results</title></head><body>{body}</body></html>"
    )


def test_a_plain_page_is_a_warning(tmp_path: Path, check: Any) -> None:
    report = check(page(tmp_path, f"<h1>Results</h1><p>Counts.</p>{TABLE.format(50)}"))

    assert report.verdict == "pass"
    assert {("FT-04", "warn"), ("FT-06", "warn")} == found(report)


@pytest.mark.parametrize("html", [TABLE.format(3), pd.DataFrame({"disease": ["Leigh"], "n": [3]}).to_html()])
def test_tables_are_judged(tmp_path: Path, check: Any, html: str) -> None:
    report = check(page(tmp_path, html))

    assert messages(report, "CT-01").startswith("table 1: 1 cell of 'n'")


def test_a_table_in_a_table(tmp_path: Path, check: Any) -> None:
    report = check(page(tmp_path, f"<table><tr><td>left<td>{TABLE.format(3)}<tr><td>a<td>b</table>"))

    assert ("CT-01", "fail") in found(report)


def test_merged_cells_keep_columns_apart(tmp_path: Path, check: Any) -> None:
    html = (
        "<table><tr><th rowspan=2>disease<th colspan=2>women<th colspan=2>men"
        "<tr><th>n<th>%<th>n<th>%<tr><td>Leigh<td>40<td>50<td>3<td>50<tr><td>MELAS<td>40<td>50<td>50<td>50</table>"
    )

    report = check(page(tmp_path, html))

    assert "'men / n' shows 1-4 people (rows 'Leigh')" in messages(report, "CT-01")


@pytest.mark.parametrize(
    "html",
    [
        f"<p>{PLATEKEY}</p>",
        f"<p title='{PLATEKEY}'>x</p>",
        f"<p data-row='{PLATEKEY}'>x</p>",
        f"<!-- {PLATEKEY} -->",
        f"<script>var x = '{PLATEKEY}'</script>",
        f"<div style='display:none'>{PLATEKEY}</div>",
        f"<input type=hidden value={PLATEKEY}>",
        f"<img src='{PLATEKEY}.png'>",
        f"<svg><text>{PLATEKEY}</text></svg>",
        f"<table><caption>{PLATEKEY}</caption><tr><td>a<td>b<tr><td>1<td>2</table>",
        f"<select><option>{PLATEKEY}</select>",
        f"<template>{PLATEKEY}</template>",
        f"<noscript>{PLATEKEY}</noscript>",
        f"<textarea>{PLATEKEY}</textarea>",
        f"<iframe srcdoc='{PLATEKEY}'></iframe>",
        f"<p onclick='{PLATEKEY}'>x</p>",
        f"<script>{PLATEKEY}",
        f"<b><i><p>{PLATEKEY}",
    ],
)
def test_identifiers_anywhere(tmp_path: Path, check: Any, html: str) -> None:
    assert ("ID-01", "fail") in found(check(page(tmp_path, html)))


@pytest.mark.parametrize(
    ("html", "kind", "severity"),
    [
        ("<p style='visibility: hidden'>x</p>", "hidden element", "fail"),
        ("<p hidden>x</p>", "hidden element", "fail"),
        ("<p style='font-size:0'>x</p>", "hidden element", "fail"),
        (f"<div style='display:none'>{TABLE.format(50)}</div>", "hidden element", "fail"),
        ("<img src='https://example.org/x.png'>", "address outside", "fail"),
        ("<script src='https://example.org/x.js'></script>", "address outside", "fail"),
        ("<link rel=stylesheet href=x.css>", "address outside", "fail"),
        ("<style>@import 'x.css';</style>", "address outside", "fail"),
        ("<p style='background:url(x.png)'>x</p>", "address outside", "fail"),
        ("<meta http-equiv=refresh content='0; url=https://example.org'>", "address outside", "fail"),
        ("<form action='https://example.org'></form>", "address outside", "fail"),
        ("<a href='data:application/zip;base64,UEsDBA=='>all data</a>", "embedded file", "fail"),
        ("<img src='data:image/png;base64,AAAA'>", "embedded file", "fail"),
        ("<!-- see me -->", "comment", "review"),
        ("<script>draw(window.x)</script>", "script", "review"),
        ("<p onclick='alert(1)'>x</p>", "script", "review"),
        ("<canvas></canvas>", "canvas", "review"),
    ],
)
def test_what_a_browser_hides_or_loads(tmp_path: Path, check: Any, html: str, kind: str, severity: str) -> None:
    report = check(page(tmp_path, f"<p>text</p>{html}"))

    assert kind in kinds(report, "FT-04")
    assert ("FT-04", severity) in found(report)


def test_links_to_other_pages_are_no_finding(tmp_path: Path, check: Any) -> None:
    assert (
        check(page(tmp_path, "<p><a href='https://doi.org/10.1000/1'>paper</a> <a href='#top'>up</a></p>")).verdict
        == "pass"
    )


def test_plotly_figures_are_read(tmp_path: Path, check: Any) -> None:
    figure = {
        "data": [{"type": "bar", "x": ["Leigh", "MELAS"], "y": [3, 50]}],
        "layout": {"yaxis": {"title": {"text": "patients"}}},
    }
    call = f"Plotly.newPlot('x', {json.dumps(figure['data'])}, {json.dumps(figure['layout'])}, {{}})"

    report = check(page(tmp_path, f"<div id=x></div><script>{call}</script>"))

    assert ("FG-01", "fail") in found(report)
    assert messages(report, "FG-01").startswith("script 1: ")
    assert "script" not in kinds(report, "FT-04")


def test_a_figure_whose_library_is_elsewhere_is_offered_the_way_out(tmp_path: Path, check: Any) -> None:
    objects = pytest.importorskip("plotly.graph_objects")
    figure = objects.Figure(objects.Bar(x=["a", "b"], y=[40, 50]), layout={"yaxis": {"title": "Patients"}})
    linked, inline = tmp_path / "linked.html", tmp_path / "inline.html"
    figure.write_html(linked, include_plotlyjs="cdn")
    figure.write_html(inline, include_plotlyjs=True)

    report = check(linked)
    ways = [finding.fix or "" for finding in report.findings if str(finding.severity) == "fail"]

    assert ways
    assert all("include_plotlyjs=True" in way and "%airlock_stage" in way for way in ways)
    assert str(check(inline).verdict) == "review"


def test_vega_lite_figures_are_read(tmp_path: Path, check: Any) -> None:
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "data": {"values": [{"disease": "Leigh", "patients": 3}, {"disease": "MELAS", "patients": 50}]},
        "mark": "bar",
        "encoding": {"x": {"field": "disease", "type": "nominal"}, "y": {"field": "patients", "type": "quantitative"}},
    }

    report = check(page(tmp_path, f"<script>vegaEmbed('#v', {json.dumps(spec)}, {{}})</script>"))

    assert ("FG-01", "fail") in found(report)


def test_tables_in_scripts_are_read(tmp_path: Path, check: Any) -> None:
    rows = [{"disease": "Leigh", "n": 3}, {"disease": "MELAS", "n": 50}]

    report = check(page(tmp_path, f"<script type='application/json'>{json.dumps({'x': {'data': rows}})}</script>"))

    assert messages(report, "CT-01").startswith("script 1: ")


def test_a_figure_of_a_notebook_is_for_a_person_to_see(tmp_path: Path, check: Any) -> None:
    figure, axes = plt.subplots()
    axes.plot([1, 2], [3, 4])
    target = io.BytesIO()
    figure.savefig(target, metadata={"Software": None, "Comment": PLATEKEY})
    plt.close(figure)
    picture = base64.b64encode(target.getvalue()).decode()

    report = check(page(tmp_path, f"<img src='data:image/png;base64,{picture}'>"))

    assert {("FG-10", "review"), ("FG-09", "fail"), ("ID-01", "fail")} <= found(report)


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 100_000,
        "<table>" + "<tr><td rowspan=9999 colspan=9999>" * 50,
        "<table>" * 3000 + "x",
        "<!--" + "-" * 100_000,
        "<script>" + "{" * 200_000,
        "<script>" + "[" * 100_000 + "]" * 100_000 + "</script>",
        "<p " + "a=b " * 50_000 + ">",
        "&#x0;&lt;" * 50_000,
        "\ud7ff<p>\x00",
        "<" * 200_000,
    ],
)
def test_hostile_pages_never_crash(tmp_path: Path, check: Any, html: str) -> None:
    from gel_airlock_jupyter.errors import Unreadable

    path = page(tmp_path, html)

    try:
        report = check(path)
    except Unreadable:
        return
    assert "EN-01" not in {finding.rule for finding in report.findings}
