"""REST of the settings that a person may choose."""

from __future__ import annotations

from typing import Any

from jupyter_server.auth.decorator import authorized
from tornado import web

from gel_airlock_jupyter.server.base import AirlockHandler


class SettingsHandler(AirlockHandler):
    """`settings`."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Answer project, store, policy and transfer: value, source, choice, and who locked it."""
        self.answer(await self.run(self._shown))

    @web.authenticated
    @authorized
    async def put(self) -> None:
        """Take the person's choices; one that is refused changes nothing."""
        wishes = self.body()
        await self.run(self._chosen, wishes)
        self.answer(await self.run(self._shown))

    def _chosen(self, wishes: dict[str, Any]) -> None:
        from gel_airlock_jupyter.server.choosing import carry_over

        app = self.settings["gel_airlock"]
        before = app.airlock_settings()
        app.choosing.choose(wishes, before)
        carry_over(before, app.airlock_settings())

    def _shown(self) -> dict[str, Any]:
        from gel_airlock_jupyter.policy.load import load
        from gel_airlock_jupyter.server.choosing import elsewhere
        from gel_airlock_jupyter.server.places import places

        app, settings = self.settings["gel_airlock"], self.airlock_settings
        policy = load(settings.policy)
        return {
            "settings": places(app.choosing, settings, policy, app.policy, app.dropped),
            "elsewhere": elsewhere(app.choosing.places(settings)),
        }
