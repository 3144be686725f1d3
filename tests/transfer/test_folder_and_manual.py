"""The two back ends that need no service, the finder of back ends, and the waits."""

from __future__ import annotations

import json
import shutil
import uuid
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gel_airlock_jupyter.errors import UnknownName
from gel_airlock_jupyter.transfer import backends
from gel_airlock_jupyter.transfer.folder import FolderBackend
from gel_airlock_jupyter.transfer.manual import ManualBackend, form_text
from gel_airlock_jupyter.transfer.protocol import Backend, Interrupted, Parked
from gel_airlock_jupyter.transfer.retry import Backoff, pause, retry_after
from gel_airlock_jupyter.transfer.settings import TransferSettings

KEY = str(uuid.UUID(int=5))


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    path = tmp_path / "sealed.zip"
    path.write_bytes(b"sealed" * 500_000)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "drop"
    path.mkdir()
    return path


def test_a_bundle_appears_whole_and_the_marker_last(folder: Path, bundle: Path) -> None:
    seen: list[set[str]] = []

    done = FolderBackend(folder).submit(
        bundle, {"project": "RR150"}, KEY, lambda sent, of: seen.append({each.name for each in folder.iterdir()})
    )

    assert done.state == "handed_over"
    assert {each.name for each in folder.iterdir()} == {f"{KEY}.zip", f"{KEY}.json", f"{KEY}.zip.ready"}
    assert (folder / f"{KEY}.zip").read_bytes() == bundle.read_bytes()
    assert json.loads((folder / f"{KEY}.json").read_text()) == {"project": "RR150"}
    assert all(name.startswith(".") for names in seen for name in names)


def test_dropping_again_changes_nothing(folder: Path, bundle: Path) -> None:
    backend = FolderBackend(folder)
    first = backend.submit(bundle, {}, KEY)
    (folder / f"{KEY}.zip").unlink()  # the collector took the file, and not yet the marker

    assert backend.submit(bundle, {}, KEY) == first
    assert not (folder / f"{KEY}.zip").exists()


def test_a_stopped_drop_leaves_nothing(folder: Path, bundle: Path) -> None:
    with pytest.raises(Interrupted):
        FolderBackend(folder).submit(bundle, {}, KEY, cancelled=lambda: True)

    assert list(folder.iterdir()) == []


def test_a_full_share_leaves_nothing_and_says_so(folder: Path, bundle: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", full)
        with pytest.raises(Parked, match="No space left") as caught:
            FolderBackend(folder).submit(bundle, {}, KEY)

    assert caught.value.reason == "folder"
    assert list(folder.iterdir()) == []
    assert FolderBackend(folder).submit(bundle, {}, KEY).state == "handed_over"


def test_a_share_that_is_not_mounted_is_not_made(tmp_path: Path, bundle: Path) -> None:
    backend = FolderBackend(tmp_path / "not-mounted")

    assert not backend.describe().ready
    with pytest.raises(Parked, match="not there"):
        backend.submit(bundle, {}, KEY)
    assert not (tmp_path / "not-mounted").exists()


@pytest.mark.parametrize("key", ["../up", ".hidden", "a/b", ""])
def test_a_key_cannot_lead_out_of_the_folder(folder: Path, bundle: Path, key: str) -> None:
    with pytest.raises(Parked):
        FolderBackend(folder).submit(bundle, {}, key)


def test_the_state_says_when_it_was_collected(folder: Path, bundle: Path) -> None:
    backend = FolderBackend(folder)
    backend.submit(bundle, {}, KEY)
    assert "Waiting" in backend.status(KEY).message

    (folder / f"{KEY}.zip.ready").unlink()

    assert "Collected" in backend.status(KEY).message
    shutil.rmtree(folder)
    with pytest.raises(Parked):
        backend.status(KEY)


def test_by_hand_it_is_handed_over(bundle: Path) -> None:
    backend = ManualBackend()

    assert backend.describe().ready
    assert backend.submit(bundle, {}, KEY).state == "handed_over"


def test_the_forms_text_has_every_field_in_the_forms_order() -> None:
    form = {
        "project": "RR150",
        "user_group": "GeCIP",
        "description": "Counts per band.\nMasked as <5.",
        "disease_type": "Cancer",
        "aim": "Publication",
        "justification": "For a paper.",
        "agreement": "Yes",
        "comments": "",
    }
    outputs = [{"file": "table1.csv", "title": "Table 1", "verdict": "pass"}, {"file": "figure1.png", "title": ""}]

    text = form_text({"form": form, "outputs": outputs})

    labels = [line for line, rule in zip(text.splitlines(), text.splitlines()[1:], strict=False) if set(rule) == {"-"}]
    assert labels == [
        "User Group",
        "File(s)",
        "Participant ID file",
        "Description of file content",
        "Research Registry ID",
        "Disease Type",
        "Aim of Export",
        "Transfer Request Justification",
        "Transfer Agreement",
        "Additional Comments",
    ]
    assert "- table1.csv: Table 1\n- figure1.png: no title" in text
    assert "Counts per band.\nMasked as <5." in text
    assert text.rstrip().endswith("(please fill in)")


def test_an_empty_form_leaves_no_field_out() -> None:
    assert form_text({}).count("(please fill in)") == 9
    assert "must never be among them" in form_text({})


def test_settings_come_from_the_environment() -> None:
    assert TransferSettings.from_environment({}).backend == "manual"
    here = TransferSettings.from_environment(
        {"GEL_AIRLOCK_TRANSFER_URL": "https://ft.example", "GEL_AIRLOCK_TRANSFER_TOKEN_FILE": "/x/token"}
    )
    assert (here.backend, here.token_file) == ("http", Path("/x/token"))
    assert TransferSettings.from_environment({"GEL_AIRLOCK_TRANSFER_FOLDER": "/drop"}).backend == "folder"


def test_every_built_in_back_end_can_be_loaded(folder: Path) -> None:
    settings = {
        "manual": TransferSettings(),
        "http": TransferSettings("http", "https://ft.example"),
        "folder": TransferSettings("folder", folder=folder),
    }

    assert set(settings) <= set(backends.names())
    for name, setting in settings.items():
        found = backends.load(setting)
        assert isinstance(found, Backend)
        assert found.name == name


def test_an_unknown_back_end_gets_a_suggestion() -> None:
    with pytest.raises(UnknownName, match="'folder'"):
        backends.load(TransferSettings("foldr"))


def test_an_incomplete_back_end_says_what_to_set() -> None:
    with pytest.raises(Parked, match="GEL_AIRLOCK_TRANSFER_FOLDER"):
        backends.load(TransferSettings("folder"))


def test_a_plug_in_that_breaks_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = EntryPoint("sftp", "no_such_module:make", backends.GROUP)
    monkeypatch.setattr(backends, "entry_points", lambda group: [entry])

    with pytest.raises(Parked, match="cannot be loaded"):
        backends.load(TransferSettings("sftp"))


@given(st.integers(0, 10_000), st.floats(0, 1e6))
def test_no_wait_is_longer_than_the_cap(failures: int, asked: float) -> None:
    backoff = Backoff(base=0.5, cap=300.0)

    assert 0.0 <= backoff.wait(failures, None) <= 300.0
    assert backoff.wait(failures, asked) == min(asked, 300.0)


def test_retry_after_is_read_as_seconds_and_as_a_date() -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    date = format_datetime(at + timedelta(seconds=90), usegmt=True)

    assert retry_after({"retry-after": "7"}) == 7.0
    assert retry_after({"retry-after": date}, lambda: at) == 90.0
    assert retry_after({"retry-after": "soon"}) is None
    assert retry_after({}) is None


def test_a_wait_ends_at_once_when_cancelled() -> None:
    with pytest.raises(Interrupted):
        pause(60.0, lambda: True)
