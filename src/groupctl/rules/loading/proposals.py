"""What a rule or an event proposes: actions of known kinds, each with what it needs."""

from collections.abc import Sequence
from typing import Final

from groupctl.model.action import ActionKind
from groupctl.rules import draft
from groupctl.rules.loading.context import Context
from groupctl.rules.loading.draft_parts import DraftPart
from groupctl.rules.loading.roles import role
from groupctl.rules.proposal import Proposal
from groupctl.rules.types import LIMIT

MOST_DAYS: Final = 36_525
"""Days after which an action may be due: a hundred years, so that no due date lies beyond the calendar."""


def proposals(
    context: Context, written: Sequence[draft.ProposalDraft], about: str, part: DraftPart
) -> tuple[Proposal, ...]:
    """Actions about a record of ``about``, as far as they can be told."""
    found = (_proposal(context, one, about, part.sub(i)) for i, one in enumerate(written))
    return tuple(one for one in found if one)


def _proposal(context: Context, written: draft.ProposalDraft, about: str, part: DraftPart) -> Proposal | None:
    """One action about a record of ``about``; None when its kind can't be told or its limit can't be worked out."""
    kind = _kind(context, written, part)
    limit = None if written.limit is None else context.answer(written.limit, LIMIT, about, part.sub("limit"))
    if kind is ActionKind.SET_LIMIT and written.limit is None:
        context.fault(part, "policy.action-needs-limit", "policy.action-needs-limit.hint")
    if kind not in (None, ActionKind.SET_LIMIT) and written.limit is not None:
        context.fault(part.sub("limit"), "policy.action-without-limit", "policy.action-without-limit.hint")
    if kind is ActionKind.OPEN_TASK and written.title is None:
        context.fault(part, "policy.action-needs-title", "policy.action-needs-title.hint")
    title = None if written.title is None else context.title(written.title, part.sub("title"))
    if written.role:
        role(context, written.role, part.sub("role"))
    if written.due_in is not None and written.due_in < 0:
        context.fault(part.sub("due_in"), "policy.negative-days", found=written.due_in)
    if written.due_in is not None and written.due_in > MOST_DAYS:
        context.fault(part.sub("due_in"), "policy.too-many-days", found=written.due_in, most=MOST_DAYS)
    if kind is None or (limit is None and written.limit is not None):
        return None
    return Proposal(action=kind, limit=limit, title=title, role=str(written.role), due_in=written.due_in)


def _kind(context: Context, written: draft.ProposalDraft, part: DraftPart) -> ActionKind | None:
    """The kind that is written; None, and a fault, when there is none of that name."""
    if not context.given(written.action, part.sub("action")):
        return None
    if written.action not in ActionKind.__members__:
        context.unknown(part.sub("action"), "policy.no-action", written.action, ActionKind.__members__)
        return None
    return ActionKind[written.action]
