"""Example tests in YAML, beside a policy: a ledger, what is decided, and what is to come of it.

::

    policy: .                       # where the policy is; else what pytest was told
    as_of: 2026-06-30
    ledger:                         # what every example of the file adds to a sound customer
      - group: {id: GR, credit_limit: 5000}
    examples:
      - name: An order beyond the limit is referred
        ledger:
          - order: {id: SO-1, amount: 6000}
        decide: order_release
        about: SO-1
        outcome: REFER
        because: [order-release.limit]

Each step of a ledger names a method of `Ledger` (``open_invoice``, ``without``) or a record type, a policy's own included.
"""

import inspect
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

import attrs
from attrs import frozen

from groupctl.decisions.decision import Decision
from groupctl.decisions.engine import Engine
from groupctl.errors import DataError, Fault, ModelError
from groupctl.schema.entities import Schema
from groupctl.sources import strict_yaml
from groupctl.sources.strict_yaml import Bad, Fields, Items, Scalar, YamlNode
from groupctl.testing.expecting import told
from groupctl.testing.ledger import AS_OF, Ledger, trading
from groupctl.texts import Language

_OF_FILE: Final = ("policy", "as_of", "ledger", "examples")
_OF_EXAMPLE: Final = ("name", "as_of", "ledger", "decide", "about", "outcome", "because")
_NEEDED: Final = ("decide", "about", "outcome")
_STEPS: Final = frozenset(
    {
        name
        for name, method in inspect.getmembers(Ledger, inspect.isfunction)
        if not name.startswith("_") and name not in {"add", "put", "portfolio"}
    }
)


@frozen
class LedgerStep:
    """One step of a ledger: a method or a record type, and what it is told."""

    name: Scalar
    said: YamlNode

    def take(self, ledger: Ledger) -> None:
        """Add it to ``ledger``. ModelError, at the place of the step, where it can't be read."""
        plain = _plain(self.said)
        try:
            if str(self.name.at) in _STEPS:
                self._call(getattr(ledger, str(self.name.at)), plain)
            else:
                ledger.add(str(self.name.at), **plain if isinstance(plain, dict) else {})
        except ModelError as error:
            where, line = self.name.at.span()
            raise ModelError([attrs.evolve(one, where=where, line=line) for one in error.faults]) from None
        except TypeError as error:
            raise DataError([strict_yaml.fault(self.name.at, "testing.step", error=error)]) from None

    def _call(self, method: Any, plain: Any) -> None:
        if isinstance(plain, dict):
            takes = inspect.signature(method).parameters
            method(**{f"{name}_" if f"{name}_" in takes else name: value for name, value in plain.items()})
        elif plain is None:
            method()
        else:
            method(*(plain if isinstance(plain, list) else [plain]))


@frozen(kw_only=True)
class Example:
    """One example: its name and line, the steps of its ledger, what is decided about whom, and what is expected."""

    name: str
    line: int
    as_of: date
    steps: Sequence[LedgerStep]
    rule_set: str
    subject: str
    outcome: str
    because: Sequence[str] | None

    def ledger(self, schema: Schema, currency: str) -> Ledger:
        """A sound customer and the steps of the example."""
        made = trading(schema, as_of=self.as_of, currency=currency)
        for step in self.steps:
            step.take(made)
        return made

    def decided(self, engine: Engine) -> Decision:
        """What comes of it."""
        ledger = self.ledger(engine.policy.schema, engine.policy.currency)
        return engine.decide(self.rule_set, self.subject, ledger.portfolio())

    def difference(self, engine: Engine, lang: Language = "en") -> str:
        """How it comes out otherwise than expected, in a few lines; empty where it doesn't."""
        return told(self.decided(engine), self.outcome, self.because, self._pasted, lang)

    def _pasted(self, outcome: str) -> str:
        said = f"decide: {self.rule_set}, about: {self.subject}, outcome: {outcome}"
        return f"- {{name: {self.name!r}, {said}}}"


@frozen(kw_only=True)
class ExampleFile:
    """The examples of a file, and where it says that the policy is, if it does."""

    policy: Path | None
    examples: Sequence[Example]


def read_examples(path: Path) -> ExampleFile:
    """The examples in ``path``. DataError with every fault, each with its place and what may stand there."""
    faults: list[Fault] = []
    source = strict_yaml.decode(path.read_bytes(), str(path), faults)
    node = strict_yaml.read(source, faults) if source else None
    reader = _Reader(faults)
    top = reader.fields(node, path.name, _OF_FILE) if node else {}
    shared = list(reader.steps(top.get("ledger")))
    day = reader.day(top.get("as_of"), AS_OF)
    examples = [reader.example(one, shared, day) for one in reader.items(top.get("examples"), "examples")]
    if faults:
        raise DataError(faults)
    policy = reader.text(top.get("policy"), "policy")
    return ExampleFile(
        policy=path.parent / policy if policy else None, examples=[one for one in examples if one]
    )


@frozen
class _Reader:
    """Takes the nodes of a file apart; what is wrong with them goes to ``faults``."""

    faults: list[Fault]

    def fault(self, node: YamlNode, code: str, **values: str) -> None:
        self.faults.append(strict_yaml.fault(node.at, f"testing.{code}", None, **values))

    def fields(self, node: YamlNode, what: str, known: Sequence[str] = ()) -> Mapping[str, YamlNode]:
        if not isinstance(node, Fields):
            if not isinstance(node, Bad):
                self.fault(node, "not-a-mapping", what=what)
            return {}
        for key, _ in node.entries:
            if known and key.at not in known:
                self.fault(key, "unknown-key", what=what, name=str(key.at), known=", ".join(known))
        return {str(key.at): held for key, held in node.entries}

    def items(self, node: YamlNode | None, what: str) -> Sequence[YamlNode]:
        if node is None or isinstance(node, Bad):
            return ()
        if not isinstance(node, Items):
            self.fault(node, "not-a-list", what=what)
            return ()
        return node.nodes

    def text(self, node: YamlNode | None, what: str) -> str:
        if node is None or isinstance(node, Bad):
            return ""
        if isinstance(node, Scalar):
            return "" if node.empty else str(node.at)
        self.fault(node, "not-text", what=what)
        return ""

    def day(self, node: YamlNode | None, otherwise: date) -> date:
        if not (text := self.text(node, "as_of")):
            return otherwise
        try:
            return date.fromisoformat(text)
        except ValueError:
            if node:
                self.fault(node, "not-a-date", value=text)
            return otherwise

    def steps(self, node: YamlNode | None) -> Iterator[LedgerStep]:
        for item in self.items(node, "ledger"):
            for name, said in item.entries if isinstance(item, Fields) else ():
                yield LedgerStep(name, said)
            if not isinstance(item, Fields | Bad):
                self.fault(item, "not-a-mapping", what="ledger")

    def example(self, node: YamlNode, shared: Sequence[LedgerStep], day: date) -> Example | None:
        said = self.fields(node, "examples", _OF_EXAMPLE)
        missing = [key for key in _NEEDED if key not in said] if said else []
        for key in missing:
            self.fault(node, "missing-key", what="examples", name=key)
        if missing or not said:
            return None
        rule_set, subject, outcome = (self.text(said[key], key) for key in _NEEDED)
        because = said.get("because")
        return Example(
            name=self.text(said.get("name"), "name") or f"{rule_set} about {subject}",
            line=node.at.span()[0].line,
            as_of=self.day(said.get("as_of"), day),
            steps=[*shared, *self.steps(said.get("ledger"))],
            rule_set=rule_set,
            subject=subject,
            outcome=outcome or "unknown",
            because=None
            if because is None
            else [self.text(one, "because") for one in self.items(because, "because")],
        )


def _plain(node: YamlNode) -> Any:
    """Texts, lists and mappings; what is empty is not stated."""
    match node:
        case Scalar():
            return None if node.empty else str(node.at)
        case Items():
            return [_plain(one) for one in node.nodes]
        case Fields():
            return {str(key.at): _plain(held) for key, held in node.entries}
        case _:
            return None
