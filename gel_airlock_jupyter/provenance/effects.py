"""What a piece of Python does to names: which it reads, binds and changes in place, with functions' scopes kept apart.

Read from the source alone. Where that cannot tell, more is claimed rather than less.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

MUTATORS = frozenset(
    {
        "append", "extend", "insert", "update", "pop", "popitem", "remove", "discard", "clear", "sort", "reverse",
        "fillna", "drop", "add", "setdefault", "appendleft", "extendleft", "shuffle", "fill",
    }
)  # fmt: skip
OPAQUE = frozenset({"exec", "eval", "globals", "locals", "setattr", "delattr", "__import__", "vars"})
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


@dataclass(frozen=True)
class Call:
    """A call of a plain name: what stands for its arguments, where that is a name."""

    function: str
    positional: tuple[str, ...]
    named: Mapping[str, str]


@dataclass(frozen=True)
class Function:
    """What calling a function may change: names outside it, and its own parameters."""

    parameters: tuple[str, ...]
    changes: frozenset[str]
    calls: tuple[Call, ...]
    reads: frozenset[str]


@dataclass
class Effects:
    """What was seen so far."""

    loads: set[str] = field(default_factory=set)
    stores: set[str] = field(default_factory=set)
    changes: set[str] = field(default_factory=set)
    outer: set[str] = field(default_factory=set)
    aliases: set[frozenset[str]] = field(default_factory=set)
    calls: list[Call] = field(default_factory=list)
    functions: dict[str, Function] = field(default_factory=dict)
    remarks: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, *nodes: ast.AST) -> Effects:
        """Return what nodes do."""
        found = cls()
        for node in nodes:
            found.see(node)
        return found

    def add(self, other: Effects) -> None:
        """Take in what was seen elsewhere, later than this."""
        self.loads |= other.loads
        self.stores |= other.stores
        self.changes |= other.changes
        self.outer |= other.outer
        self.aliases |= other.aliases
        self.calls += other.calls
        self.functions |= other.functions
        self.remarks |= other.remarks

    def see(self, node: ast.AST) -> None:
        """Take in a node and what it holds."""
        match node:
            case ast.Name(id=name, ctx=ast.Load()):
                self.loads.add(name)
            case ast.Name(id=name):
                self.stores.add(name)
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                self.stores.add(name)
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                self._imported(names)
            case ast.Global(names=names) | ast.Nonlocal(names=names):
                self.outer |= set(names)
            case ast.Attribute(ctx=ast.Store() | ast.Del()) | ast.Subscript(ctx=ast.Store() | ast.Del()):
                self.changes |= root(node)  # `table.loc[0, "n"] = 5` changes `table`
            case ast.AugAssign(target=ast.Name(id=name)):
                self.loads.add(name)
            case ast.Assign(value=value) | ast.AnnAssign(value=value):
                self._assigned(node, value)
            case ast.For(target=target, iter=source) | ast.AsyncFor(target=target, iter=source):
                self._same(target, _values(source))
            case ast.Call():
                self._called(node)
        if isinstance(node, FUNCTIONS):
            self._function(node)
        elif isinstance(node, ast.ClassDef):
            self._class(node)
        elif isinstance(node, COMPREHENSIONS):
            self._inner(ast.iter_child_nodes(node), ())
        else:
            for child in ast.iter_child_nodes(node):
                self.see(child)

    def _imported(self, names: Iterable[ast.alias]) -> None:
        for alias in names:
            if alias.name == "*":
                self.remarks.add("a cell imports *")
            else:
                self.stores.add((alias.asname or alias.name).partition(".")[0])

    def _assigned(self, node: ast.Assign | ast.AnnAssign, value: ast.expr | None) -> None:
        """`a = b` and `a = b["x"]` may be two names of one thing."""
        if value is not None and (source := root(value)):
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                self._same(target, source)

    def _same(self, target: ast.expr, sources: set[str]) -> None:
        names = {name.id for name in ast.walk(target) if isinstance(name, ast.Name)}
        self.aliases |= {frozenset({name, source}) for name in names for source in sources if name != source}

    def _called(self, node: ast.Call) -> None:
        in_place = any(
            word.arg == "inplace" and not (isinstance(word.value, ast.Constant) and word.value.value is False)
            for word in node.keywords
        )
        match node.func:
            case ast.Name(id=name):
                if name in OPAQUE:
                    self.remarks.add(f"a cell uses {name}()")
                    self.changes |= root(node.args[0]) if node.args else set()
                positional = tuple(_name(argument) for argument in node.args)
                self.calls.append(Call(name, positional, {str(w.arg): _name(w.value) for w in node.keywords}))
            case ast.Attribute(value=value, attr=method):
                if method in MUTATORS or in_place:
                    self.changes |= root(value)
                if method == "shuffle" and node.args:
                    self.changes |= root(node.args[0])

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> None:
        for outside in (*node.args.defaults, *filter(None, node.args.kw_defaults)):
            self.see(outside)
        given = node.args
        parameters = tuple(each.arg for each in (*given.posonlyargs, *given.args, *given.kwonlyargs))
        rest = tuple(each.arg for each in (given.vararg, given.kwarg) if each)
        body = [node.body] if isinstance(node, ast.Lambda) else node.body
        inner = self._scope(body, (*parameters, *rest))
        if not isinstance(node, ast.Lambda):
            for decorator in node.decorator_list:
                self.see(decorator)
            changes = inner.changes | (inner.stores & inner.outer)
            own = (inner.stores - inner.outer) - set(parameters)
            calls = tuple(inner.calls)
            self.stores.add(node.name)
            self.functions[node.name] = Function(parameters, frozenset(changes - own), calls, frozenset(inner.loads))

    def _class(self, node: ast.ClassDef) -> None:
        for outside in (*node.bases, *node.keywords, *node.decorator_list):
            self.see(outside)
        inner = self._scope(node.body, ())
        changes = frozenset().union(*(each.changes - set(each.parameters) for each in inner.functions.values()))
        calls = tuple(call for each in inner.functions.values() for call in each.calls)
        self.stores.add(node.name)
        self.functions[node.name] = Function((), changes, calls, frozenset(inner.loads))

    def _inner(self, nodes: Iterable[ast.AST], bound: Iterable[str]) -> None:
        """Take in a scope that runs at once, such as a comprehension: what it changes outside is changed now."""
        inner = self._scope(nodes, bound)
        self.changes |= inner.changes - inner.stores
        self.calls += inner.calls

    def _scope(self, nodes: Iterable[ast.AST], bound: Iterable[str]) -> Effects:
        inner = Effects.of(*nodes)
        own = (inner.stores - inner.outer) | set(bound)
        self.loads |= inner.loads - own
        self.remarks |= inner.remarks
        return inner


def _values(node: ast.AST) -> set[str]:
    """Return the names in an expression, besides those of functions that are called."""
    if isinstance(node, ast.Name):
        return {node.id}
    called = node.func if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else None
    return set().union(*(_values(child) for child in ast.iter_child_nodes(node) if child is not called))


def _name(node: ast.expr) -> str:
    return next(iter(root(node)), "")


def root(node: ast.AST) -> set[str]:
    """Return the name at the bottom of attributes and indices, as a set of none or one."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Starred):
        node = node.value
    return {node.id} if isinstance(node, ast.Name) else set()


def bound_for_certain(statement: ast.stmt) -> set[str]:
    """Return the names that a statement binds anew whatever happens, so that what they were before is gone."""
    match statement:
        case ast.Assign(targets=targets):
            return {name for target in targets for name in _plain(target)}
        case ast.AnnAssign(target=target, value=ast.expr()):
            return _plain(target)
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return {name}
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            return {(alias.asname or alias.name).partition(".")[0] for alias in names}
        case ast.With(items=items, body=body) | ast.AsyncWith(items=items, body=body):
            held = {name for item in items if item.optional_vars for name in _plain(item.optional_vars)}
            return held.union(*map(bound_for_certain, body))
        case _:
            return set()


def _plain(target: ast.expr) -> set[str]:
    match target:
        case ast.Name(id=name):
            return {name}
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            return {name for part in parts for name in _plain(part)}
        case ast.Starred(value=value):
            return _plain(value)
        case _:
            return set()
