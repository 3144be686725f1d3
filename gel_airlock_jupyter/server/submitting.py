"""Sending, following and errands in the background: the store on disk is the truth, tasks here only work it off."""

from __future__ import annotations

import asyncio
from logging import Logger
from typing import Any

from gel_airlock_jupyter import errands
from gel_airlock_jupyter.errors import AirlockError, short_traceback
from gel_airlock_jupyter.sending import FINAL, outbox_of, queue, refresh, send, waiting_for_login
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
    _start(_send(settings, identifier, log))
    return request


def _start(work: Any) -> None:
    task = asyncio.create_task(work)
    _running.add(task)
    task.add_done_callback(_running.discard)


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


async def send_again(settings: Settings, log: Logger) -> None:
    """Send what was parked only because nobody was signed in."""
    store = Store(settings.store, settings.project)
    for identifier in await asyncio.to_thread(waiting_for_login, store):
        await asyncio.to_thread(queue, settings.transfer, store, identifier)
        _start(_send(settings, identifier, log))


async def follow(settings: Settings, log: Logger) -> None:
    """Ask for the newest state of every request that is out and not decided for good; what is new is recorded."""
    store = Store(settings.store, settings.project)
    for request in (await asyncio.to_thread(store.requests))[0]:
        if not request.submission or request.state in FINAL:
            continue
        try:
            fresh = await asyncio.to_thread(refresh, settings.transfer, store, request.id)
        except Exception as error:  # noqa: BLE001 - one request must not keep the others from being followed
            log.warning("gel-airlock: the state of request %s is not known (%s)", request.id[:8], type(error).__name__)
            continue
        if fresh.state != request.state:
            log.info("gel-airlock: request %s is %s", request.id[:8], fresh.state)


async def work_off(settings: Settings, log: Logger) -> None:
    """Do what kernels and terminals asked for through the store."""
    session = Session(settings, keys=settings.keys)
    if not (session.store.folder / "errands").is_dir():
        return
    for errand in await asyncio.to_thread(lambda: list(errands.take(session.requests))):
        _start(_do(session, errand, log))


async def _do(session: Session, errand: errands.Errand, log: Logger) -> None:
    failure: AirlockError | None = None
    try:
        await asyncio.to_thread(errands.do, session.requests, errand.verb, errand.request, errand.given)
    except AirlockError as error:
        failure = error
    except Exception:  # noqa: BLE001 - whoever asked must get an answer
        failure = AirlockError(f"This failed in the server ({short_traceback()}).", "See the server's log.")
        log.warning("gel-airlock: errand '%s' failed (%s)", errand.verb, short_traceback())
    try:
        await asyncio.to_thread(errand.finish, failure)
    except AirlockError as error:
        log.warning("gel-airlock: %s", error)
