"""What a rule set leaves out is spelled out: the hit policy and the unknown of its policy's defaults, and what a flag stands for."""

from collections.abc import Mapping
from typing import Any, Final

from attrs import evolve

from groupctl.rules import draft

DEFAULTS: Final = ("hit", "unknown")
"""What a policy may say once for all of its own rule sets."""
ANSWERS: Final = ("gives", "otherwise")
"""What a flag stands for."""


def spelled_out(written: draft.RuleSetDraft, defaults: Mapping[str, str]) -> draft.RuleSetDraft:
    """A rule set with what it leaves to its ``flag`` and to the ``defaults`` of its policy."""
    usual: dict[str, Any] = {
        key: value for key, value in defaults.items() if key in DEFAULTS and not getattr(written, key)
    }
    if written.flag:
        usual |= {"gives": {written.flag: "boolean"}, "otherwise": {written.flag: False}}
        usual["rules"] = [raising(written.flag, rule) for rule in written.rules]
    return evolve(written, **usual)


def raising(flag: str, rule: draft.RuleDraft) -> draft.RuleDraft:
    """A rule that raises the flag of its rule set, unless it says something else."""
    return evolve(rule, then={flag: True}) if flag and not rule.then else rule
