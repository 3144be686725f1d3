"""REST of signing in to File Transfer: tokens stay in this process; the browser sees a code to enter, no more."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado import web

from gel_airlock_jupyter.server.base import AirlockHandler


class LoginHandler(AirlockHandler):
    """`login`."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Answer whether somebody is signed in; a sign-in under way is looked after."""
        from gel_airlock_jupyter.server.submitting import send_again
        from gel_airlock_jupyter.transfer.oauth import login

        settings = self.airlock_settings
        was_pending = await self.run(login.is_pending, settings.transfer)
        found = await self.run(login.state, settings.transfer)
        if was_pending and found.state == login.SIGNED_IN:
            await send_again(settings, self.log)
        self.answer(found.to_dict())

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Begin to sign in."""
        from gel_airlock_jupyter.transfer.oauth import login

        self.answer((await self.run(login.begin, self.airlock_settings.transfer)).to_dict(), 201)

    @web.authenticated
    @authorized
    async def delete(self) -> None:
        """Sign out."""
        from gel_airlock_jupyter.transfer.oauth import login

        self.answer((await self.run(login.end, self.airlock_settings.transfer)).to_dict())
