"""The life of a claim: which step leads from which state to which, and nothing else does.

Where a provider awards: draft -> submitted -> approved, or returned and back. Where the learner claims: draft ->
recorded.
What was submitted changes only by a correction, which is a step of its own and leaves what stood before.
"""

from __future__ import annotations

from enum import StrEnum

from osler.errors import BadInput


class State(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"  # waits for the provider
    RETURNED = "returned"  # with the provider's comment; editable
    APPROVED = "approved"  # by the provider
    RECORDED = "recorded"  # self-claimed
    WITHDRAWN = "withdrawn"  # by the learner; the activity may be claimed anew


class Step(StrEnum):
    SUBMIT = "submit"
    APPROVE = "approve"
    RETURN = "return"
    CORRECT = "correct"
    WITHDRAW = "withdraw"


EDITABLE = frozenset({State.DRAFT, State.RETURNED})
COUNTED = frozenset({State.APPROVED, State.RECORDED})  # these are credit; nothing else is
# An approved claim cannot be withdrawn: the provider may have reported it, and the activity could be claimed twice.
_STEPS: dict[tuple[State, Step], tuple[State, State]] = {  # -> (where a provider awards, where the learner claims)
    (State.DRAFT, Step.SUBMIT): (State.SUBMITTED, State.RECORDED),
    (State.RETURNED, Step.SUBMIT): (State.SUBMITTED, State.RECORDED),
    (State.SUBMITTED, Step.APPROVE): (State.APPROVED, State.APPROVED),
    (State.SUBMITTED, Step.RETURN): (State.RETURNED, State.RETURNED),
    (State.SUBMITTED, Step.CORRECT): (State.SUBMITTED, State.SUBMITTED),
    (State.APPROVED, Step.CORRECT): (State.SUBMITTED, State.SUBMITTED),
    (State.RECORDED, Step.CORRECT): (State.RECORDED, State.RECORDED),
    (State.DRAFT, Step.WITHDRAW): (State.WITHDRAWN, State.WITHDRAWN),
    (State.RETURNED, Step.WITHDRAW): (State.WITHDRAWN, State.WITHDRAWN),
    (State.SUBMITTED, Step.WITHDRAW): (State.WITHDRAWN, State.WITHDRAWN),
    (State.RECORDED, Step.WITHDRAW): (State.WITHDRAWN, State.WITHDRAWN),
}


def after(state: State, step: Step, *, provider: bool) -> State:
    """The state a step leads to. Raises BadInput for a step that does not exist there."""
    found = _STEPS.get((state, step))
    if found is None:
        raise BadInput(f"a claim that is {state} cannot take the step '{step}'")
    return found[0] if provider else found[1]


def allowed(state: State) -> frozenset[Step]:
    return frozenset(step for at, step in _STEPS if at is state)
