"""REST of a request that was sent: messages, withdrawal, another round, its release."""

from __future__ import annotations

from typing import Any

from jupyter_server.auth.decorator import authorized
from tornado import web

from gel_airlock_jupyter.errors import InputError
from gel_airlock_jupyter.server.base import AirlockHandler, stored_bytes

LARGEST_IDS = 20_000_000  # bytes of a participant-id file


def text_of(body: dict[str, Any], name: str) -> str:
    """Return the one text that a body may hold.

    Raises
    ------
    InputError
        If there is anything else in it.
    """
    if unknown := set(body) - {name}:
        raise InputError(f"'{min(unknown)}' is not part of this.", f"Send {name}.")
    text = body.get(name, "")
    if not isinstance(text, str):
        raise InputError(f"'{name}' must be text.", "Send a JSON string.")
    return text


class MessagesHandler(AirlockHandler):
    """`requests/{id}/messages`."""

    @web.authenticated
    @authorized
    async def get(self, identifier: str) -> None:
        """Ask the service, then answer what was said so far."""
        request = await self.run(lambda: self.session().refresh(identifier))
        self.answer({"messages": list((request.review or {}).get("messages", ()))})

    @web.authenticated
    @authorized
    async def post(self, identifier: str) -> None:
        """Send a message to the reviewers."""
        text = text_of(self.body(), "text")
        self.answer((await self.run(lambda: self.session().answer(identifier, text))).to_dict(), 201)


class WithdrawHandler(AirlockHandler):
    """`requests/{id}/withdraw`."""

    @web.authenticated
    @authorized
    async def post(self, identifier: str) -> None:
        """Take the request back."""
        reason = text_of(self.body(), "reason")
        self.answer((await self.run(lambda: self.session().withdraw(identifier, reason))).to_dict())


class OutcomeHandler(AirlockHandler):
    """`requests/{id}/outcome`."""

    @web.authenticated
    @authorized
    async def post(self, identifier: str) -> None:
        """Write down what became of a request that was carried by hand."""
        body = self.body()
        state = text_of({"state": body.pop("state", "")}, "state")
        note = text_of(body, "note")
        self.answer((await self.run(lambda: self.session().requests.outcome(identifier, state, note))).to_dict())


class ResubmitHandler(AirlockHandler):
    """`requests/{id}/resubmit`."""

    @web.authenticated
    @authorized
    async def post(self, identifier: str) -> None:
        """Hand a returned request to the reviewers again."""
        text = text_of(self.body(), "text")
        self.answer((await self.run(lambda: self.session().resubmit(identifier, text))).to_dict(), 202)


class ReviseHandler(AirlockHandler):
    """`requests/{id}/revise`."""

    @web.authenticated
    @authorized
    async def post(self, identifier: str) -> None:
        """Make a draft that replaces the request."""
        self.answer((await self.run(lambda: self.session().revise(identifier))).to_dict(), 201)


class ParticipantsHandler(AirlockHandler):
    """`requests/{id}/participants`: what is in the file never comes back."""

    @web.authenticated
    @authorized
    async def get(self, identifier: str) -> None:
        """Answer whether the form asks for the file, and whether it is there."""
        self.answer((await self.run(lambda: self.session().participants(identifier))).to_dict())

    @web.authenticated
    @authorized
    async def put(self, identifier: str) -> None:
        """Write it."""
        await self.run(self.store.request, identifier)
        text = text_of(self.body(LARGEST_IDS), "text")
        self.answer((await self.run(lambda: self.session().participants(identifier, text))).to_dict())

    @web.authenticated
    @authorized
    async def delete(self, identifier: str) -> None:
        """Remove it."""
        from gel_airlock_jupyter import participants

        found = await self.run(participants.remove, self.store, identifier)
        self.answer(found.to_dict())


class SeenHandler(AirlockHandler):
    """`requests/{id}/seen`."""

    @web.authenticated
    @authorized
    async def post(self, identifier: str) -> None:
        """Note that the person has seen the news."""
        self.answer((await self.run(lambda: self.session().requests.seen(identifier))).to_dict())


class ReleaseHandler(AirlockHandler):
    """`requests/{id}/release`."""

    @web.authenticated
    @authorized
    async def get(self, identifier: str) -> None:
        """Fetch the released outputs, once, and send them."""
        path = await self.run(lambda: self.session().release(identifier))
        self.download(await self.run(stored_bytes, path), path.name, "application/zip")
