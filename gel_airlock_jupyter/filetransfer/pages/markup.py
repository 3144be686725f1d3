"""HTML made of elements: a text is always escaped, and only this module can make something that is not."""

from __future__ import annotations

import html
from collections.abc import Iterable

_VOID = frozenset({"br", "hr", "input", "link", "meta"})


class Markup:
    """A piece of HTML that is safe as it stands."""

    __slots__ = ("html",)

    def __init__(self, name: str, children: Iterable[object], attributes: dict[str, object]) -> None:
        inner = "".join(_text(child) for child in children)
        self.html = f"<{name}{_attributes(attributes)}>" + ("" if name in _VOID else f"{inner}</{name}>")


def el(name: str, /, *children: object, **attributes: object) -> Markup:
    """Return an element. `None` and `False` are left out, lists are flattened; `class_` and `for_` lose the stroke."""
    return Markup(name, children, attributes)


def _text(child: object) -> str:
    if child is None or child is False:
        return ""
    if isinstance(child, Markup):
        return child.html
    if isinstance(child, list | tuple):
        return "".join(_text(each) for each in child)
    return html.escape("".join(c if c.isprintable() or c in "\n\t" else "\ufffd" for c in str(child)))


def _attributes(attributes: dict[str, object]) -> str:
    parts = []
    for name, value in attributes.items():
        if value is None or value is False:
            continue
        shown = name.rstrip("_").replace("_", "-")
        parts.append(f" {shown}" if value is True else f' {shown}="{html.escape(str(value))}"')
    return "".join(parts)


def page(title: str, *body: object) -> str:
    """Return a whole document."""
    head = el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", name="referrer", content="same-origin"),
        el("title", f"{title} · File Transfer"),
        el("link", rel="stylesheet", href="/review/style.css"),
    )
    return "<!doctype html>\n" + el("html", head, el("body", *body), lang="en").html
