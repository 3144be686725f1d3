"""Where and how this server works, for the sidebar: each setting with its value, who set it, and what may be chosen."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from gel_airlock_jupyter.policy.model import Policy
from gel_airlock_jupyter.server.choosing import Choosing
from gel_airlock_jupyter.server.site import MANUAL
from gel_airlock_jupyter.settings import Settings


def places(
    choosing: Choosing,
    settings: Settings,
    policy: Policy,
    policy_trait: str = "",
    dropped: Sequence[str] = (),
    environment: Mapping[str, str] | None = None,
) -> list[dict[str, Any]]:
    """Return the settings of this server in the order in which they are shown.

    Parameters
    ----------
    choosing : Choosing
        What is locked and chosen.
    settings : Settings
        What is in force.
    policy : Policy
        The policy in force, and whether the site forbids another.
    policy_trait : str
        The policy that Jupyter's configuration names.
    dropped : sequence of str
        Why choices were dropped when the server started.
    environment : mapping, optional
        The environment variables; the process's by default.

    Returns
    -------
    list of dict
        `name`, `value`, and `source`: "site" (an administrator's policy file), "server" (locked by Jupyter's
        configuration), "user" (chosen), "environment" (a variable of the process) or "default"; `how`: the setting or
        variable that sets it; `choice`: what the person chose, in force or not; `allowed`: what may be chosen, null for
        anything that the server's check takes, empty for nothing.
    """
    known = os.environ if environment is None else environment
    site, chosen = choosing.site, choosing.choices()
    choices = {"project": chosen.project, "store": chosen.store, "transfer": chosen.transfer_target}

    def entry(name: str, value: str, variable: str, allowed: list[str] | None) -> dict[str, Any]:
        choice = choices.get(name)
        found: dict[str, Any]
        if name in site.locked:
            found = {"source": "server", "how": site.by.get(name, ""), "allowed": []}
        elif choice:
            found = {"source": "user", "how": "", "allowed": allowed}
        else:
            source = "environment" if known.get(variable) else "default"
            found = {"source": source, "how": variable, "allowed": allowed}
        return {"name": name, "value": value, "choice": choice, **found}

    transfer = settings.transfer
    target = f"{transfer.backend}: {transfer.target}" if transfer.target else transfer.backend
    backend = "GEL_AIRLOCK_TRANSFER_BACKEND"
    judged = entry("policy", policy.title, "GEL_AIRLOCK_POLICY", [])
    if policy_trait:
        judged |= {"source": "server", "how": "c.AirlockApp.policy"}
    if policy.locked:
        judged |= {"source": "site", "how": ""}
    plain = site.projects and not any(sign in pattern for pattern in site.projects for sign in "*?[")
    way = backend if known.get(backend) else "GEL_AIRLOCK_TRANSFER_URL"
    found = [
        entry("project", settings.project, "GEL_AIRLOCK_PROJECT", list(site.projects) if plain else None),
        entry("store", str(settings.store), "GEL_AIRLOCK_STORE", None),
        judged,
        entry("transfer", target, way, [*site.targets, MANUAL]),
    ]
    return [*found, *({"name": "dropped", "value": said, "source": "site", "how": ""} for said in dropped)]
