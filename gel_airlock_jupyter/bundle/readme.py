"""README.txt of a bundle: what a checker reads first, in a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from gel_airlock_jupyter.bundle.model import TOOL, Contents, Output
from gel_airlock_jupyter.rendering.text import wrapped

LAYOUT = """\
outputs/               the files proposed for release, and nothing else
evidence/review/       what a reviewer needs to decide: index.html, and the same as review.txt
evidence/checks/       every rule that ran, with parameters, and the policy exactly as used
evidence/ledger/       what this request and earlier ones publish, as numbers: for comparing them
evidence/              provenance and supporting evidence; not for release
request.json           the form and the outputs, for programs
results.json           the results in the shape of ACRO, for its viewers (with checksums/)
ro-crate-metadata.json description of everything here, for programs"""


def readme(contents: Contents) -> str:
    """Return README.txt: what this is, what is asked, what was found, how to verify it in a terminal."""
    return "\n".join(_lines(contents))


def _lines(contents: Contents) -> Iterator[str]:
    title = f"Airlock request of project {contents.request['project']}"
    yield title
    yield "=" * len(title)
    yield ""
    yield f"Bundle:   {contents.id}"
    yield f"Sealed:   {contents.created_at[:19]}Z by {TOOL['name']} {TOOL['version']}"
    ref = contents.policy_ref
    yield f"Policy:   {ref['id']} {ref['version']}, sha256 {ref['digest']}"
    yield f"Verdict:  {contents.verdict} (a claim of the sender: re-run the checks before relying on it)"
    yield ""
    yield "Outputs proposed for release"
    yield "----------------------------"
    for output in contents.outputs:
        yield from _output(output)
    yield "How to verify"
    yield "-------------"
    yield "In the folder above this one:"
    yield "  sha512sum -c tagmanifest-sha512.txt manifest-sha512.txt"
    yield "With the tool, which also re-runs the checks:"
    yield f"  gel-airlock verify {contents.folder}.zip"
    yield ""
    yield "What lies where"
    yield "---------------"
    yield LAYOUT


def _output(output: Output) -> Iterator[str]:
    yield from wrapped(f"{output.number}. ", output.title)
    yield f"   {output.report['verdict']:<7} {output.path}"
    yield f"   sha256  {output.sha256}"
    if output.item.get("description"):
        yield from wrapped("   ", str(output.item["description"]))
    for word in ("exception", "justification"):
        if output.item.get(word):
            yield from wrapped(f"   {word}: ", str(output.item[word]))
    yield ""
