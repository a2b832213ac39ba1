"""Names, types and graphs of a policy; one meaning whatever its form, and a hash of that meaning."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from groupctl.errors import PolicyError
from groupctl.rules import draft
from groupctl.rules.loading import packs
from groupctl.rules.loading.draft_parts import whole
from groupctl.rules.loading.library import _Library
from groupctl.rules.loading.loader import load_policy
from groupctl.texts.title import Title
from tests.rules.drafts import as_yaml, plain, policies
from tests.rules.policy_text import GOOD, changed, codes, faults, load, only, underlined

TITLE = Title(en="Title", zh="标题")


class TestOneMeaningInEveryForm:
    @given(policies(), st.booleans(), st.booleans(), st.integers(20, 120))
    @settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_yaml_and_python_objects_are_the_same_policy(self, tmp_path, written, flow, reverse, width):
        policy = load_policy(written)
        same = load(as_yaml(written, flow=flow, reverse=reverse, width=width), tmp_path)
        assert same == policy
        assert same.hash == policy.hash

    @pytest.mark.parametrize("name", ["standard", "standard/credit", "standard/d_class", "standard/sales"])
    def test_a_pack_as_python_objects_is_the_pack(self, name):
        place = packs.place(name)
        written = plain(_Library(place.path).sheet(place, whole("", name)).policy)
        made, pack = load_policy(written), load_policy(name)
        assert evolve(made, hash="", imports={}) == evolve(pack, hash="", imports={})

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("policy: acme\n", "# a remark\npolicy: acme   # and another\n\n"),
            ("hit: first\n", "'hit':   \"first\"\n"),
            ("when: place > 100", "when: (place>100)"),
            ("when: place > 100", "when: |\n          place\n            > 100"),
            ("45000.50", "45000.5"),
            ("source: D24, L19", "source: D24 L19"),
            ("zh: 毛利润低", 'zh: "\\u6bdb\\u5229\\u6da6\\u4f4e"'),
            ("values: {2017-01-01: 100000}", "values:\n      2017-01-01: '100000.00'"),
            ("revenue < d_class_line\n", "d_class_line >\n          revenue\n"),
        ],
    )
    def test_the_hash_does_not_know_how_it_is_written(self, old, new, tmp_path):
        policy = load(changed((old, new)), tmp_path)
        if "d_class_line >" in new:
            assert policy.hash != load(GOOD, tmp_path).hash, "another condition, though it means the same"
        else:
            assert policy.hash == load(GOOD, tmp_path).hash

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("policy: acme", "policy: acne"),
            ('version: "1.0"', 'version: "1.1"'),
            ("currency: CNY", "currency: USD"),
            ("en: Acme", "en: Acme Ltd"),
            ("zh: 阿克米", "zh: 阿克"),
            ("values: {2017-01-01: 100000}", "values: {2017-01-01: 100000.01}"),
            ("    only_tighter: true\n", ""),
            (
                "    tighter: lower\n    override: [segment, unit]\n    only_tighter: true\n",
                "    override: [segment, unit]\n",
            ),
            ("values: {2017-01-01: 100000}", "values: {2017-01-02: 100000}"),
            ("values: {2017-01-01: 100000}", "values: {2017-01-01: 100000, 2020-01-01: 100000}"),
            ("{U-3: {2025-01-01: 40000}}", "{U-4: {2025-01-01: 40000}}"),
            ("unit: {U-3", "segment: {U-3"),
            ("sum: amount\n    of: invoices\n    where", "max: amount\n    of: invoices\n    where"),
            ("due_on < as_of", "due_on <= as_of"),
            ("sum: amount, of: invoices", "sum: amount, of: payments"),
            ("rank: revenue, among: all", "rank: revenue, among: all, order: ascending"),
            ("source: M12", "source: M13"),
            ("hit: first", "hit: any"),
            ("otherwise: {d_class: false}", "otherwise: {d_class: true}"),
            ("unknown: pass", "unknown: error"),
            ("    gate: true\n", ""),
            ("    gate: true\n", "    gate: true\n    only: amount > 0\n"),
            ("    gate: true\n", "    gate: true\n    refer_to: sales\n"),
            ("id: d-class.low", "id: d-class.lower"),
            ("when: place > 100", "when: place > 101"),
            ("        since: 2017-01-01\n", ""),
            ("        since: 2017-01-01\n", "        since: 2017-01-01\n        until: 2030-01-01\n"),
            ("        since: 2017-01-01\n", "        since: 2017-01-01\n        applies: place > 0\n"),
            ("        overridable: RELEASE\n", ""),
            ("due_in: 7", "due_in: 8"),
            ("role: credit_controller", "role: controller"),
            ("action: FREEZE", "action: REVIEW"),
            ("then: {release: REFER}", "then: {release: REFUSE}"),
            ("[REFUSE, REFER, RELEASE]", "[REFER, REFUSE, RELEASE]"),
        ],
    )
    def test_the_hash_tells_every_change_of_meaning(self, old, new, tmp_path):
        """K39."""
        assert load(changed((old, new)), tmp_path).hash != load(GOOD, tmp_path).hash

    def test_the_order_of_rules_and_of_the_outputs_of_priority_counts(self, tmp_path):
        first, second = GOOD.index("      - id: d-class.low"), GOOD.index("      - id: d-class.last")
        end = GOOD.index("  release:\n    about")
        swapped = GOOD[:first] + GOOD[second:end] + GOOD[first:second] + GOOD[end:]
        assert load(swapped, tmp_path).hash != load(GOOD, tmp_path).hash
        two = [
            changed(
                ("gives: {release: Release}", gives),
                ("otherwise: {release: RELEASE}", "otherwise: {release: RELEASE, other: REFER}"),
                ("then: {release: REFER}", "then: {release: REFER, other: REFER}"),
            )
            for gives in (
                "gives: {release: Release, other: Release}",
                "gives: {other: Release, release: Release}",
            )
        ]
        assert load(two[0], tmp_path).hash != load(two[1], tmp_path).hash


class TestNames:
    @pytest.mark.parametrize(
        ("old", "new", "code", "at"),
        [
            ("  account.place:", "  account.customer:", "policy.name-is-attribute", "account.customer"),
            ("  account.place:", "  account.invoices:", "policy.name-is-attribute", "account.invoices"),
            (
                "  account.place:",
                "  account.b_class_limit:",
                "policy.name-is-parameter",
                "account.b_class_limit",
            ),
            ("  account.place:", "  account.as_of:", "policy.reserved", "account.as_of"),
            ("  account.place:", "  account.my place:", "policy.no-name", "account.my place"),
            ("  account.place:", "  account.and:", "policy.no-name", "account.and"),
            ("  account.place:", "  accounts.place:", "policy.no-entity", "accounts.place"),
            ("  b_class_limit:", "  amount:", "policy.parameter-is-attribute", "amount"),
            ("  b_class_limit:", "  invoices:", "policy.parameter-is-attribute", "invoices"),
            ("gives: {d_class: boolean}", "gives: {revenue: boolean}", "policy.name-is-measure", "revenue"),
            ("about: order\n", "about: ordr\n", "policy.no-entity", "ordr"),
            ("Release: [REFUSE,", "OrderStatus: [REFUSE,", "policy.model-type", "OrderStatus"),
            ("[REFUSE, REFER", "[REFER, REFUSE, REFER", "policy.member-twice", "REFER"),
            ("id: d-class.last", "id: d class", "policy.no-id", "d class"),
            ("id: d-class.last", "id: d-class.low", "policy.defined-twice", "d-class.low"),
            ("source: M12", "source: M12, board", "policy.source", "M12, board"),
            ("source: M12", "source: 'own:'", "policy.source", "own:"),
            ("action: FREEZE", "action: FREZE", "policy.no-action", "FREZE"),
            ("currency: CNY", "currency: RMB", "policy.no-currency", "RMB"),
        ],
    )
    def test_each_means_one_thing(self, old, new, code, at, tmp_path):
        fault = next(one for one in faults(changed((old, new)), tmp_path) if one.code == code)
        assert underlined(fault) == at

    def test_what_else_is_wrong_with_a_rule_of_a_taken_name_is_reported_too(self, tmp_path):
        text = changed(("id: d-class.last", "id: d-class.low"), ("when: place > 100", "when: plaice > 100"))
        assert set(codes(text, tmp_path)) == {"policy.defined-twice", "expression.unknown-name"}

    def test_one_output_has_one_giver(self, tmp_path):
        text = changed(("about: order\n", "about: account\n"), ("{release: Release}", "{d_class: Release}"))
        assert "policy.output-twice" in codes(text, tmp_path)

    def test_the_same_name_may_be_about_several_entities(self, tmp_path):
        text = changed(
            (
                "  account.place:",
                "  order.revenue: {type: money, value: amount, title: {en: a, zh: b}, source: D1}\n  account.place:",
            )
        )
        assert ("order", "revenue") in load(text, tmp_path).measures

    def test_a_list_is_not_read(self, tmp_path):
        text = changed(("hit: first", "hit: collect list"))
        assert codes(text, tmp_path) == ["policy.list-output"]


class TestParameters:
    @pytest.mark.parametrize(
        ("unit", "value", "code"),
        [
            ("money", "0.001", "policy.too-many-decimals"),
            ("money", "99999999999999999999", "policy.too-large"),
            ("money", "abc", "policy.value-kind"),
            ("money", "true", "policy.value-kind"),
            ("money", "2024-01-01", "policy.value-kind"),
            ("count", "1.5", "policy.not-whole"),
            ("days", "1.5", "policy.not-whole"),
            ("ratio", "15%", "policy.value-kind"),
            ("ratio", "0." + "1" * 30, "policy.too-large"),
            ("boolean", "1", "policy.value-kind"),
            ("date", "100000", "policy.value-kind"),
            ("text", "100000", "policy.value-kind"),
            ("limit", "-1", "policy.negative-limit"),
            ("limit", "none", "policy.value-kind"),
            ("Release", "REFR", "policy.no-such-member"),
            ("[LOW, HIGH]", "MIDDLE", "policy.no-such-member"),
            ("mony", "1", "policy.no-type"),
        ],
    )
    def test_values_fit_their_unit(self, unit, value, code, tmp_path):
        text = changed(
            (
                "    unit: money\n    values: {2017-01-01: 100000}",
                f"    unit: {unit}\n    values: {{2017-01-01: {value}}}",
            )
        )
        fault = next(one for one in faults(text, tmp_path) if one.code.startswith("policy."))
        assert fault.code == code
        assert underlined(fault) in (value, unit)

    def test_values_are_sorted_by_their_day(self, tmp_path):
        text = changed(
            ("{2024-01-01: 50000, 2025-01-01: 45000.50}", "{2025-01-01: 45000.50, 2024-01-01: 50000}")
        )
        assert load(text, tmp_path) == load(GOOD, tmp_path)

    def test_they_know_which_direction_is_tighter_and_whether_units_may_leave_it(self, tmp_path):
        limits = load(GOOD, tmp_path).parameters
        assert (limits["b_class_limit"].tighter, limits["b_class_limit"].only_tighter) == ("lower", True)
        assert (limits["d_class_line"].tighter, limits["d_class_line"].only_tighter) == ("", False)

    def test_no_value_is_legal(self, tmp_path):
        """A mandatory parameter: decisions that read it fail until it is set (L37)."""
        text = changed(("    values: {2017-01-01: 100000}\n", ""))
        assert load(text, tmp_path).parameters["d_class_line"].values == ()

    def test_only_the_scopes_that_it_allows(self, tmp_path):
        fault = only(faults(changed(("override: [segment, unit]", "override: [segment]")), tmp_path))
        assert (fault.code, underlined(fault)) == ("policy.scope-not-allowed", "unit")

    @pytest.mark.parametrize(
        ("own", "looser"),
        [
            ("{2025-01-01: 45000.50}", False),
            ("{2025-01-01: 45000.51}", True),
            ("{2024-06-01: 46000}", True),
            ("{2023-01-01: 45000}", False),
            ("{2023-01-01: 50000}", True),
            ("{2024-01-01: 50000, 2025-01-01: 1}", False),
        ],
    )
    def test_a_unit_is_only_tighter_on_every_day(self, own, looser, tmp_path):
        """M24; also on a day on which only the group's value changes."""
        text = changed(("{U-3: {2025-01-01: 40000}}", f"{{U-3: {own}}}"))
        if looser:
            assert codes(text, tmp_path) == ["policy.looser"]
        else:
            assert load(text, tmp_path)

    def test_higher_may_be_tighter(self, tmp_path):
        assert codes(changed(("tighter: lower", "tighter: higher")), tmp_path) == ["policy.looser"]

    def test_unlimited_is_looser_than_any_amount(self, tmp_path):
        text = changed(
            ("unit: money\n    source: L37", "unit: limit\n    source: L37"),
            ("{2025-01-01: 40000}", "{2025-01-01: unlimited}"),
        )
        assert codes(text, tmp_path) == ["policy.looser"]

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            (("    tighter: lower\n", ""), "policy.tighter-needed"),
            (("tighter: lower", "tighter: smaller"), "policy.no-direction"),
            (("override: [segment, unit]", "override: [segment, unit, group]"), "policy.no-level"),
        ],
    )
    def test_faults_of_directions_and_levels(self, change, code, tmp_path):
        assert codes(changed(change), tmp_path) == [code]

    def test_the_fiscal_year_begins_with_a_month(self, tmp_path):
        line = "  fiscal_year_first_month: {title: {en: a, zh: b}, unit: count, source: L22, values: {2000-01-01: 13}}\n"
        when = ("when: place > 100", "when: start of fiscal year(as_of, fiscal_year_first_month) < as_of")
        text = changed(("measures:\n", line + "measures:\n"), when)
        assert codes(text, tmp_path) == ["policy.no-month"]
        assert load(text.replace("2000-01-01: 13", "2000-01-01: 12"), tmp_path)
        assert codes(text.replace("unit: count", "unit: days"), tmp_path) == ["expression.argument"]


class TestMeasures:
    @pytest.mark.parametrize(
        ("formula", "code"),
        [
            ("type: count, value: 5", ""),
            ("type: money, sum: amount, of: invoices, where: amount > 0", ""),
            ("type: count, count: invoices", ""),
            ("type: count, count_distinct: unit.id, of: invoices", ""),
            ("type: date, latest: paid_on, of: payments", ""),
            ("type: ratio, share_before: revenue, among: customer.accounts, order: ascending", ""),
            ("type: money, max: amount, of: all.invoices", ""),
            ("type: money", "policy.no-formula"),
            ("type: money, value: revenue, sum: amount", "policy.several-formulas"),
            ("type: money, value: revenue, of: invoices", "policy.not-beside"),
            ("type: count, count: invoices, of: invoices", "policy.not-beside"),
            ("type: money, sum: amount", "policy.beside-missing"),
            ("type: count, rank: revenue", "policy.beside-missing"),
            ("type: money, count: invoices", "policy.measure-type"),
            ("type: ratio, rank: revenue, among: all", "policy.measure-type"),
            ("type: count, share_before: revenue, among: all", "policy.measure-type"),
            ("type: count, rank: revenue, among: customer.invoices", "policy.not-peers"),
            ("type: count, rank: state, among: all", "policy.rank-needs-number"),
            ("type: count, rank: revenue, among: all, order: up", "policy.no-order-word"),
            ("type: ratio, mean: amount / cost, of: invoices", ""),
            ("type: money, mean: amount, of: invoices", "policy.measure-kind"),
            ("type: boolean, sum: disputed, of: invoices", "policy.measure-kind"),
            ("type: money, latest: amount, of: invoices", "policy.measure-kind"),
            ("type: money, sum: due_on, of: invoices", "expression.wrong-type"),
            ("type: money, sum: amount, of: invoces", "expression.unknown-collection"),
            ("type: money, sum: amount, of: invoices, where: amount", "expression"),
        ],
    )
    def test_formulas(self, formula, code, tmp_path):
        line = f"  account.x: {{{formula}, title: {{en: a, zh: b}}, source: D1}}\n"
        text = changed(("rulesets:\n", line + "rulesets:\n"))
        if code:
            assert only(faults(text, tmp_path)).code.startswith(code)
        else:
            assert load(text, tmp_path)


class TestRuleSets:
    @pytest.mark.parametrize(
        ("changes", "code", "at"),
        [
            ([("hit: first", "hit: frist")], "policy.no-hit-policy", "frist"),
            ([("hit: first", "hit: priority")], "policy.priority-needs-enumeration", "priority"),
            ([("hit: first", "hit: collect sum")], "policy.collect-needs-number", "collect sum"),
            ([("unknown: pass", "unknown: refer")], "policy.refer-needs-outcome", "refer"),
            ([("unknown: pass", "unknown: skip")], "policy.no-unknown-policy", "skip"),
            ([("unknown: refer", "unknown: ignore")], "policy.gate-ignores", "ignore"),
            ([("unknown: pass", "unknown: pass\n    refer_to: sales")], "policy.refers-nothing", "sales"),
            ([("unknown: refer", "unknown: refer\n    refer_to: the boss")], "policy.no-id", "the boss"),
            ([("    unknown: pass\n", "")], "policy.missing-key", "d_class"),
            ([("    otherwise: {d_class: false}\n", "")], "policy.missing-key", "d_class"),
            ([("otherwise: {d_class: false}", "otherwise: {}")], "policy.missing-output", "{}"),
            ([("otherwise: {d_class: false}", "otherwise: {d_clas: false}")], "policy.no-output", "d_clas"),
            ([("otherwise: {d_class: false}", "otherwise: {d_class: 5}")], "policy.value-kind", "5"),
            ([("otherwise: {d_class: false}", "otherwise: {d_class: no}")], "policy.not-boolean", "no"),
            ([("otherwise: {d_class: false}", "otherwise: {d_class: [no]}")], "policy.found-list", "[no]"),
            ([("{release: REFER}", "{release: min(REFER, REFUSE)}")], "policy.cut-by-comma", "REFUSE)"),
            (
                [("otherwise: {d_class: false}", "otherwise: {d_class: revenue}")],
                "expression.wrong-type",
                "revenue",
            ),
            ([("gives: {d_class: boolean}", "gives: {d_class: bolean}")], "policy.no-type", "bolean"),
            ([("when: account.d_class", "when: amount")], "expression", "amount"),
            ([("when: account.d_class", "when: account.d_clas")], "expression.unknown-attribute", "d_clas"),
            ([("then: {release: REFER}", "then: {release: REFR}")], "expression.unknown-member", "REFR"),
        ],
    )
    def test_faults(self, changes, code, at, tmp_path):
        fault = only(faults(changed(*changes), tmp_path))
        assert fault.code.startswith(code)
        assert underlined(fault) == at

    def test_collect_folds_one_number(self, tmp_path):
        text = changed(
            ("hit: first", "hit: collect max"),
            ("gives: {d_class: boolean}", "gives: {d_class: count}"),
            ("otherwise: {d_class: false}", "otherwise: {d_class: 0}"),
            ("when: account.d_class\n", "when: account.d_class > 1\n"),
        ).replace("then: {d_class: true}", "then: {d_class: 1}")
        assert load(text, tmp_path).rulesets["d_class"].hit == "collect max"


class TestTheGraph:
    def test_rule_sets_come_after_those_they_read(self, tmp_path):
        text = changed(("when: account.d_class", "when: account.risky"))
        line = "  account.risky: {type: boolean, value: d_class and place > 3, title: {en: a, zh: b}, source: D1}\n"
        policy = load(text.replace("rulesets:\n", line + "rulesets:\n"), tmp_path)
        assert policy.order == ("d_class", "release")

    def test_a_cycle_names_everything_on_the_way(self, tmp_path):
        line = (
            "  order.referred: {type: boolean, value: release = REFER, title: {en: a, zh: b}, source: D1}\n"
        )
        text = changed(
            ("rulesets:\n", line + "rulesets:\n"),
            ("when: place > 100", "when: some o in orders satisfies o.referred"),
        )
        fault = only(faults(text, tmp_path))
        assert fault.code == "policy.cycle"
        steps = fault.values["cycle"].split(" → ")
        assert steps[0] == steps[-1]
        assert set(steps) == {"order.referred", "rulesets.release", "rulesets.d_class"}

    @pytest.mark.parametrize(
        "value",
        [
            "value: x",
            "sum: x, of: customer.accounts",
            "value: if customer.blacklisted then subject.x else 0",
        ],
    )
    def test_a_measure_must_not_build_on_itself(self, value, tmp_path):
        line = f"  account.x: {{type: money, {value}, title: {{en: a, zh: b}}, source: D1}}\n"
        assert codes(changed(("rulesets:\n", line + "rulesets:\n")), tmp_path) == ["policy.cycle"]


def written(**changes) -> draft.PolicyDraft:
    """A small policy of Python objects."""
    rule = draft.RuleDraft(id="r.1", when="credit_days > 30", then={"slow": True}, title=TITLE, source="D1")
    rule_set = draft.RuleSetDraft(
        name="r",
        about="account",
        hit="first",
        gives={"slow": "boolean"},
        otherwise={"slow": False},
        unknown="pass",
        title=TITLE,
        source="D1",
        rules=[evolve(rule, **changes.pop("rule", {}))],
    )
    parameter = draft.ParameterDraft(
        name="line", title=TITLE, unit="ratio", source="D1", values={date(2020, 1, 1): Decimal("0.15")}
    )
    return evolve(
        draft.PolicyDraft(
            name="python",
            version="1",
            currency="CNY",
            title=TITLE,
            parameters=[evolve(parameter, **changes.pop("parameter", {}))],
            rulesets=[evolve(rule_set, **changes.pop("rule_set", {}))],
        ),
        **changes,
    )


class TestPythonObjects:
    def test_load(self):
        assert load_policy(written()).rulesets["r"].rules[0].where.file == "rulesets.r.rules[0].id"

    @pytest.mark.parametrize(
        ("changes", "code", "place"),
        [
            ({"name": ""}, "policy.empty", "name"),
            ({"name": 5}, "policy.python-kind", "name"),
            ({"title": Title(en="", zh="x")}, "policy.empty", "title.en"),
            ({"title": None}, "policy.python-kind", "title"),
            ({"rule": {"when": ""}}, "policy.empty", "rulesets.r.rules[0].when"),
            ({"rule": {"when": None}}, "policy.python-kind", "rulesets.r.rules[0].when"),
            ({"rule": {"when": "credit_dys > 30"}}, "expression.unknown-name", "rulesets.r.rules[0].when"),
            ({"rule": {"then": {"slow": 0.5}}}, "policy.float", "rulesets.r.rules[0].then.slow"),
            ({"rule": {"then": {"slwo": True}}}, "policy.no-output", "rulesets.r.rules[0].then.slwo"),
            ({"rule": {"since": datetime(2020, 1, 1)}}, "policy.python-kind", "rulesets.r.rules[0].since"),  # noqa: DTZ001
            ({"rule": {"source": "nowhere"}}, "policy.source", "rulesets.r.rules[0].source"),
            ({"rule_set": {"rules": []}}, "policy.no-rules", "rulesets.r.rules"),
            ({"rule_set": {"gives": {}}}, "policy.no-outputs", "rulesets.r.gives"),
            ({"rule_set": {"otherwise": {}}}, "policy.missing-output", "rulesets.r.otherwise"),
            ({"rule_set": {"gate": 1}}, "policy.python-kind", "rulesets.r.gate"),
            (
                {"parameter": {"values": {date(2020, 1, 1): 0.15}}},
                "policy.float",
                "parameters.line.values.2020-01-01",
            ),
            (
                {"parameter": {"values": {"2020-01-01": 1}}},
                "policy.python-kind",
                "parameters.line.values.2020-01-01",
            ),
            (
                {"parameter": {"values": {date(2020, 1, 1): Decimal("NaN")}}},
                "policy.python-kind",
                "parameters.line.values.2020-01-01",
            ),
            ({"disable": {"r.1": Title("")}}, "policy.no-reason", "disable.r.1"),
            ({"settings": {"line": {"value": 5}}}, "policy.unknown-setting", "settings.line.value"),
            ({"settings": {"line": {"values": [1]}}}, "policy.python-kind", "settings.line.values"),
            ({"imports": "standard"}, "policy.python-kind", "imports"),
        ],
    )
    def test_faults_name_the_attribute(self, changes, code, place):
        with pytest.raises(PolicyError) as caught:
            load_policy(written(**changes))
        for fault in caught.value.faults:
            assert fault.render("en")
            assert fault.render("zh")
        found = [(fault.code, fault.where.file) for fault in caught.value.faults]
        assert (code, place) in found

    def test_a_fault_within_an_expression_is_underlined(self):
        with pytest.raises(PolicyError) as caught:
            load_policy(written(rule={"when": "credit_days >\n  30 and\n  creditdays < 5"}))
        fault = only(caught.value.faults)
        assert str(fault.where) == "rulesets.r.rules[0].when:3:3"
        assert underlined(fault) == "creditdays"

    def test_all_faults_are_found_here_too(self):
        with pytest.raises(PolicyError) as caught:
            load_policy(written(version="", rule={"source": "x", "when": "1"}, parameter={"unit": "count"}))
        assert len(caught.value.faults) == 4


class TestBounds:
    def test_rules_are_counted(self, tmp_path: Path, monkeypatch):
        monkeypatch.setattr("groupctl.rules.loading.signatures.MOST", 2)
        fault = only([one for one in faults(GOOD, tmp_path) if one.values["what"] == "rules"])
        assert fault.code == "policy.too-many"


@pytest.mark.parametrize("place", ["otherwise: {d_class: false}", "then: {release: REFER}"])
def test_an_answer_of_nothing_is_a_fault(tmp_path, place):
    empty = place.replace("false", '""').replace("REFER", '""')
    assert codes(changed((place, empty)), tmp_path) == ["policy.empty"]


class TestTypesWithoutMembers:
    """What has no type is left out, and so would be every rule that reads it: it must be a fault."""

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("gives: {release: Release}", "gives: {release: []}"),
            ("Release: [REFUSE, REFER, RELEASE]", "Release: []"),
        ],
    )
    def test_are_faults(self, old, new, tmp_path):
        assert "policy.no-members" in [one.code for one in faults(changed((old, new)), tmp_path)]

    def test_of_a_parameter_that_a_rule_reads(self, tmp_path):
        assert "unit: money" in GOOD
        found = faults(GOOD.replace("unit: money", "unit: []", 1), tmp_path)
        assert "policy.no-members" in [one.code for one in found]
