"""What goes into a check's context: the session's live frames, asked on demand and in a time box."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from gel_airlock_jupyter.evidence.aligned import Cells, as_numbers
from gel_airlock_jupyter.evidence.clock import Clock, OutOfTime
from gel_airlock_jupyter.evidence.columns import Gone, LiveColumn, LiveFrame
from gel_airlock_jupyter.evidence.contributing import contributors_of
from gel_airlock_jupyter.evidence.documents import documents_of
from gel_airlock_jupyter.evidence.frames import live_frames
from gel_airlock_jupyter.evidence.identifiers import identifier_columns, seen_in
from gel_airlock_jupyter.evidence.limits import EvidenceLimits
from gel_airlock_jupyter.evidence.people import Level, level_of
from gel_airlock_jupyter.evidence.pseudo import made_from
from gel_airlock_jupyter.evidence.recount import recount
from gel_airlock_jupyter.evidence.rows import match_cells, matches
from gel_airlock_jupyter.evidence.sources import declared_frame
from gel_airlock_jupyter.evidence.spreads import spreads_of
from gel_airlock_jupyter.evidence.tokens import tokens_of
from gel_airlock_jupyter.policy.model import Policy
from gel_airlock_jupyter.proof import IDENTIFIERS, PARTS, BoxNumbers, Recount, RowMatch, Seen, Spread
from gel_airlock_jupyter.roles.model import Reading
from gel_airlock_jupyter.subjects import TableView, View

Found = TypeVar("Found")
SIZES = "recount of group sizes"


class SessionFrames:
    """The session's live frames as evidence for one check.

    Parameters
    ----------
    namespace : mapping
        Names and objects of the session, such as IPython's `user_ns`; empty where there is none.
    policy : Policy
        Time box, vocabularies.
    declared : mapping, optional
        `source=` or `cohort=` name the frame, so that no other one is looked at; `by=` names its grouping columns.
    apart : sequence of object
        The outputs under check, which are no evidence about themselves.

    Raises
    ------
    InputError
        If `source=`, `cohort=` or `by=` name what does not exist.
    """

    def __init__(
        self,
        namespace: Mapping[str, Any],
        policy: Policy,
        declared: Mapping[str, Any] | None = None,
        apart: Sequence[object] = (),
    ) -> None:
        said = declared or {}
        self.policy = policy
        self.limits = EvidenceLimits.of(policy)
        self._clock = Clock(self.limits.seconds)
        self._depth = 0
        named = declared_frame(said, namespace)
        self.is_declared = named is not None
        self.by = tuple(str(column) for column in said.get("by", ()))
        self.frames: list[LiveFrame] = [named] if named else live_frames(namespace, self.limits, apart)
        self._levels: dict[str, Level] = {}
        self._answers: dict[tuple[str, int], Any] = {}
        self._used: list[str] = []
        self._stopped: list[str] = []

    @property
    def used(self) -> tuple[str, ...]:
        """Return what was found and from which frames, in words for the record."""
        return tuple(dict.fromkeys(self._used))

    @property
    def stopped(self) -> tuple[str, ...]:
        """Return which searches ran out of time."""
        return tuple(dict.fromkeys(self._stopped))

    def recount(self, view: TableView) -> Recount | None:
        """Return the table recomputed from the frame that gives back most of its values; an upper bound failing that.

        A frame of the same figures under another name is no source: only frames that could be person-level count.
        """

        def search() -> Recount | None:
            return self._straight(view) or self._recounted(view, deep=True)

        return self._once(SIZES, view, search, lambda found: found.words)

    def rows(self, view: TableView) -> RowMatch | None:
        """Return that the table's rows are rows of a person-level frame.

        Maxima of groups stand in rows of the frame too: a table that can be recounted as an aggregate is none of its
        excerpts, unless its rows stand in the frame one after the other.
        """

        def search() -> RowMatch | None:
            match = matches(view, self.frames, self.limits, self._clock, self._level)
            known = self._straight(view) if match is not None else None
            if match is None or known is None or not known.is_whole:
                return match
            if known.is_of_counts:
                return None
            return match if match.is_run or known.is_of_single_people else None

        return self._once("search for rows of live frames", view, search, lambda found: found.words)

    def _straight(self, view: TableView) -> Recount | None:
        """Return the table recounted from whole frames."""
        return self._once(SIZES + " in whole frames", view, lambda: self._recounted(view, deep=False), lambda _: "")

    def _recounted(self, view: TableView, deep: bool) -> Recount | None:
        frames = [f for f in self.frames if self.is_declared or f.n_rows > 1]
        return recount(view, frames, self.policy, self.limits, self._clock, self.by, deep) if frames else None

    def matches_rows(self, values: Mapping[str, Any]) -> RowMatch | None:
        """Return that tuples of values, such as the x and y of points, are rows of a person-level frame.

        Parameters
        ----------
        values : mapping of str to array
            Equally long sequences of numbers or texts, by name; names need not be those of columns.
        """
        cells = []
        for name, given in values.items():
            array = np.asarray(given)
            texts = [str(value) for value in array.tolist()] if array.dtype.kind not in "iuf" else []
            numbers = array if array.dtype.kind in "iuf" else as_numbers(texts)
            cells.append(Cells(name, numbers, texts))
        if not cells or len({each.length for each in cells}) != 1:
            return None
        try:
            for frame in self.frames:
                level = self._level(frame)
                found = match_cells(cells, frame, self.limits, self._clock) if level is not Level.OTHER else None
                if found is not None:
                    pairs, hits, chance = found
                    columns = tuple(p.live.label for p in pairs)
                    match = RowMatch(
                        frame.name, hits.matched, hits.total, columns, chance, level is Level.CERTAIN, hits.frame_rows
                    )
                    self._used.append(match.words)
                    return match
        except OutOfTime:
            self._stopped.append("search for points among rows of live frames")
        except Gone:
            return None
        return None

    def spreads(self, boxes: tuple[BoxNumbers, ...], names: tuple[str, ...]) -> tuple[Spread | None, ...]:
        """Return the values behind each box of a box plot, from person-level frames.

        Parameters
        ----------
        boxes : tuple of (low end, lower quartile, median, upper quartile, high end)
            As drawn; NaN where nothing is.
        names : tuple of str
            Labels of the axes: columns called so are tried first.
        """
        clock = Clock(self.limits.seconds)
        try:
            frames = (frame for frame in self.frames if self._level(frame) is not Level.OTHER)
            found = spreads_of(boxes, names, frames, self.limits, clock)
        except OutOfTime:
            self._stopped.append("search for the values behind boxes")
            return (None,) * len(boxes)
        except Gone:
            return (None,) * len(boxes)
        self._used += [spread.words for spread in found if spread is not None]
        return found

    def identifiers(self, view: View, reading: Reading) -> tuple[Seen, ...]:
        """Return identifiers of the session's frames that stand in the output."""

        def search() -> tuple[Seen, ...]:
            columns = self._identifier_columns
            if not columns:
                return ()
            tokens = tokens_of(view, reading, self.limits.identifier_characters, self._clock)
            return tuple(seen_in(tokens, columns, self.limits, self._clock))

        if not self._identifier_columns:
            return ()
        return self._once(IDENTIFIERS, view, search, _seen_words) or ()

    def pseudo_identifiers(self, view: TableView) -> tuple[Seen, ...]:
        """Return columns made from the session's identifiers."""

        def search() -> tuple[Seen, ...]:
            columns = self._identifier_columns
            match = self.rows(view) if columns and not _is_remote(view) else None
            return tuple(made_from(view, columns, match, self.limits, self._clock)) if columns else ()

        if not self._identifier_columns:
            return ()
        return self._once(PARTS, view, search, _seen_words) or ()

    @cached_property
    def _identifier_columns(self) -> list[LiveColumn]:
        return list(identifier_columns(self.frames, self.policy))

    def judged(self, view: TableView, reading: Reading) -> Reading:
        """Return the reading with what the session proves: rows of people, or groups that were recounted.

        A frame that certainly holds people outweighs what is declared; one that only looks like it does not.
        """
        if reading.level in ("none", "variant"):
            return reading
        match = self.rows(view)
        if match is not None and (match.certain or not _is_declared(reading)):
            return replace(reading, level="individual", evidence=(match.words, *reading.evidence), questions=())
        known = self.recount(view)
        if known is not None and known.is_proof and not known.is_of_single_people:
            return replace(reading, level="aggregate", evidence=(known.words, *reading.evidence), questions=())
        return reading

    def _level(self, frame: LiveFrame) -> Level:
        if frame.name not in self._levels:
            others = [other for other in self.frames if other is not frame]
            self._levels[frame.name] = level_of(frame, others, self.policy, self.limits, self._clock)
        return self._levels[frame.name]

    def _once(
        self, what: str, view: View, search: Callable[[], Found | None], words: Callable[[Found], str]
    ) -> Found | None:
        """Return the answer of a search; kept for the same view, noted for the record, None when time ran out."""
        key = (what, id(view))
        if key not in self._answers:
            if _is_remote(view) and what not in (IDENTIFIERS, PARTS):
                self._stopped.append(f"{what}: the data live elsewhere")
                return None
            if not self._depth:
                self._clock = Clock(self.limits.seconds)  # one search does not use up the time of the next
            self._depth += 1
            try:
                answer = search()
            except OutOfTime:
                self._stopped.append(what)
                answer = None
            except Gone:
                answer = None
            finally:
                self._depth -= 1
            self._answers[key] = (view, answer)  # the view is kept so that its identity stays its own
            if answer and (said := words(answer)):
                self._used.append(said)
        found: Found | None = self._answers[key][1]
        return found


def prepared(
    views: Sequence[View],
    namespace: Mapping[str, Any] | None,
    policy: Policy,
    declared: Mapping[str, Any],
    apart: Sequence[object],
    project: Path | None = None,
) -> tuple[dict[str, Any], SessionFrames]:
    """Return declarations with `contributors=` and `evidence=` made plain, and the session's evidence for one output.

    `project` is the folder of the project in the store, where supporting documents lie.

    Raises
    ------
    InputError
        If a declaration names a frame, a column or a shape that does not fit.
    """
    said = dict(declared)
    table = next((view for view in views if isinstance(view, TableView)), None)
    if said.get("contributors") is not None and table is not None:
        said["contributors"] = contributors_of(said["contributors"], table)
    if said.get("evidence"):
        said["evidence"] = documents_of(said["evidence"], project)
    return said, SessionFrames(namespace or {}, policy, said, apart)


def _is_remote(view: View) -> bool:
    return isinstance(view, TableView) and any(column.is_remote for column in view.columns)


def _is_declared(reading: Reading) -> bool:
    return any(words.startswith("declared: a row") for words in reading.evidence)


def _seen_words(found: tuple[Seen, ...]) -> str:
    return "; ".join(f"identifiers of `{seen.frame}` ({seen.column}) recognised" for seen in found)
