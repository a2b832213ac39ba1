"""Functions that a policy brings in Python: what they may be, what rules see of them, and what happens where they fail."""

import pickle
from datetime import date
from enum import auto
from fractions import Fraction

import pytest

import groupctl
from groupctl.model import Customer, CustomerGroup, Unit, UnitKind
from groupctl.portfolio.portfolio import Portfolio
from groupctl.rules import own_functions
from groupctl.rules.own_functions import in_currency, registered
from groupctl.schema.choices import Choice
from groupctl.schema.fields import Days, UnitRef
from groupctl.schema.limits import INHERIT, UNLIMITED, Amount, Limit, Unlimited
from groupctl.schema.money import Money
from tests.rules.loading.test_own_records import HEAD, T, policy
from tests.rules.policy_text import codes, faults, load, only, underlined

AS_OF = date(2026, 6, 30)


class Grade(Choice):
    HIGH = auto()
    LOW = auto()


@groupctl.function(version="1")
def a_third(of: Money) -> Money | None:
    """A third, where that is exact."""
    return Money(of.minor // 3, of.currency) if of.minor % 3 == 0 else None


@groupctl.function(version="1")
def share_of(part: int, whole: int) -> Fraction:
    return Fraction(part, whole)


@groupctl.function(version="1")
def graded(share: Fraction, days: Days, on: date, of: str, strict: bool) -> Grade:
    return Grade.HIGH if share > days and strict and of else Grade.LOW


@groupctl.function(version="1")
def lower_grade(grade: Grade) -> Grade:
    return Grade.LOW if grade is Grade.HIGH else grade


@groupctl.function(version="1")
def twice(limit: Limit) -> Limit:
    return Amount(Money(limit.money.minor * 2, limit.money.currency)) if isinstance(limit, Amount) else limit


@groupctl.function(version="1")
def a_float(x: int) -> Fraction:
    return x / 2


@groupctl.function(version="1")
def in_euro(x: int) -> Money:
    return Money.of(x, "EUR")


def copied(value):
    return pickle.loads(pickle.dumps(value))  # noqa: S301 - its own


def asked(name: str, *values: object) -> object:
    ((_, found),) = registered(name)
    return in_currency(found, "CNY").meaning(*values)


def text(*names: str, when: str) -> str:
    return policy(f"\nfunctions: [{', '.join(names)}]\ntypes: {{Grade: [HIGH, LOW]}}\n", when)


class TestWhatItMayBe:
    def test_it_stays_the_function_that_it_is(self):
        assert share_of(1, 3) == Fraction(1, 3)

    @pytest.mark.parametrize(
        ("annotations", "problem"),
        [
            ({"x": float, "return": int}, "not float"),
            ({"x": int, "return": float}, "not float"),
            ({"x": int}, "lacks annotations: return"),
            ({"return": int}, "lacks annotations: x"),
            ({"x": UnitRef, "return": int}, "not records"),
            ({"x": list, "return": int}, "not list"),
        ],
    )
    def test_its_types_are_stated_and_exact(self, annotations, problem):
        def wrong(x):
            return x

        wrong.__annotations__ = annotations
        with pytest.raises(TypeError, match=problem):
            groupctl.function(version="1")(wrong)

    def test_it_takes_plain_arguments(self):
        def wrong(x: int = 1) -> int:
            return x

        with pytest.raises(TypeError, match="without defaults"):
            groupctl.function(version="1")(wrong)

    def test_it_has_a_version(self):
        with pytest.raises(TypeError, match="version"):
            groupctl.function(version=" ")(lambda: 1)


class TestWhatRulesSeeOfIt:
    def test_money_is_in_minor_units(self):
        assert asked("a_third", 300) == 100

    def test_a_ratio_is_exact(self):
        assert asked("share_of", 1, 3) == Fraction(1, 3)
        assert asked("share_of", 4, 2) == 2

    def test_a_member_goes_by_name(self):
        assert asked("graded", 3, 2, AS_OF, "x", True) == "HIGH"
        assert asked("lower_grade", "HIGH") == "LOW"

    def test_limits_are_as_rules_know_them(self):
        assert [asked("twice", one) for one in (100, UNLIMITED, INHERIT)] == [200, UNLIMITED, INHERIT]
        assert isinstance(asked("twice", UNLIMITED), Unlimited)


class TestWithoutValue:
    @pytest.mark.parametrize(
        ("name", "values", "why"),
        [
            ("a_third", [100], "None"),
            ("a_third", [Fraction(100, 7)], "not whole"),
            ("share_of", [1, 0], "ZeroDivisionError"),
            ("a_float", [1], "float"),
            ("in_euro", [1], "EUR"),
        ],
    )
    def test_it_is_unknown_and_why_is_told(self, name, values, why):
        assert asked(name, *values) is None
        ((_, found),) = registered(name)
        assert in_currency(found, "CNY").meaning.why(values) == why


class TestInAPolicy:
    def test_it_is_called_by_its_name(self, tmp_path):
        when = "graded(share_of(1, 2), as_of - since, as_of, name, blacklisted) = HIGH"
        found = load(text("graded", "share_of", when=when), tmp_path)
        assert list(found.functions) == ["graded", "share_of"]
        assert found.rulesets["one"].rules[0].text == when

    def test_a_member_may_stand_alone_as_its_argument(self, tmp_path):
        assert load(text("lower_grade", when="lower_grade(HIGH) = LOW"), tmp_path)

    @pytest.mark.parametrize(
        ("names", "when", "code", "at"),
        [
            ("share_of", "share_of(1) > 0", "expression.arguments", "share_of(1)"),
            ("share_of", "share_of(name, 1) > 0", "expression.argument", "name"),
            ("lower_grade", "lower_grade(MEDIUM) = LOW", "expression.unknown-member", "MEDIUM"),
            ("share_of", "shareof(1, 2) > 0", "expression.unknown-function", "shareof"),
            ("share_of", "a_third(1) > 0", "expression.unknown-function", "a_third"),
        ],
    )
    def test_a_wrong_call_is_a_fault(self, names, when, code, at, tmp_path):
        fault = only(faults(text(names, when=when), tmp_path))
        assert (fault.code, underlined(fault)) == (code, at)

    def test_a_name_that_python_does_not_know_is_a_fault(self, tmp_path):
        fault = only(faults(text("share_off", when="share_off(1, 2) > 0"), tmp_path))
        assert (fault.code, underlined(fault)) == ("policy.no-python-function", "share_off")

    def test_so_is_one_that_the_library_has(self, tmp_path, monkeypatch):
        fault = only(faults(text("abs", when="blacklisted"), tmp_path))
        assert (fault.code, "own_abs" in fault.remedy("en")) == ("policy.own-function-taken", True)

    def test_and_one_that_two_modules_have(self, tmp_path, monkeypatch):
        other = {("other", "share_of"): registered("share_of")[0][1]}
        monkeypatch.setattr(own_functions, "_REGISTERED", own_functions._REGISTERED | other)
        assert codes(text("share_of", when="blacklisted"), tmp_path) == ["policy.python-function-twice"]

    def test_its_version_is_part_of_the_hash(self, tmp_path, monkeypatch):
        written = text("share_of", when="share_of(1, 2) > 0")
        before = load(written, tmp_path).hash
        monkeypatch.setattr(own_functions, "_REGISTERED", dict(own_functions._REGISTERED))
        groupctl.function(version="2")(share_of)
        assert load(written, tmp_path).hash != before

    def test_an_importing_policy_has_it_too(self, tmp_path):
        (tmp_path / "base.yaml").write_text(text("share_of", when="share_of(1, 2) > 0"), encoding="utf-8")
        measure = (
            f"measures:\n  customer.half: {{type: ratio, value: 'share_of(1, 2)', {T}, source: 'own: x'}}\n"
        )
        assert load(HEAD.replace("acme", "more") + "imports: base.yaml\n" + measure, tmp_path).functions


@pytest.mark.parametrize("engine", ["reference", "compiled", "durable"])
class TestDecisions:
    WHEN = "share_of(10, telephone_digits) > 0.5"
    MEASURE = f"measures:\n  customer.telephone_digits: {{type: count, value: if blacklisted then 0 else 3, {T}, source: 'own: x'}}\n"

    def decided(self, engine, tmp_path):
        loaded = load(text("share_of", when=self.WHEN) + self.MEASURE, tmp_path)
        tables = {
            "units": [Unit(id="U", name="Group", kind=UnitKind.GROUP)],
            "groups": [CustomerGroup(id="G", name="G")],
            "customers": [
                Customer(id=id_, name=id_, blacklisted=black)
                for id_, black in (("C-1", False), ("C-2", True), ("C-3", None))
            ],
        }
        portfolio = Portfolio.build(as_of=AS_OF, currency="CNY", tables=tables)
        return {one.subject: one for one in groupctl.Engine(copied(loaded), engine).review(copied(portfolio))}

    def test_it_decides(self, engine, tmp_path):
        assert self.decided(engine, tmp_path)["C-1"].outputs[0].value == "true"

    def test_where_it_fails_the_decision_says_so(self, engine, tmp_path):
        found = self.decided(engine, tmp_path)["C-2"]
        assert found.outputs[0].value is None
        assert "share_of has no value here (ZeroDivisionError)" in groupctl.explained(found)

    def test_it_is_not_asked_for_what_is_unknown(self, engine, tmp_path):
        assert self.decided(engine, tmp_path)["C-3"].outputs[0].value is None
