"""Group customer and credit control as code: decide, with reasons, at a date.

::

    policy = groupctl.load_policy("policy/")
    portfolio = groupctl.connect("files:ledger/").snapshot(as_of=date(2026, 11, 21))
    for decision in groupctl.Engine(policy).review(portfolio):
        print(groupctl.explained(decision))

What stands here loads when it is first used; ``import groupctl`` itself is light.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from groupctl.version import VERSION

if TYPE_CHECKING:
    from groupctl.adapters.host import Host, connect
    from groupctl.causes import Cause
    from groupctl.decision import Action, Decision, Finding, Reason, Unjudged
    from groupctl.engine import Engine, Review
    from groupctl.errors import (
        AdapterError,
        DataError,
        DecisionError,
        EngineError,
        EventForbidden,
        Fault,
        GroupctlError,
        Location,
        ModelError,
        ParameterMissing,
        PolicyError,
    )
    from groupctl.explain import explained
    from groupctl.journal.hand_back import given_from, read_given
    from groupctl.journal.log import read_log, write_log
    from groupctl.journal.replay import Replay
    from groupctl.model.given import Given
    from groupctl.model.money import Money
    from groupctl.model.portfolio import Portfolio
    from groupctl.processes.standing import Duty, Standing
    from groupctl.processes.steps import History, Step
    from groupctl.rules.loading.loader import load_policy
    from groupctl.rules.policy import Policy
    from groupctl.summary import Summary

__version__ = VERSION

__all__ = [
    "Action",
    "AdapterError",
    "Cause",
    "DataError",
    "Decision",
    "DecisionError",
    "Duty",
    "Engine",
    "EngineError",
    "EventForbidden",
    "Fault",
    "Finding",
    "Given",
    "GroupctlError",
    "History",
    "Host",
    "Location",
    "ModelError",
    "Money",
    "ParameterMissing",
    "Policy",
    "PolicyError",
    "Portfolio",
    "Reason",
    "Replay",
    "Review",
    "Standing",
    "Step",
    "Summary",
    "Unjudged",
    "connect",
    "explained",
    "given_from",
    "load_policy",
    "read_given",
    "read_log",
    "write_log",
]

_HOMES = {
    "adapters.host": ("Host", "connect"),
    "causes": ("Cause",),
    "decision": ("Action", "Decision", "Finding", "Reason", "Unjudged"),
    "engine": ("Engine", "Review"),
    "errors": (
        "AdapterError",
        "DataError",
        "DecisionError",
        "EngineError",
        "EventForbidden",
        "Fault",
        "GroupctlError",
        "Location",
        "ModelError",
        "ParameterMissing",
        "PolicyError",
    ),
    "explain": ("explained",),
    "journal.hand_back": ("given_from", "read_given"),
    "journal.log": ("read_log", "write_log"),
    "journal.replay": ("Replay",),
    "model.given": ("Given",),
    "model.money": ("Money",),
    "model.portfolio": ("Portfolio",),
    "processes.standing": ("Duty", "Standing"),
    "processes.steps": ("History", "Step"),
    "rules.loading.loader": ("load_policy",),
    "rules.policy": ("Policy",),
    "summary": ("Summary",),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
