"""Sending in the background: the outbox on disk is the truth, tasks here only work it off."""

from __future__ import annotations

import asyncio
from logging import Logger
from typing import Any

from gel_airlock_jupyter.sending import outbox_of, queue, send
from gel_airlock_jupyter.session import Session
from gel_airlock_jupyter.settings import Settings
from gel_airlock_jupyter.store import Store
from gel_airlock_jupyter.transfer import sender

_running: set[asyncio.Task[Any]] = set()  # asyncio keeps weak references only; a task must live until it ends


async def submit(settings: Settings, identifier: str, log: Logger) -> Any:
    """Seal and queue a request, start sending it, and return its record."""
    session = Session(settings, keys=settings.keys)
    await asyncio.to_thread(session.bundle, identifier)
    request = await asyncio.to_thread(queue, settings.transfer, session.store, identifier)
    task = asyncio.create_task(_send(settings, identifier, log))
    _running.add(task)
    task.add_done_callback(_running.discard)
    return request


async def resume(settings: Settings, log: Logger) -> None:
    """Send what is due: queued entries, and those that a crash left half-sent."""
    store = Store(settings.store, settings.project)
    due = set(await asyncio.to_thread(sender.due, outbox_of(store)))
    for request in (await asyncio.to_thread(store.requests))[0]:
        if request.bundle and str(request.bundle.get("id") or request.id) in due:
            await _send(settings, request.id, log)


async def _send(settings: Settings, identifier: str, log: Logger) -> None:
    store = Store(settings.store, settings.project)
    try:
        request = await asyncio.to_thread(send, settings.transfer, store, identifier)
        log.info("gel-airlock: request %s is %s", identifier[:8], request.state)
    except Exception as error:  # noqa: BLE001 - a background task has nobody to raise to; the outbox keeps the entry
        log.warning("gel-airlock: request %s could not be sent (%s)", identifier[:8], type(error).__name__)
