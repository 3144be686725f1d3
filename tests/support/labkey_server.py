"""A small LabKey: `query-executeSql.api` and `query-getQuery.api` over SQLite, on loopback."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pandas as pd

TOKEN = "csrf-of-the-tests"


class LabKey(ThreadingHTTPServer):
    """Tables of one folder; every statement it was asked is kept for the test to look at."""

    def __init__(self, folder: str, tables: dict[str, pd.DataFrame]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.folder = folder.strip("/")
        self.tables = tables
        self.statements: list[str] = []
        self.answered: list[list[dict[str, Any]]] = []

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"

    def rows(self, sql: str) -> list[dict[str, Any]]:
        with sqlite3.connect(":memory:") as base:
            for name, frame in self.tables.items():
                frame.to_sql(name, base, index=False)
            cursor = base.execute(sql)
            names = [column[0] for column in cursor.description]
            found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        self.statements.append(sql)
        self.answered.append(found)
        return found


class _Handler(BaseHTTPRequestHandler):
    server: LabKey

    def do_GET(self) -> None:
        if self.path.endswith("/login-whoami.api"):
            self._answer(200, {"id": 1, "CSRF": TOKEN})
        else:
            self._answer(404, {"exception": "no such page"})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        form = parse_qs(body)
        path = urlsplit(self.path).path
        folder, _, action = path.removeprefix("/labkey/").rpartition("/")
        if self.headers.get("X-LABKEY-CSRF") != TOKEN:
            self._answer(401, {"exception": "no token"})
        elif folder != self.server.folder:
            self._answer(404, {"exception": "no such folder"})
        elif action == "query-executeSql.api":
            self._query(form["schemaName"][0], form["sql"][0])
        elif action == "query-getQuery.api":
            columns = form["query.columns"][0]
            where = " AND ".join(
                f"{key.removeprefix('query.').partition('~')[0]} {_SIGNS[key.partition('~')[2]]} '{value}'"
                for key, values in form.items()
                if "~" in key
                for value in values
            )
            sql = f"SELECT {columns} FROM {form['query.queryName'][0]}" + (f" WHERE {where}" if where else "")
            self._query(form["schemaName"][0], sql)
        else:
            self._answer(404, {"exception": "no such action"})

    def _query(self, schema: str, sql: str) -> None:
        try:
            rows = self.server.rows(sql)
        except sqlite3.Error as error:
            self._answer(400, {"exception": str(error)})
            return
        self._answer(200, {"schemaName": schema, "queryName": "sql", "rowCount": len(rows), "rows": rows})

    def _answer(self, status: int, data: dict[str, Any]) -> None:
        body = json.dumps(data).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


_SIGNS = {"eq": "=", "gte": ">=", "lte": "<=", "neq": "<>"}


@contextmanager
def running(folder: str, tables: dict[str, pd.DataFrame]) -> Iterator[LabKey]:
    """Run a LabKey while the block runs."""
    server = LabKey(folder, tables)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
