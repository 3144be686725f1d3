"""The outbox: nothing is lost, nothing is sent twice, and a person can read why something waits."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from gel_airlock_jupyter.errors import InputError, ItemNotFound, StoreError
from gel_airlock_jupyter.transfer import lease, sender
from gel_airlock_jupyter.transfer.outbox import PARKED, QUEUED, SENDING, SENT, Entry, Outbox
from gel_airlock_jupyter.transfer.protocol import Interrupted, Parked, Rest, Status, Submission, Tell, Unreachable

KEY = str(uuid.UUID(int=7))
REQUEST = {"project": "RR150"}


class Scripted:
    """A back end that does what it is told, one step per submission."""

    name = "scripted"

    def __init__(self, *steps: object) -> None:
        self.steps, self.sent = list(steps), []

    def describe(self) -> Status:
        return Status(True, "", "")

    def submit(
        self,
        bundle_path: Path,
        request_summary: Mapping[str, Any],
        key: str,
        progress: Callable[[int, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Submission:
        self.sent.append(bundle_path.read_bytes())
        step = self.steps.pop(0)
        if isinstance(step, BaseException):
            raise step
        assert isinstance(step, Submission)
        return step

    def status(self, remote_id: str) -> Submission:
        return self.submit(Path(os.devnull), {}, remote_id)


DONE = Submission("42", "submitted", "Waiting.", {"payload": "x"})


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    path = tmp_path / "sealed.zip"
    path.write_bytes(b"sealed bytes")
    return path


@pytest.fixture
def outbox(tmp_path: Path, bundle: Path) -> Outbox:
    found = Outbox(tmp_path / "outbox")
    found.add(KEY, bundle, REQUEST, "scripted")
    return found


class Waits(Scripted):
    """A back end that waits for its next try before each step, and says so."""

    def telling(self, tell: Tell) -> Waits:
        self.tell = tell
        return self

    def submit(self, *given: Any) -> Submission:
        self.tell(Rest("No answer.", 4102444800.0, 3, 8))
        self.tell(None)
        self.tell(Rest("No answer.", 4102444860.0, 4, 8))
        return super().submit(*given)


def test_what_a_back_end_waits_for_is_in_the_outbox_meanwhile_and_gone_with_the_answer(outbox: Outbox) -> None:
    told: list[Entry] = []

    entry = sender.send(outbox, KEY, Waits(DONE), told=lambda waiting: told.append(outbox.get(waiting.key)))

    tries = [entry.reason and (entry.reason["attempt"], entry.reason["of"]) for entry in told]
    assert tries == [("3", "8"), None, ("4", "8")]
    assert [entry.not_before for entry in told] == [4102444800.0, 0.0, 4102444860.0]
    assert {entry.state for entry in told} == {SENDING}
    assert (entry.state, entry.reason, entry.not_before) == (SENT, None, 0.0)


def test_a_record_that_cannot_be_written_stops_nothing_that_is_sent(outbox: Outbox) -> None:
    def full(_: Entry) -> None:
        raise StoreError("No space left.", "Make room.")

    assert sender.send(outbox, KEY, Waits(DONE), told=full).state == SENT


def test_a_queued_bundle_is_kept_when_the_sealed_one_goes(outbox: Outbox, bundle: Path) -> None:
    bundle.unlink()

    entry = sender.send(outbox, KEY, backend := Scripted(DONE))

    assert (entry.state, entry.submission) == (SENT, DONE)
    assert backend.sent == [b"sealed bytes"]
    assert outbox.get(KEY) == entry


def test_the_outbox_is_for_its_owner_only(outbox: Outbox) -> None:
    assert outbox.root.stat().st_mode & 0o077 == 0
    assert outbox.folder(KEY).stat().st_mode & 0o077 == 0


def test_adding_again_changes_nothing(outbox: Outbox, bundle: Path) -> None:
    before = outbox.get(KEY)

    assert outbox.add(KEY, bundle, {"other": 1}, "http") == before


def test_another_bundle_under_the_same_key_is_refused(outbox: Outbox, tmp_path: Path) -> None:
    other = tmp_path / "other.zip"
    other.write_bytes(b"else")

    with pytest.raises(StoreError, match="another content"):
        outbox.add(KEY, other, REQUEST, "http")


@pytest.mark.parametrize(
    "key", ["", "..", "../../etc/passwd", "a/b/c/d/e/f", ".hidden-key", "short", "x" * 300, "a\x00bcdefgh"]
)
def test_a_key_never_leads_elsewhere(outbox: Outbox, bundle: Path, key: str) -> None:
    with pytest.raises(InputError):
        outbox.add(key, bundle, REQUEST, "http")


def test_what_was_sent_is_not_sent_again(outbox: Outbox) -> None:
    sender.send(outbox, KEY, Scripted(DONE))

    entry = sender.send(outbox, KEY, backend := Scripted())

    assert entry.state == SENT
    assert backend.sent == []


def test_what_needs_a_person_is_parked_with_words(outbox: Outbox) -> None:
    entry = sender.send(outbox, KEY, Scripted(Parked("needs-login", "The token has expired.", "Sign in again.")))

    assert entry.state == PARKED
    assert entry.reason == {"code": "needs-login", "message": "The token has expired.", "hint": "Sign in again."}
    assert sender.due(outbox) == []
    assert sender.send(outbox, KEY, Scripted(DONE)).state == SENT


def test_no_answer_is_tried_again_later_and_less_and_less_often(outbox: Outbox) -> None:
    gone, waits = Unreachable("No connection.", "Later."), []
    for _ in range(9):
        entry = sender.send(outbox, KEY, Scripted(gone), clock=lambda: 1000.0)
        waits.append(entry.not_before - 1000.0)

    assert entry.state == QUEUED
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (30.0, 1800.0)
    assert sender.due(outbox, lambda: 1001.0) == []
    assert sender.due(outbox, lambda: 1000.0 + 1801.0) == [KEY]


def test_the_other_sides_wish_for_time_wins(outbox: Outbox) -> None:
    entry = sender.send(outbox, KEY, Scripted(Unreachable("Busy.", after=77.0)), clock=lambda: 1000.0)

    assert entry.not_before == 1077.0


def test_a_clock_that_jumps_back_holds_nothing_for_long(outbox: Outbox) -> None:
    sender.send(outbox, KEY, Scripted(Unreachable("No connection.")), clock=lambda: 10_000_000.0)

    assert sender.due(outbox, lambda: 1000.0) == [KEY]


def test_a_clock_that_jumps_forward_gives_nothing_up(outbox: Outbox) -> None:
    # A laptop closed for a weekend: the first try after it finds no network yet.
    sender.send(outbox, KEY, Scripted(Unreachable("No connection.")))
    later = sender._unix(outbox.get(KEY).updated_at) + 60 * 3600

    entry = sender.send(outbox, KEY, Scripted(Unreachable("No connection.")), clock=lambda: later)

    assert entry.state == QUEUED
    assert sender.due(outbox, lambda: entry.not_before) == [KEY]


def test_a_day_without_an_answer_is_parked(outbox: Outbox) -> None:
    for _ in range(sender.LEAST - 1):
        sender.send(outbox, KEY, Scripted(Unreachable("No connection.")))
    later = sender._unix(outbox.get(KEY).updated_at) + 25 * 3600

    entry = sender.send(outbox, KEY, Scripted(Unreachable("No connection.")), clock=lambda: later)

    assert entry.state == PARKED
    assert entry.reason
    assert "by hand" in entry.reason["hint"]


def test_a_stopped_transfer_waits_for_the_user(outbox: Outbox) -> None:
    entry = sender.send(outbox, KEY, Scripted(Interrupted("The transfer was stopped.")))

    assert (entry.state, (entry.reason or {})["code"]) == (PARKED, "stopped")


def test_a_fault_of_a_plug_in_is_parked_not_lost(outbox: Outbox) -> None:
    entry = sender.send(outbox, KEY, Scripted(ZeroDivisionError("secret value")))

    assert entry.state == PARKED
    assert entry.reason
    assert "ZeroDivisionError" in entry.reason["message"]
    assert "secret" not in json.dumps(entry.to_dict())


def test_a_process_told_to_stop_leaves_no_entry_under_way(outbox: Outbox) -> None:
    with pytest.raises(KeyboardInterrupt):
        sender.send(outbox, KEY, Scripted(KeyboardInterrupt()))

    assert outbox.get(KEY).state == PARKED


def test_what_a_crash_left_in_sending_is_due_at_once(outbox: Outbox) -> None:
    outbox.write(outbox.get(KEY).moved(SENDING, "before the crash"))

    assert sender.due(outbox) == [KEY]
    with lease.hold(outbox.folder(KEY)):
        assert sender.due(outbox) == []


def test_a_changed_bundle_is_never_sent(outbox: Outbox) -> None:
    path = outbox.bundle(KEY)
    path.unlink()
    path.write_bytes(b"other bytes!")

    entry = sender.send(outbox, KEY, backend := Scripted(DONE))

    assert (entry.state, (entry.reason or {})["code"]) == (PARKED, "integrity")
    assert backend.sent == []


def test_a_missing_bundle_is_said_so(outbox: Outbox) -> None:
    outbox.bundle(KEY).unlink()

    assert (sender.send(outbox, KEY, Scripted(DONE)).reason or {})["code"] == "bundle-missing"


@pytest.mark.parametrize("content", ["", "{", "[]", '{"schema": 9}', "\x00" * 50, '{"schema": 1, "state": "gone"}'])
def test_a_damaged_entry_is_shown_and_does_not_block_the_rest(outbox: Outbox, bundle: Path, content: str) -> None:
    other = str(uuid.UUID(int=8))
    outbox.add(other, bundle, REQUEST, "http")
    (outbox.folder(KEY) / "entry.json").write_text(content)

    entries, problems = outbox.entries()

    assert [entry.key for entry in entries] == [other]
    assert KEY in str(problems[0])


def test_a_crash_before_the_first_write_leaves_nothing_to_see(outbox: Outbox) -> None:
    (outbox.root / str(uuid.UUID(int=9))).mkdir()

    assert len(outbox.entries()[0]) == 1
    assert outbox.entries()[1] == []
    with pytest.raises(ItemNotFound):
        outbox.get(str(uuid.UUID(int=9)))


def test_an_entry_survives_writing_and_reading(outbox: Outbox) -> None:
    entry = sender.send(outbox, KEY, Scripted(DONE))

    assert Entry.from_dict(json.loads(json.dumps(entry.to_dict()))) == entry


def test_a_failing_write_leaves_the_entry_as_it_was(outbox: Outbox, monkeypatch: pytest.MonkeyPatch) -> None:
    before = outbox.get(KEY)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_text", full)
        with pytest.raises(OSError, match="No space"):
            outbox.write(before.moved(SENT, ""))

    assert outbox.get(KEY) == before
    assert not [path for path in outbox.folder(KEY).iterdir() if path.name.startswith(".entry")]


def test_a_full_disk_on_adding_is_one_sentence(tmp_path: Path, bundle: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "link", full)
    monkeypatch.setattr("shutil.copyfile", full)

    with pytest.raises(StoreError, match="No space left"):
        Outbox(tmp_path / "full").add(KEY, bundle, REQUEST, "http")
    assert Outbox(tmp_path / "full").entries() == ([], [])


def test_refresh_keeps_the_receipt_and_notes_what_changed(outbox: Outbox) -> None:
    sender.send(outbox, KEY, Scripted(DONE))

    entry = sender.refresh(outbox, KEY, Scripted(Submission("42", "in_review", "A reviewer reads it.")))

    assert entry.submission == Submission("42", "in_review", "A reviewer reads it.", {"payload": "x"})
    assert len(entry.history) == len(sender.refresh(outbox, KEY, Scripted(entry.submission)).history)


def test_removing_forgets_the_entry_but_not_the_sealed_bundle(outbox: Outbox, bundle: Path) -> None:
    outbox.remove(KEY)

    assert outbox.entries() == ([], [])
    assert bundle.exists()


def test_no_token_is_ever_in_the_outbox(outbox: Outbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sending import backend, token_file

    token = token_file(tmp_path).read_text().strip()
    sender.send(outbox, KEY, backend("http://127.0.0.1:9", tmp_path, attempts=1))

    assert outbox.get(KEY).state == QUEUED
    for path in outbox.root.rglob("*"):
        assert not path.is_file() or token.encode() not in path.read_bytes()
