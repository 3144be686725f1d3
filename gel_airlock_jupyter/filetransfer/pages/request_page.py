"""The page of one request: what it is, its report, the votes, and what a reviewer can do now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gel_airlock_jupyter.filetransfer.pages.markup import Markup, el, page
from gel_airlock_jupyter.filetransfer.pages.overview import banner, problem, title_of, verdict
from gel_airlock_jupyter.filetransfer.pages.sessions import Visit

Found = Mapping[str, Any]
_VOTES = (("approve", "approve"), ("reject", "reject"), ("changes", "ask for changes"))


def request_page(found: Found, trail: Sequence[Found], visit: Visit, words: str | None) -> str:
    """Return the page.

    Parameters
    ----------
    found : mapping
        The request as the API shows it to this reviewer.
    trail : sequence of mapping
        Its events.
    words : str or None
        What went wrong with the form that was sent last.
    """
    title = f"{title_of(found)} ({found['id'][:8]})"
    own = found["owner"] == visit.person.name
    parts = [
        el("h1", title),
        problem(words),
        _facts(found),
        el("p", "This is your own request: somebody else must review it.", class_="note") if own else None,
        _notes(found),
        _report(found),
        _outputs(found, visit, own),
        None if own else _actions(found, visit),
        _messages(found, visit),
        _trail(trail),
    ]
    return page(title, banner(visit), el("main", parts))


def _facts(found: Found) -> Markup:
    url = f"/review/requests/{found['id']}"
    needed = f"{found['reviewers_needed']} reviewers (committee)" if found["committee"] else "one reviewer"
    rows: list[tuple[str, object]] = [
        ("State", f"{found['state'].replace('_', ' ')}. {found['message']}"),
        ("Verdict of the re-check", verdict(found["verdict"])),
        ("Needs", needed),
        ("Author", found["owner"]),
        (
            "Replaces",
            el("a", found["replaces"], href=f"/review/requests/{found['replaces']}") if found["replaces"] else "-",
        ),
        (
            "Bundle",
            el(
                "a", f"sha256 {found['bundle']['sha256'][:16]}… ({found['bundle']['size']} bytes)", href=f"{url}/bundle"
            ),
        ),
    ]
    if found["participants"]:
        words = f"{found['participants']['count']} (download; that is recorded)"
        rows.append(("Participant ids", el("a", words, href=f"{url}/participants")))
    if found["release"]:
        rows.append(("Release", el("a", f"sha256 {found['release']['sha256'][:16]}…", href=f"{url}/release")))
    return el("dl", [[el("dt", name), el("dd", value)] for name, value in rows])


def _notes(found: Found) -> Markup | None:
    if not found["notes"]:
        return None
    title = "What the outputs give away together, and with earlier requests"
    return el("section", el("h2", title), el("ul", [el("li", note) for note in found["notes"]]))


def _outputs(found: Found, visit: Visit, own: bool) -> Markup:
    if not found["outputs"]:
        return el("section", el("h2", "Outputs"), el("p", "The re-check has not accepted this bundle."))
    voting = found["state"] == "in_review" and not own
    mine = {vote["position"]: vote["vote"] for vote in found["reviews"] if vote["reviewer"] == visit.person.name}
    names = ("No.", "File", "Verdict", "Votes", "Your vote" if voting else "Decision")
    rows = [_output(found, each, mine.get(each["position"]) if voting else None, voting) for each in found["outputs"]]
    head = el("thead", el("tr", [el("th", name, scope="col") for name in names]))
    table = el("div", el("table", head, el("tbody", rows)), class_="wide")
    if not voting:
        return el("section", el("h2", "Outputs"), table)
    comment = _area("comment", "Comment (needed unless you approve everything)")
    return el("section", el("h2", "Outputs"), _form(found, visit, "reviews", "Send votes", table, comment))


def _output(found: Found, each: Found, mine: str | None, voting: bool) -> Markup:
    number = each["position"]
    votes = [
        el("li", f"{vote['reviewer']}: {vote['vote']}. {vote['comment']}")
        for vote in found["reviews"]
        if vote["position"] == number
    ]
    last: object = each["decision"] or "undecided"
    if voting:
        last = el("fieldset", el("legend", f"Output {number}"), [_radio(number, *vote, mine) for vote in _VOTES])
    link = el("a", each["file"].rpartition("/")[2], href=f"/review/requests/{found['id']}/outputs/{number}")
    cells = (number, link, verdict(each["verdict"]), el("ul", votes) if votes else "none", last)
    return el("tr", [el("td", cell) for cell in cells])


def _radio(number: int, vote: str, words: str, mine: str | None) -> Markup:
    name = f"output-{number}"
    box = el("input", type="radio", name=name, value=vote, id=f"{name}-{vote}", checked=vote == mine)
    return el("span", box, el("label", words, for_=f"{name}-{vote}"), class_="choice")


def _area(name: str, words: str) -> Markup:
    return el("p", el("label", words, for_=name), el("textarea", id=name, name=name, rows="3", maxlength="20000"))


def _form(found: Found, visit: Visit, action: str, button: str, *fields: object) -> Markup:
    token = el("input", type="hidden", name="form_token", value=visit.form_token)
    where = f"/review/requests/{found['id']}/{action}"
    return el("form", token, fields, el("p", el("button", button)), method="post", action=where)


def _actions(found: Found, visit: Visit) -> Markup | None:
    if found["state"] == "in_review":
        return el(
            "section",
            el("h2", "Decision"),
            _form(found, visit, "decisions", "Decide by the votes"),
            _form(found, visit, "return", "Return to the author", _area("reason", "What the author should change")),
        )
    if found["state"] in ("approved", "partly_approved"):
        return el("section", el("h2", "Release"), _form(found, visit, "release", "Release the approved outputs"))
    return None


def _messages(found: Found, visit: Visit) -> Markup:
    lines = [el("li", el("b", each["author"]), f" ({each['at'][:16]}): {each['text']}") for each in found["messages"]]
    asked = _form(found, visit, "messages", "Send", _area("text", "Question or answer"))
    return el("section", el("h2", "Messages"), el("ul", lines) if lines else el("p", "None yet."), asked)


def _report(found: Found) -> Markup | None:
    if not found["outputs"]:
        return None
    where = f"/review/requests/{found['id']}/report"
    frame = el("iframe", src=where, title="Report of the sealed bundle", sandbox="")
    alone = el("p", el("a", "Open the report alone", href=where))
    return el("section", el("h2", "Report of the sealed bundle"), alone, frame)


def _trail(trail: Sequence[Found]) -> Markup:
    lines = [el("li", f"{each['at'][:19]} {each['actor']}: {each['kind']} → {each['to_state']}") for each in trail]
    return el("details", el("summary", "Audit trail"), el("ol", lines))
