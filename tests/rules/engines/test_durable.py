"""The durable engine: how rule sets reach durable_rules, what is believed of its answers, and what if it fails."""

import json
import subprocess
import sys
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace

import pytest

from groupctl.errors import EngineError
from groupctl.rules import core
from groupctl.rules.engines import durable, durable_networks
from groupctl.rules.engines.choice import choose_engine
from groupctl.rules.engines.durable import DurableEngine
from groupctl.rules.engines.durable_alternatives import FactColumn, Match, Speller, flag
from groupctl.rules.engines.durable_alternatives import Test as Against
from groupctl.rules.engines.durable_networks import compile_program, field_names, letters, name_hash
from groupctl.rules.engines.durable_subset import faults_of
from groupctl.rules.engines.reference import ReferenceEngine
from groupctl.rules.types import BOOLEAN, COUNT, DATE, LIMIT, MONEY, RATIO, TEXT
from groupctl.schema.limits import INHERIT, UNLIMITED
from tests.rules.builders import compare, const, every, read, rule_set, some

ROOT = Path(__file__).parents[3]
A, B = read("金额"), read("额度")
POSITIVE = compare(">", A, const(0))
OVER = compare(">", A, B)
TWICE = core.Arithmetic(type=MONEY, operator="+", left=A, right=A)
LINE = core.Read(type=RATIO, root=core.PARAMETER, path=("线",))


def prepare(*whens):
    return DurableEngine(checked=False).prepare(rule_set(whens))


def spelled(node, **options):
    return list(Speller(**options).alternatives(node))


def program(*whens):
    return compile_program(rule_set(whens), Speller())


# ------------------------------------------------------------------------------ how conditions are spelled out
def test_a_comparison_of_what_is_read_with_a_constant_is_left_to_the_engine():
    assert spelled(POSITIVE) == [(Against("$gt", FactColumn(A, "whole"), 0),)]
    assert spelled(compare("<", const(0), A)) == [(Against("$gt", FactColumn(A, "whole"), 0),)]


@pytest.mark.parametrize(
    ("type_", "value", "encoding", "on_fact"),
    [
        (COUNT, 3, "whole", 3),
        (RATIO, Fraction(3, 20), "place", 300_000),
        (DATE, date(2026, 1, 1), "day", date(2026, 1, 1).toordinal()),
        (BOOLEAN, True, "flag", True),
        (TEXT, "丁类", "text", "丁类"),
        (MONEY, Fraction(1, 2), "place", 1_000_000),
    ],
)
def test_every_type_has_its_way_onto_a_fact(type_, value, encoding, on_fact):
    node = read("x", type_)
    assert spelled(compare("=", node, const(value, type_))) == [
        (Against("$eq", FactColumn(node, encoding), on_fact),)
    ]


def test_two_columns_of_one_fact_are_compared_by_the_engine():
    assert spelled(OVER) == [(Match("$gt", FactColumn(A, "whole"), FactColumn(B, "whole")),)]


def test_a_ratio_is_compared_with_a_parameter_by_the_engine():
    """A parameter is a decimal as a rule: places and marks compare exactly."""
    margin = read("毛利率", RATIO)
    assert spelled(compare("<", margin, LINE)) == [
        (Match("$lt", FactColumn(margin, "place"), FactColumn(LINE, "mark")),)
    ]
    assert spelled(compare("<", LINE, margin)) == [
        (Match("$lt", FactColumn(LINE, "mark"), FactColumn(margin, "place")),)
    ]


def test_a_value_worked_out_is_compared_with_what_is_read_by_the_engine():
    assert spelled(compare("<", TWICE, B)) == [
        (Match("$lt", FactColumn(TWICE, "place"), FactColumn(B, "mark")),)
    ]


def test_a_column_that_did_not_fit_is_done_without():
    unfit = {FactColumn(LINE, "mark"), FactColumn(A, "whole")}
    node = compare("<", read("毛利率", RATIO), LINE)
    assert spelled(node, unfit=unfit) == [(flag(node, holds=True),)]
    assert spelled(OVER, unfit=unfit) == [(Match("$gt", FactColumn(A, "place"), FactColumn(B, "mark")),)]


@pytest.mark.parametrize(
    "node",
    [
        compare("<", read("x", RATIO), read("y", RATIO)),
        compare("<", TWICE, core.Arithmetic(type=MONEY, operator="-", left=A, right=B)),
        compare("=", read("x", LIMIT), const(UNLIMITED, LIMIT)),
        compare("=", read("x", TEXT), const("长" * 1000, TEXT)),
        compare("<", A, const(2**62)),
        compare("<", read("x", RATIO), const(Fraction(1, 3), RATIO)),
        core.Call(type=BOOLEAN, function="over", arguments=(A, read("x", LIMIT))),
        core.IsKnown(term=A),
        core.If(type=BOOLEAN, condition=POSITIVE, yes=OVER, no=POSITIVE),
    ],
)
def test_what_the_engine_can_not_express_is_worked_out_first(node):
    assert spelled(node) == [(flag(node, holds=True),)]


def test_a_value_worked_out_is_compared_by_the_engine():
    quotient = core.Arithmetic(type=RATIO, operator="/", left=A, right=B)
    half = const(Fraction(1, 2), RATIO)
    assert spelled(compare(">", quotient, half)) == [
        (Against("$gt", FactColumn(quotient, "place"), 1_000_000),)
    ]


def test_not_is_pushed_down_to_the_comparisons():
    node = core.Not(term=some(POSITIVE, core.Not(term=OVER)))
    assert spelled(node) == spelled(every(compare("<=", A, const(0)), OVER))


def test_or_gives_alternatives_and_and_joins_them():
    a, b, c = (compare("=", A, const(number)) for number in range(3))
    ones = [spelled(one)[0][0] for one in (a, b, c)]
    assert spelled(every(some(a, b), c)) == [(ones[0], ones[2]), (ones[1], ones[2])]


def test_a_long_list_of_alternatives_is_worked_out_first():
    long = some(*(compare("=", A, const(number)) for number in range(31)))
    assert spelled(long) == [(flag(long, holds=True),)]
    assert len(spelled(some(*long.terms[:30]))) == 30


def test_the_part_with_most_alternatives_is_worked_out_first():
    few = some(*(compare("=", A, const(number)) for number in range(5)))
    many = some(*(compare("=", B, const(number)) for number in range(10)))
    assert len(spelled(every(few, many))) == 5
    assert all(flag(many, holds=True) in alternative for alternative in spelled(every(few, many)))


def test_a_very_long_conjunction_is_worked_out_first():
    long = every(*(compare(">", read(f"x{number}"), const(0)) for number in range(300)))
    assert spelled(long) == [(flag(long, holds=True),)]


@pytest.mark.parametrize(("value", "expected"), [(True, [()]), (False, [])])
def test_constants_need_no_engine(value, expected):
    assert spelled(const(value, BOOLEAN)) == expected
    assert spelled(core.Not(term=const(not value, BOOLEAN))) == expected


# -------------------------------------------------------------------------------------- what reaches the engine
def test_no_text_of_a_policy_but_its_constants_gets_to_the_engine():
    network = program(compare("=", read("类别", TEXT), const('甲"类', TEXT))).networks[0]
    assert network.text.isascii()
    assert "类别" not in json.loads(network.text).__repr__()
    assert network.fields == ("a",)


def test_identical_conditions_are_one_rule():
    written = program(every(POSITIVE, OVER), POSITIVE, every(OVER, POSITIVE))
    assert sorted(written.networks[0].rules.values()) == [(0, 2), (1,)]


def test_shared_tests_stand_first_where_the_engine_shares_them():
    shared = compare("=", read("冻结", BOOLEAN), const(False, BOOLEAN))
    written = program(*(every(compare(">", A, const(number)), shared) for number in range(5)))
    rules = json.loads(written.networks[0].text).values()
    seconds = [rule["all"][0]["m"]["$and"][1] for rule in rules if len(rule["all"][0]["m"]["$and"]) > 1]
    assert seconds == [{"$eq": {written.networks[0].fields[1]: False}}] * 5


def test_buckets_and_networks_are_filled_only_so_far():
    networks = program(*(compare(">", A, const(-number)) for number in range(1000))).networks
    assert [len(network.catch_alls) for network in networks] == [16, 16, 2]
    assert max(len(network.rules) for network in networks) == 16 * 30


def test_facts_with_too_many_columns_are_split():
    written = program(*(compare(">", read(f"x{number}"), const(0)) for number in range(450)))
    assert [len(network.columns) for network in written.networks] == [200, 200, 50]


def test_priorities_are_unique_and_without_gaps():
    network = program(*(compare(">", A, const(-number)) for number in range(100))).networks[0]
    assert [rule["pri"] for rule in json.loads(network.text).values()] == list(range(104))


def test_field_names_are_short_and_differ_in_their_hashes():
    names = list(field_names(600))
    assert len({name_hash(name) for name in (*names, *durable_networks.RESERVED)}) == 604
    assert max(map(len, names)) == 3 - (len(names) < 26 + 26**2)
    assert "id" not in names
    assert letters(26) == "aa"


def test_only_what_rules_read_is_sent():
    rules = rule_set([POSITIVE], thens=[{"answer": read("次数", COUNT)}])
    prepared = DurableEngine(checked=False).prepare(rules)
    assert prepared._facts.write((5, None)) == (('{"id":1,"_b":1,"a":5}',), ())


def test_what_is_unknown_is_left_out():
    prepared = prepare(OVER, compare("=", read("类别", TEXT), const("甲", TEXT)))
    assert prepared._facts.write((5, None, "甲")) == (('{"id":1,"_b":1,"a":5,"c":"\\u7532"}',), (1,))


GATE = {"$gt": {"_b": -1}}


def one_rule(*terms, **changes):
    rules = {"000": {"pri": 0, "all": [{"m": {"$and": [GATE]}}]}}
    rules["001"] = {"pri": 1, "all": [{"m": {"$and": [GATE, *terms]}}], **changes}
    return rules


def test_the_gate_lets_the_safe_subset_through():
    terms = [{"$ex": {"a": 1}}, {"$ex": {"b": 1}}, {"$lt": {"a": {"$m": "b"}}}, {"$eq": {"c": "\u7532"}}]
    assert faults_of(one_rule(*terms, {"$neq": {"d": True}}, {"$gte": {"a": -5}})) == []


@pytest.mark.parametrize(
    "rules",
    [
        one_rule({"$lt": {"a": {"$m": "b"}}}),
        one_rule({"$ex": {"a": 1}}, {"$lt": {"a": {"$m": "b"}}}),
        one_rule({"$gt": {"a": 1, "b": 2}}),
        one_rule({"a": 1}),
        one_rule({}),
        one_rule({"$or": [{"$gt": {"a": 1}}]}),
        one_rule({"$gt": {"a": 1.5}}),
        one_rule({"$gt": {"a": 2**62}}),
        one_rule({"$gt": {"a": True}}),
        one_rule({"$gt": {"a": "b"}}),
        one_rule({"$eq": {"a": "x" * 1000}}),
        one_rule({"$eq": {"a": None}}),
        one_rule({"$mt": {"a": "[a-z]"}}),
        one_rule({"$nex": {"a": 1}}),
        one_rule({"$eq": {"a": {"$div": {"$l": 1, "$r": 0}}}}),
        one_rule({"$ex": {"a": 1}}, {"$ex": {"b": 1}}, {"$eq": {"a": {"m": "b"}}}),
        one_rule({"$eq": {"sid": 1}}),
        one_rule({"$eq": {"yiijsv": 1}}),
        one_rule({"$eq": {"金额": 1}}),
        one_rule({"$gt": {"a": 1}}, pri=7),
        one_rule({"$gt": {"a": 1}}, count=2),
        one_rule({"$gt": {"a": 1}}, all=[{"m": {"$and": [GATE]}}, {"n": {"$and": [GATE]}}]),
        one_rule({"$gt": {"a": 1}}, all=[{"m$not": {"$and": [GATE]}}]),
        one_rule({"$gt": {"a": 1}}, all=[{"m": {"$and": []}}]),
        one_rule({"$gt": {"a": 1}}, all=[{"m": {"$and": [{"$gt": {"a": 1}}]}}]),
        {"001": one_rule({"$gt": {"a": 1}})["001"] | {"pri": 0}},
        one_rule({"$gt": {"a": 1}}) | {"002": one_rule({"$gt": {"a": 1}}, pri=2)["001"]},
    ],
)
def test_the_gate_refuses_everything_else(rules):
    assert faults_of(rules) != []


def test_the_gate_says_what_it_refuses():
    network = SimpleNamespace(text=json.dumps(one_rule({"$gt": {"a": 1.5}})))
    with pytest.raises(EngineError, match=r"\$gt of a with 1.5 is not safe") as caught:
        durable.require_subset(network)
    assert "已予拦截" in caught.value.render("zh")


# ------------------------------------------------------------------------------------------------- its answers
def test_what_fired_is_given_once_and_in_order():
    prepared = prepare(OVER, some(POSITIVE, compare(">", B, const(0))), const(True, BOOLEAN), POSITIVE)
    assert list(prepared.fired((5, 3))) == [0, 1, 2, 3]
    assert list(prepared.fired((0, 3))) == [1, 2]


def test_a_rule_that_did_not_fire_is_false_where_everything_behind_it_is_known():
    assert prepare(OVER, POSITIVE).truths((1, 3)) == (False, True)


def test_what_did_not_fire_for_want_of_a_value_is_the_references_to_judge():
    prepared = prepare(OVER, every(OVER, POSITIVE), POSITIVE)
    assert prepared.truths((1, None)) == (None, None, True)
    assert prepared.truths((-1, None)) == (None, False, False)


def test_a_division_by_zero_is_unknown_although_everything_is_known():
    quotient = core.Arithmetic(type=RATIO, operator="/", left=A, right=B)
    assert prepare(compare(">", quotient, const(2, RATIO))).truths((5, 0)) == (None,)


@pytest.mark.parametrize("limit", [UNLIMITED, INHERIT, 7, None])
def test_limits_are_worked_out_first(limit):
    over = core.Call(type=BOOLEAN, function="over", arguments=(A, read("限额", LIMIT)))
    rules = rule_set([over, core.Not(term=over)])
    expected = ReferenceEngine().prepare(rules).truths((8, limit))
    assert DurableEngine().prepare(rules).truths((8, limit)) == expected


def test_values_up_to_the_largest_are_exact():
    largest = 2**62 - 1
    prepared = prepare(
        compare("=", A, const(largest)), compare(">", A, const(largest - 1)), compare("<", A, B)
    )
    assert prepared.truths((largest, largest)) == (True, True, False)
    assert prepared.truths((largest - 1, largest)) == (False, False, True)
    assert prepared.truths((-largest, 1 - largest)) == (False, False, True)


def test_an_input_that_carries_fractions_of_a_unit_is_followed_there():
    prepared = prepare(compare(">", A, const(2)), OVER)
    assert prepared.truths((3, 2)) == (True, True)
    assert prepared.truths((Fraction(5, 2), 3)) == (True, False)
    assert prepared.truths((Fraction(5, 2), Fraction(7, 3))) == (True, True)
    assert prepared.truths((2, Fraction(7, 3))) == (False, False)
    assert prepared.truths((10**30, 3)) == (True, True)


@pytest.mark.parametrize("line", [Fraction(3, 20), Fraction(1, 3), 0, 10**30, None])
def test_a_ratio_meets_a_parameter_exactly_whatever_it_is(line):
    margin = read("毛利率", RATIO)
    rules = rule_set([compare(operator, margin, LINE) for operator in ("<", "<=", "=", "!=", ">=", ">")])
    prepared, reference = DurableEngine().prepare(rules), ReferenceEngine().prepare(rules)
    step = Fraction(1, 10**9)
    for value in (line, *((line - step, line + step, 2**62) if line is not None else ()), Fraction(1, 7), -5):
        assert prepared.truths((value, line)) == reference.truths((value, line))


def test_texts_are_equal_to_the_last_character():
    long = "长" * 40_000
    prepared = prepare(
        compare("=", read("t", TEXT), read("u", TEXT)), compare("=", read("t", TEXT), const('甲"', TEXT))
    )
    assert prepared.truths((long, long)) == (True, False)
    assert prepared.truths((long, long + "。")) == (False, False)
    assert prepared.truths(('甲"', "甲")) == (False, True)


def test_the_digest_of_a_text_is_equal_to_no_text():
    long = "x" * 5000
    prepared = prepare(compare("=", read("t", TEXT), read("u", TEXT)))
    (fact,), _ = prepared._facts.write((long, ""))
    digest = fact.partition('"a":"')[2].partition('"')[0]
    for text in (digest, digest.removeprefix("\\"), "\\" + digest):
        assert prepared.truths((long, text)) == (False,)


@pytest.mark.parametrize(
    ("type_", "value", "found"),
    [
        (MONEY, "12", "str"),
        (MONEY, True, "bool"),
        (MONEY, 1.5, "float"),
        (RATIO, 0.15, "float"),
        (DATE, datetime(2026, 1, 1), "datetime"),  # noqa: DTZ001 - what is wrong about it is its class
        (DATE, 739_000, "int"),
        (BOOLEAN, 1, "int"),
        (TEXT, 5, "int"),
    ],
)
def test_a_value_of_the_wrong_class_is_refused(type_, value, found):
    constants = {DATE: date(2026, 1, 1), BOOLEAN: True, TEXT: "甲"}
    prepared = prepare(compare("=", read("值", type_), const(constants.get(type_, 1), type_)), POSITIVE)
    for other in (1, None):
        with pytest.raises(EngineError, match=f"reads 值 as {type_.kind}, .* class {found}"):
            prepared.truths((value, other))


def test_a_rule_set_without_rules_has_no_truths():
    assert prepare().truths(()) == ()


# ----------------------------------------------------------------------------------------------- when it fails
class Fake:
    """The C module with one function replaced."""

    def __init__(self, **functions):
        self.__dict__.update(functions)

    def __getattr__(self, name):
        return getattr(durable_engine, name)


durable_engine = durable.native()


@pytest.fixture
def failing(monkeypatch):
    """Prepares a rule set in an engine that fails once, on the next row, with an error."""
    errors = []

    def proceed(handle, state):
        if errors:
            raise errors.pop()
        return durable_engine.complete_and_start_action(handle, state)

    def prepare_failing(error):
        fake = Fake(complete_and_start_action=proceed)
        monkeypatch.setattr(durable, "native", lambda: fake)
        prepared = prepare(POSITIVE)
        errors.append(error)
        return prepared

    return prepare_failing


@pytest.mark.parametrize(
    "error", [durable_engine.error("Could not assert fact, error code: 303"), MemoryError()]
)
def test_a_failure_is_told_and_the_next_row_is_judged_anew(failing, error):
    prepared = failing(error)
    with pytest.raises(EngineError, match="Nothing was decided") as caught:
        prepared.fired((5,))
    assert "重新建立" in caught.value.render("zh")
    assert prepared._cells == []
    assert list(prepared.fired((5,))) == [0]


def test_an_interruption_leaves_nothing_behind(failing):
    prepared = failing(KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        prepared.fired((5,))
    assert prepared._cells == []
    assert list(prepared.fired((-5,))) == []
    assert list(prepared.fired((5,))) == [0]


@pytest.mark.parametrize(
    "functions",
    [
        {"assert_fact": lambda handle, fact: (2, 1)},
        {"assert_fact": lambda handle, fact: (1, 1)},
        {"start_action_for_state": lambda handle, state: None},
        {"start_action_for_state": lambda handle, state: ("{}", '{"001":{"m":{}}}')},
    ],
)
def test_an_answer_that_can_not_be_is_not_believed(monkeypatch, functions):
    prepared = prepare(POSITIVE)
    network = prepared._program.networks[0]
    fire = durable.firing(Fake(**functions), prepared._cells[0].handle, network)
    with pytest.raises(durable.Untrustworthy):
        fire(durable.PROBE)
    prepared._cells.clear()


def test_a_rule_that_the_engine_made_up_is_not_believed():
    network = program(POSITIVE).networks[0]
    messages = iter(['{"777":{"m":{}}}', None])
    fake = Fake(
        assert_fact=lambda handle, fact: (0, 1),
        start_action_for_state=lambda handle, state: ("{}", '{"000":{"m":{}}}'),
        complete_and_start_action=lambda handle, state: next(messages),
        retract_fact=lambda handle, fact: (0, 1),
    )
    with pytest.raises(LookupError):
        durable.firing(fake, 1, network)(durable.PROBE)


def test_a_network_that_fires_on_nothing_is_not_believed(monkeypatch):
    monkeypatch.setattr(durable, "firing", lambda engine, handle, network: lambda fact: [0])
    with pytest.raises(EngineError, match="a rule fired on nothing"):
        prepare(POSITIVE)


def test_after_close_rows_are_refused():
    prepared = prepare(POSITIVE)
    prepared.close()
    prepared.close()
    with pytest.raises(EngineError, match="closed"):
        prepared.fired((5,))


# ------------------------------------------------------------------------------------------- when it is missing
@pytest.fixture
def without_durable_rules(monkeypatch):
    def missing():
        raise ImportError("No module named 'durable_rules_engine'")

    monkeypatch.setattr(durable, "native", missing)


def test_without_the_c_module_the_reference_decides_and_says_so(without_durable_rules):
    backend, notice = choose_engine("durable")
    assert backend.name == "reference"
    assert "No module named 'durable_rules_engine'" in notice.message()


def test_without_the_c_module_the_durable_engine_says_what_to_install(without_durable_rules):
    with pytest.raises(EngineError, match="Install durable_rules") as caught:
        DurableEngine().prepare(rule_set([POSITIVE]))
    assert "请在Python 3.11或3.12" in caught.value.render("zh")


def test_with_the_c_module_it_is_the_default():
    backend, notice = choose_engine("durable")
    assert (backend.name, notice) == ("durable", None)
    assert durable.available()
    assert backend.checked


# ------------------------------------------------------------------------------------------------- endurance
def trial(name, count):
    """Run a trial in a process of its own."""
    command = [sys.executable, "-m", "tests.rules.engines.trials", name, str(count)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_memory_stays_where_it_is_over_100_000_decisions():
    trial("soak", 100_000)


@pytest.mark.slow
def test_a_million_decisions_in_one_process():
    trial("soak", 1_000_000)


def test_rule_sets_that_nobody_holds_give_their_memory_back():
    trial("collected", 300)


def test_children_of_a_busy_process_judge_for_themselves():
    trial("fork", 20)


def test_threads_get_their_own_answers():
    trial("threads", 3000)
