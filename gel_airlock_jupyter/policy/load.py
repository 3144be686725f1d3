"""Finding, reading and validating policy files."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from gel_airlock_jupyter.errors import PolicyError, PolicyLocked, UnknownName
from gel_airlock_jupyter.findings import Severity
from gel_airlock_jupyter.policy.model import Limits, Policy

SITE_FILE = "/etc/gel-airlock/policy.toml"
SITE_VARIABLE = "GEL_AIRLOCK_SITE_POLICY"
DEFAULT = "genomics-england"


def shipped() -> tuple[str, ...]:
    """Return the names of the profiles that come with the package."""
    folder = resources.files("gel_airlock_jupyter") / "policies"
    return tuple(sorted(entry.name[:-5] for entry in folder.iterdir() if entry.name.endswith(".toml")))


def site_path() -> Path | None:
    """Return the administrator's policy file, if there is one.

    The environment variable serves services that an administrator starts; whoever can set it for a kernel could also
    run other code there, which is why the server extension and File Transfer check again.
    """
    path = Path(os.environ.get(SITE_VARIABLE) or SITE_FILE)
    return path if path.exists() else None


def load(name: str | os.PathLike[str] | Policy | None = None) -> Policy:
    """Return the policy in force, or the one named.

    Parameters
    ----------
    name : str, path or Policy, optional
        A shipped profile's name or a TOML file; by default the administrator's file, else the shipped Genomics
        England rules.

    Raises
    ------
    PolicyLocked
        If an administrator's policy is in force and another one is asked for.
    PolicyError
        If the file is missing or wrong; the message names the key.
    """
    site = site_path()
    in_force = _read(site.read_bytes(), str(site), locked=True) if site else None
    if name is None:
        return in_force or _shipped(DEFAULT)
    chosen = name if isinstance(name, Policy) else _named(name)
    if in_force and chosen.digest != in_force.digest:
        raise PolicyLocked(
            f"This site's policy is '{in_force.id}' {in_force.version}; a session may not replace it.",
            "Leave out policy=, or ask your administrator.",
        )
    return in_force or chosen


def _named(name: str | os.PathLike[str]) -> Policy:
    if str(name) in shipped():
        return _shipped(str(name))
    path = Path(name)
    if not path.exists():
        raise UnknownName.among("policy", str(name), shipped(), "Give a TOML file or one of: " + ", ".join(shipped()))
    return _read(path.read_bytes(), str(path))


def _shipped(name: str) -> Policy:
    file = resources.files("gel_airlock_jupyter") / "policies" / f"{name}.toml"
    return _read(file.read_bytes(), f"{name} (shipped)")


@lru_cache(maxsize=8)  # every check asks for the policy in force; the same bytes are the same policy
def _read(data: bytes, source: str, locked: bool = False) -> Policy:
    try:
        content = tomllib.loads(data.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PolicyError(f"The policy {source} is not valid TOML: {error}.", "Mend the file.") from error
    content = _extended(content, source)
    validate(content, source)
    return Policy(content, locked, source)


def _extended(content: dict[str, Any], source: str) -> dict[str, Any]:
    """Return a policy's content laid over the shipped profile that its `extends` names; records hold the whole."""
    header = content.get("policy")
    base = header.get("extends") if isinstance(header, dict) else None
    if base is None:
        return content
    if base not in shipped():
        raise PolicyError(f"The policy {source} extends '{base}'; use one of: {', '.join(shipped())}.")
    file = resources.files("gel_airlock_jupyter") / "policies" / f"{base}.toml"
    under = tomllib.loads(file.read_bytes().decode())
    if isinstance(under.get("policy"), dict) and "extends" in under["policy"]:
        raise PolicyError(f"The policy {source} extends '{base}', which itself extends another.")
    merged: dict[str, Any] = _over(under, content)
    del merged["policy"]["extends"]
    return merged


def _over(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Return one mapping laid over another, table by table; lists and values are replaced whole."""
    merged = dict(under)
    for key, value in over.items():
        below = merged.get(key)
        merged[key] = _over(below, value) if isinstance(value, dict) and isinstance(below, dict) else value
    return merged


def from_content(content: Mapping[str, Any], source: str = "record") -> Policy:
    """Return a policy from content kept in a bundle or store.

    Raises
    ------
    PolicyError
        If the content is not a valid policy.
    """
    validate(content, source)
    return Policy(content, source=source)


def validate(content: Mapping[str, Any], source: str) -> None:
    """Check shape, severities and limits of a policy.

    Raises
    ------
    PolicyError
        Naming the first wrong key.
    """
    for key in ("policy", "limits", "rules", "vocabulary"):
        if not isinstance(content.get(key), dict):
            raise PolicyError(f"The policy {source} lacks the table [{key}].", "Start from `gel-airlock policy show`.")
    for key in ("id", "version"):
        if not content["policy"].get(key):
            raise PolicyError(f"The policy {source} lacks '{key}' in [policy].")
    known = {field.name for field in fields(Limits)}
    if wrong := known.symmetric_difference(content["limits"]):
        raise PolicyError(f"The policy {source}: [limits] must hold {', '.join(sorted(known))}; see {min(wrong)}.")
    for rule, settings in content["rules"].items():
        severity = settings.get("severity", "review") if isinstance(settings, dict) else None
        if severity not in {str(level) for level in Severity}:
            raise PolicyError(
                f"The policy {source}: rule {rule} has severity {severity!r}; use fail, review, warn or info."
            )
        _validate_patterns(settings.get("patterns", []), f"The policy {source}: rule {rule}")
    for name, words in content["vocabulary"].items():
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            raise PolicyError(f"The policy {source}: vocabulary '{name}' must be a list of words.")


def _validate_patterns(patterns: Any, place: str) -> None:
    if not isinstance(patterns, list) or not all(isinstance(pattern, str) and pattern for pattern in patterns):
        raise PolicyError(f"{place}: patterns must be a list of regular expressions.")
    for pattern in patterns:
        try:
            matches_empty = re.search(pattern, "")
        except re.error as error:
            raise PolicyError(f"{place} has the pattern {pattern!r}, which is not valid: {error}.") from error
        if matches_empty:
            raise PolicyError(f"{place} has the pattern {pattern!r}, which matches the empty text.")
