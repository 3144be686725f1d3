"""The Jupyter server extension."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from functools import cached_property
from typing import Any

from jupyter_server.extension.application import ExtensionApp
from traitlets import Dict, Float, List, Unicode

from gel_airlock_jupyter.chosen import LOCKED_VARIABLE
from gel_airlock_jupyter.errors import AirlockError
from gel_airlock_jupyter.server.background import Background
from gel_airlock_jupyter.server.choosing import NAMES, Choosing
from gel_airlock_jupyter.server.site import Site
from gel_airlock_jupyter.settings import Settings, base_store


class AirlockApp(ExtensionApp):
    """Serves `/gel-airlock/` (docs/rest.md)."""

    name = "gel_airlock_jupyter"
    _background: Background | None = None
    extension_url = "/gel-airlock/info"
    load_other_extensions = True
    dropped: tuple[str, ...] = ()
    store = Unicode("", help="Folder of the store, locked; '' lets a person choose one.").tag(config=True)
    project = Unicode("", help="Project, such as RR150, locked; '' lets a person choose one.").tag(config=True)
    policy = Unicode("", help="Policy file or profile; '' means the site's. Cannot replace a site's policy.").tag(
        config=True
    )
    transfer = Unicode("", help="Back end, locked: manual, http or folder; '' lets a person choose a target.").tag(
        config=True
    )
    locked = List(
        Unicode(), help="Settings that cannot be chosen: they stay as the environment says: project, store, transfer."
    ).tag(config=True)
    projects = List(Unicode(), help="Projects that may be chosen, with * and ?; empty for any.").tag(config=True)
    stores = List(Unicode(), help="Folders below which a store may be chosen; empty for the person's home.").tag(
        config=True
    )
    transfer_targets = Dict(
        help="Targets that may be chosen, by name: a URL, a folder, or {'url', 'token_file', ...}; 'manual' always may."
    ).tag(config=True)

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
        """Return the settings of this server as they are now."""
        locked = self.choosing.site.locked
        found = Settings.from_environment(policy=self.policy or None, locked=locked)
        return replace(found, transfer=replace(found.transfer, others=self.choosing.site.others))

    @cached_property
    def choosing(self) -> Choosing:
        """Return what may be chosen here, and what is."""
        return Choosing(self._site())

    def _site(self) -> Site:
        values: dict[str, Any] = {
            "project": self.project or os.environ.get("GEL_AIRLOCK_PROJECT") or "default",
            "store": str(base_store({"store": self.store})),
            "transfer": {"backend": self.transfer} if self.transfer else {},
        }
        by = {name: f"c.AirlockApp.{name}" for name in NAMES if getattr(self, name)}
        by |= {name: "c.AirlockApp.locked" for name in self.locked if name in NAMES and name not in by}
        locked = {name: values[name] for name in by}
        return Site(locked, by, tuple(self.projects), tuple(self.stores), dict(self.transfer_targets))

    def initialize_settings(self) -> None:
        """Make the settings known to the handlers, and what is locked to the kernels that this server will start."""
        self.settings["gel_airlock"] = self
        os.environ[LOCKED_VARIABLE] = json.dumps(dict(self.choosing.site.locked))
        try:
            self.dropped = tuple(self.choosing.renew())
        except AirlockError as error:
            self.dropped = (str(error),)
        for said in self.dropped:
            self.log.warning("gel-airlock: %s", said)

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
        os.environ.pop(LOCKED_VARIABLE, None)
