"""The durable engine: rule sets judged by durable_rules, inside a cage.

This module alone touches the C module. It hands it nothing but networks that ``durable_subset`` lets through, keeps
one state for each, asserts a fact, drains what fired and retracts it again, and believes an answer only if every
bucket's catch-all is in it. After any mishap the networks are thrown away; the next row builds new ones.
"""

import os
import weakref
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache
from threading import Lock
from types import ModuleType
from typing import Final

from attrs import define, field, frozen

from groupctl.errors import EngineError
from groupctl.rules.engines.base import InputRow, PreparedRuleSet, Truth
from groupctl.rules.engines.compiled import CompiledEngine
from groupctl.rules.engines.cross_check import CrossChecked
from groupctl.rules.engines.durable_alternatives import FactColumn, Speller
from groupctl.rules.engines.durable_facts import FactWriter, Unfit
from groupctl.rules.engines.durable_networks import GATE, Network, Program, compile_program
from groupctl.rules.engines.durable_subset import require_subset
from groupctl.rules.engines.reference import evaluate
from groupctl.rules.policy import RuleSet
from groupctl.rules.unknown import UnknownValue

PROBE: Final = f'{{"id":1,"{GATE}":1}}'
"""A fact on which everything is unknown."""

RETRACTION: Final = '{"id":1}'
UNKNOWN: Final = UnknownValue(())


@cache
def native() -> ModuleType:
    """The C module. ImportError where it isn't there, or was built for another Python."""
    import durable_rules_engine  # noqa: PLC0415 - groupctl works without it

    module: ModuleType = durable_rules_engine
    return module


def available() -> bool:
    """Whether durable_rules can be used."""
    return not reason_missing()


def reason_missing() -> str:
    """Why durable_rules can't be used; empty if it can."""
    try:
        native()
    except ImportError as error:
        return str(error)
    return ""


class Untrustworthy(Exception):
    """The C engine gave an answer that can't be."""


def mishaps() -> tuple[type[BaseException], ...]:
    """What may go wrong in the C engine: its own errors, and answers that can't be."""
    return Untrustworthy, MemoryError, LookupError, native().error


Fire = Callable[[str], list[int]]
"""Gives the rules of the policy that fire for a fact, some perhaps more than once."""


@frozen
class LoadedNetwork:
    """A network at work in the C engine."""

    engine: ModuleType
    handle: int
    fire: Fire


def open_cell(network: Network) -> LoadedNetwork:
    """Put a network into the C engine and fire its catch-alls.

    A state in which no action ever ran can't be deleted: that would be the end of the process.
    """
    require_subset(network)
    engine = native()
    handle = engine.create_ruleset("g", network.text)
    fire = firing(engine, handle, network)
    if set(fire(PROBE)) != set(network.always):
        raise Untrustworthy("a rule fired on nothing")
    return LoadedNetwork(engine, handle, fire)


def firing(engine: ModuleType, handle: int, network: Network) -> Fire:
    """The function that asserts a fact, drains what fired and retracts the fact."""
    assert_fact, retract_fact = engine.assert_fact, engine.retract_fact
    start, proceed = engine.start_action_for_state, engine.complete_and_start_action
    rules, catch_alls = network.rules, network.catch_alls

    def fire(fact: str) -> list[int]:
        status, state = assert_fact(handle, fact)
        if status != 0:
            raise Untrustworthy(f"status {status}")
        started = start(handle, state)
        message = started and started[1]
        for catch_all in catch_alls:
            if message is None or message[2:5] != catch_all:
                raise Untrustworthy("a bucket was not reached")
            message = proceed(handle, state)
        fired: list[int] = []
        while message is not None:
            fired += rules[message[2:5]]
            message = proceed(handle, state)
        retract_fact(handle, RETRACTION)
        return fired

    return fire


def dispose(cells: list[LoadedNetwork]) -> None:
    """Take networks out of the C engine: first the state, without which the rest would leak."""
    while cells:
        cell = cells.pop()
        cell.engine.delete_state(cell.handle, None)
        cell.engine.delete_ruleset(cell.handle)


@define(eq=False)
class DurableRuleSet:
    """A rule set in the C engine. Rows may come from many threads; they are judged one after the other."""

    rule_set: RuleSet
    _program: Program = field(init=False)
    _facts: FactWriter = field(init=False)
    _readers: Mapping[int, tuple[int, ...]] = field(init=False)
    _unfit: set[FactColumn] = field(init=False, factory=set)
    _cells: list[LoadedNetwork] = field(init=False, factory=list)
    _lock: Lock = field(init=False, factory=Lock)
    _close: "weakref.finalize[[list[LoadedNetwork]], DurableRuleSet]" = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._close = weakref.finalize(self, dispose, self._cells)
        self._close.atexit = False
        LIVING.add(self)
        self._compile()
        self._build()

    def fired(self, row: InputRow) -> Sequence[int]:
        """The numbers of the rules that definitely hold for ``row``, in order.

        EngineError when the C engine can't be believed, or when a value has the wrong class.
        """
        return self._judge(row)[0]

    def truths(self, row: InputRow) -> tuple[Truth, ...]:
        """See ``PreparedRuleSet.truths``.

        A rule that did not fire is false where everything behind it is known; else the reference judges it.
        """
        fired, doubtful = self._judge(row)
        truths: list[Truth] = [False] * len(self.rule_set.rules)
        if doubtful:
            self._ask_the_reference(doubtful, row, truths)
        for index in fired:
            truths[index] = True
        return tuple(truths)

    def close(self) -> None:
        """Give the memory in the C engine back; rows are refused from then on."""
        with self._lock:
            self._close()

    def _ask_the_reference(self, doubtful: Collection[int], row: InputRow, truths: list[Truth]) -> None:
        values = {
            node: UNKNOWN if value is None else value
            for node, value in zip(self.rule_set.inputs, row, strict=True)
        }
        for index in doubtful:
            truth = evaluate(self.rule_set.rules[index].condition, values.__getitem__)
            truths[index] = None if isinstance(truth, UnknownValue) else truth is True

    def _judge(self, row: InputRow) -> tuple[Sequence[int], Collection[int]]:
        """The rules that fired, and those with something unknown behind them."""
        with self._lock:
            if not self._cells:
                self._build()
            try:
                facts, unknown = self._facts.write(row)
                fired = self._cells[0].fire(facts[0])
                if len(facts) > 1:
                    fired += [rule for cell, fact in self._others(facts) for rule in cell.fire(fact)]
            except Unfit as signal:
                self._do_without(signal.column)
            except mishaps() as error:
                raise self._failed(error) from error
            except EngineError:
                raise
            except BaseException:
                dispose(self._cells)
                raise
            else:
                doubtful = {rule for column in unknown for rule in self._readers[column]} if unknown else ()
                return sorted(set(fired)) if len(fired) > 1 else fired, doubtful
        return self._judge(row)

    def _others(self, facts: Sequence[str]) -> Iterable[tuple[LoadedNetwork, str]]:
        """The cells after the first, each with its fact."""
        return zip(self._cells[1:], facts[1:], strict=True)

    def _do_without(self, column: FactColumn) -> None:
        """A column that can't hold what is read: another program, which works such comparisons out beforehand."""
        self._unfit.add(column)
        dispose(self._cells)
        self._compile()

    def _compile(self) -> None:
        self._program = compile_program(self.rule_set, Speller(self._unfit))
        self._facts = FactWriter(self.rule_set, self._program)
        readers: dict[int, list[int]] = {}
        for rule, columns in enumerate(self._program.reads):
            for column in columns:
                readers.setdefault(column, []).append(rule)
        self._readers = {column: tuple(rules) for column, rules in readers.items()}

    def _build(self) -> None:
        """Put the program into the C engine. EngineError when it was closed, or refuses."""
        if not self._close.alive:
            raise EngineError.of("engines.closed", rule_set=self.rule_set.name)
        try:
            for network in self._program.networks:
                self._cells.append(open_cell(network))
        except mishaps() as error:
            raise self._failed(error) from error
        except BaseException:
            dispose(self._cells)
            raise

    def _failed(self, error: BaseException) -> EngineError:
        """Throw the networks away, whose states can't be trusted any more, and say so."""
        dispose(self._cells)
        reason = str(error) or type(error).__name__
        return EngineError.of(
            "engines.failed", hint="engines.failed-hint", rule_set=self.rule_set.name, reason=reason
        )

    def forget(self) -> None:
        """Begin anew in the child of a fork: another thread may have been in the middle of a row."""
        self._cells.clear()
        self._lock = Lock()


LIVING: Final["weakref.WeakSet[DurableRuleSet]"] = weakref.WeakSet()


def forget_all() -> None:
    """See ``DurableRuleSet.forget``."""
    for rule_set in tuple(LIVING):
        rule_set.forget()


os.register_at_fork(after_in_child=forget_all)


@frozen
class DurableEngine:
    """See the module. Every answer is held against the compiled engine's, unless ``checked`` is switched off."""

    checked: bool = True
    name: str = "durable"

    def prepare(self, rule_set: RuleSet) -> PreparedRuleSet:
        """Put ``rule_set`` into the C engine. EngineError where durable_rules is missing."""
        if not available():
            raise EngineError.of("engines.missing", hint="engines.missing-hint", reason=reason_missing())
        durable = DurableRuleSet(rule_set)
        return (
            CrossChecked(rule_set, durable, CompiledEngine().prepare(rule_set)) if self.checked else durable
        )
