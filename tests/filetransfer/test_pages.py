"""The reviewers' pages: no scripts, nothing unescaped, no form from elsewhere, the same rules as the API."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from running_service import RunningService, running, token_of, write_tokens
from sealing import Sealer
from uploading import send

from gel_airlock_jupyter.filetransfer.pages.markup import el

EVIL = "\"><img src=x onerror=alert(1)><script>alert(1)</script>'&\x00\u202e"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    with running(tmp_path_factory.mktemp("pages") / "data") as found:
        yield found


@pytest.fixture
def desk(site: RunningService) -> Iterator[httpx.Client]:
    with visiting(site, "rita") as found:
        yield found


@contextmanager
def visiting(site: RunningService, name: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=site.url, follow_redirects=True, trust_env=False) as client:
        assert client.post("/review/enter", data={"token": token_of(name)}).status_code == 200
        yield client


def received(site: RunningService, path: Path, name: str = "alice", **more: object) -> str:
    content = path.read_bytes()
    bundle = {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
    if more:
        with site.client(name) as client:
            made = client.post(
                "/v1/requests", json={"bundle": bundle, "request": more}, headers={"Idempotency-Key": bundle["sha256"]}
            ).json()
            headers = {
                "Tus-Resumable": "1.0.0", "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream",
            }  # fmt: skip
            client.patch(made["upload"]["url"], content=content, headers=headers)
            client.put(f"/v1/requests/{made['id']}/submission", json=bundle)
            request_id = made["id"]
    else:
        with site.client(name) as client:
            request_id = send(client, content)
    site.wait_for(request_id, "in_review", "blocked", name=name)
    return str(request_id)


def form_token(text: str) -> str:
    found = re.search(r'name="form_token" value="([^"]+)"', text)
    assert found
    return found[1]


def post(desk: httpx.Client, request_id: str, what: str, **fields: str) -> httpx.Response:
    page = desk.get(f"/review/requests/{request_id}").text
    return desk.post(f"/review/requests/{request_id}/{what}", data={"form_token": form_token(page), **fields})


class Tags(HTMLParser):
    """Collects every element and attribute that a browser would see."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes += attrs


def test_without_a_sign_in_there_is_only_the_door(site: RunningService) -> None:
    with httpx.Client(base_url=site.url) as stranger:
        for path in ("/review", "/review/requests/x", "/review/requests/x/report", "/review/requests/x/bundle"):
            answer = stranger.get(path)
            assert answer.status_code == 401
            assert "Sign in" in answer.text or "sign in" in answer.text


@pytest.mark.parametrize("token", ["", "wrong", token_of("alice")])
def test_only_a_reviewers_token_opens_it(site: RunningService, token: str) -> None:
    answer = httpx.post(f"{site.url}/review/enter", data={"token": token})

    assert answer.status_code in (401, 403)
    assert "set-cookie" not in answer.headers
    assert not token or token not in answer.text


def test_the_cookie_is_for_this_site_and_no_script(site: RunningService) -> None:
    cookie = httpx.post(f"{site.url}/review/enter", data={"token": token_of("rita")}).headers["set-cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert token_of("rita") not in cookie


def test_a_request_is_reviewed_decided_and_released_on_the_pages(
    site: RunningService, sealer: Sealer, desk: httpx.Client
) -> None:
    request_id = received(site, sealer.bundle("pass", "review"))
    assert request_id[:8] in desk.get("/review").text
    report = desk.get(f"/review/requests/{request_id}/report")
    assert "RR150" in report.text
    assert "sandbox" in report.headers["content-security-policy"]
    csv = desk.get(f"/review/requests/{request_id}/outputs/1")
    assert csv.headers["content-type"].startswith("text/plain")
    assert "Leigh syndrome,12" in csv.text

    missing = post(desk, request_id, "decisions")
    assert (missing.status_code, "0 of 2 reviewers" in missing.text) == (409, True)
    reason = post(desk, request_id, "reviews", **{"output-1": "approve", "output-2": "reject"})
    assert (reason.status_code, "may not be empty" in reason.text) == (422, True)
    votes = {"output-1": "approve", "output-2": "reject", "comment": "How many?"}
    assert post(desk, request_id, "reviews", **votes).status_code == 200
    with visiting(site, "sam") as sam:
        assert post(sam, request_id, "reviews", **{"output-1": "approve"}).status_code == 200
        assert "partly approved" in post(sam, request_id, "decisions").text
        released = post(sam, request_id, "release")
    assert "Released: 1 of 2 outputs" in released.text
    assert desk.get(f"/review/requests/{request_id}/release").content[:2] == b"PK"


def test_questions_and_a_return(site: RunningService, sealer: Sealer, desk: httpx.Client) -> None:
    request_id = received(site, sealer.bundle("pass"))

    assert "What is it?" in post(desk, request_id, "messages", text="What is it?").text
    assert "Returned: Round it." in post(desk, request_id, "return", reason="Round it.").text
    assert "Send votes" not in desk.get(f"/review/requests/{request_id}").text


def test_an_author_cannot_review_on_the_pages_either(site: RunningService, sealer: Sealer) -> None:
    request_id = received(site, sealer.bundle("pass"), "bob")
    with visiting(site, "bob") as bob:
        assert "your own request" in bob.get(f"/review/requests/{request_id}").text
        assert post(bob, request_id, "reviews", **{"output-1": "approve"}).status_code == 403


def test_a_form_from_elsewhere_is_refused(site: RunningService, sealer: Sealer, desk: httpx.Client) -> None:
    request_id = received(site, sealer.bundle("pass"))
    url = f"/review/requests/{request_id}/reviews"
    token = form_token(desk.get(f"/review/requests/{request_id}").text)
    vote = {"output-1": "approve"}

    assert desk.post(url, data=vote).status_code == 403
    assert desk.post(url, data={**vote, "form_token": "x"}).status_code == 403
    good = {**vote, "form_token": token}
    assert desk.post(url, data=good, headers={"Origin": "https://elsewhere.example"}).status_code == 403
    assert desk.post(url, content=b"{}", headers={"Content-Type": "application/json"}).status_code == 415
    with visiting(site, "sam") as sam:
        assert sam.post(url, data=good).status_code == 403
    assert site.request_state(request_id, "rita")["reviews"] == []
    assert desk.post(url, data=good, headers={"Origin": site.url}).status_code == 200


def test_markup_in_every_field_stays_text(site: RunningService, sealer: Sealer, desk: httpx.Client) -> None:
    form = {"project": EVIL, "description": EVIL}
    request_id = received(site, sealer.bundle("pass"), title=EVIL, project="RR150", form=form)
    blocked = received(site, evil_bundle(sealer), title=EVIL, project=EVIL)
    safe = EVIL.replace("\x00", "")
    post(desk, request_id, "messages", text=safe)
    post(desk, request_id, "reviews", **{"output-1": "reject", "comment": safe})

    for path in (
        "/review",
        f"/review/requests/{request_id}",
        f"/review/requests/{blocked}",
        f"/review/requests/{quote(EVIL)}",
    ):
        answer = desk.get(path)
        seen = Tags(answer.text)
        assert not seen.names & {"script", "img", "object", "embed", "svg"}
        assert not [name for name, _ in seen.attributes if name.startswith("on")]
        assert "\x00" not in answer.text
        assert "\u202e" not in answer.text


def evil_bundle(sealer: Sealer) -> Path:
    path = sealer.bundle("pass")
    other = path.with_name("evil.zip")
    other.write_bytes(path.read_bytes().replace(b"bagit.txt", b"<b>.x.txt"))
    return other


def test_every_page_forbids_scripts_and_frames_from_elsewhere(desk: httpx.Client, site: RunningService) -> None:
    for answer in (desk.get("/review"), desk.get("/review/requests/none"), httpx.get(f"{site.url}/review")):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
    assert desk.get("/review/style.css").headers["content-type"].startswith("text/css")


def test_a_revoked_token_ends_the_session(site: RunningService, desk: httpx.Client) -> None:
    assert desk.get("/review").status_code == 200
    write_tokens(site.tokens, {"rita": "2020-01-01T00:00:00+00:00"})
    try:
        assert desk.get("/review").status_code == 401
    finally:
        write_tokens(site.tokens)


def test_signing_out_ends_it(desk: httpx.Client) -> None:
    token = form_token(desk.get("/review").text)
    cookie = desk.cookies["airlock_review"]
    desk.post("/review/leave", data={"form_token": token})

    assert desk.get("/review", headers={"Cookie": f"airlock_review={cookie}"}).status_code == 401


def test_elements_escape_texts_and_attributes() -> None:
    found = el("p", EVIL, None, False, ["<", el("b", "&")], title=EVIL, hidden=True, class_="a", checked=False).html

    assert Tags(found).names == {"p", "b"}
    assert "<script" not in found
    assert found.endswith("&lt;<b>&amp;</b></p>")
