"""What a policy may ask people to do."""

from enum import auto

from groupctl.schema.choices import Choice


class ActionKind(Choice):
    """An action that a rule proposes.

    The list is closed, so that a host can act on each kind. `SET_LIMIT` comes with the limit, `OPEN_TASK` with a
    title that says what the task is.
    """

    HOLD_ORDERS = auto()
    BLOCK = auto()
    FREEZE = auto()
    ELIMINATE = auto()
    REFUSE_SUPPLY = auto()
    SET_LIMIT = auto()
    SET_CASH_ONLY = auto()
    DEMAND_GUARANTOR = auto()
    DEMAND_DEPOSIT = auto()
    NOTARISE_CONTRACT = auto()
    ACCEPT_MORTGAGE = auto()
    REDUCE_SUPPLY = auto()
    STOP_SPENDING = auto()
    REJECT_EXPENSE = auto()
    VISIT = auto()
    CALL = auto()
    SURVEY = auto()
    INVESTIGATE = auto()
    COLLECT = auto()
    REVIEW = auto()
    RESOLVE = auto()
    NOTIFY = auto()
    ESCALATE = auto()
    FREEZE_USER_ACCOUNT = auto()
    PRIORITISE = auto()
    SUPPORT = auto()
    HOLD_ACCOUNTABLE = auto()
    OPEN_TASK = auto()
