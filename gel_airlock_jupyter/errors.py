"""Every error the package raises for its users.

AirlockError
├── InputError            what was given cannot be used
│   ├── UnknownName       no such variable, column, file or rule
│   └── Unreadable        the object or file could not be read
├── NotExportable         the verdict is fail (carries the report)
├── JustificationNeeded   the verdict is review and nobody said why it may leave
├── PolicyError           a policy file is wrong
│   └── PolicyLocked      the administrator's policy may not be replaced
├── StoreError            the store could not be read or written
│   └── ItemNotFound
├── BundleError           a bundle could not be sealed or does not hold
└── TransferError         File Transfer could not be reached or said no
"""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gel_airlock_jupyter.findings import Report


class AirlockError(Exception):
    """An expected error: what happened, and what to do.

    Parameters
    ----------
    message : str
        One sentence that names the thing as the user typed it.
    hint : str
        The next step.
    """

    code = "airlock-error"

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()

    def _render_traceback_(self) -> list[str]:
        """IPython shows these lines in place of a traceback: a user's mistake is one line."""
        return [f"{type(self).__name__}: {self}"]

    def to_dict(self) -> dict[str, str]:
        """Return the shape that REST, bridge and command line show."""
        return {"code": self.code, "message": self.message, "hint": self.hint}


class InputError(AirlockError):
    """What was given cannot be used."""

    code = "bad-input"


class UnknownName(InputError):
    """A name that does not exist here."""

    code = "unknown-name"

    @classmethod
    def among(cls, what: str, name: str, known: Iterable[str], hint: str = "") -> UnknownName:
        """Build the error with the closest known name as a suggestion."""
        names = [str(k) for k in known]
        close = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
        suggestion = f"Did you mean '{close[0]}'?" if close else hint
        return cls(f"There is no {what} '{name}'.", suggestion)


class Unreadable(InputError):
    """The object or file could not be read."""

    code = "unreadable"


class NotExportable(AirlockError):
    """The verdict is fail; `report` says why, where and what to do."""

    code = "not-exportable"

    def __init__(self, message: str, hint: str = "", report: Report | None = None) -> None:
        super().__init__(message, hint)
        self.report = report


class JustificationNeeded(NotExportable):
    """The verdict is review: it may leave only with a written justification."""

    code = "justification-needed"


class PolicyError(AirlockError):
    """A policy file is wrong."""

    code = "policy-error"


class PolicyLocked(PolicyError):
    """The administrator's policy may not be replaced from a session."""

    code = "policy-locked"


class SettingLocked(AirlockError):
    """A setting that the site's administrator locked."""

    code = "setting-locked"


class StoreError(AirlockError):
    """The store could not be read or written."""

    code = "store-error"


class ItemNotFound(StoreError):
    """No item or request of that id."""

    code = "item-not-found"


class ChangedElsewhere(AirlockError):
    """What was to be changed was changed by somebody else meanwhile; theirs stands."""

    code = "changed-elsewhere"


class BundleError(AirlockError):
    """A bundle could not be sealed, or does not hold."""

    code = "bundle-error"


class TransferError(AirlockError):
    """File Transfer could not be reached or refused."""

    code = "transfer-error"


def from_dict(data: Mapping[str, Any]) -> AirlockError:
    """Return an error that another process told with `to_dict`; its report is not carried over."""
    kinds: list[type[AirlockError]] = [AirlockError]
    for kind in kinds:  # grows as it goes, which walks the whole tree
        kinds += kind.__subclasses__()
    # A class with a constructor of its own (Parked) becomes its nearest relative that has the common one.
    plain = [
        kind
        for kind in kinds
        if kind.code == data.get("code") and kind.__init__ in (AirlockError.__init__, NotExportable.__init__)
    ]
    error = (plain[0] if plain else TransferError if "reason" in data else AirlockError)("")
    error.message, error.hint = str(data.get("message", "")), str(data.get("hint", ""))
    return error


def short_traceback(depth: int = 3) -> str:
    """Return the innermost frames of the current exception, without any value from the data.

    Exception messages of libraries quote the data they choked on, so only type and place are kept.
    """
    kind, _, trace = sys.exc_info()
    places: list[str] = []
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_name}:{trace.tb_lineno}")
        trace = trace.tb_next
    name = kind.__name__ if kind else "error"
    return f"{name} in {' > '.join(places[-depth:])}"
