"""The database: seven tables, the same in SQLite and PostgreSQL. Events can be added, never changed or removed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    DDL,
    JSON,
    BigInteger,
    Boolean,
    Column,
    Engine,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    create_engine,
    event,
)

METADATA = MetaData()

requests = Table(
    "requests",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("owner", String(200), nullable=False, index=True),
    Column("state", String(20), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("round", Integer, nullable=False),
    Column("idempotency_key", String(200), nullable=False),
    Column("body_sha256", String(64), nullable=False),
    Column("bundle_sha256", String(64), nullable=False, index=True),
    Column("bundle_bytes", BigInteger, nullable=False),
    Column("summary", JSON, nullable=False),
    Column("replaces", String(36), nullable=True),
    Column("project", String(200), nullable=False, index=True),
    Column("notes", JSON, nullable=True),
    Column("published", JSON, nullable=True),
    Column("upload_id", String(36), nullable=True),
    Column("verdict", String(10), nullable=True),
    Column("committee", Boolean, nullable=False),
    Column("message", Text, nullable=False),
    Column("receipt", JSON, nullable=True),
    Column("release_sha256", String(64), nullable=True),
    Column("created_at", String(32), nullable=False, index=True),
    Column("updated_at", String(32), nullable=False),
    UniqueConstraint("owner", "idempotency_key"),
)

uploads = Table(
    "uploads",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("request_id", ForeignKey("requests.id"), nullable=False, unique=True),
    Column("offset", BigInteger, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("expires_at", String(32), nullable=False),
)

outputs = Table(
    "outputs",
    METADATA,
    Column("request_id", ForeignKey("requests.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("file", Text, nullable=False),
    Column("verdict", String(10), nullable=False),
    Column("decision", String(10), nullable=True),
)

reviews = Table(
    "reviews",
    METADATA,
    Column("request_id", ForeignKey("requests.id"), primary_key=True),
    Column("round", Integer, primary_key=True),
    Column("reviewer", String(200), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("vote", String(10), nullable=False),
    Column("comment", Text, nullable=False),
    Column("at", String(32), nullable=False),
)

events = Table(
    "events",
    METADATA,
    Column("request_id", ForeignKey("requests.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("at", String(32), nullable=False),
    Column("actor", String(200), nullable=False),
    Column("kind", String(30), nullable=False),
    Column("from_state", String(20), nullable=True),
    Column("to_state", String(20), nullable=False),
    Column("detail", JSON, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
)

participants = Table(
    "participants",
    METADATA,
    Column("request_id", ForeignKey("requests.id"), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("at", String(32), nullable=False),
)

grants = Table(
    "grants",
    METADATA,
    Column("device_digest", String(64), primary_key=True),
    Column("user_code", String(9), nullable=False, index=True),
    Column("client", String(200), nullable=False),
    Column("scope", String(200), nullable=False),
    Column("state", String(10), nullable=False),
    Column("name", String(200), nullable=True),
    Column("access_digest", String(64), nullable=True, index=True),
    Column("access_ends_at", String(32), nullable=True),
    Column("refresh_digest", String(64), nullable=True, index=True),
    Column("refresh_before", String(64), nullable=True, index=True),
    Column("polled_at", String(32), nullable=False),
    Column("ends_at", String(32), nullable=False),
)

_SQLITE_GUARD = """CREATE TRIGGER IF NOT EXISTS events_no_{verb} BEFORE {verb} ON events
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END"""
_POSTGRES_GUARD = (
    """CREATE OR REPLACE FUNCTION events_append_only() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'events are append-only'; END; $$ LANGUAGE plpgsql""",
    """CREATE OR REPLACE TRIGGER events_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON events
FOR EACH STATEMENT EXECUTE FUNCTION events_append_only()""",
)


def _only(dialect: str, statement: str) -> Any:
    return DDL(statement).execute_if(dialect=dialect)  # type: ignore[no-untyped-call]


for _verb in ("UPDATE", "DELETE"):
    event.listen(events, "after_create", _only("sqlite", _SQLITE_GUARD.format(verb=_verb)))
for _statement in _POSTGRES_GUARD:
    event.listen(events, "after_create", _only("postgresql", _statement))


def _sqlite_connect(connection: Any, _: Any) -> None:
    # Transactions are opened by _sqlite_begin: the driver's own late BEGIN lets two writers deadlock.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=15000"):
        connection.execute(f"PRAGMA {pragma}")


def _sqlite_begin(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def open_database(url: str) -> Engine:
    """Connect to `url` and make the tables that are missing."""
    engine = create_engine(url, pool_pre_ping=True)
    if engine.dialect.name != "sqlite":
        engine = engine.execution_options(isolation_level="SERIALIZABLE")
    else:
        event.listen(engine, "connect", _sqlite_connect)
        event.listen(engine, "begin", _sqlite_begin)
    METADATA.create_all(engine)
    return engine
