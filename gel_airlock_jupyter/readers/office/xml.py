"""XML by strangers: no document types, no entities, no namespaces to get lost in, limits on depth and size."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import Protocol
from xml.parsers import expat

from gel_airlock_jupyter.errors import Unreadable

MOST_ELEMENTS = 30_000_000
DEEPEST = 200
Element = ET.Element


class Listener(Protocol):
    """What is told of elements as they are read; names come without namespace, relations as `r:id`."""

    def start(self, tag: str, attributes: dict[str, str]) -> object:
        """Hear of the beginning of an element."""

    def end(self, tag: str) -> object:
        """Hear of the end of an element."""

    def data(self, text: str) -> object:
        """Hear of text; one text may come in pieces."""


def heard(data: bytes, name: str, listener: Listener) -> None:
    """Read an XML part and tell a listener what is in it.

    Raises
    ------
    Unreadable
        If it is no well-formed XML, declares a document type or entities, nests too deep or is too large.
    """
    guard = _Guard(name, listener)
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.StartElementHandler = guard.start
    parser.EndElementHandler = guard.end
    parser.CharacterDataHandler = listener.data
    parser.StartDoctypeDeclHandler = guard.refuse
    parser.EntityDeclHandler = guard.refuse
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise Unreadable(f"The part '{name}' is no well-formed XML.", "Save the file anew.") from error


def parsed(data: bytes, name: str) -> Element:
    """Return the root element of an XML part; raises like `heard`."""
    builder = ET.TreeBuilder()
    heard(data, name, builder)
    return builder.close()


class _Guard:
    """Takes the namespaces off, counts, and stops at what is refused."""

    def __init__(self, name: str, listener: Listener) -> None:
        self._name = name
        self._listener = listener
        self._depth = 0
        self._count = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._count += 1
        if self._depth > DEEPEST or self._count > MOST_ELEMENTS:
            raise Unreadable(f"The part '{self._name}' nests too deep or is too large.", "Save the file anew.")
        self._listener.start(local(tag), {_key(key): value for key, value in attributes.items()})

    def end(self, tag: str) -> None:
        self._depth -= 1
        self._listener.end(local(tag))

    def refuse(self, *_: object) -> None:
        raise Unreadable(f"The part '{self._name}' declares a document type or entities.", "Save the file anew.")


def local(name: str) -> str:
    """Return a name without its namespace."""
    return name.rpartition("}")[2]


def _key(name: str) -> str:
    space, _, key = name.rpartition("}")
    return f"r:{key}" if "officeDocument" in space and space.endswith("relationships") else key


def words_of(element: Element) -> Iterator[str]:
    """Yield every text of an element, its attributes included."""
    for each in element.iter():
        for text in (each.text, each.tail, *each.attrib.values()):
            if text and text.strip():
                yield text.strip()
