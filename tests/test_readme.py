"""The README stays true to the code."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture
def scripts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT))
    sys.modules.pop("scripts", None)


def test_the_table_of_rules_is_fresh(scripts) -> None:
    from scripts.rules_table import renewed

    assert renewed(TEXT) == TEXT, "run: python -m scripts.rules_table"


def test_the_first_screen_holds_exactly_two_commands() -> None:
    block = re.search(r"```\n(.*?)```", TEXT, re.DOTALL)

    assert block is not None
    assert block.group(1).splitlines() == ["make demo", "make test"]
    assert TEXT[: block.start()].count("\n") < 10


def test_the_architecture_names_every_part_of_the_package() -> None:
    package = ROOT / "gel_airlock_jupyter"
    parts = {path.stem for path in package.glob("*.py")} | {path.parent.name for path in package.glob("*/__init__.py")}
    architecture = TEXT[TEXT.index("### Architecture") : TEXT.index("## The rules")]

    missing = sorted(part for part in parts - {"__init__"} if f"`{part}`" not in architecture)

    assert not missing, f"say in README.md, Architecture, what {missing} hold"


@pytest.mark.parametrize("page", [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))])
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))])
def test_what_the_pages_tell_you_to_type_exists(page: Path) -> None:
    from gel_airlock_jupyter import __all__ as public
    from gel_airlock_jupyter.magic_evidence import EvidenceMagics
    from gel_airlock_jupyter.magic_requests import RequestMagics
    from gel_airlock_jupyter.magics import AirlockMagics

    text = page.read_text(encoding="utf-8")
    magics = {
        name
        for kind in (AirlockMagics, EvidenceMagics, RequestMagics)
        for names in kind.magics.values()
        for name in names
    }
    assert set(re.findall(r"%(airlock_[a-z]+)", text)) <= magics
    assert set(re.findall(r"\bairlock\.([a-z]+)\(", text)) <= set(public)


def test_every_environment_variable_is_read_somewhere() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "gel_airlock_jupyter").rglob("*.py"))

    for name in re.findall(r"GEL_AIRLOCK_[A-Z_]*[A-Z]", TEXT):
        assert name in source or name.removeprefix("GEL_AIRLOCK_TRANSFER_") in source, name
