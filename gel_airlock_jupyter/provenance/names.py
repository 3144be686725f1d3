"""The names that a notebook cell reads, binds and changes, with IPython's magics among its lines."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from gel_airlock_jupyter.provenance.effects import Call, Effects, Function, bound_for_certain

ASSIGNED = re.compile(r"^(\s*)([A-Za-z_][\w, ]*?)\s*=\s*([%!])(.*)$")
MAGIC = re.compile(r"^(\s*)([%!])(.*)$")
HELP = re.compile(r"^\s*\??\??[\w.]+\?{0,2}\s*$")
WORD = re.compile(r"[A-Za-z_]\w*")
OF_PYTHON = frozenset({"time", "timeit", "capture", "prun", "memit", "mprun", "lprun", "debug"})
TIMED = re.compile(r"^(?:time|timeit|prun|memit)\s+(?:-\S+\s+(?:\d+\s+)?)*")
HARMLESS = (
    "airlock", "load_ext", "reload_ext", "unload_ext", "autoreload", "matplotlib", "config", "pip", "conda", "mamba",
    "cd", "pwd", "ls", "env", "set_env", "who", "whos", "precision", "pdb", "xmode", "colors", "history", "timeit",
    "time", "prun", "memit", "capture", "help", "quickref", "lsmagic",
)  # fmt: skip
ANY_NAME = ("a cell uses exec()", "a cell uses globals()", "a cell uses magics", "a cell imports")


@dataclass(frozen=True)
class Names:
    """What a cell does to names.

    Parameters
    ----------
    loads : frozenset of str
        Read before the cell itself bound them.
    stores : frozenset of str
        Bound or changed in place, perhaps only on some path.
    bound : frozenset of str
        Bound anew for certain: what they were before does not matter any more.
    any_name : bool
        Whether the cell may bind names that cannot be read from it (`%run`, `exec`, `import *`, another language).
    remarks : frozenset of str
        Why the rest may be incomplete.
    """

    loads: frozenset[str] = frozenset()
    stores: frozenset[str] = frozenset()
    bound: frozenset[str] = frozenset()
    changes: frozenset[str] = frozenset()
    aliases: frozenset[frozenset[str]] = frozenset()
    calls: tuple[Call, ...] = ()
    functions: Mapping[str, Function] = field(default_factory=dict)
    any_name: bool = False
    remarks: frozenset[str] = frozenset()


def names_in(source: str) -> Names:
    """Return what a cell does to names. Magics are read as plain text: their words count as read names."""
    first = source.lstrip()
    if first.startswith("%%") and (first[2:].split(None, 1) or [""])[0] not in OF_PYTHON:
        return _other_language(first)
    seen = Effects()
    tree = _parsed(source) or _parsed(_without_magics(source, seen))
    if tree is None:
        words = frozenset(WORD.findall(source))
        return Names(words, any_name=True, remarks=frozenset({"a cell could not be parsed"}))
    return _of_tree(tree, seen)


def _parsed(source: str) -> ast.Module | None:
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _of_tree(tree: ast.Module, seen: Effects) -> Names:
    loads, bound = set(seen.loads), set[str]()
    for statement in tree.body:
        own = Effects.of(statement)
        seen.add(own)
        loads |= _read_first(statement, own, bound)
        bound |= bound_for_certain(statement)
    any_name = any(remark.startswith(ANY_NAME) for remark in seen.remarks)
    return Names(
        loads=frozenset(loads),
        stores=frozenset(seen.stores | seen.changes),
        bound=frozenset(bound),
        changes=frozenset(seen.changes),
        aliases=frozenset(seen.aliases),
        calls=tuple(seen.calls),
        functions=dict(seen.functions),
        any_name=any_name,
        remarks=frozenset(seen.remarks),
    )


def _read_first(statement: ast.stmt, own: Effects, bound: set[str]) -> set[str]:
    """Return the names that a statement reads or changes and that are not in `bound`, before it binds them itself."""
    if not isinstance(statement, ast.With | ast.AsyncWith):
        return (own.loads | own.changes) - bound
    held = Effects.of(*statement.items)
    found = (held.loads | held.changes) - bound
    bound = bound | held.stores
    for inner in statement.body:
        found |= _read_first(inner, Effects.of(inner), bound)
        bound |= bound_for_certain(inner)
    return found


def _other_language(source: str) -> Names:
    """A cell magic whose body is no Python, such as `%%sql frame << SELECT ...`."""
    head = source.partition("\n")[0]
    words = head.split()
    name = words[0].removeprefix("%%")
    stores = {words[at + 1] for at, word in enumerate(words[:-1]) if word in ("-o", "--out", "--save")}
    stores |= {words[at] for at, word in enumerate(words[1:]) if word == "<<" and at}
    if name.startswith(HARMLESS):
        return Names(frozenset(WORD.findall(source)), frozenset(stores), frozenset(stores))
    loads = frozenset(WORD.findall(source))
    return Names(loads, frozenset(stores), any_name=True, remarks=frozenset({f"a cell uses magics (%%{name})"}))


def _without_magics(source: str, seen: Effects) -> str:
    lines = []
    for line in source.splitlines():
        if line.lstrip().startswith("%%"):
            seen.stores |= set(WORD.findall(line)[1:]) if "capture" in line else set()
            lines.append("")
        elif match := ASSIGNED.match(line):
            _magic(match[3], match[4], seen)
            lines.append(f"{match[1]}{match[2]} = None")
        elif match := MAGIC.match(line):
            rest = match[3].strip()
            if match[2] == "%" and (timed := TIMED.match(rest)):
                lines.append(match[1] + (rest[timed.end() :] or "pass"))
            else:
                _magic(match[2], match[3], seen)
                lines.append(f"{match[1]}pass")
        elif "?" in line and HELP.match(line):
            lines.append("")
        else:
            lines.append(line)
    return "\n".join(lines)


def _magic(sign: str, text: str, seen: Effects) -> None:
    words = text.replace(",", " ").split()
    seen.loads |= set(WORD.findall(text))
    if "-o" in words[:-1]:
        seen.stores.add(words[words.index("-o") + 1])
    if sign == "!":
        seen.remarks.add("a cell calls a shell")
    elif words and words[0] == "run":
        seen.remarks.add("a cell uses magics (%run), whose code is not recorded")
    elif words and not words[0].startswith(HARMLESS):
        seen.remarks.add(f"a cell uses magics (%{words[0][:20]})")
