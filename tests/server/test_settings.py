"""What a person may choose: project, store, transfer target; what an administrator locked; nothing is lost."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from gel_airlock_jupyter import kernel
from gel_airlock_jupyter.chosen import LOCKED_VARIABLE
from gel_airlock_jupyter.errors import SettingLocked
from gel_airlock_jupyter.settings import Settings

Ask = Callable[..., Any]
FRAME = pd.DataFrame({"disease": ["Leigh", "MELAS"], "n": [40, 50]})
TARGETS = {"production": "https://transfer.example", "training": {"folder": "/training/inbox"}}


@pytest.fixture
def site() -> dict[str, Any]:
    """What the administrator set; tests override it by `parametrize`."""
    return {}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


@pytest.fixture
def jp_server_config(home: Path, site: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.setenv("GEL_AIRLOCK_STORE", str(home / "airlock" / "store"))
    monkeypatch.setenv("GEL_AIRLOCK_PROJECT", "RR150")
    return {
        "ServerApp": {"jpserver_extensions": {"gel_airlock_jupyter": True}, "base_url": "/user/ada%20lovelace/"},
        "AirlockApp": site,
    }


def by_name(answer: Any) -> dict[str, Any]:
    return {entry["name"]: entry for entry in answer.data["settings"]}


async def test_a_choice_is_in_force_for_server_and_kernel_at_once(ask: Ask) -> None:
    before = by_name(await ask("GET", "settings"))
    answer = await ask("PUT", "settings", {"project": "RR151"})

    assert (before["project"]["value"], before["project"]["source"]) == ("RR150", "environment")
    assert answer.status == 200
    entry = by_name(answer)["project"]
    assert (entry["value"], entry["source"], entry["choice"]) == ("RR151", "user", "RR151")
    assert kernel.session().settings.project == "RR151"  # as a kernel of this server sees it, without a restart
    assert (await ask("GET", "info")).data["project"] == "RR151"

    taken_back = by_name(await ask("PUT", "settings", {"project": ""}))
    assert (taken_back["project"]["value"], taken_back["project"]["choice"]) == ("RR150", None)


async def test_nothing_staged_is_lost_and_what_lies_elsewhere_is_said(ask: Ask, home: Path) -> None:
    kernel.session().stage(FRAME, "t.csv", title="T", description="Counts by disease.")

    moved = await ask("PUT", "settings", {"project": "RR151", "store": str(home / "second" / "store")})
    there = await ask("GET", "items")
    told = moved.data["elsewhere"]

    assert there.data["items"] == []
    assert [(place["project"], place["staged"]) for place in told] == [("RR150", 1)]
    back = await ask("PUT", "settings", {"project": None, "store": None})
    assert [item["name"] for item in (await ask("GET", "items")).data["items"]] == ["t.csv"]
    assert back.data["elsewhere"] == []


async def test_keys_stay_where_they_are_when_the_store_moves(ask: Ask, home: Path) -> None:
    before = kernel.session().settings.keys
    await ask("PUT", "settings", {"store": str(home / "elsewhere" / "store")})

    settings = kernel.session().settings
    assert settings.store == home / "elsewhere" / "store"
    assert settings.keys == before
    assert (settings.store.stat().st_mode & 0o777) == 0o700


def public(home: Path) -> str:
    (home / "open").mkdir(mode=0o755)
    (home / "open").chmod(0o755)
    return str(home / "open")


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ({"project": "../RR1"}, "cannot be the name of a project"),
        ({"project": 7}, "cannot be set to that"),
        ({"colour": "red"}, "cannot be set to that"),
        ({"store": "relative/path"}, "no absolute path"),
        ({"store": "/etc/airlock"}, "allows no store"),
        ({"store": public}, "Others can read"),
        ({"store": lambda home: str(home / ".." / "outside")}, "allows no store"),
        ({"store": lambda home: str(home)}, "allows no store"),
        ({"transfer": "https://elsewhere.example"}, "none of the transfer targets"),
    ],
)
async def test_a_wrong_value_changes_nothing_not_even_the_right_ones_beside_it(
    ask: Ask, home: Path, wish: dict[str, Any], words: str
) -> None:
    sent = {name: value(home) if callable(value) else value for name, value in wish.items()}
    before = (await ask("GET", "settings")).data

    refused = await ask("PUT", "settings", {"store": str(home / "good" / "store"), "project": "RR9", **sent})

    assert refused.status == 400, refused.data
    assert words in refused.data["message"]
    assert refused.data["hint"]
    assert (await ask("GET", "settings")).data == before
    assert not (home / "good").exists()


async def test_a_link_out_of_the_allowed_folders_is_no_way_out(ask: Ask, home: Path, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir(mode=0o700)
    (home / "link").symlink_to(tmp_path / "outside")

    refused = await ask("PUT", "settings", {"store": str(home / "link" / "store")})

    assert (refused.status, "allows no store" in refused.data["message"]) == (400, True)


LOCKED = {"project": "RR7", "transfer": "manual"}


@pytest.mark.parametrize(
    "site", [LOCKED, {"locked": ["project", "transfer"], "transfer_targets": TARGETS}], ids=["value", "as it is"]
)
@pytest.mark.parametrize("wish", [{"project": "RR151"}, {"transfer": "manual"}])
async def test_what_is_locked_is_refused_with_who_locked_it(ask: Ask, site: dict[str, Any], wish: Any) -> None:
    name = next(iter(wish))

    refused = await ask("PUT", "settings", wish)
    entry = by_name(await ask("GET", "settings"))[name]

    assert (refused.status, refused.data["code"]) == (403, "setting-locked")
    assert "locked by your site" in refused.data["message"]
    assert entry["how"] in refused.data["message"]
    assert entry["how"] == (f"c.AirlockApp.{name}" if "project" in site else "c.AirlockApp.locked")
    assert (entry["source"], entry["allowed"]) == ("server", [])


@pytest.mark.parametrize("site", [LOCKED])
async def test_a_kernel_has_what_is_locked_too(ask: Ask) -> None:
    await ask("GET", "info")

    assert kernel.session().settings.project == "RR7"
    assert kernel.session().settings.transfer.backend == "manual"
    with pytest.raises(SettingLocked, match="locked by your site"):
        Settings.from_environment(project="RR8")


@pytest.mark.parametrize("site", [{"projects": ["RR150", "RR2*"], "transfer_targets": TARGETS}])
async def test_only_the_projects_and_targets_of_the_site_can_be_chosen(ask: Ask) -> None:
    assert (await ask("PUT", "settings", {"project": "RR3"})).status == 400
    assert (await ask("PUT", "settings", {"project": "RR22"})).status == 200
    chosen = by_name(await ask("PUT", "settings", {"transfer": "training"}))["transfer"]

    assert (chosen["value"], chosen["choice"]) == ("folder: /training/inbox", "training")
    assert chosen["allowed"] == ["production", "training", "manual"]
    assert kernel.session().settings.transfer.folder == Path("/training/inbox")


async def test_a_kernel_that_follows_is_shown_after_the_store_moved(ask: Ask, home: Path) -> None:
    before = kernel.session().settings
    notes = before.store / "sessions"
    notes.mkdir(parents=True)
    about = {"package_version": "1", "pid": os.getpid(), "project": before.project, "store": str(before.store)}
    for name, more in (("a1", {}), ("b2", {"pinned": ["project"]})):
        (notes / f"{name}.json").write_text(json.dumps({"kernel_id": name, **about, **more}))
    await ask("PUT", "settings", {"store": str(home / "second" / "store")})

    after = kernel.session().settings
    moved = json.loads((after.store / "sessions" / "a1.json").read_text())
    assert (moved["store"], moved["project"]) == (str(after.store), "RR150")
    assert not (after.store / "sessions" / "b2.json").exists()
    assert (notes / "b2.json").exists()


async def test_nothing_of_it_is_a_token_and_the_file_is_private(ask: Ask, home: Path) -> None:
    await ask("PUT", "settings", {"project": "RR151"})

    kept = home / "airlock" / "airlock-settings.json"
    assert (kept.stat().st_mode & 0o777) == 0o600
    assert LOCKED_VARIABLE in os.environ
    assert json.loads(os.environ[LOCKED_VARIABLE]) == {}


async def test_a_damaged_file_counts_as_no_choice(ask: Ask, home: Path) -> None:
    await ask("PUT", "settings", {"project": "RR151"})
    (home / "airlock" / "airlock-settings.json").write_text('{"project": "../../etc"')

    assert by_name(await ask("GET", "settings"))["project"]["value"] == "RR150"
