"""What a rule proposes when it fires."""

from attrs import frozen

from groupctl.model.action import ActionKind
from groupctl.rules import core
from groupctl.texts.title import Title


@frozen(kw_only=True)
class Proposal:
    """An action that a rule proposes when it fires: its kind, in which words, who is told, and days until it is due.

    ``limit``, about the rule's subject, is there with ``SET_LIMIT`` and only then; it may read what the rule set gives.
    """

    action: ActionKind
    limit: core.Node | None = None
    title: Title | None = None
    role: str = ""
    due_in: int | None = None
