"""The reviewer's report of a bundle: gathers what `rendering.document` shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from gel_airlock_jupyter.bundle.bag import MANIFEST, TAG_MANIFEST
from gel_airlock_jupyter.bundle.canonical import read_object, text_bytes
from gel_airlock_jupyter.bundle.cells import preview_of_file
from gel_airlock_jupyter.bundle.crate import RULES_PAGE
from gel_airlock_jupyter.bundle.facts import columns_summary, sheet_facts
from gel_airlock_jupyter.bundle.lines import lines_of_file
from gel_airlock_jupyter.bundle.model import PUBLISHED, TOOL, Contents, Output
from gel_airlock_jupyter.checks import all_rules
from gel_airlock_jupyter.findings import Finding, Report
from gel_airlock_jupyter.form import FIELDS
from gel_airlock_jupyter.rendering.document import Facts, ReviewDocument, Sheet
from gel_airlock_jupyter.rendering.document_html import document_html
from gel_airlock_jupyter.rendering.document_text import document_text
from gel_airlock_jupyter.rendering.words import counted

PAGE = "evidence/review/index.html"
IMAGES = ("image/png", "image/jpeg")
EARLIER = "CT-04"
REQUEST_RULES = "RQ-"  # they judge the form, not an output
LARGEST_IMAGE = 4 << 20
RISK = ("fail", "review", "pass")
NEVER = (
    "Whether the outputs fit the approved purpose of the project, and whether what the researcher wrote is true.",
    "Whether the stated population is the right one; numbers of people behind a statistic that the file does not show.",
    "Risks that come from material outside this request: publications, other projects, what readers know of a person.",
    "Pictures as a person sees them: figures are judged by the data that drew them.",
)


def review_files(contents: Contents) -> dict[str, bytes]:
    """Return the report as page and as text, by path in the payload."""
    document = review_document(contents)
    return {
        PAGE: text_bytes(document_html(document)),
        "evidence/review/review.txt": text_bytes(document_text(document)),
    }


def review_document(contents: Contents) -> ReviewDocument:
    """Gather the report of a request; outputs come most risky first."""
    sheets = sorted((_sheet(output, contents) for output in contents.outputs), key=_risk)
    return ReviewDocument(
        title=f"Airlock request of project {contents.request['project']}",
        verdict=contents.verdict,
        facts=_facts(contents),
        form=tuple((field.label, contents.form.get(field.name) or "not answered") for field in FIELDS),
        findings=tuple(Finding.from_dict(finding) for finding in contents.request.get("findings", ())),
        sheets=tuple(sheets),
        not_checked=(*_rules_not_run(contents), *_questions(contents), *NEVER),
        verify=(
            f"unzip -q {contents.folder}.zip && cd {contents.folder}",
            f"sha512sum -c {TAG_MANIFEST} {MANIFEST}",
            f"gel-airlock verify ../{contents.folder}.zip",
        ),
        rules={rule.id: rule.title for rule in all_rules()},
        rules_page=RULES_PAGE,
    )


def _risk(sheet: Sheet) -> tuple[int, int, int, int]:
    counts = sheet.report.counts
    return RISK.index(sheet.report.verdict), -counts["fail"] - counts["review"], -counts["warn"], sheet.number


def _facts(contents: Contents) -> Facts:
    verdicts = [output.report["verdict"] for output in contents.outputs]
    exceptions = sum(bool(output.item.get("exception")) for output in contents.outputs)
    ref = contents.policy_ref
    counts = ", ".join(f"{verdicts.count(word)} {word}" for word in RISK if word in verdicts)
    return (
        ("Outputs", f"{len(verdicts)} ({counts})" + (f"; exceptions asked for: {exceptions}" if exceptions else "")),
        ("Bundle", contents.id),
        ("Sealed", f"{contents.created_at[:19]}Z by {TOOL['name']} {TOOL['version']}"),
        ("Policy", f"{ref['id']} {ref['version']}, sha256 {ref['digest']}"),
        *_ledger(contents),
        ("Signature", "this page is itself under it: gel-airlock verify with the sender's public key tells"),
    )


def _ledger(contents: Contents) -> Facts:
    """Say with what the outputs were compared, and how totals across them were read."""
    if not contents.ledger:
        return ()
    own, before = (read_object(contents.ledger[name], name) for name in (PUBLISHED, "earlier.json"))
    requests = {str(output["request"]) for output in before["outputs"]}
    compared = f"{counted(len(own['outputs']), 'output')} of this request with each other"
    earlier = f"{counted(len(before['outputs']), 'output')} of {counted(len(requests), 'earlier request')}"
    return (
        ("Compared", f"{compared}, and with {earlier}" if requests else f"{compared}; no earlier request is known"),
        *((("Read as", "\n".join(own["read"])),) if own["read"] else ()),
        *((("Not compared", "\n".join(before["trouble"])),) if before["trouble"] else ()),
    )


def _sheet(output: Output, contents: Contents) -> Sheet:
    item = output.item
    report = Report.from_dict(output.report)
    if item["kind"] == "table":
        report = replace(report, preview=preview_of_file(output.source.path, report) or report.preview)
    lines, total_lines = lines_of_file(output.source.path, report)
    image = None
    if output.media_type in IMAGES and output.bytes <= LARGEST_IMAGE:
        image = (output.media_type, output.source.path.read_bytes())
    return Sheet(
        number=output.number,
        path=output.path,
        title=output.title,
        description=str(item.get("description") or ""),
        report=report,
        facts=sheet_facts(output, report, contents),
        columns=columns_summary(output.columns) if output.columns else (),
        image=image,
        alt_text=str(item.get("alt_text") or ""),
        lines=lines,
        total_lines=total_lines,
        exception=str(item.get("exception") or ""),
        justification=str(item.get("justification") or ""),
    )


def _rules_not_run(contents: Contents) -> Iterator[str]:
    """Yield what no output was checked for: rules that are off, failed to run, or found nothing to apply to."""
    outcomes: dict[str, set[str]] = {}
    for output in contents.outputs:
        for run in output.report.get("rules", ()):
            if not str(run["rule"]).startswith(REQUEST_RULES):
                outcomes.setdefault(str(run["rule"]), set()).add(str(run["outcome"]))
    titles: Mapping[str, str] = {rule.id: rule.title for rule in all_rules()}

    def named(words: set[str], any_of: bool) -> str:
        rules = [rule for rule, found in sorted(outcomes.items()) if (found & words if any_of else found <= words)]
        return "; ".join(f"{rule} {titles.get(rule, '')}".strip() for rule in rules)

    if failed := named({"crashed"}, any_of=True):
        yield f"Checks that failed to run on at least one output: {failed}."
    if off := named({"off"}, any_of=True):
        yield f"Checks that the policy switches off: {off}."
    if not contents.ledger and not outcomes.get(EARLIER, set()) & {"clear", "found"}:
        yield "Whether earlier requests of the project, taken together with this one, give masked cells away."
    if idle := named({"not-applicable"}, any_of=False):
        yield f"Checks that apply to no output here: {idle}."


def _questions(contents: Contents) -> Iterator[str]:
    for output in contents.outputs:
        for question in output.report.get("questions", ()):
            yield f"Output {output.number}, question left open: {question}"
