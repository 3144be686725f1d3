"""What the server extension does on its own, at intervals: send what waits, follow what was sent, do errands."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from logging import Logger
from pathlib import Path
from typing import Protocol

from gel_airlock_jupyter.server.choosing import Choosing
from gel_airlock_jupyter.settings import Settings

FIRST_SECONDS = 3.0  # after the start: the server has enough to do
RENEW_SECONDS = 20.0  # shorter than `errands.ALIVE_SECONDS`
Work = Callable[[Settings, Logger], Awaitable[None]]


class Configured(Protocol):
    """What it needs of the extension: its settings as they are now, and the intervals in seconds."""

    log: Logger
    resume_every: float
    follow_every: float
    errand_every: float

    @property
    def choosing(self) -> Choosing:
        """Return what may be chosen here."""
        ...

    def airlock_settings(self) -> Settings:
        """Return the settings of this server as they are now."""
        ...


class Background:
    """The loops of one server, on its event loop; the work itself is done in threads."""

    def __init__(self, app: Configured) -> None:
        self._app = app
        self._tasks: list[asyncio.Task[None]] = []
        self._note: Path | None = None

    def start(self) -> None:
        """Start the loops."""
        loops = [self._every(_sent, lambda: self._app.resume_every, once=True)]
        loops.append(self._every(_followed, lambda: self._app.follow_every))
        loops.append(self._every(_asked, lambda: self._app.errand_every, first=0.1))
        if self._app.errand_every > 0:
            loops.append(self._every(self._announced, lambda: RENEW_SECONDS, first=0.0, everywhere=False))
        self._tasks = [asyncio.ensure_future(loop) for loop in loops]

    def stop(self) -> None:
        """Stop them, and take back the note that this server runs."""
        for task in self._tasks:
            task.cancel()
        self._forget()

    async def _every(
        self,
        work: Work,
        seconds: Callable[[], float],
        first: float = FIRST_SECONDS,
        once: bool = False,
        everywhere: bool = True,
    ) -> None:
        """Do some work now and then; an interval of 0 means never, or once after the start.

        `everywhere` also does it where the person worked before and something is left.
        """
        await asyncio.sleep(first)
        while seconds() > 0 or once:
            try:
                for settings in await asyncio.to_thread(self._places, everywhere):
                    await work(settings, self._app.log)
            except Exception as error:  # noqa: BLE001 - a full disk or a wrong setting must not end the loop
                self._app.log.warning("gel-airlock: background work failed (%s)", type(error).__name__)
            once = False
            if seconds() > 0:
                await asyncio.sleep(seconds())

    def _places(self, everywhere: bool) -> list[Settings]:
        """Return where to work; it reads files that may lie on a network share."""
        now = self._app.airlock_settings()
        return self._app.choosing.places(now) if everywhere else [now]

    async def _announced(self, settings: Settings, _: Logger) -> None:
        from gel_airlock_jupyter.errands import announce

        note = await asyncio.to_thread(announce, settings)
        if self._note not in (None, note):
            self._forget()  # a person chose another store
        self._note = note

    def _forget(self) -> None:
        if self._note is not None:
            with contextlib.suppress(OSError):
                self._note.unlink(missing_ok=True)


def _folder(settings: Settings, name: str) -> bool:
    """Return whether the project has a folder: the heavy modules are imported only where there is work."""
    return (settings.store / settings.project / name).is_dir()


async def _sent(settings: Settings, log: Logger) -> None:
    if _folder(settings, "outbox"):
        from gel_airlock_jupyter.server.submitting import resume

        await resume(settings, log)


async def _followed(settings: Settings, log: Logger) -> None:
    if _folder(settings, "outbox"):
        from gel_airlock_jupyter.server.submitting import follow

        await follow(settings, log)


async def _asked(settings: Settings, log: Logger) -> None:
    if _folder(settings, "errands"):
        from gel_airlock_jupyter.server.submitting import work_off

        await work_off(settings, log)
