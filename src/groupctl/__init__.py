"""Group customer and credit control as code: decide, with reasons, at a date.

::

    policy = groupctl.load_policy("policy/")
    portfolio = groupctl.connect("files:ledger/").snapshot(as_of=date(2026, 11, 21))
    for decision in groupctl.Engine(policy).review(portfolio):
        print(groupctl.explained(decision))

What is here loads when it is first used; ``import groupctl`` itself is light.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from groupctl.decisions.version import VERSION

if TYPE_CHECKING:
    from groupctl.adapters.host import Host, connect
    from groupctl.decisions.decision import Action, Decision, Finding, Reason, Unjudged
    from groupctl.decisions.engine import Engine, Review
    from groupctl.decisions.explain import explained
    from groupctl.decisions.journal.hand_back import given_from, read_given
    from groupctl.decisions.journal.log import read_log, write_log
    from groupctl.decisions.journal.replay import Replay
    from groupctl.decisions.processes.status import DueTask, Status
    from groupctl.decisions.processes.transitions import History, Transition
    from groupctl.errors import (
        AdapterError,
        DataError,
        DecisionError,
        EngineError,
        EventForbidden,
        Fault,
        GroupctlError,
        ModelError,
        ParameterMissing,
        PolicyError,
        SourceSpan,
    )
    from groupctl.live.host import LiveHost
    from groupctl.portfolio.given import Given
    from groupctl.portfolio.portfolio import Portfolio
    from groupctl.report.summary import Summary
    from groupctl.rules.loading.loader import load_policy
    from groupctl.rules.own_functions import function
    from groupctl.rules.policy import Policy
    from groupctl.schema.fields import record
    from groupctl.schema.money import Money
    from groupctl.texts.causes import Cause

__version__ = VERSION

__all__ = [
    "Action",
    "AdapterError",
    "Cause",
    "DataError",
    "Decision",
    "DecisionError",
    "DueTask",
    "Engine",
    "EngineError",
    "EventForbidden",
    "Fault",
    "Finding",
    "Given",
    "GroupctlError",
    "History",
    "Host",
    "LiveHost",
    "ModelError",
    "Money",
    "ParameterMissing",
    "Policy",
    "PolicyError",
    "Portfolio",
    "Reason",
    "Replay",
    "Review",
    "SourceSpan",
    "Status",
    "Summary",
    "Transition",
    "Unjudged",
    "connect",
    "explained",
    "function",
    "given_from",
    "load_policy",
    "read_given",
    "read_log",
    "record",
    "write_log",
]

_HOMES = {
    "adapters.host": ("Host", "connect"),
    "live.host": ("LiveHost",),
    "texts.causes": ("Cause",),
    "decisions.decision": ("Action", "Decision", "Finding", "Reason", "Unjudged"),
    "decisions.engine": ("Engine", "Review"),
    "errors": (
        "AdapterError",
        "DataError",
        "DecisionError",
        "EngineError",
        "EventForbidden",
        "Fault",
        "GroupctlError",
        "SourceSpan",
        "ModelError",
        "ParameterMissing",
        "PolicyError",
    ),
    "decisions.explain": ("explained",),
    "decisions.journal.hand_back": ("given_from", "read_given"),
    "decisions.journal.log": ("read_log", "write_log"),
    "decisions.journal.replay": ("Replay",),
    "portfolio.given": ("Given",),
    "schema.money": ("Money",),
    "portfolio.portfolio": ("Portfolio",),
    "decisions.processes.status": ("DueTask", "Status"),
    "decisions.processes.transitions": ("History", "Transition"),
    "rules.loading.loader": ("load_policy",),
    "rules.own_functions": ("function",),
    "rules.policy": ("Policy",),
    "schema.fields": ("record",),
    "report.summary": ("Summary",),
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
