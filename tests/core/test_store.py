"""The store on disk: nothing half-written, nothing damaged in the way of the rest."""

from __future__ import annotations

import errno
import json
import os
import threading
import time
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from gel_airlock_jupyter import atomic, locking
from gel_airlock_jupyter.errors import InputError, ItemNotFound, StoreError
from gel_airlock_jupyter.session import Session
from gel_airlock_jupyter.store import Store, item_id


def put(session: Session, name: str = "counts", **changes: Any) -> Any:
    frame = pd.DataFrame({"disease": ["Leigh"], "n": [40]})
    item = session.record(name, session.check(frame, name))
    return session.store.update_item(item.id, **changes) if changes else item


def record_of(session: Session, identifier: str) -> Path:
    return session.store.folder / "items" / identifier / "item.json"


def test_what_is_put_is_read_back(session: Session) -> None:
    item = put(session, "größe – 日本")

    assert session.store.item(item.id) == item
    assert session.store.items() == ([item], [])


def test_the_same_thing_checked_again_is_the_same_item(session: Session) -> None:
    assert put(session).id == put(session).id
    assert len(session.store.items()[0]) == 1


def test_an_empty_store_is_empty_and_not_made_by_reading(session: Session) -> None:
    assert session.store.items() == ([], [])
    assert session.store.requests() == ([], [])
    assert session.store.etag()
    assert not session.settings.store.exists()


DAMAGE = {
    "empty": "",
    "half": '{"id": "',
    "no object": "[]",
    "null": "null",
    "text": '"item"',
    "nothing in it": "{}",
    "deep": "[" * 100_000,
    "not UTF-8": b"\xff\xfe{}",
    "nul": b"\0\0\0",
}
WRONG_FIELDS = {
    "report": [[], None, "x", {}, {"name": 1}],
    "verdict": ["good", None, 3],
    "state": ["sent", None],
    "position": ["1", None, [1]],
    "updated_at": [None, 3],
    "title": [None, {"a": 1}],
    "declared": ["x", None],
    "export": ["t.csv", {"file": "t.csv"}, {"file": 1, "media_type": "a", "bytes": 1, "sha256": "x"}],
    "kernel_id": [3],
    "id": ["00000000-0000-0000-0000-000000000000", 1],
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_record_is_shown_as_such_and_can_be_removed(session: Session, damage: str) -> None:
    good, bad = put(session, "good"), put(session, "bad")
    content = DAMAGE[damage]
    record_of(session, bad.id).write_bytes(content if isinstance(content, bytes) else content.encode())

    items, problems = session.store.items()

    assert [item.id for item in items] == [good.id]
    assert [(problem.id, problem.code) for problem in problems] == [(bad.id, "corrupt-record")]
    with pytest.raises(StoreError, match="damaged"):
        session.store.item(bad.id)
    session.store.remove_item(bad.id)
    assert session.store.items()[1] == []


@pytest.mark.parametrize(
    ("field", "value"), [(field, value) for field, values in WRONG_FIELDS.items() for value in values]
)
def test_a_record_with_a_field_of_the_wrong_kind_is_damaged(session: Session, field: str, value: Any) -> None:
    good, bad = put(session, "good"), put(session, "bad")
    data = json.loads(record_of(session, bad.id).read_text()) | {field: value}
    record_of(session, bad.id).write_text(json.dumps(data))

    items, problems = session.store.items()

    assert [item.id for item in items] == [good.id]
    assert [problem.id for problem in problems] == [bad.id]
    assert [item.to_dict(whole=False)["name"] for item in items] == ["good"]


def test_a_folder_without_a_record_is_a_problem(session: Session) -> None:
    put(session)
    (session.store.folder / "items" / item_id("x")).mkdir()

    assert len(session.store.items()[1]) == 1


def test_leftovers_of_a_crash_are_not_shown(session: Session) -> None:
    item = put(session)
    (session.store.folder / "items" / f".{item.id}.abcdef12.part").mkdir()
    (session.store.folder / "items" / "Thumbs.db").write_text("x")

    assert session.store.items() == ([item], [])


def test_an_item_left_aside_between_two_renames_comes_back(session: Session) -> None:
    item = put(session)
    folder = session.store.folder / "items" / item.id
    folder.rename(folder.with_name(f".{item.id}.abcdef12.old"))

    assert session.store.items() == ([item], [])


@pytest.mark.parametrize(
    "identifier", ["", "..", "../../etc", "x" * 36, "0" * 36, "AAAAAAAA-0000-0000-0000-000000000000"]
)
def test_an_id_is_never_a_path(session: Session, identifier: str) -> None:
    for call in (session.store.item, session.store.remove_item, session.store.restore_item, session.store.request):
        with pytest.raises(ItemNotFound):
            call(identifier)


def test_removing_is_undone(session: Session) -> None:
    item = put(session)

    session.store.remove_item(item.id)
    assert session.store.items() == ([], [])
    with pytest.raises(ItemNotFound):
        session.store.remove_item(item.id)

    assert session.store.restore_item(item.id) == item
    with pytest.raises(ItemNotFound):
        session.store.restore_item(item.id)


def test_undo_does_not_replace_what_was_made_since(session: Session) -> None:
    item = put(session)
    session.store.remove_item(item.id)
    put(session, title="newer")

    with pytest.raises(InputError, match="again"):
        session.store.restore_item(item.id)

    assert session.store.item(item.id).title == "newer"


def test_the_tag_changes_with_every_change(session: Session) -> None:
    tags = [session.store.etag()]
    item = put(session)
    tags.append(session.store.etag())
    for title in ("aa", "bb", "cc"):
        session.store.update_item(item.id, title=title)
        tags.append(session.store.etag())
    session.store.remove_item(item.id)
    tags.append(session.store.etag())

    assert len(set(tags[:-1])) == len(tags) - 1
    assert tags[-1] == tags[0]


def test_a_change_of_an_item_leaves_the_tag_of_requests_as_it_was(session: Session) -> None:
    item = put(session)
    before = {kind: session.store.etag(kind) for kind in ("items", "requests")}

    session.store.update_item(item.id, title="Another")

    assert session.store.etag("requests") == before["requests"]
    assert session.store.etag("items") != before["items"]


def test_files_are_private(session: Session) -> None:
    item = put(session)

    assert record_of(session, item.id).stat().st_mode & 0o077 == 0
    assert session.store.folder.stat().st_mode & 0o077 == 0


def test_many_writers_lose_nothing(session: Session) -> None:
    item = put(session)

    def count(field: str) -> None:
        for number in range(15):
            session.store.update_item(item.id, **{field: str(number)})

    threads = [threading.Thread(target=count, args=(field,)) for field in ("title", "description", "alt_text")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    final = session.store.item(item.id)
    assert (final.title, final.description, final.alt_text) == ("14", "14", "14")
    assert not (session.store.folder / ".lock").exists()


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path: Path, call: str, monkeypatch) -> None:
    path = tmp_path / "record.json"
    atomic.write_bytes(path, b"old")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os if call == "fsync" else Path, call, full)
    with pytest.raises(StoreError, match=r"No space left on device.*GEL_AIRLOCK_STORE"):
        atomic.write_bytes(path, b"new")

    assert [(entry.name, entry.read_bytes()) for entry in tmp_path.iterdir()] == [("record.json", b"old")]


def test_a_store_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("x")
    store = Store(tmp_path / "store", "RR150")

    assert store.items() == ([], [])
    with pytest.raises(StoreError):
        atomic.write_json(store.folder / "x.json", {})
    with pytest.raises(StoreError), locking.locked(store.folder / ".lock"):
        pass


def test_a_lock_is_waited_for_and_a_stale_one_is_broken(tmp_path: Path) -> None:
    lock = tmp_path / ".lock"
    lock.touch()
    with pytest.raises(StoreError, match="in use"), locking.locked(lock, wait=0.1):
        pass

    old = time.time() - locking.STALE_SECONDS - 1
    os.utime(lock, (old, old))
    with locking.locked(lock, wait=0.1):
        assert lock.exists()
    assert not lock.exists()


def test_json_holds_what_utf8_cannot(tmp_path: Path) -> None:
    atomic.write_json(tmp_path / "x.json", {"half": "\ud800", "whole": "日本"})

    assert json.loads((tmp_path / "x.json").read_text(encoding="utf-8")) == {"half": "\ud800", "whole": "日本"}
