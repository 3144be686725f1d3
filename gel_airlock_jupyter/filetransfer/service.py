"""The parts of one running service, made once at start."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from sqlalchemy import Engine

from gel_airlock_jupyter.filetransfer import tables, tokens
from gel_airlock_jupyter.filetransfer.locks import Locks
from gel_airlock_jupyter.filetransfer.receipts import Countersigner
from gel_airlock_jupyter.filetransfer.settings import Settings
from gel_airlock_jupyter.filetransfer.signin.grants import Grants
from gel_airlock_jupyter.filetransfer.signin.people import People
from gel_airlock_jupyter.filetransfer.storage import Storage
from gel_airlock_jupyter.filetransfer.tokens import TokenBook
from gel_airlock_jupyter.filetransfer.validator import Validator
from gel_airlock_jupyter.findings import PolicyRef
from gel_airlock_jupyter.policy.load import load


@dataclass(frozen=True)
class Service:
    """What the handlers work with."""

    settings: Settings
    engine: Engine
    storage: Storage
    people: People
    countersigner: Countersigner
    policy: PolicyRef
    validator: Validator
    locks: Locks = field(default_factory=Locks)


def open_service(settings: Settings) -> Service:
    """Make folders, keys, tokens and tables that are missing, and put the parts together.

    Raises
    ------
    ValueError
        When the token file is wrong or others can read it.
    AirlockError
        When the key or the policy cannot be used.
    OSError
        When the data folder cannot be used.
    """
    storage = Storage(settings.data)
    given = os.environ.get(tokens.VARIABLE)
    if given is None:
        tokens.create(settings.tokens)
    book = TokenBook(settings.tokens, given)
    countersigner = Countersigner.in_folder(settings.data / "keys")
    policy = load(settings.policy or None).ref
    engine = tables.open_database(settings.url)
    people = People(book, Grants(engine, book, settings.access_seconds))
    validator = Validator(settings, engine, storage)
    return Service(settings, engine, storage, people, countersigner, policy, validator)
