"""What a transfer back end is, and the words it answers with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from gel_airlock_jupyter.errors import TransferError

Progress = Callable[[int, int], None]
"""Called with bytes confirmed by the other side, and bytes in all."""

Cancelled = Callable[[], bool]
"""Asked between chunks and while waiting; true means stop."""


@dataclass(frozen=True)
class Status:
    """Whether a back end could send now.

    Parameters
    ----------
    ready : bool
        False means that `submit` would be parked.
    message : str
        One sentence for a person: what will happen, or what is missing.
    target : str
        Where it goes: a URL without credentials, a folder, or "by hand".
    """

    ready: bool
    message: str
    target: str


@dataclass(frozen=True)
class Submission:
    """What became of a bundle.

    Parameters
    ----------
    remote_id : str
        The other side's id of the request; empty where there is none.
    state : str
        `handed_over`, or a state of the File Transfer service (`submitted`, `in_review`, `released`, ...).
    message : str
        One sentence for a person.
    receipt : Mapping or None
        The service's signed receipt (DSSE envelope).
    """

    remote_id: str
    state: str
    message: str
    receipt: Mapping[str, Any] | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON shape."""
        receipt = dict(self.receipt) if self.receipt is not None else None
        return {"remote_id": self.remote_id, "state": self.state, "message": self.message, "receipt": receipt}

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> Submission:
        """Read `to_dict` back."""
        return cls(str(raw["remote_id"]), str(raw["state"]), str(raw["message"]), raw.get("receipt"))


@runtime_checkable
class Backend(Protocol):
    """A way to hand a sealed bundle over. Methods block: call them outside an event loop."""

    @property
    def name(self) -> str:
        """Return the name it is chosen by."""
        ...

    def describe(self) -> Status:
        """Return whether and where it can send, without a long wait (5 seconds at most)."""
        ...

    def submit(
        self,
        bundle_path: Path,
        request_summary: Mapping[str, Any],
        key: str,
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
    ) -> Submission:
        """Send a bundle. Calling it again with the same `key` goes on where it stopped and never sends twice.

        Raises
        ------
        Parked
            A person must do something first.
        Unreachable
            The other side does not answer now; later may work.
        Interrupted
            `cancelled` said so.
        """
        ...

    def status(self, remote_id: str) -> Submission:
        """Return the state that the other side has now; raises `Parked` or `Unreachable`."""
        ...


class Parked(TransferError):
    """The transfer needs a person: `reason` is a stable word, message and hint say what happened and what to do."""

    code = "transfer-parked"

    def __init__(self, reason: str, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.reason = reason

    def to_dict(self) -> dict[str, str]:
        """Return the shape that REST shows, with the reason."""
        return {**super().to_dict(), "reason": self.reason}


class Unreachable(TransferError):
    """The other side does not answer now.

    Parameters
    ----------
    after : float or None
        Seconds that it asked us to wait.
    """

    code = "transfer-unreachable"

    def __init__(self, message: str, hint: str = "", after: float | None = None) -> None:
        super().__init__(message, hint)
        self.after = after


class Interrupted(TransferError):
    """The user stopped the transfer; it can go on later."""

    code = "transfer-interrupted"
