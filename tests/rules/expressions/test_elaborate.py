"""What an expression means: names, units, numbers, and the core that engines get."""

from datetime import date
from fractions import Fraction

import pytest
from attrs import evolve

from groupctl.errors import Fault, SourceSpan
from groupctl.rules import core
from groupctl.rules.expressions.bounds import Bound
from groupctl.rules.expressions.elaborate import elaborate, elaborate_collection
from groupctl.rules.show import show
from groupctl.rules.types import (
    BOOLEAN,
    COUNT,
    DATE,
    DAYS,
    LARGEST,
    LIMIT,
    MONEY,
    RATIO,
    TEXT,
    enumeration,
    record,
)
from groupctl.schema.limits import UNLIMITED
from groupctl.sources.source_text import SourceText
from tests.rules.sample import SCOPE, TIER, faults, marked, typed

IN_AGGREGATE = evolve(SCOPE, item="invoice")


def shown(text, expected=None, scope=SCOPE):
    """The core, written out again."""
    return show(typed(text, expected, scope), scope.currency)


def codes(text, expected=None, scope=SCOPE):
    return [fault.code.removeprefix("expression.") for fault in faults(text, expected, scope)]


class TestNames:
    @pytest.mark.parametrize(
        ("text", "root", "path", "type_"),
        [
            ("revenue", "subject", ("revenue",), MONEY),
            ("客户毛利", "subject", ("客户毛利",), MONEY),
            ("credit_days", "subject", ("credit_days",), DAYS),
            ("account.revenue", "subject", ("revenue",), MONEY),
            ("subject.revenue", "subject", ("revenue",), MONEY),
            ("customer.tier", "subject", ("customer", "tier"), TIER),
            ("customer.group.id", "subject", ("customer", "group", "id"), TEXT),
            ("customer.group", "subject", ("customer", "group"), record("group")),
            ("d_class_line", "parameter", ("d_class_line",), MONEY),
            ("as_of", "as_of", (), DATE),
        ],
    )
    def test_about_a_subject(self, text, root, path, type_):
        assert typed(text) == core.Read(type=type_, root=root, path=path)

    @pytest.mark.parametrize(
        ("text", "root", "path"),
        [
            ("due_on", "item", ("due_on",)),
            ("item.due_on", "item", ("due_on",)),
            ("invoice.due_on", "item", ("due_on",)),
            ("customer.last_purchase", "item", ("customer", "last_purchase")),
            ("subject.customer.last_purchase", "subject", ("customer", "last_purchase")),
            ("subject.since", "subject", ("since",)),
            ("as_of", "as_of", ()),
        ],
    )
    def test_in_an_aggregate_they_are_those_of_the_related_record(self, text, root, path):
        assert typed(text, scope=IN_AGGREGATE) == core.Read(type=DATE, root=root, path=path)

    def test_in_an_aggregate_the_subject_needs_its_prefix(self):
        fault = faults("amount > revenue", scope=IN_AGGREGATE)[0]
        assert (fault.code, fault.values["near"]) == ("expression.unknown-name", "subject.revenue")

    def test_in_a_quantifier_the_variable_needs_its_prefix_and_the_rest_is_the_subjects(self):
        node = typed("some i in invoices satisfies i.amount > revenue and i.due_on < as_of")
        assert isinstance(node, core.Quantified)
        assert [read.key for read in core.inputs(node.condition)] == [
            "i.amount",
            "revenue",
            "i.due_on",
            "as_of",
        ]
        fault = faults("some i in invoices satisfies amount > 1")[0]
        assert (marked(fault), fault.values["near"]) == ("amount", "i.amount")

    def test_quantifiers_nest(self):
        node = typed("every i in invoices satisfies some p in i.payments satisfies p.amount < i.amount")
        inner = node.condition
        assert inner.collection == core.Read(type=record("payment"), root="i", path=("payments",))

    @pytest.mark.parametrize(
        "name", ["revenue", "since", "as_of", "unlimited", "subject", "item", "all", "order"]
    )
    def test_a_variable_hides_nothing(self, name):
        assert codes(f"some {name} in invoices satisfies true") == ["variable"]

    @pytest.mark.parametrize(
        ("text", "path", "entity"),
        [
            ("invoices", ("invoices",), "invoice"),
            ("account.invoices", ("invoices",), "invoice"),
            ("customer.orders", ("customer", "orders"), "order"),
            ("all.customers", ("all", "customers"), "customer"),
        ],
    )
    def test_collections(self, text, path, entity):
        found: list[Fault] = []
        read = elaborate_collection(text, SCOPE, faults=found)
        assert read == core.Read(type=record(entity), root="subject", path=path)
        assert not found

    @pytest.mark.parametrize(
        ("text", "code", "underlined", "near"),
        [
            ("invoces", "unknown-collection", "invoces", "invoices"),
            ("customer.order", "unknown-collection", "order", "orders"),
            ("all.customer", "unknown-table", "customer", "customers"),
            ("all", "unknown-collection", "all", ""),
            ("revenue", "no-collection", "revenue", None),
            ("subject", "no-collection", "subject", None),
            ("account", "no-collection", "account", None),
            ("revenue + 1", "not-a-collection", "revenue + 1", None),
            ("revenue.orders", "no-parts", "revenue", None),
            ("(", "open-bracket", "(", None),
        ],
    )
    def test_no_collections(self, text, code, underlined, near):
        found: list[Fault] = []
        assert elaborate_collection(text, SCOPE, faults=found) is None
        assert [fault.code for fault in found] == [f"expression.{code}"]
        assert marked(found[0]) == underlined
        assert near is None or found[0].values["near"] == near

    @pytest.mark.parametrize(
        ("text", "code", "underlined", "near"),
        [
            ("revenu > 1", "unknown-name", "revenu", "revenue"),
            ("d_class_lin > 1", "unknown-name", "d_class_lin", "d_class_line"),
            ("客户毛利润 > 1", "unknown-name", "客户毛利润", "客户毛利"),
            ("tier = A", "unknown-name", "tier", "customer.tier"),
            ("xyzzy > 1", "unknown-name", "xyzzy", ""),
            ("customer.teir = A", "unknown-attribute", "teir", "tier"),
            ("custmer.tier = A", "unknown-name", "custmer", "customer"),
            ("customer.grup.id = id", "unknown-attribute", "grup", "group"),
        ],
    )
    def test_an_unknown_name_is_underlined_and_the_nearest_suggested(self, text, code, underlined, near):
        found = faults(text)
        assert [fault.code for fault in found] == [f"expression.{code}"]
        assert marked(found[0]) == underlined
        assert found[0].values["near"] == near

    @pytest.mark.parametrize(
        ("text", "instead"),
        [
            ("today() > since", "as_of"),
            ("NOW() > since", "as_of"),
            ("today > since", "as_of"),
            ("d_class = True", "true"),
            ("d_class = yes", "true"),
            ("revenue = null", "not(is known(revenue))"),
            ("revenue + 1 != None", "is known(revenue + 1)"),
            ("null = revenue", "not(is known(revenue))"),
        ],
    )
    def test_names_of_other_languages_are_translated(self, text, instead):
        assert faults(text)[0].values["instead"] == instead

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("invoices > 1", "collection"),
            ("customer.invoices > 1", "collection"),
            ("invoices.amount > 1", "collection"),
            ("revenue.x > 1", "no-parts"),
            ("as_of.year > 1", "no-parts"),
            ("d_class_line.x > 1", "no-parts"),
            ("subject = id", "record"),
            ("some i in invoices satisfies i = id", "record"),
            ("B", "member"),
            ("customer.remark = CN", "unquoted"),
        ],
    )
    def test_what_is_no_value(self, text, code):
        assert codes(text) == [code]


class TestUnits:
    @pytest.mark.parametrize(
        ("text", "type_"),
        [
            ("revenue + exposure", MONEY),
            ("revenue - exposure", MONEY),
            ("-revenue", MONEY),
            ("revenue * gross_margin", MONEY),
            ("gross_margin * revenue", MONEY),
            ("revenue * 2", MONEY),
            ("0.5 * revenue", MONEY),
            ("revenue * orders_count", MONEY),
            ("revenue / exposure", RATIO),
            ("revenue / 3", MONEY),
            ("revenue / orders_count", MONEY),
            ("revenue / gross_margin", MONEY),
            ("orders_count + 1", COUNT),
            ("orders_count * 2", COUNT),
            ("2 * orders_count", COUNT),
            ("orders_count * 0.5", RATIO),
            ("orders_count * gross_margin", RATIO),
            ("orders_count / orders_count", RATIO),
            ("orders_count / 3", RATIO),
            ("1 / orders_count", RATIO),
            ("gross_margin + tolerance", RATIO),
            ("gross_margin + 0.1", RATIO),
            ("1 - gross_margin", RATIO),
            ("gross_margin * tolerance", RATIO),
            ("gross_margin / 2", RATIO),
            ("1 / gross_margin", RATIO),
            ("overdue_days + 5", DAYS),
            ("overdue_days - credit_days", DAYS),
            ("overdue_days * 2", DAYS),
            ("overdue_days * orders_count", DAYS),
            ("overdue_days / credit_days", RATIO),
            ("overdue_days / 30", RATIO),
            ("as_of - since", DAYS),
            ("as_of + 30", DATE),
            ("as_of - overdue_days", DATE),
            ("overdue_days + as_of", DATE),
            ("30 + as_of", DATE),
            ("1 + 2", RATIO),
            ("max(revenue, 0)", MONEY),
            ("min(since, as_of)", DATE),
            ("abs(overdue_days)", DAYS),
            ("floor(gross_margin)", COUNT),
            ("ceiling(0.2 * orders_count)", COUNT),
            ("round(revenue / 3, 2)", MONEY),
            ("round(gross_margin, 4)", RATIO),
            ("over(exposure, credit_limit)", BOOLEAN),
            ("is unlimited(credit_limit)", BOOLEAN),
            ("limit of(exposure)", LIMIT),
            ("amount of(credit_limit)", MONEY),
            ("inherit(credit_limit, customer.group_limit)", LIMIT),
            ("tighter(credit_limit, 5000)", LIMIT),
            ("unlimited", LIMIT),
            ("add months(since, 3)", DATE),
            ("start of month(as_of)", DATE),
            ("start of fiscal year(as_of, fiscal_year_first_month)", DATE),
            ("year(as_of)", COUNT),
            ("if d_class then revenue else 0", MONEY),
            ("if d_class then 0.1 else gross_margin", RATIO),
            ("if d_class then A else customer.tier", TIER),
            ("is known(customer.group)", BOOLEAN),
            ("is stated(customer.group)", BOOLEAN),
            ("is missing(customer.group)", BOOLEAN),
            ("is true(customer.country = id)", BOOLEAN),
        ],
    )
    def test_what_comes_of_what(self, text, type_):
        assert typed(text).type == type_

    @pytest.mark.parametrize(
        ("text", "code", "underlined"),
        [
            ("revenue > gross_margin", "comparison", "revenue > gross_margin"),
            ("revenue > overdue_days", "comparison", "revenue > overdue_days"),
            ("orders_count > overdue_days", "comparison", "orders_count > overdue_days"),
            ("since > 5", "comparison", "since > 5"),
            ('since > "2026-01-01"', "comparison", 'since > "2026-01-01"'),
            ("d_class = 1", "comparison", "d_class = 1"),
            ('revenue = "1"', "comparison", 'revenue = "1"'),
            ("customer.tier = state", "comparison", "customer.tier = state"),
            ("credit_limit > exposure", "comparison", "credit_limit > exposure"),
            ("credit_limit = unlimited", "no-comparison-limit", "credit_limit = unlimited"),
            ("customer = customer", "no-comparison-record", "customer = customer"),
            ("customer = id", "comparison", "customer = id"),
            ('customer.name < "x"', "no-order", 'customer.name < "x"'),
            ("customer.tier > A", "no-order", "customer.tier > A"),
            ("d_class < true", "no-order", "d_class < true"),
            ("1 + (revenue + gross_margin) > 1", "arithmetic", "(revenue + gross_margin)"),
            ("revenue * exposure > 1", "arithmetic", "revenue * exposure"),
            ("2 / revenue > 1", "arithmetic", "2 / revenue"),
            ("since + as_of > as_of", "arithmetic", "since + as_of"),
            ("5 - as_of > 1", "arithmetic", "5 - as_of"),
            ('customer.name + "x" = id', "arithmetic", 'customer.name + "x"'),
            ("-since > as_of", "no-number", "-since"),
            ("-d_class", "no-number", "-d_class"),
            ("revenue / 0 > 1", "division-by-zero", "revenue / 0"),
            ("revenue / (2 - 2) > 1", "division-by-zero", "revenue / (2 - 2)"),
            ("orders_count > 2.5", "not-whole", "2.5"),
            ("overdue_days + 0.5 > 1", "not-whole", "0.5"),
            ("as_of - 0.5 > since", "not-whole", "0.5"),
            ("orders_count > (if d_class then 1 else 2) / 2", "not-whole", "(if d_class then 1 else 2) / 2"),
            ("d_class and revenue", "no-condition", "revenue"),
            ("not(5)", "no-condition", "5"),
            ("if revenue then 1 else 2", "no-condition", "revenue"),
            ("every i in invoices satisfies i.amount", "no-condition", "i.amount"),
            (
                "(if d_class then revenue else gross_margin) > 1",
                "branches",
                "(if d_class then revenue else gross_margin)",
            ),
            ("max(revenue, gross_margin) > 1", "arguments-differ", "max(revenue, gross_margin)"),
            ("max(revenue) > 1", "arguments", "max(revenue)"),
            ("abs(revenue, 1) > 1", "arguments", "abs(revenue, 1)"),
            ("is known()", "arguments", "is known()"),
            ("is stated()", "arguments", "is stated()"),
            ("is stated(revenue)", "not-stated", "is stated(revenue)"),
            ("is stated(customer.tier)", "not-stated", "is stated(customer.tier)"),
            ("is stated(d_class_line)", "not-stated", "is stated(d_class_line)"),
            ("is stated(as_of)", "not-stated", "is stated(as_of)"),
            ("is stated(credit_days + 1)", "not-stated", "is stated(credit_days + 1)"),
            ("is missing(revenue)", "not-stated", "is missing(revenue)"),
            ("is missing(credit_days + 1)", "not-stated", "is missing(credit_days + 1)"),
            ("is true(credit_days)", "not-a-test", "credit_days"),
            ("is true(credit_days > 1 and d_class)", "not-a-test", "credit_days > 1 and d_class"),
            ("is true(not(customer.blacklisted))", "not-a-test", "not(customer.blacklisted)"),
            ("is true(d_class)", "never-missing", "is true(d_class)"),
            ("is true(revenue > 5)", "never-missing", "is true(revenue > 5)"),
            ("floor(revenue) > 1", "argument", "revenue"),
            ("over(5, exposure)", "argument", "exposure"),
            ("over(credit_limit, credit_limit)", "argument", "credit_limit"),
            ("add months(since, overdue_days) > as_of", "argument", "overdue_days"),
            ("round(revenue, orders_count) > 1", "round-digits", "orders_count"),
            ("round(revenue, 13) > 1", "round-digits", "13"),
            ("inherit(credit_limit, -5)", "negative-limit", "-5"),
            ("tighter(credit_limit, 0.001)", "negative-limit", "0.001"),
            ('date("2026-02-30") > as_of', "no-date", 'date("2026-02-30")'),
            ("date(revenue) > as_of", "no-date", "date(revenue)"),
            ("customer.tier = D", "unknown-member", "D"),
            ('customer.tier = "a"', "unknown-member", '"a"'),
            ("state in [ACTIV, FROZEN]", "unknown-member", "ACTIV"),
            ("if d_class then customer.tier else X", "unknown-member", "X"),
            ("sum(revenue) > 1", "aggregate", "sum"),
            ("ad months(since, 1) > as_of", "unknown-function", "ad months"),
        ],
    )
    def test_what_has_no_meaning_is_underlined(self, text, code, underlined):
        found = faults(text)
        assert [fault.code for fault in found] == [f"expression.{code}"]
        assert marked(found[0]) == underlined

    def test_money_and_ratio_get_advice(self):
        assert faults("revenue < gross_margin")[0].render().splitlines() == [
            "<python>:1:1: money can't be compared with ratio",
            "    revenue < gross_margin",
            "    ^^^^^^^^^^^^^^^^^^^^^^",
            "    → divide two amounts to get a ratio (a / b < 0.2), or multiply one by the ratio (a < 0.2 * b)",
        ]

    def test_a_member_is_suggested_or_all_are_listed(self):
        assert faults("state = ACTIV")[0].values["near"] == "ACTIVE"
        assert faults("customer.tier = XYZ")[0].values["members"] == "A, B, C"

    def test_a_function_is_suggested_or_all_are_listed(self):
        assert faults("ceil(gross_margin) > 1")[0].values["near"] == "ceiling"
        assert "start of fiscal year" in faults("xyzzy(revenue)")[0].render().splitlines()[-1]

    def test_the_fiscal_year_begins_in_the_month_that_is_named(self):
        fault = faults("start of fiscal year(as_of) < since")[0]
        assert (fault.code, fault.values["instead"]) == (
            "expression.arguments",
            "start of fiscal year(date, first month)",
        )
        call = typed("start of fiscal year(as_of, fiscal_year_first_month)")
        assert call.arguments[1] == core.Read(type=COUNT, root="parameter", path=("fiscal_year_first_month",))

    def test_all_faults_of_an_expression_are_reported(self):
        text = "revenu > 1 and revenue > gross_margin or customer.tier = D and max(1) > 2 and not(invoices)"
        assert codes(text) == ["unknown-name", "comparison", "unknown-member", "arguments", "collection"]

    def test_one_fault_is_not_reported_twice_because_of_another(self):
        assert codes("nobody.tier = A and nothing in [X, Y]") == ["unknown-name", "unknown-name"]
        assert codes("nothing + 1 > revenue * 2") == ["unknown-name"]


class TestNumbers:
    def constants(self, text, scope=SCOPE):
        return [node.value for node in core.walk(typed(text, scope=scope)) if isinstance(node, core.Const)]

    @pytest.mark.parametrize(
        ("text", "values"),
        [
            ("revenue > 100000", [10_000_000]),
            ("revenue > 0.015", [Fraction(3, 2)]),
            ("100 + 50 < revenue", [15_000]),
            ("revenue * 2 + 100 > 1", [2, 10_000, 100]),
            ("gross_margin > 0.15", [Fraction(3, 20)]),
            ("gross_margin > 15 / 100", [Fraction(3, 20)]),
            ("orders_count > 3.0", [3]),
            ("max(1, revenue, 2) > 0", [100, 200, 0]),
            ("(if d_class then 1 else 2) < revenue", [100, 200]),
            ("(if d_class then 1 else 2) * 3 < revenue", [100, 200, 3]),
            ("(if d_class then 6 else 8) / 2 < revenue", [600, 800, 2]),
            ("max(1, if d_class then 2 else 3) < revenue", [100, 200, 300]),
            ("revenue > max(1, 2) + round(2.5, 0)", [400]),
            ("revenue > -5", [-500]),
            ("revenue > abs(-5)", [500]),
            ("inherit(credit_limit, 5000)", [500_000]),
        ],
    )
    def test_a_number_takes_the_unit_of_what_it_meets(self, text, values):
        assert self.constants(text) == values

    def test_money_is_in_minor_units_of_the_currency(self):
        assert self.constants("revenue > 5", evolve(SCOPE, currency="JPY")) == [5]
        assert self.constants("revenue > 5", evolve(SCOPE, currency="KWD")) == [5000]

    @pytest.mark.parametrize(
        ("currency", "digits", "in_core"), [("CNY", 2, 0), ("CNY", 0, -2), ("CNY", -3, -5), ("JPY", 0, 0)]
    )
    def test_digits_of_money_count_from_its_minor_unit(self, currency, digits, in_core):
        call = typed(f"round(revenue, {digits})", scope=evolve(SCOPE, currency=currency))
        assert call.arguments[1].value == in_core

    def test_digits_of_a_ratio_stay(self):
        assert typed("round(gross_margin, 4)").arguments[1].value == 4

    def test_dates_are_written_in_two_ways(self):
        day = core.Const(type=DATE, value=date(2026, 11, 21))
        assert typed('@"2026-11-21"') == typed('date("2026-11-21")') == day

    def test_unlimited(self):
        assert typed("unlimited") == core.Const(type=LIMIT, value=UNLIMITED)


class TestSpelledOut:
    @pytest.mark.parametrize(
        ("text", "core_text"),
        [
            ("revenue between 1 and 5", "revenue >= 1.00 and revenue <= 5.00"),
            ("revenue in [1..5)", "revenue >= 1.00 and revenue < 5.00"),
            ("revenue in (1..5]", "revenue > 1.00 and revenue <= 5.00"),
            ("orders_count in [1, 2]", "orders_count = 1 or orders_count = 2"),
            ("orders_count in (1)", "orders_count = 1"),
            ('customer.tier in ["A", B]', "customer.tier = A or customer.tier = B"),
            ('customer.tier in (not("A", "B"))', "not(customer.tier = A or customer.tier = B)"),
            ("revenue in (< 5, >= 7, [9..10])", "revenue < 5.00 or revenue >= 7.00 or revenue >= 9.00 and revenue <= 10.00"),
            ("revenue in (-)", "true"),
            ("is stated(customer.group)", "is stated(customer.group)"),
            ("is missing(customer.group)", "not(is stated(customer.group))"),
            ("is true(credit_days > 5)", "is stated(credit_days) and credit_days > 5"),
            ("is true(customer.blacklisted)", "is stated(customer.blacklisted) and customer.blacklisted"),
            ("is true(credit_days between 1 and 5)", "is stated(credit_days) and credit_days >= 1 and credit_days <= 5"),
            ("is true(customer.group.name = id)", "is stated(customer.group) and customer.group.name = id"),
            ("d_class and is true(credit_days > overdue_days)", "d_class and is stated(credit_days) and credit_days > overdue_days"),
            ("some i in invoices satisfies is true(i.settled_on > i.due_on)",
             "some i in invoices satisfies is stated(i.settled_on) and i.settled_on > i.due_on"),
            ("some i in invoices satisfies is stated(i.cost)", "some i in invoices satisfies is stated(i.cost)"),
            ("revenue in (known)", "is known(revenue)"),
            ("revenue in (unknown)", "not(is known(revenue))"),
            ("revenue in (not(unknown))", "not(not(is known(revenue)))"),
            ("d_class in (true)", "d_class = true"),
            ("(revenue > 5) in (false)", "(revenue > 5.00) = false"),
            ("d_class and (d_class and revenue between 1 and 2)", "d_class and d_class and revenue >= 1.00 and revenue <= 2.00"),
            ("d_class or (d_class or not(d_class))", "d_class or d_class or not(d_class)"),
            ("-revenue < 5", "0.00 - revenue < 5.00"),
        ],
    )  # fmt: skip
    def test_conveniences_become_plain(self, text, core_text):
        assert shown(text) == core_text

    def test_members_need_no_quotes_unless_they_are_names(self):
        member = core.Const(type=TIER, value="A")
        assert typed("customer.tier = A").right == typed('customer.tier = "A"').right == member
        assert typed("A = customer.tier").left == typed('"A" = customer.tier').left == member

    def test_a_member_wins_over_a_name_that_looks_like_it(self):
        scope = evolve(SCOPE, parameters={"A": MONEY})
        assert typed("customer.tier = A", scope=scope).right == core.Const(type=TIER, value="A")

    def test_enumerations_with_the_same_members_meet(self):
        other = enumeration("Class", TIER.members)
        scope = evolve(SCOPE, names={**SCOPE.names, ("account", "klass"): other})
        assert typed("klass = customer.tier", scope=scope).type == BOOLEAN


class TestExpectations:
    @pytest.mark.parametrize(
        ("text", "expected", "value"),
        [
            ("50000", MONEY, 5_000_000),
            ("50000", LIMIT, 5_000_000),
            ("0.5", RATIO, Fraction(1, 2)),
            ("3", COUNT, 3),
            ("30", DAYS, 30),
            ("A", TIER, "A"),
            ('"A"', TIER, "A"),
            ("if d_class then A else B", TIER, None),
            ("if d_class then 1 else 2", MONEY, None),
            ('if d_class then "x" else "y"', TEXT, None),
        ],
    )
    def test_the_expected_type_decides(self, text, expected, value):
        node = typed(text, expected)
        assert node.type == expected
        assert value is None or node.value == value

    @pytest.mark.parametrize(
        ("text", "expected", "code"),
        [
            ("revenue", RATIO, "wrong-type"),
            ("5", BOOLEAN, "wrong-type"),
            ("exposure", LIMIT, "wrong-type"),
            ("2.5", COUNT, "not-whole"),
            ("-5", LIMIT, "negative-limit"),
            ("D", TIER, "unknown-member"),
            ("customer", TEXT, "wrong-type"),
        ],
    )
    def test_anything_else_is_refused(self, text, expected, code):
        assert codes(text, expected) == [code]

    def test_money_with_a_name_of_its_own_is_whole_in_minor_units(self):
        assert codes("revenue * 0.13", MONEY) == ["finer"]
        assert codes("limit of(revenue / 3)", LIMIT) == ["finer"]
        assert codes("0.001", MONEY) == ["finer"]
        typed("round(revenue * 0.13, 2)", MONEY)
        typed("limit of(round(revenue / 3, 2))", LIMIT)
        typed("revenue * orders_count - exposure", MONEY)
        typed("revenue * 0.13 > exposure", BOOLEAN)


class TestDigits:
    @pytest.mark.parametrize(
        "text",
        [
            "gross_margin > 0.15",
            "gross_margin > tolerance",
            "exposure > 0.2 * revenue",
            "exposure / revenue > tolerance",
            "exposure > revenue * (1 + tolerance)",
            "round(gross_margin, 6) - round(tolerance, 6) > 0.05",
            "over(exposure * tolerance, credit_limit)",
        ],
    )
    def test_what_policies_need_fits(self, text):
        typed(text, BOOLEAN)

    @pytest.mark.parametrize(
        ("text", "underlined"),
        [
            ("gross_margin * gross_margin * gross_margin > 0.1", "gross_margin * gross_margin * gross_margin"),
            ("gross_margin - tolerance > 0.05", "gross_margin - tolerance > 0.05"),
            ("d_class and revenue * tolerance > exposure * gross_margin", "revenue * tolerance > exposure * gross_margin"),
            ("revenue > 1" + "0" * 40, "1" + "0" * 40),
            ("orders_count * orders_count * orders_count > 5", "orders_count * orders_count * orders_count"),
            ("some i in invoices satisfies i.amount * tolerance > i.cost * gross_margin", "i.amount * tolerance > i.cost * gross_margin"),
        ],
    )  # fmt: skip
    def test_what_may_need_more_than_38_digits_is_refused(self, text, underlined):
        found = faults(text)
        assert [fault.code for fault in found] == ["expression.digits"]
        assert marked(found[0]) == underlined

    def test_what_is_known_about_a_parameter_narrows_it(self):
        assert codes("gross_margin - tolerance > 0.05") == ["digits"]
        narrow = evolve(SCOPE, bounds={"tolerance": Bound(15, 100)})
        typed("gross_margin - tolerance > 0.05", scope=narrow)

    def test_a_measure_is_bounded_by_its_unit(self):
        assert LARGEST < 2**62
        typed("gross_margin - tolerance", RATIO)


class TestPlaces:
    def test_a_fault_in_a_file_has_the_place_there(self):
        line = "    when: revenue > gross_margin  # why"
        text = "revenue > gross_margin"
        positions = [(7, 11 + index) for index in range(len(text) + 1)]
        source_text = SourceText(text, "policy.yaml", positions, ["", "", "", "", "", "", line])
        fault = faults(source_text)[0]
        assert fault.where == SourceSpan("policy.yaml", 7, 11, len(text))
        assert fault.line == line

    def test_the_end_of_a_text_in_a_file_has_a_place(self):
        source_text = SourceText("a >", "p.yaml", [(1, 7), (1, 8), (1, 9), (1, 10)], ["when: a >"])
        assert faults(source_text)[0].where == SourceSpan("p.yaml", 1, 10, 1)

    def test_the_core_knows_where_it_was_written(self):
        text = "d_class and (revenue > 5)"
        node = typed(text)
        spans = [text[part.span.start : part.span.end] for part in core.walk(node)]
        assert spans == [text, "d_class", "(revenue > 5)", "revenue", "5"]

    def test_faults_are_added_to_those_of_others(self):
        found = [Fault("expression.empty")]
        assert elaborate("revenue > ", SCOPE, None, faults=found) is None
        assert elaborate("revenue > 1", SCOPE, None, faults=found) is not None
        assert len(found) == 2
