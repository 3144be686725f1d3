"""REST of items, sessions, info and policy."""

from __future__ import annotations

import json
import os
from typing import Any

from jupyter_server.auth.decorator import authorized
from tornado import web

from gel_airlock_jupyter._version import __version__
from gel_airlock_jupyter.errors import InputError
from gel_airlock_jupyter.form import readable
from gel_airlock_jupyter.records import Item
from gel_airlock_jupyter.renaming import rename
from gel_airlock_jupyter.server.base import AirlockHandler, stored_bytes

LONGEST = 20_000  # characters
MOST_ITEMS = 1_000_000
EDITABLE = {
    "title": str,
    "description": str,
    "alt_text": str,
    "justification": str,
    "acknowledged": str,
    "position": int,
}


class InfoHandler(AirlockHandler):
    """`info`."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Answer versions, policy, project, store, back end and form."""
        self.answer(await self.run(self._info))

    def _info(self) -> dict[str, Any]:
        from gel_airlock_jupyter.errors import AirlockError
        from gel_airlock_jupyter.form import FIELDS
        from gel_airlock_jupyter.policy.load import load
        from gel_airlock_jupyter.server.choosing import elsewhere
        from gel_airlock_jupyter.server.places import places
        from gel_airlock_jupyter.transfer import backends

        app, settings = self.settings["gel_airlock"], self.airlock_settings
        policy = load(settings.policy)
        try:
            status = backends.load(settings.transfer).describe()
            backend = {"target": status.target, "ready": status.ready, "message": status.message}
        except AirlockError as error:
            backend = {"target": None, "ready": False, "message": str(error)}
        return {
            "version": __version__,
            "policy": {**policy.ref.to_dict(), "title": policy.title, "locked": policy.locked},
            "project": settings.project,
            "store": str(settings.store),
            "backend": {"name": settings.transfer.backend, **backend},
            "form": [field.to_dict() for field in FIELDS],
            "settings": places(app.choosing, settings, policy, app.policy, app.dropped),
            "elsewhere": elsewhere(app.choosing.places(settings)),
        }


class PolicyHandler(AirlockHandler):
    """`policy`."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Answer the policy in force."""
        from gel_airlock_jupyter.policy.load import load

        policy = await self.run(load, self.airlock_settings.policy)
        self.answer({**policy.ref.to_dict(), "locked": policy.locked, "content": policy.content})


class SessionsHandler(AirlockHandler):
    """`sessions`."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Answer the running kernels that loaded the extension; the server knows their notebooks best."""
        listed: list[dict[str, Any]] = await self.session_manager.list_sessions()  # type: ignore[no-untyped-call]
        running = {entry["kernel"]["id"]: entry for entry in listed if entry.get("kernel")}
        notes = await self.run(self._notes)
        found = []
        for note in notes:
            entry = running.get(str(note.get("kernel_id")))
            if entry is not None:
                found.append({**note, "notebook": entry.get("path") or note.get("notebook")})
        self.answer({"sessions": found})

    def _notes(self) -> list[dict[str, Any]]:
        """Return the notes of running kernels; those that work in an earlier store are told too, once each."""
        app = self.settings["gel_airlock"]
        notes: dict[str, dict[str, Any]] = {}
        for store in dict.fromkeys(at.store for at in app.choosing.places(self.airlock_settings)):
            for path in sorted((store / "sessions").glob("*.json")):
                try:
                    note = json.loads(path.read_text(encoding="utf-8"))
                except (OSError, ValueError):
                    continue
                if isinstance(note, dict) and is_running(note.get("pid")):
                    notes.setdefault(path.name, note)
        return list(notes.values())


def is_running(pid: Any) -> bool:
    """Return whether a kernel's process is still there: a restarted kernel keeps its id but has to load anew."""
    if not isinstance(pid, int) or pid <= 0:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True  # somebody else's process, or a system that cannot tell
    return True


class ItemsHandler(AirlockHandler):
    """`items`."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Answer all items and what could not be read."""
        if await self.is_known("items"):
            return
        items, problems = await self.run(self.store.items)
        self.answer({"items": [i.to_dict(whole=False) for i in items], "problems": [p.to_dict() for p in problems]})

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Check or stage a file of the file browser."""
        body = self.body()
        state, declared = body.get("state", "checked"), body.get("declared") or {}
        if state not in ("checked", "staged") or not isinstance(declared, dict):
            raise InputError("A file is checked or staged.", 'Send {"path", "state": "checked" or "staged"}.')
        self.answer((await self.run(self._from_file, body, state)).to_dict(), 201)

    def _from_file(self, body: dict[str, Any], state: str) -> Item:
        from gel_airlock_jupyter.server import files

        found = files.local_path(self.contents_manager, body.get("path"))
        path = str(body["path"]).strip("/")
        if state == "staged":
            return files.stage(self.session(), found, path, body)
        return files.check(self.session(), found, path, body.get("declared") or {})


class ItemHandler(AirlockHandler):
    """`items/{id}`."""

    @web.authenticated
    @authorized
    async def get(self, identifier: str) -> None:
        """Answer one item with its whole report."""
        self.answer((await self.run(self.store.item, identifier)).to_dict())

    @web.authenticated
    @authorized
    async def patch(self, identifier: str) -> None:
        """Change what the researcher says about it."""
        changes = self.body()
        file = changes.pop("file", None)
        for key, value in changes.items():
            kind = EDITABLE.get(key)
            if kind is None or not isinstance(value, kind) or isinstance(value, bool):
                raise InputError(f"'{key}' cannot be changed to that.", f"Change file, {', '.join(EDITABLE)}.")
            if isinstance(value, str):
                changes[key] = readable(value, f"The {key}", LONGEST)
            elif isinstance(value, int) and not 0 <= value <= MOST_ITEMS:
                raise InputError(f"'{key}' cannot be changed to that.", "Positions count from 1.")
        self.answer((await self.run(self._changed, identifier, changes, file)).to_dict())

    def _changed(self, identifier: str, changes: dict[str, Any], file: Any) -> Item:
        """Rename first: a name that is refused changes nothing."""
        if file is not None:
            if not isinstance(file, str):
                raise InputError("'file' must be text.", "Send a file name such as table1.csv.")
            identifier = rename(self.store, identifier, file).id
        return self.store.update_item(identifier, **changes) if changes or file is None else self.store.item(identifier)

    @web.authenticated
    @authorized
    async def delete(self, identifier: str) -> None:
        """Remove it; it can be restored."""
        await self.run(self.store.remove_item, identifier)
        self.set_status(204)
        self.finish()


class RestoreHandler(AirlockHandler):
    """`items/{id}/restore`."""

    @web.authenticated
    @authorized
    async def post(self, identifier: str) -> None:
        """Undo a removal."""
        self.answer((await self.run(self.store.restore_item, identifier)).to_dict())


class CheckHandler(AirlockHandler):
    """`items/{id}/check`."""

    @web.authenticated
    @authorized
    async def post(self, identifier: str) -> None:
        """Re-read and re-check the staged bytes in a clean child process."""
        self.answer((await self.run(lambda: self.session().recheck(identifier))).to_dict())


class FileHandler(AirlockHandler):
    """`items/{id}/file`."""

    @web.authenticated
    @authorized
    async def get(self, identifier: str) -> None:
        """Send the frozen bytes."""
        item = await self.run(self.store.item, identifier)
        data = await self.run(stored_bytes, self.store.export_path(item))
        assert item.export is not None  # export_path raised otherwise
        self.download(data, item.export.file, item.export.media_type)
