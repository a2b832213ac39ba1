"""The plugin for pytest: fixtures about a policy, and examples in YAML that are tests."""

from pathlib import Path

import pytest

import groupctl.rules.loading.library
import groupctl.testing.examples  # noqa: F401 - pytester forgets what is first imported in a run
from tests.rules.policy_text import changed
from tests.testing.inner import runs

pytest_plugins = ["pytester"]

POLICY = changed(("when: account.d_class", "when: account.d_class or amount > 50000"))

EXAMPLES = """\
policy: acme.yaml
as_of: 2026-06-30
ledger:
  - invoice: {id: I-1, issued_on: 2026-01-01, amount: 200000}
examples:
  - name: a small order goes
    ledger:
      - order: {id: SO-1, amount: 50000}
    decide: release
    about: SO-1
    outcome: RELEASE
  - name: a large order goes
    ledger:
      - order: {id: SO-1, amount: 50000.01}
    decide: release
    about: SO-1
    outcome: RELEASE
"""


@pytest.fixture
def run(pytester, monkeypatch):
    return runs(pytester, monkeypatch, POLICY)


def test_fixtures_are_of_the_policy_that_is_named(pytester, run):
    pytester.makepyfile(
        """
        from datetime import date
        from groupctl.testing import expect

        def test_policy(policy, engine, as_of, ledger):
            assert policy.name == "acme" and engine.policy is policy
            assert ledger.as_of == as_of == date(2026, 6, 30)
            expect(engine, "release", "SO-1", ledger.order().invoice(amount=200000), outcome="RELEASE")

        def test_that_fails(engine, ledger):
            expect(engine, "release", "SO-1", ledger.order(amount=60000), outcome="RELEASE", because=[])
        """
    )
    result = run("--groupctl-policy", "acme.yaml", "--groupctl-as-of", "2026-06-30")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        [
            "*release about SO-1 is REFER, not RELEASE",
            "*rule: *release.d-class (D-class customers are referred)",
            "*place: *acme.yaml:*",
            "*source: *own: board minute 7",
            "*values: *",
            "*example: expect(engine, 'release', 'SO-1', (*",
        ]
    )


def test_settings_may_name_policy_and_day(pytester, run):
    pytester.makeini("[pytest]\ngroupctl_policy = acme.yaml\ngroupctl_as_of = 2025-12-31\n")
    pytester.makepyfile(
        "def test_day(policy, as_of):\n    assert (policy.name, as_of.year) == ('acme', 2025)\n"
    )
    run().assert_outcomes(passed=1)


def test_no_policy_says_how_to_name_one(pytester, run):
    pytester.makepyfile("def test_day(policy):\n    pass\n")
    result = run()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*--groupctl-policy PATH*"])


class TestExamples:
    def test_each_is_a_test_and_a_failure_is_five_lines(self, pytester, run):
        pytester.path.joinpath("test_release.yaml").write_text(EXAMPLES, encoding="utf-8")
        result = run()
        result.assert_outcomes(passed=1, failed=1)
        result.stdout.fnmatch_lines(
            [
                "*a large order goes*",
                "release about SO-1 is REFER, not RELEASE",
                "rule: *release.d-class (D-class customers are referred)",
                "place: *acme.yaml:*",
                "source: *own: board minute 7",
                "values: *amount = 50000.01*",
                "example: - {name: 'a large order goes', decide: release, about: SO-1, outcome: REFER}",
            ]
        )
        assert "Traceback" not in result.stdout.str()

    def test_failures_are_told_in_chinese_when_asked(self, pytester, run):
        pytester.path.joinpath("test_release.yaml").write_text(EXAMPLES, encoding="utf-8")
        run("--groupctl-lang", "zh").stdout.fnmatch_lines(
            ["release 对 SO-1 的结论是 REFER，而不是 RELEASE", "规则：*"]
        )

    def test_the_rules_that_decide_may_be_expected_too(self, pytester, run):
        right = EXAMPLES.replace("outcome: RELEASE\n  - name", "outcome: RELEASE\n    because: []\n  - name")
        wrong = right.replace("    outcome: RELEASE\n", "    outcome: REFER\n    because: [release.other]\n")
        wrong = wrong.replace(
            "outcome: REFER\n    because: [release.other]\n    because: []",
            "outcome: RELEASE\n    because: []",
        )
        pytester.path.joinpath("test_release.yaml").write_text(wrong, encoding="utf-8")
        result = run()
        result.assert_outcomes(passed=1, failed=1)
        result.stdout.fnmatch_lines(["*because of release.d-class, not because of release.other"])

    def test_every_fault_of_a_file_is_told_with_its_place(self, pytester, run):
        text = EXAMPLES.replace("outcome: RELEASE", "outcom: RELEASE").replace("2026-06-30", "30.6.2026")
        pytester.path.joinpath("test_release.yaml").write_text(text, encoding="utf-8")
        result = run()
        result.assert_outcomes(errors=1)
        said = result.stdout.str()
        assert said.count("has no 'outcom'") == said.count("lacks 'outcome'") == 2
        assert "test_release.yaml:2:8" in said

    def test_a_value_that_can_not_be_read_is_told_at_its_step(self, pytester, run):
        text = EXAMPLES.replace("amount: 50000.01", "amount: 5O,000")
        pytester.path.joinpath("test_release.yaml").write_text(text, encoding="utf-8")
        result = run()
        result.assert_outcomes(passed=1, failed=1)
        result.stdout.fnmatch_lines(["*test_release.yaml:14:9*"])

    def test_record_types_and_what_is_missing_are_steps_too(self, pytester, run):
        steps = "- order: {id: SO-1, amount: 50000}\n      - stock_position: {amount: 3}\n      - without: [incidents]"
        text = EXAMPLES.replace("- order: {id: SO-1, amount: 50000}", steps)
        pytester.path.joinpath("test_release.yaml").write_text(text, encoding="utf-8")
        run("-k", "small").assert_outcomes(passed=1, deselected=1)

    def test_other_files_are_left_alone(self, pytester, run):
        pytester.path.joinpath("release.yaml").write_text("[", encoding="utf-8")
        run().assert_outcomes()


def test_the_plugin_is_named_to_pytest():
    import tomllib

    project = tomllib.loads(Path(__file__).parents[2].joinpath("pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["entry-points"]["pytest11"] == {
        "groupctl.testing.plugin": "groupctl.testing.plugin"
    }
