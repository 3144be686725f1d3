"""The layers of a Vega-Lite specification: each with its mark, encoding, rows of data and axes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from gel_airlock_jupyter.readers.altair.transforms import transformed

WORDS = re.compile(r"[^\W\d]\w*")
QUOTED = re.compile(r"['\"]([^'\"]+)['\"]")
HOVERED = ("tooltip", "href", "url", "key", "description")
PARTS = ("layer", "hconcat", "vconcat", "concat")
Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Channel:
    """One channel of an encoding: which field, how it is summarised, and its title."""

    field: str = ""
    aggregate: str = ""
    is_binned: bool = False
    kind: str = ""
    title: str | None = None
    value: Any = None

    @classmethod
    def of(cls, definition: Any) -> Channel:
        """Read a channel's definition."""
        if not isinstance(definition, Mapping):
            return cls()
        named = definition.get("field") or _in_condition(definition)
        if isinstance(named, Mapping):
            named = named.get("repeat") or ""
        aggregate = definition.get("aggregate")
        summarised = next(iter(aggregate)) if isinstance(aggregate, Mapping) else aggregate
        axis = definition.get("axis") or definition.get("legend")
        own = definition.get("title") or (axis.get("title") if isinstance(axis, Mapping) else None)
        return cls(
            str(named or ""),
            str(summarised or ""),
            bool(definition.get("bin")) and definition.get("bin") != "binned",
            str(definition.get("type") or ""),
            " ".join(own) if isinstance(own, list) else own,
            definition.get("value", definition.get("datum")),
        )

    @property
    def label(self) -> str:
        """Return the title as Vega-Lite writes it."""
        if self.title is not None:
            return str(self.title)
        if self.aggregate == "count":
            return "Count of Records"
        return f"{self.aggregate.capitalize()} of {self.field}" if self.aggregate else self.field


def _in_condition(definition: Mapping[str, Any]) -> Any:
    """Return the field that a channel follows while something is selected."""
    said = definition.get("condition")
    several = said if isinstance(said, list) else [said]
    return next((one["field"] for one in several if isinstance(one, Mapping) and one.get("field")), None)


def chosen_fields(value: Any) -> Iterator[str]:
    """Yield the fields by which a specification selects or sorts, wherever in it they are named."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            if key in ("select", "selection", "sort") or (key == "fields" and isinstance(part, list)):
                yield from _named_in(part)
            elif key not in ("datasets", "data"):
                yield from chosen_fields(part)
    elif isinstance(value, list):
        for part in value:
            yield from chosen_fields(part)


@dataclass(frozen=True)
class Layer:
    """One mark with its encoding, data and place.

    `rows` are those that are drawn, after the transforms of the layer and of what holds it; `carried` are those that
    the specification holds, `dataset` is their name. `transforms` are the steps that could not be worked out, from the
    first of them on; `steps` are all.
    """

    mark: str
    options: Mapping[str, Any]
    channels: Mapping[str, Channel]
    rows: Rows
    dataset: str
    transforms: tuple[Mapping[str, Any], ...]
    axes: int
    path: str
    details: tuple[Channel, ...] = field(default=())
    carried: Rows = ()
    steps: tuple[Mapping[str, Any], ...] = ()
    tooltips: tuple[Channel, ...] = ()

    @property
    def drawn_fields(self) -> frozenset[str]:
        """Return the fields that channels draw or print."""
        drawn = [channel for name, channel in self.channels.items() if name not in HOVERED]
        return frozenset(channel.field for channel in (*drawn, *self.details)) - {""}

    @property
    def hovered_fields(self) -> frozenset[str]:
        """Return the fields that only a pointer shows."""
        shown = [channel for name, channel in self.channels.items() if name in HOVERED]
        found = {channel.field for channel in (*shown, *self.tooltips)}
        said = self.options.get("tooltip")
        if isinstance(said, Mapping) and said.get("content") == "data":
            found |= {name for row in self.rows[:1000] for name in row}
        return frozenset(found) - self.drawn_fields - {""}

    @property
    def worked_fields(self) -> frozenset[str]:
        """Return the texts in transforms; field names are among them, in expressions too."""
        return frozenset(word for step in self.steps for word in _named_in(step))

    @property
    def leaves_rows_out(self) -> bool:
        """Return whether rows travel that are not drawn: summarised or filtered away."""
        return self.is_aggregated or len(self.rows) < len(self.carried)

    def channel(self, name: str) -> Channel:
        """Return a channel, empty where the encoding has none."""
        return self.channels.get(name, Channel())

    @property
    def is_aggregated(self) -> bool:
        """Return whether Vega-Lite summarises the rows, so that the rows themselves are not drawn."""
        summarised = any(channel.aggregate or channel.is_binned for channel in self.channels.values())
        kinds = {key for step in self.transforms for key in step}
        return (
            summarised
            or self.mark in ("boxplot", "errorbar", "errorband")
            or bool(kinds & {"aggregate", "density", "bin", "quantile", "regression", "loess", "pivot"})
        )


@dataclass(frozen=True)
class _Place:
    """What a part inherits from the view around it."""

    data: Any = None
    encoding: Mapping[str, Any] = field(default_factory=dict)
    transforms: tuple[Mapping[str, Any], ...] = ()
    axes: int | None = None


def layers_of(spec: Mapping[str, Any]) -> list[Layer]:
    """Return the layers of a specification, numbered by axes."""
    datasets = spec.get("datasets") or {}
    counter = iter(range(10_000))
    return list(_walk(spec, _Place(), datasets, counter))


def _walk(
    spec: Mapping[str, Any], around: _Place, datasets: Mapping[str, Any], counter: Iterator[int]
) -> Iterator[Layer]:
    place = _Place(
        spec.get("data", around.data),
        {**around.encoding, **(spec.get("encoding") or {})},
        (*around.transforms, *(spec.get("transform") or ())),
        around.axes,
    )
    if "repeat" in spec:
        for part in repeated(spec):
            yield from _walk(part, place, datasets, counter)
        return
    if "spec" in spec:
        said = spec.get("facet") or {}
        facets = {f"facet {key}": part for key, part in said.items() if isinstance(part, Mapping)}
        if said.get("field"):
            facets["facet"] = said
        yield from _walk(spec["spec"], _with(place, facets), datasets, counter)
    for key in PARTS:
        shared = next(counter) if key == "layer" and key in spec and place.axes is None else place.axes
        for part in spec.get(key) or ():
            yield from _walk(part, _at(place, shared if key == "layer" else None), datasets, counter)
    if "mark" in spec:
        yield _layer(spec["mark"], place, datasets, next(counter) if place.axes is None else place.axes)


def repeated(spec: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the views that a repeated one stands for, each with its fields named."""
    said = spec["repeat"]
    names = dict(said) if isinstance(said, Mapping) else {"repeat": said}
    ways = [dict(zip(names, fields, strict=True)) for fields in product(*names.values())]
    return [_named(spec["spec"], way) for way in ways]


def _named(value: Any, way: Mapping[str, str]) -> Any:
    if isinstance(value, Mapping):
        if set(value) == {"repeat"} and value["repeat"] in way:
            return way[value["repeat"]]
        return {key: _named(part, way) for key, part in value.items()}
    return [_named(part, way) for part in value] if isinstance(value, list) else value


def _named_in(value: Any) -> Iterator[str]:
    """Yield every text in a transform; field names inside expressions count too."""
    if isinstance(value, str):
        yield value
        yield from WORDS.findall(value)
        yield from (quoted for quoted in QUOTED.findall(value))
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _named_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from _named_in(part)


def _with(place: _Place, encoding: Mapping[str, Any]) -> _Place:
    return _Place(place.data, {**place.encoding, **encoding}, place.transforms, place.axes)


def _at(place: _Place, axes: int | None) -> _Place:
    return _Place(place.data, place.encoding, place.transforms, axes)


def _layer(mark: Any, place: _Place, datasets: Mapping[str, Any], axes: int) -> Layer:
    options = mark if isinstance(mark, Mapping) else {"type": mark}
    channels = {name: Channel.of(part) for name, part in place.encoding.items() if isinstance(part, Mapping)}
    lists = {name: tuple(map(Channel.of, part)) for name, part in place.encoding.items() if isinstance(part, list)}
    tooltips = tuple(channel for name, several in lists.items() if name in HOVERED for channel in several)
    details = tuple(channel for name, several in lists.items() if name not in HOVERED for channel in several)
    carried, dataset = _data(place.data, datasets)
    rows, left = transformed(carried, place.transforms)
    kind = str(options.get("type"))
    path = f"axes {axes + 1}, {kind}"
    steps = place.transforms
    return Layer(kind, options, channels, rows, dataset, left, axes, path, details, carried, steps, tooltips)


def _data(data: Any, datasets: Mapping[str, Any]) -> tuple[Rows, str]:
    """Return the rows written into the specification, and their name; nothing for data behind an address."""
    if not isinstance(data, Mapping):
        return (), ""
    name = str(data.get("name") or "data")
    values = data.get("values", datasets.get(name))
    if isinstance(values, list):
        own = name if "values" not in data else f"{name} {id(values)}"  # rows written beside a mark have no name
        return [row if type(row) is dict or isinstance(row, Mapping) else {"data": row} for row in values], own
    return (), str(data.get("url") or name)
