"""The pages that stand around a request: sign in, the list, a message."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from gel_airlock_jupyter.filetransfer.pages.markup import Markup, el, page
from gel_airlock_jupyter.filetransfer.pages.sessions import Visit

VERDICTS = {"pass": "✓ pass", "review": "? review", "fail": "✕ fail"}


def verdict(word: str | None) -> Markup:
    """Return a verdict, told by sign and word as well as by colour."""
    return el(
        "span", VERDICTS.get(word or "", "not checked"), class_=f"verdict {word}" if word in VERDICTS else "verdict"
    )


def banner(visit: Visit | None) -> Markup:
    """Return the head of every page."""
    signed_in = None
    if visit is not None:
        signed_in = el(
            "form",
            el("span", f"Signed in as {visit.person.name} "),
            el("input", type="hidden", name="form_token", value=visit.form_token),
            el("button", "Sign out"),
            method="post",
            action="/review/leave",
        )
    note = el("p", "Reference service: for trying out and testing, not for production.", class_="note")
    return el("header", el("p", el("a", "File Transfer", href="/review"), class_="brand"), signed_in, note)


def problem(words: str | None) -> Markup | None:
    """Return what went wrong, to stand above the page."""
    return el("p", words, class_="problem", role="alert") if words else None


def sign_in(words: str | None) -> str:
    """Return the page that asks for a token."""
    form = el(
        "form",
        el("p", el("label", "Reviewer's token", for_="token")),
        el("p", el("input", id="token", name="token", type="password", required=True, autocomplete="off")),
        el("p", el("button", "Sign in")),
        method="post",
        action="/review/enter",
    )
    return page("Sign in", banner(None), el("main", el("h1", "Sign in"), problem(words), form))


def message(title: str, words: str, visit: Visit | None) -> str:
    """Return a page with one message."""
    back = el("p", el("a", "Back to the requests", href="/review"))
    return page(title, banner(visit), el("main", el("h1", title), problem(words), back))


def title_of(each: Mapping[str, Any]) -> str:
    """Return what the author calls a request."""
    summary = each["summary"]
    form = summary.get("form") if isinstance(summary.get("form"), dict) else {}
    return str(summary.get("title") or summary.get("project") or form.get("project") or "Request")[:200]


def listing(rows: Iterable[Mapping[str, Any]], visit: Visit) -> str:
    """Return the list of requests, those that wait for a reviewer first."""
    ordered = sorted(rows, key=lambda each: each["state"] != "in_review")
    head = [el("th", name, scope="col") for name in ("Request", "State", "Verdict", "Decided by", "Author", "Received")]
    lines = [
        el(
            "tr",
            el("td", el("a", f"{title_of(each)} ({each['id'][:8]})", href=f"/review/requests/{each['id']}")),
            el("td", each["state"].replace("_", " ")),
            el("td", verdict(each["verdict"])),
            el("td", f"committee ({each['reviewers_needed']})" if each["committee"] else "team"),
            el("td", each["owner"]),
            el("td", each["updated_at"][:16].replace("T", " ")),
        )
        for each in ordered
    ]
    table = el("div", el("table", el("thead", el("tr", head)), el("tbody", lines)), class_="wide")
    return page(
        "Requests",
        banner(visit),
        el("main", el("h1", "Requests"), table if lines else el("p", "There are no requests.")),
    )
