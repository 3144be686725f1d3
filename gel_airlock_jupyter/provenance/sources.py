"""What the data came from: readers of pandas, polars, pyarrow and LabKey, watched as they are called."""

from __future__ import annotations

import functools
import re
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from gel_airlock_jupyter.provenance.sql import blanked

RELEASE = re.compile(r"([a-z][a-z-]*)[_-](?:release_)?v(\d+)_(\d{4}-\d{2}-\d{2})")
READERS: dict[str, tuple[str, ...]] = {
    "pandas": (
        "read_csv", "read_table", "read_parquet", "read_excel", "read_feather", "read_pickle", "read_json",
        "read_stata", "read_sas", "read_spss", "read_hdf", "read_orc", "read_fwf", "read_xml",
    ),
    "polars": (
        "read_csv", "read_parquet", "scan_csv", "scan_parquet", "read_ipc", "scan_ipc", "read_excel", "read_json",
    ),
    "pyarrow.parquet": ("read_table",),
    "pyarrow.csv": ("read_csv",),
}  # fmt: skip
QUERIES: dict[str, tuple[str, ...]] = {
    "pandas": ("read_sql", "read_sql_query", "read_sql_table"),
    "polars": ("read_database", "read_database_uri"),
    "labkey.query": ("execute_sql", "select_rows"),
}
MOST = 500


@dataclass(frozen=True)
class Source:
    """One reading: of a file (path, size) or of a database (query without literals, schema, release)."""

    kind: str
    reader: str
    name: str
    rows: int | None = None
    size: int | None = None
    release: str | None = None
    query: dict[str, object] | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON shape."""
        return asdict(self)


class Watch:
    """Wraps readers of libraries that are already imported; unwraps them again."""

    def __init__(self) -> None:
        self.sources: list[Source] = []
        self._wrapped: list[tuple[Any, str, Callable[..., Any]]] = []
        self._done: set[str] = set()
        self._listening: Any = None
        self._reading = 0

    def refresh(self) -> None:
        """Wrap the readers of libraries imported since the last time; costs a few dictionary look-ups."""
        for module, names in READERS.items():
            self._wrap(module, names, self._file)
        for module, names in QUERIES.items():
            self._wrap(module, names, self._query)
        if "sqlalchemy" in sys.modules and self._listening is None:
            self._listen()

    def stop(self) -> None:
        """Put the libraries' own functions back."""
        for module, name, original in self._wrapped:
            setattr(module, name, original)
        self._wrapped.clear()
        self._done.clear()
        if self._listening is not None:
            sqlalchemy = sys.modules["sqlalchemy"]
            sqlalchemy.event.remove(self._listening, "before_cursor_execute", self._executed)
            self._listening = None

    def _listen(self) -> None:
        """Hear of what SQLAlchemy executes on its own, outside the readers that are watched."""
        sqlalchemy = sys.modules["sqlalchemy"]
        self._listening = getattr(getattr(sqlalchemy, "engine", None), "Engine", None)
        if self._listening is not None:
            sqlalchemy.event.listen(self._listening, "before_cursor_execute", self._executed)

    def _executed(self, connection: Any, _: Any, statement: str, *__: Any) -> None:
        try:
            query = blanked(str(statement))
            if self._reading or not query.tables or len(self.sources) >= MOST:
                return
            place = f"{getattr(connection.engine.url, 'database', '')} {connection.engine.url.query}"
            release = release_in(f"{place} {statement}")
            found = Source("database", "sqlalchemy", "query", None, None, release, query.to_dict())
            if found not in self.sources:
                self.sources.append(found)
        except Exception:  # noqa: BLE001, S110 - a note that fails must not break the researcher's query
            pass

    def _wrap(self, module_name: str, names: tuple[str, ...], note: Callable[..., Source]) -> None:
        key = f"{module_name}:{names[0]}"
        module = sys.modules.get(module_name)
        if module is None or key in self._done:
            return
        self._done.add(key)
        for name in names:
            original = getattr(module, name, None)
            if callable(original):
                setattr(module, name, self._watched(original, f"{module_name}.{name}", note))
                self._wrapped.append((module, name, original))

    def _watched(self, original: Callable[..., Any], reader: str, note: Callable[..., Source]) -> Callable[..., Any]:
        @functools.wraps(original)
        def read(*args: Any, **kwargs: Any) -> Any:
            self._reading += 1
            try:
                result = original(*args, **kwargs)
            finally:
                self._reading -= 1
            try:
                source = note(reader, args, kwargs, result)
            except Exception:  # noqa: BLE001 - a note that fails must not break the researcher's reading
                source = Source("unknown", reader, "(not recorded)")
            if len(self.sources) < MOST:
                self.sources.append(source)
            return result

        return read

    @staticmethod
    def _file(reader: str, args: tuple[Any, ...], kwargs: dict[str, Any], result: Any) -> Source:
        given = args[0] if args else next(iter(kwargs.values()), None)
        if not isinstance(given, str | Path):
            return Source("memory", reader, type(given).__name__, _rows(result))
        path = Path(given)
        size = path.stat().st_size if path.is_file() else None
        return Source("file", reader, str(given), _rows(result), size, release_in(str(given)))

    @staticmethod
    def _query(reader: str, args: tuple[Any, ...], kwargs: dict[str, Any], result: Any) -> Source:
        texts = [value for value in (*args, *kwargs.values()) if isinstance(value, str)]
        sql = next((text for text in texts if " " in text.strip()), None)
        context = args[0] if args else None
        place = " ".join(str(getattr(context, name, "")) for name in ("container_path", "_container_path", "url"))
        rows = len(result["rows"]) if isinstance(result, dict) and "rows" in result else _rows(result)
        query = blanked(str(sql)).to_dict() if sql is not None else None
        name = next((text for text in texts if text != sql), "query")
        return Source("database", reader, name, rows, None, release_in(" ".join([place, *texts])), query)


def _rows(result: Any) -> int | None:
    try:
        return len(result)
    except TypeError:
        return None


def release_in(text: str) -> str | None:
    """Return the data release that a LabKey folder, schema or path names, such as "main-programme v19 2024-10-31"."""
    match = RELEASE.search(text)
    return f"{match[1].removesuffix('-release')} v{match[2]} {match[3]}" if match else None
