"""The Jupyter server extension."""

from __future__ import annotations

from typing import Any

from jupyter_server.extension.application import ExtensionApp
from traitlets import Float, Unicode

from gel_airlock_jupyter.server.background import Background
from gel_airlock_jupyter.settings import Settings
from gel_airlock_jupyter.transfer.settings import TransferSettings


class AirlockApp(ExtensionApp):
    """Serves `/gel-airlock/` (docs/rest.md)."""

    name = "gel_airlock_jupyter"
    _background: Background | None = None
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
    follow_every = Float(
        60.0, help="Seconds between questions for the state of requests that were sent; default 60, 0 never asks."
    ).tag(config=True)
    errand_every = Float(
        0.5,
        help="Seconds between looks for what kernels ask of this server, such as sealing; default 0.5, 0 does none.",
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
        """Go on with what a crash left in the outbox, once the server is up; follow what was sent; do errands."""
        self._background = Background(self)
        self._background.start()

    async def stop_extension(self) -> None:
        """Tell kernels that nobody does errands here any more."""
        if self._background is not None:
            self._background.stop()
