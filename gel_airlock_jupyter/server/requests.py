"""REST of requests: form, bundle, submission."""

from __future__ import annotations

from typing import Any

from jupyter_server.auth.decorator import authorized
from tornado import web

from gel_airlock_jupyter.errors import InputError
from gel_airlock_jupyter.server.base import AirlockHandler, stored_bytes

MEDIA_TYPES = {".zip": "application/zip", ".pdf": "application/pdf", ".txt": "text/plain; charset=utf-8"}


class RequestsHandler(AirlockHandler):
    """`requests`."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Answer all requests and what could not be read."""
        if await self.is_known("requests"):
            return
        requests, problems = await self.run(self.store.requests)
        self.answer({"requests": [r.to_dict() for r in requests], "problems": [p.to_dict() for p in problems]})

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Make a draft."""
        form, items, _ = _parts(self.body())
        self.answer((await self.run(lambda: self.session().requests.create(form or {}, items))).to_dict(), 201)


class RequestHandler(AirlockHandler):
    """`requests/{id}`."""

    @web.authenticated
    @authorized
    async def get(self, identifier: str) -> None:
        """Answer one request."""
        self.answer((await self.run(self.store.request, identifier)).to_dict())

    @web.authenticated
    @authorized
    async def patch(self, identifier: str) -> None:
        """Change form or items of a draft; `was` says which answers the change is of."""
        form, items, was = _parts(self.body())
        changed = await self.run(lambda: self.session().requests.update(identifier, form, items, was))
        self.answer(changed.to_dict())

    @web.authenticated
    @authorized
    async def delete(self, identifier: str) -> None:
        """Remove a draft or a decided request."""
        await self.run(lambda: self.session().requests.remove(identifier))
        self.set_status(204)
        self.finish()


class BundleHandler(AirlockHandler):
    """`requests/{id}/bundle`."""

    @web.authenticated
    @authorized
    async def get(self, identifier: str) -> None:
        """Seal the request if it is a draft, and send the bundle or a part of it."""
        part = self.get_query_argument("part", "bundle")
        data, name, media_type = await self.run(self._part, identifier, part)
        self.download(data, name, media_type)

    def _part(self, identifier: str, part: str) -> tuple[bytes, str, str]:
        path = self.session().part(identifier, part)
        return stored_bytes(path), path.name, MEDIA_TYPES[path.suffix]


class SubmissionHandler(AirlockHandler):
    """`requests/{id}/submission`."""

    @web.authenticated
    @authorized
    async def post(self, identifier: str) -> None:
        """Seal, queue in the outbox, and send in the background; answers at once."""
        from gel_airlock_jupyter.server.submitting import submit

        self.answer((await submit(self.airlock_settings, identifier, self.log)).to_dict(), 202)

    @web.authenticated
    @authorized
    async def get(self, identifier: str) -> None:
        """Ask the back end for the newest state."""
        self.answer((await self.run(lambda: self.session().refresh(identifier))).to_dict())


def _parts(body: dict[str, Any]) -> tuple[dict[str, Any] | None, list[str] | None, dict[str, Any] | None]:
    form, items, was = body.get("form"), body.get("items"), body.get("was")
    for name, answers in (("form", form), ("was", was)):
        if answers is not None and not isinstance(answers, dict):
            raise InputError(f"'{name}' must be an object of answers.", "Send {field: text}.")
    if items is not None and not (isinstance(items, list) and all(isinstance(i, str) for i in items)):
        raise InputError("'items' must be a list of ids.", "Send the ids of staged items.")
    if unknown := set(body) - {"form", "items", "was"}:
        raise InputError(f"'{min(unknown)}' is not part of a request.", "Send form and items.")
    return form, items, was
