"""The proof of coverage: where what acts on a row of C to H says something else, a test that cites the row fails.

``python -m tests.requirements.proof`` takes each row in turn, ``--short`` a sample, ``D24 F2`` these rows alone, ``G`` a section. Each
runs in a child process, forked once everything is loaded. It ends with 1 and the rows whose change no test noticed.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

import pytest
from attrs import frozen

import groupctl.decisions.engine  # noqa: F401  # before the fork
from groupctl.requirements.elements import Element
from groupctl.rules.loading import library, loader, packs
from groupctl.rules.policy import Policy
from tests.repository.files import ROOT
from tests.requirements.coverage import STRICT, Covered, coverage
from tests.requirements.evidence import gathered
from tests.requirements.proof.code_changes import spoil
from tests.requirements.proof.policy_changes import acting, changed

EVERY: Final = 30
"""The short form takes every thirtieth row."""
AT_ONCE: Final = 2
LOGS: Final = ROOT / "build" / "coverage-proof"
"""What pytest said about each row."""
OPTIONS: Final = (
    *("-x", "-q", "--no-header", "-p", "no:cacheprovider", "--hypothesis-profile", "quick"),
    "--assert=plain",  # groupctl is there before pytest is: its plugin could not be rewritten any more
)
MEANINGS: Final[Mapping[int, str]] = {0: "no test failed"}


@frozen
class Trial:
    """A row whose tests run in a child, and what is done to the child before."""

    name: str
    prepare: Callable[[], None]
    tests: Sequence[str]


def provable(covered: Sequence[Covered]) -> list[Covered]:
    """The rows of C to H that are acted on; those that are open are the business of the tests of coverage."""
    return [one for one in covered if one.row.section in STRICT and not one.faults and not one.is_definition]


def trials(rows: Sequence[Covered]) -> Iterator[Trial]:
    """What acts on each row says something else: the policy or, where only code acts on it, that."""
    for one in rows:
        if parts := acting(one.elements):
            yield in_policies(one.row.id, parts, one.tests)
        else:
            yield in_code(one.row.id, one.functions, one.tests)


def in_policies(name: str, parts: Sequence[Element], tests: Sequence[str]) -> Trial:
    """Parts of every policy that is loaded say something else."""

    def prepare() -> None:
        resolve = library.resolve

        def resolved(*arguments: object) -> Policy | None:
            policy = resolve(*arguments)  # type: ignore[arg-type]
            return changed(policy, parts) if policy else None

        library.resolve = resolved  # type: ignore[assignment]
        for sheet, known in list(library._MEANINGS.items()):
            if isinstance(known, Policy):
                library._MEANINGS[sheet] = changed(known, parts)
        forget()

    return Trial(name, prepare, tests)


def in_code(name: str, code: Sequence[str], tests: Sequence[str]) -> Trial:
    """Functions give wrong values."""

    def prepare() -> None:
        spoil(code)
        forget()

    return Trial(name, prepare, tests)


def forget() -> None:
    """Forget what was worked out before the fork: the modules of the tests, with policies that they keep."""
    for name in list(sys.modules):
        if name.startswith("tests.") and not name.startswith("tests.requirements"):
            del sys.modules[name]


def run(several: Sequence[Trial]) -> Iterator[tuple[str, int]]:
    """The exit code of pytest for each, two at a time, in the order in which they end."""
    running: dict[int, str] = {}
    for one in several:
        if len(running) == AT_ONCE:
            yield ended(running)
        running[started(one)] = one.name
    while running:
        yield ended(running)


def started(one: Trial) -> int:
    """The process of a trial."""
    sys.stdout.flush()
    if child := os.fork():
        return child
    code = 70
    try:
        LOGS.mkdir(parents=True, exist_ok=True)
        log = os.open(LOGS / f"{one.name}.log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(log, 1)
        os.dup2(log, 2)
        one.prepare()
        code = int(pytest.main([*OPTIONS, *one.tests]))
    finally:
        os._exit(code)


def ended(running: dict[int, str]) -> tuple[str, int]:
    """The trial that ended next, with its exit code; negative for a signal."""
    child, status = os.wait()
    return running.pop(child), os.waitstatus_to_exitcode(status)


def warm(tests: Sequence[str]) -> None:
    """Load once what every child needs: the policy, and the modules of the tests."""
    for name in packs.names():
        loader.load_policy(name)
    pytest.main([*OPTIONS, "--collect-only", "-qq", *sorted({test.partition("::")[0] for test in tests})])


def unnoticed(rows: Sequence[Covered]) -> Iterator[str]:
    """Rows whose change no test notices, and those whose tests can't be run."""
    several = [*trials(rows)]
    if not several:
        return
    everything = sorted({test for one in several for test in one.tests})
    (_, code), *_ = run([in_policies("all", (), everything)])
    if code:
        yield f"the tests must pass while nothing is changed: see {LOGS.relative_to(ROOT)}/all.log"
        return
    for name, code in run(several):
        if code != pytest.ExitCode.TESTS_FAILED:
            yield f"{name}: {MEANINGS.get(code, f'pytest ended with {code}')} when what acts on it says something else"


def main(arguments: Sequence[str]) -> int:
    """Print the rows whose change goes unnoticed; 1 if there are any."""
    parser = argparse.ArgumentParser(prog="python -m tests.requirements.proof")
    parser.add_argument("--short", action="store_true")
    parser.add_argument("rows", nargs="*")
    asked = parser.parse_args(arguments)
    os.chdir(ROOT)
    os.environ["GROUPCTL_CACHE"] = ""  # a policy that was kept before is whole
    began = time.monotonic()
    rows = provable(coverage(loader.load_policy("standard"), gathered()))
    if asked.rows:
        rows = [one for one in rows if {one.row.id, one.row.section} & {*asked.rows}]
    chosen = rows[::EVERY] if asked.short else rows
    silent = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    warm([test for one in chosen for test in one.tests])
    os.dup2(silent, 1)
    found = [*unnoticed(chosen)]
    told = f"{len(chosen)} rows changed, {len(found)} unnoticed, {time.monotonic() - began:.0f} s"
    sys.stdout.write("".join(f"{line}\n" for line in [*sorted(found), told]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
