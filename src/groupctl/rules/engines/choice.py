"""The machine behind a name, and what decides where the C engine is missing."""

from groupctl.rules.engines.base import RuleEngine
from groupctl.texts import say


def choose_engine(name: str) -> tuple[RuleEngine, str]:
    """The engine called ``name`` and a notice, empty if it is the one asked for.

    Engines are imported when they are first chosen. ValueError for an unknown name.
    """
    if name == "reference":
        from groupctl.rules.engines.reference import ReferenceEngine

        return ReferenceEngine(), ""
    if name == "compiled":
        from groupctl.rules.engines.compiled import CompiledEngine

        return CompiledEngine(), ""
    if name == "durable":
        from groupctl.rules.engines import durable

        if durable.available():
            return durable.DurableEngine(), ""
        machine, _ = choose_engine("reference")
        return machine, say("engines.durable-missing", reason=durable.reason_missing())
    raise ValueError(f"no engine is called {name!r}: choose durable, compiled or reference")
