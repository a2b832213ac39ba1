"""The backend behind a name, and what decides where the C engine is missing."""

from groupctl.errors import Fault
from groupctl.rules.engines.base import RuleEngine


def choose_engine(name: str) -> tuple[RuleEngine, Fault | None]:
    """The engine called ``name`` and, if it is not the one asked for, a notice of that.

    Engines are imported when they are first chosen. ValueError for an unknown name.
    """
    if name == "reference":
        from groupctl.rules.engines.reference import ReferenceEngine

        return ReferenceEngine(), None
    if name == "compiled":
        from groupctl.rules.engines.compiled import CompiledEngine

        return CompiledEngine(), None
    if name == "durable":
        from groupctl.rules.engines import durable

        if durable.available():
            return durable.DurableEngine(), None
        backend, _ = choose_engine("reference")
        return backend, Fault("engines.durable-missing", {"reason": durable.reason_missing()})
    raise ValueError(f"no engine is called {name!r}: choose durable, compiled or reference")
