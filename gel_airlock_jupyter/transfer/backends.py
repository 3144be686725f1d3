"""Finds a back end by name: the built-in ones, and those of other packages (entry-point group `gel_airlock.backends`).

An entry point names a callable that takes `TransferSettings` and returns a `Backend`.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import entry_points

from gel_airlock_jupyter.errors import UnknownName
from gel_airlock_jupyter.transfer.protocol import Backend, Parked
from gel_airlock_jupyter.transfer.settings import TransferSettings

GROUP = "gel_airlock.backends"
Factory = Callable[[TransferSettings], Backend]


def _manual(settings: TransferSettings) -> Backend:
    from gel_airlock_jupyter.transfer.manual import ManualBackend

    return ManualBackend.from_settings(settings)


def _http(settings: TransferSettings) -> Backend:
    from gel_airlock_jupyter.transfer.http import HttpBackend

    return HttpBackend.from_settings(settings)


def _folder(settings: TransferSettings) -> Backend:
    from gel_airlock_jupyter.transfer.folder import FolderBackend

    return FolderBackend.from_settings(settings)


def _built_in() -> dict[str, Factory]:
    return {"manual": _manual, "http": _http, "folder": _folder}


def names() -> list[str]:
    """Return the names that `load` knows."""
    return sorted({*_built_in(), *(entry.name for entry in entry_points(group=GROUP))})


def load(settings: TransferSettings) -> Backend:
    """Return the back end that the settings name.

    Raises
    ------
    UnknownName
        When there is none of that name; a plug-in cannot take the name of a built-in back end.
    Parked
        When its settings are incomplete, or a plug-in cannot be loaded.
    """
    factory = _built_in().get(settings.backend)
    if factory is None:
        found = [entry for entry in entry_points(group=GROUP) if entry.name == settings.backend]
        if not found:
            raise UnknownName.among("transfer back end", settings.backend, names())
        try:
            factory = found[0].load()
        except Exception as error:
            said = f"The transfer back end '{settings.backend}' cannot be loaded ({type(error).__name__})."
            raise Parked("setup", said, "Reinstall the package that brings it.") from error
    return factory(settings)
