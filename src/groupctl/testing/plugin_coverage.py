"""Rule coverage in pytest: counted while tests run, by the workers of pytest-xdist too, told at the end, and required in CI."""

from pathlib import Path
from typing import Any, Final

import pytest
from attrs import define, field

from groupctl.decisions.judgement import LISTENERS
from groupctl.rules.policy import Policy
from groupctl.testing.coverage import Coverage
from groupctl.testing.coverage_page import lines, page, total
from groupctl.texts import Language, say

NAME: Final = "groupctl-coverage"


@define(eq=False)
class CoveragePlugin:
    """Counts for each policy that is tested; ``least`` is the per cent below which a run fails."""

    html: str
    least: int
    lang: Language
    coverages: dict[str, Coverage] = field(factory=dict)

    def watch(self, source: str, policy: Policy) -> None:
        """Count what tests make of a policy, once however many ask."""
        if source not in self.coverages:
            found = self.coverages[source] = Coverage(policy)
            LISTENERS.append(found.hear)

    def pytest_unconfigure(self) -> None:
        """Hear no more."""
        for one in self.coverages.values():
            LISTENERS.remove(one.hear)
        self.coverages.clear()

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """A worker hands over what it counted; else the page is written, and too little fails the run."""
        output = getattr(session.config, "workeroutput", None)
        if output is not None:
            output[NAME] = {source: one.rows() for source, one in self.coverages.items()}
            return
        if self.html:
            file = Path(session.config.invocation_params.dir, self.html)
            file.write_text(page([*self.coverages.values()], self.lang), encoding="utf-8")
        if self._short and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """A worker of pytest-xdist ended: its counts are added."""
        from groupctl.rules.loading.loader import load_policy

        for source, rows in getattr(node, "workeroutput", {}).get(NAME, {}).items():
            self.watch(source, load_policy(source))
            self.coverages[source].add(rows)

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """What was counted and what is missing."""
        terminalreporter.section(say("testing.coverage-title", self.lang))
        for one in self.coverages.values():
            for line in lines(one, self.lang):
                terminalreporter.write_line(line)
        for one in self._short:
            terminalreporter.write_line(
                say("testing.coverage-short", self.lang, total=total(one, self.lang), least=self.least),
                red=True,
            )

    @property
    def _short(self) -> list[Coverage]:
        """The policies of which too little is shown."""
        return [one for one in self.coverages.values() if one.percent < self.least]
