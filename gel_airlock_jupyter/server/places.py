"""Where and how this server works, for the sidebar: each setting with its value and who set it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from gel_airlock_jupyter.settings import Settings


def places(
    app: Any, settings: Settings, policy_title: str, policy_locked: bool, environment: Mapping[str, str] | None = None
) -> list[dict[str, Any]]:
    """Return the settings of this server in the order in which they are shown.

    Parameters
    ----------
    app : AirlockApp
        Whose configuration may set some.
    settings : Settings
        What is in force.
    policy_title, policy_locked
        The policy in force, and whether the site forbids another.
    environment : mapping, optional
        The environment variables; the process's by default.

    Returns
    -------
    list of dict
        `name`, `value` and `source`: "site" (an administrator's policy file), "server" (Jupyter's configuration),
        "environment" (a variable of the process) or "default", and `how`: the setting or variable that sets it where
        Jupyter starts. None can be changed from a notebook.
    """
    known = os.environ if environment is None else environment

    def entry(name: str, value: str, trait: str, variable: str) -> dict[str, Any]:
        if getattr(app, trait, ""):
            return {"name": name, "value": value, "source": "server", "how": f"c.AirlockApp.{trait}"}
        source = "environment" if known.get(variable) else "default"
        return {"name": name, "value": value, "source": source, "how": variable}

    transfer = settings.transfer
    target = transfer.url or (str(transfer.folder) if transfer.folder else "")
    policy = entry("policy", policy_title, "policy", "GEL_AIRLOCK_POLICY")
    return [
        entry("project", settings.project, "project", "GEL_AIRLOCK_PROJECT"),
        entry("store", str(settings.store), "store", "GEL_AIRLOCK_STORE"),
        policy | ({"source": "site", "how": ""} if policy_locked else {}),
        entry(
            "transfer",
            f"{transfer.backend}: {target}" if target else transfer.backend,
            "transfer",
            "GEL_AIRLOCK_TRANSFER_BACKEND" if known.get("GEL_AIRLOCK_TRANSFER_BACKEND") else "GEL_AIRLOCK_TRANSFER_URL",
        ),
    ]
