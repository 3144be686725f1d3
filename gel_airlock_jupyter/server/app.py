"""The Jupyter server extension."""

from __future__ import annotations

import asyncio
from typing import Any

from jupyter_server.extension.application import ExtensionApp
from traitlets import Float, Unicode

from gel_airlock_jupyter.settings import Settings
from gel_airlock_jupyter.store import Store
from gel_airlock_jupyter.transfer.settings import TransferSettings


class AirlockApp(ExtensionApp):
    """Serves `/gel-airlock/` (docs/rest.md)."""

    name = "gel_airlock_jupyter"
    _resuming: asyncio.Future[None] | None = None
    extension_url = "/gel-airlock/info"
    load_other_extensions = True
    store = Unicode("", help="Folder of the store; '' means GEL_AIRLOCK_STORE or the user's data folder.").tag(
        config=True
    )
    project = Unicode("", help="Project, such as RR150; '' means GEL_AIRLOCK_PROJECT or 'default'.").tag(config=True)
    policy = Unicode("", help="Policy file or profile; '' means the site's. Cannot replace a site's policy.").tag(
        config=True
    )
    transfer = Unicode("", help="Back end: manual, http or folder; '' means GEL_AIRLOCK_TRANSFER_BACKEND.").tag(
        config=True
    )

    resume_every = Float(
        30.0, help="Seconds between tries of what waits in the outbox; default 30, 0 tries once after the start only."
    ).tag(config=True)

    def airlock_settings(self) -> Settings:
        """Return the settings of this server."""
        from dataclasses import replace

        transfer = TransferSettings.from_environment()
        if self.transfer:
            transfer = replace(transfer, backend=self.transfer)
        return Settings.from_environment(self.store or None, self.project or None, self.policy or None, transfer)

    def initialize_settings(self) -> None:
        """Make the settings known to the handlers; nothing heavy is imported before the first request."""
        self.settings["gel_airlock"] = self

    def initialize_handlers(self) -> None:
        """Register the REST verbs."""
        from gel_airlock_jupyter.server.routes import routes

        self.handlers.extend(routes())

    async def _start_jupyter_server_extension(self, _app: Any) -> None:
        """Go on with what a crash left in the outbox, once the server is up."""
        asyncio.get_running_loop().call_later(3.0, self._resume)

    def _resume(self) -> None:
        if self.resume_every > 0:
            asyncio.get_running_loop().call_later(self.resume_every, self._resume)
        if self._resuming is not None and not self._resuming.done():
            return
        settings = self.airlock_settings()
        if (Store(settings.store, settings.project).folder / "outbox").is_dir():
            from gel_airlock_jupyter.server.submitting import resume

            self._resuming = asyncio.ensure_future(resume(settings, self.log))
