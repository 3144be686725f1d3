"""The last step before sealing and one of the first on receipt: no identifier in any string of the crate.

The outputs' own cells were judged by the checks; here it is names, titles, descriptions, messages, evidence, code and
paths. What is found is said by place and kind, never by value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from gel_airlock_jupyter.bundle.canonical import read_json
from gel_airlock_jupyter.checks.identifiers import identifier_hits
from gel_airlock_jupyter.errors import BundleError
from gel_airlock_jupyter.policy.model import Policy

TEXTS = (".json", ".txt", ".md", ".html", ".py", ".sql", ".csv", ".tsv")
HIDDEN = "▮▮▮"


def refuse_identifiers(texts: Mapping[str, bytes], names: Iterable[str], policy: Policy) -> None:
    """Look through every name and every text.

    Parameters
    ----------
    texts : mapping
        Content of the text files of the crate, by path.
    names : iterable of str
        Paths of all files.
    policy : Policy
        Gives the patterns; its own strings, quoted in the records, are no hits.

    Raises
    ------
    BundleError
        Naming the first place and the kind of identifier.
    """
    own = frozenset(_strings(policy.content))
    for number, name in enumerate(sorted(names), 1):
        _refuse(name, f"the name of file {number} of the bundle", policy, own)
    for name, data in sorted(texts.items(), key=_sources_first):
        for place, text in _placed(name, data, policy):
            _refuse(text, f"{place} of '{name}'", policy, own)


def _sources_first(entry: tuple[str, bytes]) -> tuple[bool, bool, str]:
    """Records before the pages that are made from them: the place named is the one to mend."""
    name = entry[0]
    return name != "request.json", not name.endswith(".json"), name


def _refuse(text: str, place: str, policy: Policy, own: frozenset[str]) -> None:
    if text in own:
        return
    if hits := identifier_hits(text, policy):
        kinds = ", ".join(f"{kind} ({rule})" for rule, kind in hits)
        raise BundleError(
            f"An identifier stands in {place}: {kinds}.",
            "Remove it there; identifiers may not stand in any part of a request, nor in titles, names or code.",
        )


def _placed(name: str, data: bytes, policy: Policy) -> Iterator[tuple[str, str]]:
    """Yield (place, text): JSON string by string, other files line by line."""
    if name.endswith(".json"):
        for path, text in _leaves(read_json(data, name), ""):
            shown = HIDDEN if identifier_hits(path, policy) else path
            yield f"'{shown}'", text
        return
    for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), 1):
        yield f"line {number}", line


def _leaves(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Yield (path, string) of every string in a JSON value, names of members included."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for number, (key, entry) in enumerate(value.items(), 1):
            yield f"{path}/name {number}", key
            yield from _leaves(entry, f"{path}/{key}")
    elif isinstance(value, list):
        for number, entry in enumerate(value, 1):
            yield from _leaves(entry, f"{path}/{number}")


def _strings(value: Any) -> Iterator[str]:
    return (text for _, text in _leaves(value, ""))
