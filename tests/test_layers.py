"""The arrows of the architecture, read from the source: who may import whom, and how long things may get."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "gel_airlock_jupyter"
NAME = PACKAGE.name

# Lowest first. A module may import from lines above its own; those on one line do not know each other.
LAYERS = """
_version
errors sketched
findings
atomic drawn fitted plain_text zip_names
text_shapes typed
locking columns
disclosure subjects
joint policy
records form roles
registry ledger form_templates
proof rendering
checks
preview safe_zip sketching
declarations
judging
engine readers
writers evidence provenance together
fixing exportable
inventory store recheck
recheck_together renaming
bundle
comparing transfer
chosen
settings
participants
sending
corresponding
editing
requesting
errands staging
outgoing
session
kernel magic_cell magic_options telling
api live magic_evidence magic_requests file_commands request_commands
filetransfer widget_sent
demo widget_requests
bridge cli magics server widgets
__init__
"""
RANK = {name: rank for rank, line in enumerate(LAYERS.split("\n")) for name in line.split()}
# Imports upwards inside a function, each for a reason.
UPWARDS = {
    ("findings", "rendering"): "a report shows itself",
    ("evidence", "api"): "airlock.evidence() must work although the subpackage has its name",
    ("bundle", "api"): "airlock.bundle() must work although the subpackage has its name",
    ("filetransfer", "__init__"): "the version",
}


@dataclass(frozen=True)
class Import:
    """One import of the package's own: from which module, of which, and whether inside a function."""

    importer: str
    imported: str
    line: int
    is_lazy: bool

    @property
    def units(self) -> tuple[str, str]:
        return unit(self.importer), unit(self.imported)


def unit(module: str) -> str:
    return module.split(".")[1] if "." in module else "__init__"


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def sources() -> dict[Path, ast.Module]:
    found = sorted(path for path in PACKAGE.rglob("*.py") if "node_modules" not in path.parts)
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in found}


def imports_of(path: Path) -> Iterator[Import]:
    yield from _walk(sources()[path], module_of(path), False)


def _walk(node: ast.AST, importer: str, is_lazy: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            continue
        if isinstance(child, ast.ImportFrom) and (child.module or "").split(".")[0] == NAME:
            for alias in child.names:
                yield Import(importer, _module(f"{child.module}.{alias.name}"), child.lineno, is_lazy)
        if isinstance(child, ast.Import):
            for alias in child.names:
                if alias.name.split(".")[0] == NAME:
                    yield Import(importer, alias.name, child.lineno, is_lazy)
        yield from _walk(child, importer, is_lazy or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef))


def _module(dotted: str) -> str:
    """Return the module that `from a import b` loads: a.b where that is one, else a."""
    path = ROOT.joinpath(*dotted.split("."))
    return dotted if path.is_dir() or path.with_suffix(".py").is_file() else dotted.rpartition(".")[0]


ALL_IMPORTS = [found for path in sources() for found in imports_of(path)]


def test_every_module_has_a_place() -> None:
    units = {unit(module_of(path)) for path in sources()}

    assert units <= set(RANK), f"say in LAYERS where {sorted(units - set(RANK))} belong"


def test_modules_import_only_from_below() -> None:
    wrong = [
        f"{found.importer}:{found.line} imports {found.imported}"
        for found in ALL_IMPORTS
        if found.units[0] != found.units[1]
        and RANK[found.units[1]] >= RANK[found.units[0]]
        and not (found.units in UPWARDS and (found.is_lazy or found.units[1] == "__init__"))
        and not (found.units[0] == "__init__" and found.is_lazy)
    ]

    assert not wrong, "\n".join(wrong)


def test_the_mathematics_knows_nothing_of_jupyter_or_pandas() -> None:
    known = {"pandas", "matplotlib", "IPython", "jupyter_server", "tornado", "narwhals", "polars"}
    for path, tree in sources().items():
        if "disclosure" in path.parts:
            for node in ast.walk(tree):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                assert not {name.split(".")[0] for name in names} & known, path


def test_the_service_and_the_session_do_not_meet() -> None:
    units = {found.units for found in ALL_IMPORTS}

    above = {unit for unit, rank in RANK.items() if rank > RANK["transfer"]} - {"filetransfer", "__init__"}
    assert not {imported for importer, imported in units if importer == "filetransfer"} & above
    assert {pair[0] for pair in units if pair[1] == "filetransfer"} <= {"cli", "filetransfer", "demo"}


def test_there_is_no_circular_import() -> None:
    graph: dict[str, set[str]] = {}
    for found in ALL_IMPORTS:
        if not found.is_lazy and found.importer != found.imported:
            graph.setdefault(found.importer, set()).add(found.imported)
    done: set[str] = set()

    def visit(module: str, way: tuple[str, ...]) -> None:
        assert module not in way, " -> ".join([*way[way.index(module) :], module])
        if module not in done:
            for other in sorted(graph.get(module, ())):
                visit(other, (*way, module))
            done.add(module)

    for module in sorted(graph):
        visit(module, ())


PYTHON = [*sources(), *sorted((ROOT / "tests").rglob("*.py")), *sorted((ROOT / "benchmarks").rglob("*.py"))]


def test_no_file_is_longer_than_300_lines() -> None:
    lengths = {path.relative_to(ROOT): len(path.read_text(encoding="utf-8").splitlines()) for path in sources()}

    assert not {str(path): length for path, length in lengths.items() if length > 300}


def test_no_function_is_longer_than_50_lines() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name} has {node.end_lineno - node.lineno + 1} lines"
        for path, tree in sources().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (node.end_lineno or 0) - _start(node) + 1 > 50
    ]

    assert not long, "\n".join(long)


def _start(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the first line after the docstring: documentation does not make a function long."""
    first = node.body[0]
    is_doc = (
        isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    )
    return (first.end_lineno or first.lineno) if is_doc else node.lineno


def test_no_module_is_a_drawer() -> None:
    assert not [path for path in sources() if path.stem in ("utils", "helpers", "manager", "misc", "common")]


def test_no_path_of_a_machine_is_committed() -> None:
    for path in [*PYTHON, ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        text = path.read_text(encoding="utf-8")
        assert "/" + "work/main" not in text, path
