"""Where an output came from, in words for a reviewer, from its provenance record."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from gel_airlock_jupyter.bundle.model import Output
from gel_airlock_jupyter.rendering.words import counted

FILE = "provenance.json"
MOST = 12


def origin_of(output: Output) -> str:
    """Return a line for cells, sources, seeds, repository, and for what was removed from the code."""
    path = output.source.evidence.get(FILE)
    if path is None:
        return "not recorded: the output was not staged from a kernel"
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return "\n".join(_lines(found, output))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return "the record cannot be read"


def _lines(found: Mapping[str, Any], output: Output) -> Iterator[str]:
    if code := output.evidence.get("code.py"):
        yield f"{counted(len(found['cells']), 'cell')} of {found['notebook'] or 'a notebook'}, as run: see {code}"
    else:
        yield "no cell that made it was seen"
    if found["approximate"]:
        yield f"approximate: {'; '.join(map(str, found['approximate']))}"
    sources = list(dict.fromkeys(map(_source, found["sources"])))
    yield from (f"read in the session: {source}" for source in sources[:MOST])
    if len(sources) > MOST:
        yield f"+{len(sources) - MOST} more, in the record"
    if not sources:
        yield "no reading of data was seen"
    if seeds := found.get("seeds"):
        yield "random seeds: " + ", ".join(f"{seed['call']} {seed['value']}" for seed in seeds[:MOST])
    if repository := found["repository"]:
        state = "with changes that are not committed" if repository.get("dirty") else "clean"
        yield f"git commit {str(repository.get('commit', ''))[:12]}, {state}"
    if removed := output.item.get("removed") or ():
        places = "; ".join(f"{entry['kind']} in {entry['where']}" for entry in removed[:MOST])
        yield f"removed from the code: {places}"
        yield f"the researcher about that: {output.item.get('acknowledged') or 'nothing'}"


def _source(source: Mapping[str, Any]) -> str:
    parts = [f"{source['kind']} {source['name']}"]
    query = source.get("query") or {}
    if query.get("tables"):
        parts.append(f"tables {', '.join(map(str, query['tables']))}")
    if source.get("release"):
        parts.append(f"release {source['release']}")
    if source.get("rows") is not None:
        parts.append(counted(int(source["rows"]), "row"))
    return ", ".join(parts)
