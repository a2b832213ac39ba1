"""The conformance kit as a test class: one class and one fixture for a vendor.

::

    class TestAcme(AdapterContract):
        @pytest.fixture
        def bench(self, tmp_path):
            return AcmeBench(tmp_path)
"""

from collections.abc import Mapping
from typing import ClassVar

import pytest

from groupctl.testing.conformance.bench import Bench, NotGiven
from groupctl.testing.conformance.checks import Check, Site
from groupctl.testing.conformance.report import ALL, run_check
from groupctl.testing.plugin import CHECKED


class AdapterContract:
    """Inherit from it, and give your host as the fixture ``bench``; each check is a test.

    ``reasons`` (table to text) say why a table is offered in part although the kit finds it whole. A check of something that the adapter
    doesn't claim passes, and is told in the report: pytest prints the level, and ``--groupctl-adapter-report FILE`` writes everything.
    """

    reasons: ClassVar[Mapping[str, str]] = {}

    @pytest.fixture
    def bench(self) -> Bench:
        """Your host."""
        raise NotGiven("give your host as the fixture 'bench'")

    @pytest.mark.parametrize("check", ALL, ids=lambda check: str(check.id))
    def test_it(self, check: Check, bench: Bench, pytestconfig: pytest.Config) -> None:
        """One check."""
        site = Site(bench, self.reasons)
        found = run_check(check, site)
        name = f"{type(self).__name__}: {site.scheme}"
        pytestconfig.stash.setdefault(CHECKED, {}).setdefault(name, []).append(found)
        if found.result == "failed":
            pytest.fail(f"{check.asks}\n{found.message}", pytrace=False)
