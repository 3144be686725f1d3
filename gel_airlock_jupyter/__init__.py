"""Check tables and figures before they leave a Research Environment, mask what may not, and send what may.

    import gel_airlock_jupyter as airlock

    report = airlock.check(table)         # .verdict "pass" | "review" | "fail", .findings
    fixed = airlock.fix(table)            # .output, .report, .changes
    item = airlock.stage(fixed.output, "table1.csv", title="...")
    request = airlock.request(project="RR150", description="...", aim="Publication", justification="...")
    bundle = airlock.bundle(request)      # a sealed zip; airlock.verify(bundle)
    receipt = airlock.submit(bundle)
    airlock.messages(request)             # questions of the reviewers; answer, resubmit, revise, withdraw, release

In a notebook: `%load_ext gel_airlock_jupyter`, then `%airlock_check table`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gel_airlock_jupyter._version import __version__

if TYPE_CHECKING:
    from gel_airlock_jupyter.api import (
        acknowledge,
        answer,
        bundle,
        check,
        evidence,
        fix,
        messages,
        release,
        request,
        resubmit,
        revise,
        stage,
        status,
        submit,
        verify,
        withdraw,
    )
    from gel_airlock_jupyter.errors import AirlockError, NotExportable
    from gel_airlock_jupyter.findings import Finding, Location, Report, Severity
    from gel_airlock_jupyter.widgets import panel

_HOMES = {
    **dict.fromkeys(("check", "fix", "stage", "request", "bundle", "verify", "submit", "status", "evidence"), "api"),
    **dict.fromkeys(("acknowledge", "answer", "messages", "release", "resubmit", "revise", "withdraw"), "api"),
    **dict.fromkeys(("AirlockError", "NotExportable"), "errors"),
    **dict.fromkeys(("Finding", "Location", "Report", "Severity"), "findings"),
    "panel": "widgets",
}

__all__ = [
    "AirlockError",
    "Finding",
    "Location",
    "NotExportable",
    "Report",
    "Severity",
    "__version__",
    "acknowledge",
    "answer",
    "bundle",
    "check",
    "evidence",
    "fix",
    "messages",
    "panel",
    "release",
    "request",
    "resubmit",
    "revise",
    "stage",
    "status",
    "submit",
    "verify",
    "withdraw",
]


def __getattr__(name: str) -> Any:
    """Load public names on first use, so that importing the package costs next to nothing."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'gel_airlock_jupyter' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"gel_airlock_jupyter.{home}"), name)
    globals()[name] = value
    return value


def load_ipython_extension(shell: Any) -> None:
    """Register the magics: `%load_ext gel_airlock_jupyter`."""
    from gel_airlock_jupyter.magics import load

    load(shell)


def unload_ipython_extension(shell: Any) -> None:
    """Forget this kernel's session."""
    from gel_airlock_jupyter.magics import unload

    unload(shell)


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    return [{"src": "labextension", "dest": "gel-airlock-jupyter"}]


def _jupyter_server_extension_points() -> list[dict[str, Any]]:
    from gel_airlock_jupyter.server.app import AirlockApp

    return [{"module": "gel_airlock_jupyter.server.app", "app": AirlockApp}]
