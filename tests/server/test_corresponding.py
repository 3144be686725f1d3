"""A request after it was sent: questions, answers, decisions, withdrawal and release, as the sidebar sees them."""

from __future__ import annotations

import asyncio
import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from running_service import RunningService, running, token_of
from waiting import eventually

from gel_airlock_jupyter import errands
from gel_airlock_jupyter.bundle.verify import verify
from gel_airlock_jupyter.errors import InputError
from gel_airlock_jupyter.session import Session
from gel_airlock_jupyter.settings import Settings
from gel_airlock_jupyter.transfer.outbox import Outbox
from gel_airlock_jupyter.transfer.settings import TransferSettings

FORM = {
    "project": "RR150",
    "description": "Counts of participants by disease.",
    "aim": "Publication",
    "justification": "Summary results for a paper.",
    "agreement": "Yes",
}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    with running(tmp_path_factory.mktemp("filetransfer") / "data") as found:
        yield found


@pytest.fixture
def jp_server_config(
    jp_server_config: dict[str, Any], service: RunningService, tmp_path: Path, monkeypatch: Any
) -> Any:
    token = tmp_path / "token"
    token.write_text(token_of("alice"))
    monkeypatch.setenv("GEL_AIRLOCK_TRANSFER_URL", service.url)
    monkeypatch.setenv("GEL_AIRLOCK_TRANSFER_TOKEN_FILE", str(token))
    jp_server_config["AirlockApp"] |= {"follow_every": 0.3, "errand_every": 0.1}
    return jp_server_config


@pytest.fixture
def in_kernel(session: Session, service: RunningService, tmp_path: Path, ask: Any) -> Session:
    """A session of a kernel: it has no key, and its settings are those of the server."""
    return Session(Settings(session.settings.store, "RR150", transfer=TransferSettings.from_environment()))


@pytest.fixture
def send(ask: Callable[..., Any], session: Session, service: RunningService) -> Callable[[], Any]:
    """Let the server send a request, and wait until it is in review."""

    async def sent() -> dict[str, Any]:
        for name, column, values in (("counts.csv", "disease", ["MELAS", "Leigh"]), ("sex.csv", "sex", ["F", "M"])):
            table = pd.DataFrame({column: values, "participants": [12, 8]})
            session.stage(table, name, unit="participants", title=f"By {column}", description="Participants.")
        request = session.request(None, **FORM)
        assert (await ask("POST", f"requests/{request.id}/submission")).status == 202
        found = await eventually(lambda: (session.store.request(request.id).submission or {}).get("remote_id"), 60.0)
        service.wait_for(found, "in_review")
        return (await ask("GET", f"requests/{request.id}/submission")).data

    return sent


def reviewed(
    service: RunningService, request: dict[str, Any], path: str, body: dict[str, Any], name: str = "rita"
) -> Any:
    with service.client(name) as reviewer:
        answer = reviewer.post(f"/v1/requests/{request['submission']['remote_id']}/{path}", json=body)
    assert answer.is_success, answer.text
    return answer.json()


async def test_a_question_is_seen_answered_and_reviewed_again(ask, send, service) -> None:
    sent = await send()
    path = f"requests/{sent['id']}"
    reviewed(service, sent, "return", {"reason": "What is 'Other'?\x1b[2J"})

    messages = (await ask("GET", f"{path}/messages")).data["messages"]
    request = (await ask("GET", path)).data

    assert [(said["author"], said["mine"]) for said in messages] == [("reviewer 1", False)]
    assert messages[0]["text"] == "What is 'Other'? [2J"  # nothing moves a cursor
    assert (request["state"], request["unseen"]) == ("returned", 2)  # in review, returned
    assert [line["by"] for line in request["history"][-2:]] == ["service", "service"]

    answered = await ask("POST", f"{path}/resubmit", {"text": "All remaining diseases."})

    assert (answered.status, answered.data["state"]) == (202, "in_review")
    assert [said["mine"] for said in answered.data["review"]["messages"]] == [False, True]
    assert (await ask("POST", f"{path}/resubmit", {})).data["code"] == "bad-input"
    assert (await ask("POST", f"{path}/seen")).data["unseen"] == 0
    said = await ask("POST", f"{path}/messages", {"text": "One more thing."})
    assert (said.status, len(said.data["review"]["messages"]), said.data["unseen"]) == (201, 3, 0)


async def test_what_is_no_message_is_refused(ask, send) -> None:
    sent = await send()
    for body in ({"text": "  "}, {"text": 1}, {"text": "a\x00b"}, {"text": "x" * 20_001}, {"words": "hello"}):
        assert (await ask("POST", f"requests/{sent['id']}/messages", body)).status == 400


async def test_a_part_is_approved_and_released(ask, send, service, session) -> None:
    sent = await send()
    path = f"requests/{sent['id']}"
    assert (await ask("GET", f"{path}/release")).status == 502
    reviewed(service, sent, "reviews", {"votes": {"1": "approve", "2": "reject"}, "comment": "Too few rows."})
    reviewed(service, sent, "decisions", {})
    partly = (await ask("GET", f"{path}/submission")).data

    assert partly["state"] == "partly_approved"
    outputs = {output["file"]: (output["decision"], output["comments"]) for output in partly["review"]["outputs"]}
    assert outputs == {"counts.csv": ("approved", ["Too few rows."]), "sex.csv": ("rejected", ["Too few rows."])}

    reviewed(service, sent, "release", {})
    released = await ask("GET", f"{path}/release")

    with zipfile.ZipFile(io.BytesIO(released.body)) as opened:
        names = [name for name in opened.namelist() if name.endswith(".csv")]
    assert [name.rpartition("/")[2] for name in names] == ["counts.csv"]
    assert (await ask("GET", path)).data["release"]["bytes"] == len(released.body)
    assert (await ask("GET", f"{path}/release")).body == released.body
    assert (await ask("POST", f"{path}/withdraw", {})).status == 502  # decided


async def test_a_request_is_withdrawn_and_revised(ask, send, service) -> None:
    sent = await send()
    path = f"requests/{sent['id']}"
    assert (await ask("POST", f"{path}/revise")).status == 400  # it may still be approved as it is
    assert (await ask("DELETE", path)).status == 400

    withdrawn = await ask("POST", f"{path}/withdraw", {"reason": "A newer table."})

    assert withdrawn.data["state"] == "withdrawn"
    assert service.request_state(sent["submission"]["remote_id"])["state"] == "withdrawn"
    assert (await ask("POST", f"{path}/submission")).data["code"] == "bad-input"
    revised = await ask("POST", f"{path}/revise")
    assert (revised.status, revised.data["state"], revised.data["replaces"]) == (201, "draft", sent["id"])
    assert (revised.data["form"], revised.data["items"]) == (sent["form"], sent["items"])


async def test_a_revision_replaces_what_was_returned(ask, send, service, session) -> None:
    sent = await send()
    reviewed(service, sent, "return", {"reason": "Please drop the second table."})
    await ask("GET", f"requests/{sent['id']}/submission")
    revised = (await ask("POST", f"requests/{sent['id']}/revise")).data
    await ask("PATCH", f"requests/{revised['id']}", {"items": revised["items"][:1]})

    assert (await ask("POST", f"requests/{revised['id']}/submission")).status == 202
    remote = await eventually(lambda: (session.store.request(revised["id"]).submission or {}).get("remote_id"), 60.0)

    found = service.wait_for(remote, "in_review")
    assert found["replaces"] == sent["submission"]["remote_id"]
    assert found["summary"]["policy"]["digest"] == session.policy.digest
    assert (await ask("GET", f"requests/{sent['id']}/submission")).data["state"] == "withdrawn"


async def test_what_waits_is_withdrawn_before_it_leaves(ask, session, request_of, service, monkeypatch) -> None:
    monkeypatch.setenv("GEL_AIRLOCK_TRANSFER_URL", "http://127.0.0.1:9")
    monkeypatch.setattr("gel_airlock_jupyter.transfer.retry.Backoff.wait", lambda *_: 0.01)
    path = f"requests/{request_of.id}"
    assert (await ask("POST", f"{path}/withdraw", {})).status == 400  # nobody has it
    await ask("POST", f"{path}/submission")
    outbox = Outbox(session.store.folder / "outbox")
    await eventually(lambda: any(entry.reason and entry.state == "queued" for entry in outbox.entries()[0]), 30.0)
    assert (await ask("POST", f"{path}/withdraw", {})).status == 502  # it may be there: nobody answers
    monkeypatch.setenv("GEL_AIRLOCK_TRANSFER_URL", service.url)

    assert (await ask("POST", f"{path}/withdraw", {})).data["state"] == "withdrawn"
    with service.client("alice") as alice:
        listed = alice.get("/v1/requests").json()["requests"]
    bundle = session.store.request(request_of.id).bundle
    assert bundle
    assert not [each for each in listed if each["key"] == bundle["id"]]


async def test_sending_is_stopped_while_nobody_answers_and_goes_on_when_asked(
    ask, session, request_of, service, monkeypatch
) -> None:
    monkeypatch.setenv("GEL_AIRLOCK_TRANSFER_URL", "http://127.0.0.1:9")
    monkeypatch.setattr("gel_airlock_jupyter.transfer.retry.Backoff.wait", lambda self, *_: 60.0 * (self.attempts > 2))
    path = f"requests/{request_of.id}"
    await ask("POST", f"{path}/submission")
    outbox = session.store.folder / "outbox"
    await eventually(lambda: any('"sending"' in entry.read_text() for entry in outbox.glob("*/entry.json")), 30.0)

    assert (await ask("POST", f"{path}/withdraw", {})).status == 200  # whether any of it is there is not known

    await eventually(lambda: session.store.request(request_of.id).state == "parked", 10.0)
    assert "stopped" in str((session.store.request(request_of.id).submission or {}).get("message"))
    monkeypatch.setenv("GEL_AIRLOCK_TRANSFER_URL", service.url)
    await ask("POST", f"{path}/submission")
    found = await eventually(lambda: (session.store.request(request_of.id).submission or {}).get("remote_id"), 60.0)
    service.wait_for(found, "in_review")


async def test_the_server_follows_without_being_asked(ask, send, service, session, jp_serverapp) -> None:
    sent = await send()
    tag = (await ask("GET", "requests")).headers["ETag"]
    assert (await ask("GET", "requests", headers={"If-None-Match": tag})).status == 304
    await jp_serverapp.extension_manager.start_all_extensions()
    reviewed(service, sent, "messages", {"text": "Who are the 'Other'?"})

    await eventually(lambda: session.store.request(sent["id"]).unseen == 2, 20.0)

    assert (await ask("GET", "requests", headers={"If-None-Match": tag})).status == 200
    assert session.store.request(sent["id"]).history[-1]["note"] == "reviewer 1: Who are the 'Other'?"


async def test_a_kernel_lets_the_server_seal_and_send(in_kernel, request_of, jp_serverapp, tmp_path) -> None:
    await jp_serverapp.extension_manager.start_all_extensions()
    await eventually(lambda: any(errands.servers(in_kernel.settings)))

    path = await asyncio.to_thread(in_kernel.bundle, request_of.id)
    receipt = await asyncio.to_thread(in_kernel.submit, path)

    verified = verify(path, in_kernel.settings.keys / "bundle-key.pub.pem")
    assert verified.signature.startswith("valid")
    assert receipt.envelope
    assert receipt.remote_id
    with pytest.raises(InputError, match="not returned"):
        await asyncio.to_thread(in_kernel.resubmit, request_of.id)
    assert not list((in_kernel.store.folder / "errands").iterdir())


async def test_without_a_server_a_kernel_seals_unsigned(in_kernel, request_of) -> None:
    path = in_kernel.bundle(request_of.id)

    assert (in_kernel.store.request(request_of.id).bundle or {})["signed"] is False
    assert path.is_file()


async def test_an_errand_for_another_service_is_left_alone(session, request_of, jp_serverapp, monkeypatch) -> None:
    await jp_serverapp.extension_manager.start_all_extensions()
    await eventually(lambda: any(errands.servers(session.settings)))
    monkeypatch.setattr(errands, "TAKE_SECONDS", 0.5)

    path = await asyncio.to_thread(session.bundle, request_of.id)  # by hand, while the server sends over HTTP

    assert path.is_file()
    assert (session.store.request(request_of.id).bundle or {})["signed"] is False
