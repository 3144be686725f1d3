"""The states of a request at File Transfer, and every change that is allowed.

::

    draft -> uploading -> submitted -> validating -> in_review <-> returned
                                           |             |
                                        blocked    approved | partly_approved -> released
                                                   rejected

A request may be withdrawn until a decision is made, and fails when its upload is never finished. What is not in
`TRANSITIONS` cannot happen: `target` raises, and no other code sets a state.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class State(StrEnum):
    """Where a request is."""

    DRAFT = "draft"
    UPLOADING = "uploading"
    SUBMITTED = "submitted"
    VALIDATING = "validating"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
    APPROVED = "approved"
    PARTLY_APPROVED = "partly_approved"
    REJECTED = "rejected"
    RELEASED = "released"
    BLOCKED = "blocked"
    WITHDRAWN = "withdrawn"
    FAILED = "failed"


class Action(StrEnum):
    """What moves a request; also the kind of the event that records it."""

    START_UPLOAD = "start_upload"
    DISCARD_UPLOAD = "discard_upload"
    SUBMIT = "submit"
    START_VALIDATION = "start_validation"
    ACCEPT = "accept"
    BLOCK = "block"
    RETURN = "return"
    RESUBMIT = "resubmit"
    APPROVE = "approve"
    APPROVE_PARTLY = "approve_partly"
    REJECT = "reject"
    RELEASE = "release"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"


class NotAllowed(Exception):
    """The action is not possible in this state."""

    def __init__(self, state: State, action: Action) -> None:
        super().__init__(f"A request that is {state.value} cannot take the action '{action.value}'.")
        self.state = state
        self.action = action


BEFORE_DECISION = (
    State.DRAFT,
    State.UPLOADING,
    State.SUBMITTED,
    State.VALIDATING,
    State.IN_REVIEW,
    State.RETURNED,
)

TRANSITIONS: Mapping[tuple[State, Action], State] = MappingProxyType(
    {
        (State.DRAFT, Action.START_UPLOAD): State.UPLOADING,
        (State.UPLOADING, Action.DISCARD_UPLOAD): State.DRAFT,
        (State.UPLOADING, Action.SUBMIT): State.SUBMITTED,
        (State.SUBMITTED, Action.START_VALIDATION): State.VALIDATING,
        (State.VALIDATING, Action.ACCEPT): State.IN_REVIEW,
        (State.VALIDATING, Action.BLOCK): State.BLOCKED,
        (State.IN_REVIEW, Action.RETURN): State.RETURNED,
        (State.RETURNED, Action.RESUBMIT): State.IN_REVIEW,
        (State.IN_REVIEW, Action.APPROVE): State.APPROVED,
        (State.IN_REVIEW, Action.APPROVE_PARTLY): State.PARTLY_APPROVED,
        (State.IN_REVIEW, Action.REJECT): State.REJECTED,
        (State.APPROVED, Action.RELEASE): State.RELEASED,
        (State.PARTLY_APPROVED, Action.RELEASE): State.RELEASED,
        (State.DRAFT, Action.EXPIRE): State.FAILED,
        (State.UPLOADING, Action.EXPIRE): State.FAILED,
        **{(state, Action.WITHDRAW): State.WITHDRAWN for state in BEFORE_DECISION},
    }
)

FINAL = frozenset(state for state in State if not any(source is state for source, _ in TRANSITIONS))
"""States that nothing leaves."""

DEAD = frozenset({State.WITHDRAWN, State.FAILED, State.REJECTED, State.BLOCKED})
"""States in which the same bundle may be sent again under a new request."""


def target(state: State, action: Action) -> State:
    """Return the state that `action` leads to.

    Raises
    ------
    NotAllowed
        When the table has no such change.
    """
    try:
        return TRANSITIONS[(state, action)]
    except KeyError:
        raise NotAllowed(state, action) from None
