"""What the session itself proves: group sizes behind statistics, rows of live frames, identifiers seen in them.

On demand only, read-only, in a time box, holding weak references; nothing is registered and nothing runs by itself.
The package is callable because it shares its name with the public function `airlock.evidence(...)`.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gel_airlock_jupyter.evidence.supporting import SupportingCounts


class _CallablePackage(ModuleType):
    def __call__(self, **given: Any) -> SupportingCounts:
        """Count the people who fit a description and keep the supporting document. See `Session.evidence`."""
        from gel_airlock_jupyter.api import evidence

        return evidence(**given)


sys.modules[__name__].__class__ = _CallablePackage
