"""What a transfer back end is, and the words it answers with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from gel_airlock_jupyter.errors import TransferError

Progress = Callable[[int, int], None]
"""Called with bytes confirmed by the other side, and bytes in all."""

Cancelled = Callable[[], bool]
"""Asked between chunks and while waiting; true means stop."""


@dataclass(frozen=True)
class Rest:
    """What a back end waits for that tries again by itself.

    Parameters
    ----------
    message : str
        Why, in one sentence for a person.
    until : float
        Unix time of the next try, in seconds.
    attempt, of : int
        Which try that is, and after how many it gives up for now.
    """

    message: str
    until: float
    attempt: int
    of: int


Tell = Callable[[Rest | None], None]
"""Called when a back end begins to wait for its next try, and with `None` once it was answered."""


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
    review : Mapping or None
        What the reviewers said and decided so far (`Review` of docs/rest.md).
    tag : str
        The service's entity tag of this state, to ask whether there is a newer one.
    """

    remote_id: str
    state: str
    message: str
    receipt: Mapping[str, Any] | None = None
    review: Mapping[str, Any] | None = None
    tag: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON shape."""
        return asdict(self)

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> Submission:
        """Read `to_dict` back."""
        known = (str(raw["remote_id"]), str(raw["state"]), str(raw["message"]))
        return cls(*known, raw.get("receipt"), raw.get("review"), str(raw.get("tag") or ""))


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


@runtime_checkable
class Dialogue(Protocol):
    """The author's side of one request that was sent; methods raise `Parked` or `Unreachable`."""

    def read(self) -> Submission:
        """Return the newest state, with what was said and decided."""
        ...

    def say(self, text: str) -> Submission:
        """Send a message to the reviewers."""
        ...

    def resubmit(self) -> Submission:
        """Hand a returned request to the reviewers again."""
        ...

    def withdraw(self, reason: str = "") -> Submission:
        """Withdraw the request."""
        ...

    def fetch_release(self, folder: Path) -> Path:
        """Download the release into `folder` and return its path."""
        ...


@runtime_checkable
class Conversing(Protocol):
    """A back end whose other side asks, decides and releases; those that only carry a bundle lack these methods."""

    def newer(self, known: Submission) -> Submission:
        """Return the state that the other side has now; `known` itself when it has not changed."""
        ...

    def dialogue(self, remote_id: str) -> Dialogue:
        """Return the author's side of a request."""
        ...

    def find(self, key: str) -> Submission | None:
        """Return what became of a bundle that may or may not have arrived, by its idempotency key."""
        ...


@runtime_checkable
class Patient(Protocol):
    """A back end that tries again by itself within one `submit`, and can say so meanwhile."""

    def telling(self, tell: Tell) -> Backend:
        """Return the same back end, which calls `tell`."""
        ...


@runtime_checkable
class TakesParticipants(Protocol):
    """A back end that carries the participant-id file of a request, apart from its bundle."""

    def attach_participants(self, remote_id: str, path: Path | None) -> None:
        """Send the file, or take back what was sent (`None`); raises `Parked` or `Unreachable`."""
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
