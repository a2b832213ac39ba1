"""Mutation in pytest: when the tests have passed, each is run again on the mutants that it can see, until one fails.

The policy stays loaded and the tests stay collected: each mutant is put in its place in a child process.
"""

import gc
import os
import time
from collections.abc import Iterator, Sequence
from typing import Any, Final

import pytest
from _pytest.runner import runtestprotocol
from attrs import define, field, frozen

from groupctl.rules.policy import Policy
from groupctl.testing.equivalence import equivalent
from groupctl.testing.forking import TIME_OUT, forked
from groupctl.testing.missing_test import missing_test
from groupctl.testing.mutants import Mutant, mutants
from groupctl.testing.mutation import Sight, alive, put
from groupctl.texts import Language, say

SECONDS: Final = 600
"""A mutant that keeps its tests busy for longer is taken for killed."""
SAID_EVERY: Final = 500


@frozen(kw_only=True)
class Survivor:
    """A mutant that no test kills: how many see it, and the test that is missing."""

    mutant: Mutant
    seen_by: int
    test: str


@define(eq=False)
class MutationPlugin:
    """Which policy, of which rule sets, with how many processes; ``least`` is the per cent below which a run fails."""

    policy: Policy
    only: Sequence[str]
    least: int
    at_once: int
    lang: Language
    sight: Sight = field(init=False)
    seen_by: dict[int, list[int]] = field(factory=dict, init=False)
    """The tests that see each mutant, by their place in the session."""
    seconds: list[float] = field(factory=list, init=False)
    killed: int = field(default=0, init=False)
    equivalent: int = field(default=0, init=False)
    survivors: list[Survivor] = field(factory=list, init=False)
    spent: float = field(default=0, init=False)
    ran: bool = field(default=False, init=False)
    _fixtures: dict[Any, set[int]] = field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        self.sight = Sight(self.policy, mutants(self.policy, self.only))

    # --------------------------------------------------------------------------------- the tests as they are
    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Iterator[None]:
        """What a fixture that tests share sees is seen by each of them."""
        if fixturedef.scope == "function":
            return (yield)
        with self.sight.looking() as seen:
            try:
                return (yield)
            finally:
                self._fixtures[fixturedef] = seen

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Note what a test sees, and how long it takes."""
        began = time.monotonic()
        with self.sight.looking() as seen:
            result = yield
        shared = getattr(getattr(item, "_fixtureinfo", None), "name2fixturedefs", {})
        for found in (self._fixtures.get(one, ()) for several in shared.values() for one in several):
            seen.update(found)
        for number in seen:
            self.seen_by.setdefault(number, []).append(len(self.seconds))
        self.seconds.append(time.monotonic() - began)
        return result

    # ---------------------------------------------------------------------------------- the tests on mutants
    @pytest.hookimpl(wrapper=True)
    def pytest_runtestloop(self, session: pytest.Session) -> Iterator[None]:
        """Once all tests have passed, try the mutants."""
        result = yield
        if not session.testsfailed and not session.config.option.collectonly:
            self.ran = True
            self._try(session)
        return result

    def _try(self, session: pytest.Session) -> None:
        began = time.monotonic()
        policies, engines = alive()
        gc.freeze()  # a child does not copy what it only looks at

        def killed(number: int) -> bool:
            put(self.sight.mutants[number], policies, engines)
            tests = sorted(self.seen_by[number], key=self.seconds.__getitem__)
            items = [session.items[place] for place in tests]
            for item, after in zip(items, [*items[1:], None], strict=True):
                if any(report.failed for report in runtestprotocol(item, log=False, nextitem=after)):
                    return True
            return False

        alive_still = [number for number in range(len(self.sight.mutants)) if number not in self.seen_by]
        for done, (number, answer) in enumerate(
            forked(sorted(self.seen_by), killed, at_once=self.at_once, seconds=SECONDS), start=1
        ):
            if answer is True or answer == TIME_OUT:
                self.killed += 1
            else:
                alive_still.append(number)
            if done % SAID_EVERY == 0:
                self._tell(session, done, began)
        self.spent = time.monotonic() - began
        gc.unfreeze()
        self._explain(sorted(alive_still))

    def _tell(self, session: pytest.Session, done: int, began: float) -> None:
        reporter = session.config.pluginmanager.get_plugin("terminalreporter")
        if reporter is not None:
            minutes = (time.monotonic() - began) / 60
            rate = round(done / minutes) if minutes else done
            reporter.write_line(
                say("testing.mutation-progress", self.lang, done=done, of=len(self.sight.mutants), rate=rate)
            )

    def _explain(self, numbers: Sequence[int]) -> None:
        """Discard what is proven to be equivalent, and look for the test that is missing for each of the others."""

        def explained(number: int) -> str | None:
            mutant = self.sight.mutants[number]
            if mutant.rule_set:
                before = self.policy.rulesets[mutant.rule_set]
                if equivalent(self.policy, before, mutant.applied(before)):
                    return None
            return missing_test(mutant, self.sight.judged_by.get(mutant.rule_set, self.policy))

        found = dict(forked(numbers, explained, at_once=self.at_once, seconds=SECONDS))
        for number in numbers:
            if found[number] is None:
                self.equivalent += 1
            else:
                test = "" if found[number] == TIME_OUT else found[number]
                seen_by = len(self.seen_by.get(number, ()))
                self.survivors.append(Survivor(mutant=self.sight.mutants[number], seen_by=seen_by, test=test))

    # ------------------------------------------------------------------------------------------- the summary
    @property
    def percent(self) -> int:
        """The whole per cent of the mutants that are not equivalent that tests kill, rounded down."""
        of = self.killed + len(self.survivors)
        return self.killed * 100 // of if of else 100

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Too few killed fail the run."""
        if self.ran and self.percent < self.least:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """The count, and each survivor with the test that is missing."""
        terminalreporter.section(say("testing.mutation-title", self.lang))
        if not self.ran:
            terminalreporter.write_line(say("testing.mutation-not-run", self.lang))
            return
        for one in self.survivors:
            mutant = one.mutant
            terminalreporter.write_line(
                say(
                    "testing.mutation-survivor",
                    self.lang,
                    place=mutant.where or mutant.rule_set,
                    name=mutant.name,
                    kind=say(f"testing.mutation-{mutant.kind}", self.lang),
                    was=mutant.was,
                    now=mutant.now,
                    tests=one.seen_by,
                )
            )
            terminalreporter.write_line(one.test or say("testing.mutation-no-witness", self.lang))
        terminalreporter.write_line(
            say(
                "testing.mutation-total",
                self.lang,
                policy=f"{self.policy.name} {self.policy.version}",
                mutants=len(self.sight.mutants),
                equivalent=self.equivalent,
                killed=self.killed,
                survivors=len(self.survivors),
                percent=self.percent,
                rate=round(len(self.sight.mutants) * 60 / self.spent) if self.spent else 0,
            ),
            red=self.percent < self.least,
        )


def processes() -> int:
    """How many mutants are tried at once: one for each processor that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
