"""The matrix of responsibility and authority, cell by cell, on three engines (G24, G25, G29, L43)."""

from collections.abc import Iterator
from itertools import product

import pytest
from attrs import evolve

from groupctl.decisions.engine import Engine
from groupctl.errors import PolicyError
from groupctl.model.organisation import ControlMode, Unit, UnitKind
from groupctl.rules.authority import Route
from groupctl.rules.engines.choice import choose_engine
from groupctl.rules.loading.loader import load_policy
from groupctl.rules.policy import Policy, RuleSet
from groupctl.schema.money import Money
from groupctl.texts.title import Title
from tests.control.office import portfolio, request

BAND_1, BAND_2, CENT = 50_000_000, 500_000_000, 1
STAKES = (
    *(None, 0, CENT, 10_000_000, BAND_1 - CENT, BAND_1, BAND_1 + CENT, 100_000_000, 499_000_000),
    *(BAND_2 - CENT, BAND_2, BAND_2 + CENT, 600_000_000, 10**10, 10**14, 999_999_999_999_999_900),
)
"""Unknown, on both sides of every border, and unlimited."""
MODES = (*ControlMode.__members__, None)
RULE_SETS = ("authority", "authority_by_amount", "order_authority")
BY_AMOUNT = {
    "authority_by_amount": {"LIMIT_GRANT", "WRITE_OFF"},
    "order_authority": {"OVER_GROUP_LIMIT", "OVER_UNIT_LIMIT", "RECEIVABLES_LINE"},
}
"""The matters of these tables; all others are those of ``authority``, whatever rows that has."""

BANDED = {
    "OVER_UNIT_LIMIT": {
        "FINANCIAL": "UNIT DIVISION_FILED DIVISION_MEETING",
        "STRATEGIC": "UNIT DIVISION_FILED GROUP",
        "OPERATIONAL": "DIVISION_FILED GROUP_DECIDES COMMITTEE",
    },
    "LIMIT_GRANT": {
        "FINANCIAL": "UNIT DIVISION_FILED DIVISION_MEETING",
        "STRATEGIC": "UNIT DIVISION_FILED COMMITTEE",
        "OPERATIONAL": "DIVISION_FILED GROUP_DECIDES COMMITTEE",
    },
    "WRITE_OFF": {
        "FINANCIAL": "DIVISION_FILED GROUP COMMITTEE",
        "STRATEGIC": "GROUP GROUP COMMITTEE",
        "OPERATIONAL": "GROUP COMMITTEE COMMITTEE",
    },
    "OVER_GROUP_LIMIT": dict.fromkeys(ControlMode.__members__, "GROUP GROUP COMMITTEE"),
}
BY_MODE = {
    "TERMS": "DIVISION_FILED DIVISION_FILED GROUP_DECIDES",
    **dict.fromkeys(
        ["F1_2", "F2_2", "F3_2", "F3_3", "F3_4", "F5_2", "F7_1"], "FIN_DIVISION FIN_GROUP FIN_GROUP_DECIDES"
    ),
}
"""By mode: financial, strategic, operational."""
ALWAYS = {
    "RECEIVABLES_LINE": "GROUP",
    "CONTINUE_LOSS": "LOSS",
    "CONTINUE_STRATEGIC": "STRATEGIC",
    "D_CREDIT": "D_CREDIT",
    "FREEZE_CLEAR": "FREEZE",
    "FREEZE_OPEN": "FREEZE_OPEN",
    "PROMOTION": "PROMOTION",
    "UNFREEZE": "DIVISION",
    "BLACKLIST_REMOVAL": "COMMITTEE",
    **dict.fromkeys(["RAISE_FROM_B", "RAISE_FROM_C", "KEEP_CLASS", "ARREARS"], "DIVISION_FILED"),
    "HOLD": "UNIT",
    **dict.fromkeys(["F2_1", "F3_1", "F6_1"], "HQ_DECIDES"),
    **dict.fromkeys(
        [
            "F1_1",
            "F4_1",
            "F4_2",
            "F5_1",
            "F5_4",
            "F5_5",
            "F5_6",
            "F6_2",
            "F6_4",
            "F7_2",
            "F7_3",
            "F8_1",
            "F8_2",
            "F9_1",
            "F9_2",
        ],
        "HQ_SETS",
    ),
    "F6_3": "UNIT_REVIEWED",
    "F5_3": "PLAN_OWNER",
}


def expected(matter: str, mode: str | None, stake: int | None) -> str:
    """The route as the table of the matrix has it; REFER where it can't be told."""
    if matter in ALWAYS:
        return ALWAYS[matter]
    if matter in BANDED:
        routes = (
            {one[_band(stake)] for one in map(str.split, BANDED[matter].values())}
            if stake is not None
            else set()
        )
        if mode is not None and stake is not None:
            return BANDED[matter][mode].split()[_band(stake)]
        return routes.pop() if len(routes) == 1 else "REFER"
    return BY_MODE[matter].split()[list(ControlMode.__members__).index(mode)] if mode else "REFER"


def _band(stake: int) -> int:
    return 0 if stake <= BAND_1 else 1 if stake <= BAND_2 else 2


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load_policy("standard")


def requests(rule_set: RuleSet) -> Iterator[tuple[str, str | None, int | None]]:
    """Every matter of a table under every mode, with every stake."""
    elsewhere = {matter for matters in BY_AMOUNT.values() for matter in matters}
    matters = BY_AMOUNT.get(rule_set.name, {*BANDED, *BY_MODE, *ALWAYS} - elsewhere)
    yield from product(sorted(matters), MODES, STAKES)


def row(rule_set: RuleSet, matter: str, mode: str | None, stake: int | None) -> tuple[object, ...]:
    known = {"matter": matter, "unit.control_mode": mode, "band_1": BAND_1, "band_2": BAND_2}
    return tuple(known.get(read.key, stake) for read in rule_set.inputs)


def test_46_matters_in_86_cells(policy):
    """L43, L44: 79 of the sources and seven of our own."""
    assert sum(len(policy.rulesets[name].rules) for name in RULE_SETS) == 86
    assert policy.authority.matters.keys() == {*BANDED, *BY_MODE, *ALWAYS}
    assert len(policy.authority.matters) * len(MODES) * len(STAKES) == 2_944


@pytest.mark.parametrize("name", RULE_SETS)
def test_each_request_has_the_route_of_its_cell_on_three_engines(policy, name):
    """One row of the matrix speaks for a request, or none; a border belongs to the lower band.

    G1 to G6, G13 to G15, G20, G24, G29, G50 to G52, G54, G84 to G110, E22, E23, A16, I36, L43, L48.
    """
    rule_set = policy.rulesets[name]
    engines = [choose_engine(engine)[0].prepare(rule_set) for engine in ("durable", "compiled", "reference")]
    for matter, mode, stake in requests(rule_set):
        inputs = row(rule_set, matter, mode, stake)
        durable, compiled, reference = (list(engine.truths(inputs)) for engine in engines)
        assert durable == compiled == reference
        said = {
            str(rule.then[rule_set.route].value)  # type: ignore[attr-defined]
            for rule, truth in zip(rule_set.rules, reference, strict=True)
            if truth is not False
        }
        found = said.pop() if len(said) == 1 else "REFER"
        assert reference.count(True) <= 1
        assert found == expected(matter, mode, stake), (matter, mode, stake)


def test_every_rank_of_a_route_is_one_of_the_policys(policy):
    said = {
        str(rule.then[policy.rulesets[name].route].value)
        for name in RULE_SETS
        for rule in policy.rulesets[name].rules
    }
    assert said == policy.authority.routes.keys()


ROUTES = {
    "UNIT": "REVIEW credit_controller@UNIT 2, APPROVE unit_general_manager@UNIT 2",
    "DIVISION_FILED": "REVIEW credit_controller@DIVISION 2, APPROVE division_manager@DIVISION 2, FILE operations_management@GROUP 5*",
    "DIVISION": "APPROVE division_manager@DIVISION 5",
    "DIVISION_MEETING": "REVIEW credit_controller@DIVISION 2, DELIBERATE division_meeting@DIVISION 5, FILE risk_management@GROUP 5*",
    "GROUP": "REVIEW division_manager@DIVISION 2, REVIEW credit_controller@GROUP 2, APPROVE finance_director@GROUP 3",
    "GROUP_DECIDES": "REVIEW division_manager@DIVISION 2, REVIEW credit_controller@GROUP 2, DECIDE finance_director@GROUP 3",
    "COMMITTEE": "REVIEW division_manager@DIVISION 2, REVIEW credit_controller@GROUP 2, DELIBERATE committee@GROUP 10",
    "LOSS": "REVIEW unit_general_manager@UNIT 5, APPROVE committee_director@GROUP 10",
    "STRATEGIC": "division_manager@DIVISION: DELIBERATE committee@GROUP 10",
    "D_CREDIT": "APPROVE division_manager@DIVISION 3, FILE operations_management@GROUP 5",
    "FREEZE": "APPROVE unit_general_manager@UNIT 5",
    "FREEZE_OPEN": "DELIBERATE division_meeting@DIVISION 10, FILE committee@GROUP 5",
    "PROMOTION": "REVIEW marketing_department@GROUP 3, APPROVE general_manager@GROUP 5",
    "FIN_DIVISION": "division_finance@DIVISION: APPROVE division_manager@DIVISION 5, FILE finance@GROUP 5*",
    "FIN_GROUP": "division_finance@DIVISION: APPROVE headquarters@GROUP 5",
    "FIN_GROUP_DECIDES": "division_finance@DIVISION: DECIDE headquarters@GROUP 5",
    "HQ_DECIDES": "finance@GROUP: DECIDE headquarters@GROUP 5",
    "HQ_SETS": "DECIDE headquarters@GROUP 5, EXECUTE division_manager@DIVISION 10*",
    "UNIT_REVIEWED": "REVIEW division_finance@DIVISION 3, DECIDE division_manager@DIVISION 5, FILE finance@GROUP 5*",
    "PLAN_OWNER": "DECIDE division_manager@DIVISION 3",
}
"""Who asks, if not any person; then the steps in order with their working days. A star: what is granted takes effect before it is done."""


def written(route: Route) -> str:
    """A route as it is written above."""
    steps = [f"{one.part.name} {one.seat} {one.days}{'' if one.holds else '*'}" for one in route.steps]
    return (f"{route.asked_by}: " if route.asked_by else "") + ", ".join(steps)


def test_the_steps_of_each_route(policy):
    """D25, D27, D30, D32, D33, D60, G29, G50 to G52, G55, G56, L23, L43: the sources fix LOSS to PROMOTION; the rest is a proposal."""
    assert {name: written(route) for name, route in policy.authority.routes.items()} == ROUTES


OWN = """\
policy: acme
version: "1"
currency: CNY
title: Acme
imports: [standard/authority]
matters:
  DONATION: {title: Donations, source: "own: statute 7"}
add:
  authority: own.csv
replace:
  - {rule: authority.terms.financial, then: {route: GROUP}, reason: Board minute 12}
set:
  band_1: {values: {2000-01-01: 500000}, scopes: {unit: {V: {2026-01-01: 100000}}}}
  band_2: {values: {2000-01-01: 5000000}}
"""
ROWS = 'id,matter,then:route,title,source\nauthority.donation,DONATION,COMMITTEE,Donations,"own: statute 7"\n'


OWN_MATRIX = """\
measures:
  request.donated: {type: money, value: amount, title: Donated, source: "own: statute 7"}
rulesets:
  donations:
    about: request
    only: matter = DONATION
    hit: unique
    gives: {donation_route: Route}
    stake: donated
    outcomes: {REFER: refer}
    otherwise: {donation_route: REFER}
    unknown: refer
    title: Who decides on donations
    source: "own: statute 7"
    table: donations.csv
"""
BANDED_ROWS = """\
id,matter,donated,then:donation_route,title,source
donations.small,DONATION,<= 10000,UNIT,Small,own: statute 7
donations.large,DONATION,> 10000,COMMITTEE,Large,own: statute 7
"""
UNITS = [
    Unit(id="G", name="Group", kind=UnitKind.GROUP, control_mode=ControlMode.STRATEGIC),
    Unit(id="E", name="East", kind=UnitKind.DIVISION, parent="G"),
    Unit(id="U", name="Sales", kind=UnitKind.SUBSIDIARY, parent="E"),
    Unit(id="W", name="West", kind=UnitKind.DIVISION, parent="G"),
]


def adopted(folder, text=OWN, rows=ROWS) -> Policy:
    (folder / "acme.yaml").write_text(text, encoding="utf-8")
    (folder / "own.csv").write_text(rows, encoding="utf-8")
    return load_policy(folder / "acme.yaml")


class TestAnAdopter:
    """G24, G29: adds rows and matters, replaces a cell with a reason, scopes a band to a unit."""

    def test_adds_a_matter_with_a_table_of_its_own(self, tmp_path):
        policy = adopted(tmp_path)
        (rule,) = [rule for rule in policy.rulesets["authority"].rules if rule.id == "authority.donation"]
        assert rule.change.kind == "added"
        assert rule.where.file.endswith("own.csv")
        assert policy.authority.matters["DONATION"].title.text("en") == "Donations"

    def test_overrides_a_cell_and_says_why(self, tmp_path):
        policy = adopted(tmp_path)
        (rule,) = [
            rule for rule in policy.rulesets["authority"].rules if rule.id == "authority.terms.financial"
        ]
        assert (rule.then["route"].value, rule.change.reason) == ("GROUP", Title("Board minute 12"))

    def test_scopes_a_band_to_a_unit(self, tmp_path):
        assert adopted(tmp_path).parameters["band_1"].scopes["unit"]["V"][0][1] == 10_000_000

    @pytest.mark.parametrize(("amount", "route"), [("10000.00", "UNIT"), ("10000.01", "COMMITTEE")])
    def test_adds_a_matter_with_bands_in_a_matrix_of_its_own(self, tmp_path, amount, route):
        """The matrices that are imported leave it to that one."""
        (tmp_path / "donations.csv").write_text(BANDED_ROWS, encoding="utf-8")
        policy = adopted(tmp_path, OWN[: OWN.index("add:")] + OWN_MATRIX)
        engine = Engine(policy, "reference")
        asked = request(matter="DONATION", amount=Money.of(amount, "CNY"))
        found = portfolio(units=UNITS, requests=[asked])
        assert engine.route(asked.id, found).request_status.route.name == route
        assert engine.decide("authority", asked.id, found).status == "not applicable"
        assert engine.decide("donations", asked.id, found).outcome == route
        others = request(matter="TERMS")
        assert (
            engine.decide("authority", others.id, portfolio(units=UNITS, requests=[others])).status
            == "decided"
        )

    @pytest.mark.parametrize(
        ("rows", "code", "place"),
        [
            (ROWS.replace("n,DONATION,", "n,DONATIONS,"), "expression.no-such-member", "own.csv:2:20"),
            (ROWS.replace("COMMITTEE", "COMITTEE"), "policy.no-such-member", "own.csv:2:29"),
            (ROWS.replace("matter", "mater"), "expression.unknown-name", "own.csv:1:4"),
        ],
    )
    def test_what_is_mistyped_is_a_fault_at_its_cell(self, tmp_path, rows, code, place):
        with pytest.raises(PolicyError) as caught:
            adopted(tmp_path, rows=rows)
        (fault,) = caught.value.faults
        assert str(fault.where).endswith(place), fault.render("en")
        assert fault.render("zh")

    def test_the_bands_have_no_value_of_the_library(self):
        """L37: the sources give none."""
        policy = load_policy("standard/authority")
        assert policy.parameters["band_1"].values == policy.parameters["band_2"].values == ()
        assert evolve(policy) == policy
