"""The table of states, as a whole."""

from __future__ import annotations

import pytest

from gel_airlock_jupyter.filetransfer.states import FINAL, TRANSITIONS, Action, NotAllowed, State, target


def reachable(start: State) -> set[State]:
    found, new = {start}, {start}
    while new:
        new = {to for (source, _), to in TRANSITIONS.items() if source in new} - found
        found |= new
    return found


def test_every_state_can_be_reached_from_a_draft() -> None:
    assert reachable(State.DRAFT) == set(State)


def test_every_state_can_come_to_an_end() -> None:
    assert all(reachable(state) & FINAL for state in State)


def test_only_validation_and_a_decision_lead_to_a_release() -> None:
    sources = {state: {source for (source, _), to in TRANSITIONS.items() if to is state} for state in State}

    assert sources[State.RELEASED] == {State.APPROVED, State.PARTLY_APPROVED}
    assert sources[State.APPROVED] == sources[State.PARTLY_APPROVED] == {State.IN_REVIEW}
    assert sources[State.IN_REVIEW] == {State.VALIDATING, State.RETURNED}
    assert sources[State.VALIDATING] == {State.SUBMITTED}


def test_nothing_is_withdrawn_after_a_decision() -> None:
    decided = (State.APPROVED, State.PARTLY_APPROVED, State.REJECTED, State.RELEASED)

    for state in decided:
        with pytest.raises(NotAllowed):
            target(state, Action.WITHDRAW)


def test_what_is_not_in_the_table_is_refused() -> None:
    for state in State:
        for action in Action:
            if (state, action) not in TRANSITIONS:
                with pytest.raises(NotAllowed, match=state.value):
                    target(state, action)
