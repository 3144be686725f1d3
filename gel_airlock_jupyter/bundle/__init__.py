"""Bundles: a request sealed as a zip of a BagIt bag with an RO-Crate, and everything that reads one back.

Every part is imported from its own module, so that reading a receipt does not load the checks. The package is callable
because it shares its name with the public function `airlock.bundle(request)`: importing a subpackage puts it
in that function's place, so the function must still be reachable through it.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from gel_airlock_jupyter.records import Request


class _CallablePackage(ModuleType):
    def __call__(self, request: Request | str) -> Path:
        """Seal a request and return the path of its bundle."""
        from gel_airlock_jupyter.api import bundle

        return bundle(request)


sys.modules[__name__].__class__ = _CallablePackage
