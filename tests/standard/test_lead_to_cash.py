"""From lead to cash: questions, the iron triangle, pools, what must be joined, key figures and levels."""

import pytest

from groupctl.model.organisation import DevelopmentStage, Unit, UnitKind
from groupctl.model.people import Employee
from groupctl.model.pipeline import (
    AccountDepartmentSize,
    Lead,
    Opportunity,
    PipelineStatus,
    Resource,
    ResourcePool,
    TriangleForm,
)
from groupctl.model.planning import Kpi, KpiKind, KpiTheme, Regulation
from groupctl.model.process import ProcessEvent, ProcessLevel
from groupctl.model.profile import Profile
from groupctl.testing import AS_OF, Ledger, day, days_ago
from tests.standard.amounts import yuan
from tests.standard.contracts import contract
from tests.standard.deciding import measured

OPEN, SUSPENDED, WON, CLOSED = PipelineStatus
OWN, SHARED, AREA, GLOBAL = ResourcePool
SMALL, MEDIUM, LARGE = AccountDepartmentSize
TEAM = {"account_responsible": "E-1", "solution_responsible": "E-2", "fulfilment_responsible": "E-3"}


def opportunity(**known):
    usual = {"id": "O-1", "customer": "C-1", "unit": "U-1", "created_on": day("2026-05-04"), "status": OPEN}
    return Opportunity(**usual | known)


def resource(id_, pool, skill="solution", **known):
    return Resource(id=id_, unit=known.pop("unit", "U-1"), pool=pool, skill=skill, **known)


def ledger(*rows):
    people = [Employee(id=f"E-{n}", name=f"E-{n}", unit="U-1") for n in range(1, 5)]
    return Ledger().customer().put(*people, *rows)


class TestThreeQuestions:
    """D89: who the customer is, what it gains, what we gain."""

    def asked(self, enterprise="a steel mill", **known):
        file = Profile(id="PR-1", customer="C-1", recorded_on=day("2026-01-05"), enterprise=enterprise)
        return ledger(opportunity(**{"value_to_customer": "less waste", "amount": yuan(5000)} | known), file)

    @pytest.mark.parametrize(
        ("known", "still"),
        [
            ({}, "ANSWERED"),
            ({"enterprise": None}, "WHO_IS_OUR_CUSTOMER"),
            ({"value_to_customer": None}, "OUR_VALUE_TO_IT"),
            ({"amount": None}, "ITS_VALUE_TO_US"),
        ],
    )
    def test_what_is_not_answered(self, decide, known, still):
        """D89."""
        book = self.asked(**known)
        assert decide("strategy_questions", book, "O-1").outcome == (still,)
        assert measured(book, "strategy_answered", "O-1", "opportunity") is (still == "ANSWERED")

    def test_without_the_profiles_nobody_can_tell(self, decide):
        """D89."""
        assert decide("strategy_questions", self.asked().without("profiles"), "O-1").outcome is None

    def test_of_an_open_opportunity(self, decide):
        """D89."""
        assert decide("strategy_questions", ledger(opportunity(status=WON)), "O-1").status == "not applicable"


class TestIronTriangle:
    """C33, I39, I40, I41: AR for the customer, SR for the solution, FR for fulfilment."""

    def missing(self, decide, **known):
        return decide("iron_triangle", ledger(opportunity(**TEAM | known)), "O-1").outcome

    def test_complete(self, decide):
        """C33, I50, B44."""
        assert self.missing(decide, triangle=TriangleForm.FUNCTIONAL) == ("COMPLETE",)
        assert measured(ledger(opportunity(**TEAM)), "triangle_complete", "O-1", "opportunity") is True

    @pytest.mark.parametrize(
        ("role", "name"),
        [("account_responsible", "AR"), ("solution_responsible", "SR"), ("fulfilment_responsible", "FR")],
    )
    def test_each_role(self, decide, role, name):
        """C33, I39, I40, I41, B44."""
        assert self.missing(decide, triangle=TriangleForm.FUNCTIONAL, **{role: None}) == (name,)
        book = ledger(opportunity(**TEAM | {role: None}))
        assert measured(book, "triangle_complete", "O-1", "opportunity") is False

    @pytest.mark.parametrize(
        ("form", "sponsor", "missing"),
        [
            (TriangleForm.PROJECT, None, "SPONSOR"),
            (TriangleForm.PROJECT, "E-4", "COMPLETE"),
            (TriangleForm.FUNCTIONAL, None, "COMPLETE"),
        ],
    )
    def test_a_project_has_a_sponsor(self, decide, form, sponsor, missing):
        """C34, I42, B44: posts of a department have their heads."""
        assert self.missing(decide, triangle=form, sponsor=sponsor) == (missing,)

    def test_named_people_whom_the_host_does_not_list_are_named(self, decide):
        """C33: without the table of employees nobody is missing."""
        known = TEAM | {"triangle": TriangleForm.PROJECT, "sponsor": "E-4"}
        rows = ledger(opportunity(**known)).without("employees")
        assert decide("iron_triangle", rows, "O-1").outcome == ("COMPLETE",)

    def test_while_nobody_knows_the_form_of_the_triangle(self, decide):
        """C34: with a sponsor it does not matter."""
        assert self.missing(decide) is None
        assert self.missing(decide, sponsor="E-4") == ("COMPLETE",)


class TestAccountDepartment:
    """C35, D87, C36: who is there, and where the others come from."""

    @pytest.mark.parametrize(
        ("size", "managers"),
        [(SMALL, (False, False, False)), (MEDIUM, (True, True, False)), (LARGE, (True, True, True))],
    )
    def test_its_managers(self, decide, size, managers):
        """C35, I52: account, solution, fulfilment."""
        answer = decide("account_department", ledger(opportunity(department_size=size)), "O-1")
        names = ("has_account_manager", "has_solution_manager", "has_fulfilment_manager")
        assert tuple(answer[name] for name in names) == managers

    def test_of_unknown_size(self, decide):
        """C35."""
        assert decide("account_department", ledger(opportunity()), "O-1").status == "not applicable"

    @pytest.mark.parametrize("part", ["solution", "fulfilment"])
    @pytest.mark.parametrize(
        ("size", "pool"), [(SMALL, "SHARED"), (MEDIUM, "SHARED"), (LARGE, "OWN"), (None, None)]
    )
    def test_sr_and_fr_come_from_the_shared_pool(self, decide, part, size, pool):
        """D87, C35, I51: of a small or medium department without people of its own."""
        book = ledger(opportunity(department_size=size), resource("R-1", SHARED, part))
        answer = decide(f"{part}_source", book, "O-1")
        assert (answer.outcome, answer.actions) == (pool, ["OPEN_TASK"] if pool == "SHARED" else [])

    @pytest.mark.parametrize("part", ["solution", "fulfilment"])
    def test_unless_it_has_its_own(self, decide, part):
        """D87, C36."""
        other = "fulfilment" if part == "solution" else "solution"
        book = ledger(opportunity(department_size=SMALL), resource("R-1", OWN, part))
        assert decide(f"{part}_source", book, "O-1").outcome == "OWN"
        assert decide(f"{other}_source", book, "O-1").outcome == "SHARED"


class TestOrderOfPools:
    """D86, C36: the local shared pool before that of the area or the world."""

    def order(self, decide, *rows, pool=AREA, **known):
        taken = resource("R-1", pool, unit="G", **{"opportunity": "O-1"} | known)
        return decide("resource_order", ledger(opportunity(), taken, *rows), "R-1")

    @pytest.mark.parametrize("pool", [AREA, GLOBAL])
    def test_somebody_was_free_here(self, decide, pool):
        """D86, B45."""
        answer = self.order(decide, resource("R-2", SHARED), pool=pool)
        assert (answer.outcome, answer.actions) == (True, ["OPEN_TASK"])

    @pytest.mark.parametrize(
        "other",
        [
            resource("R-2", SHARED, "fulfilment"),
            resource("R-2", SHARED, opportunity="O-1"),
            resource("R-2", SHARED, unit="U-2"),
            resource("R-2", OWN),
        ],
        ids=["another skill", "busy", "elsewhere", "no shared pool"],
    )
    def test_nobody_was_free_here(self, decide, other):
        """D86, C36."""
        assert self.order(decide, other).outcome is False

    def test_only_those_who_were_fetched(self, decide):
        """D86."""
        assert self.order(decide, pool=SHARED).status == "not applicable"
        assert self.order(decide, opportunity=None).status == "not applicable"


class TestOwnPool:
    """C37: an account department is sized by local capability, maturity of the organisation and revenue."""

    def size(self, decide, revenue, stage, *skills, **settings):
        book = Ledger().customer().account().invoice(amount=revenue)
        units = book.tables["units"]
        units[:] = [unit for unit in units if unit.id != "U-1"]
        book.put(Unit(id="U-1", name="U-1", kind=UnitKind.BRANCH, parent="S", company="Co-1", stage=stage))
        book.put(*(resource(f"R-{skill}", OWN, skill) for skill in skills))
        return decide("own_pool_size", book, "U-1", **settings)

    @pytest.mark.parametrize(
        ("revenue", "stage", "skills", "size"),
        [
            (5_000_000, "MATURE", ("solution", "fulfilment"), "LARGE"),
            (4_999_999, "MATURE", ("solution", "fulfilment"), "MEDIUM"),
            (5_000_000, "GROWING", ("solution", "fulfilment"), "MEDIUM"),
            (5_000_000, "MATURE", ("solution",), "MEDIUM"),
            (1_000_000, "GROWING", ("solution",), "MEDIUM"),
            (999_999, "GROWING", ("solution",), "SMALL"),
            (1_000_000, "EARLY", ("solution",), "SMALL"),
            (1_000_000, "GROWING", ("fulfilment",), "SMALL"),
        ],
    )
    def test_each_criterion(self, decide, revenue, stage, skills, size):
        """C37, C35."""
        assert self.size(decide, revenue, DevelopmentStage[stage], *skills).outcome == size

    def test_unknown_maturity(self, decide):
        """C37."""
        assert self.size(decide, 5_000_000, None, "solution").outcome is None
        assert self.size(decide, 999_999, None, "solution").outcome == "SMALL"

    def test_the_lines_are_the_groups_to_set(self, decide):
        """C37."""
        failed = self.size(decide, 1, DevelopmentStage.MATURE, "solution", medium_department_revenue=None)
        assert failed.status == "failed"
        assert "C37" in failed.decision.error.render()


class TestUseOfPools:
    """J31: share of the days that customers pay for."""

    def pool(self, *charged):
        return ledger(
            *(
                resource(f"R-{n}", SHARED, available_days=100, charged_days=days)
                for n, days in enumerate(charged)
            )
        )

    @pytest.mark.parametrize(("charged", "idle"), [((40, 80), False), ((40, 79), True)])
    def test_against_the_line(self, decide, charged, idle):
        """J31: 120 of 200 days are the line."""
        answer = decide("pool_use", self.pool(*charged), "U-1")
        assert (answer.outcome, answer["pool_share"] * 200) == (idle, sum(charged))

    def test_of_one_person(self):
        """J31, B45."""
        assert measured(self.pool(40), "utilisation", "R-0", "resource") * 5 == 2

    def test_days_that_nobody_counted(self, decide):
        """J31."""
        assert decide("pool_use", self.pool(40, None), "U-1").outcome is None


class TestSuperfluous:
    """D88, H86: every organisation works in the main flow or supports it."""

    @pytest.mark.parametrize(
        ("works", "supports", "superfluous"),
        [
            (True, False, False),
            (False, True, False),
            (False, False, True),
            (False, None, None),
            (True, None, False),
        ],
    )
    def test_neither_nor(self, decide, works, supports, superfluous):
        """D88, H86."""
        row = Unit(
            id="U-9",
            name="U-9",
            kind=UnitKind.BRANCH,
            parent="S",
            works_in_main_flow=works,
            supports_main_flow=supports,
        )
        answer = decide("superfluous_unit", Ledger().put(row), "U-9")
        assert (answer.outcome, answer.actions) == (superfluous, ["REVIEW"] if superfluous else [])

    def test_of_which_nothing_is_said(self, decide):
        """D88."""
        assert decide("superfluous_unit", Ledger(), "U-1").status == "unknown"


def joined(decide, rule_set="pulls", kept=None, found=None, told=None, **known):
    """An opportunity of which everything is joined and aligned, but for what is named."""
    usual = {
        "lead": "L-1",
        "contract": "K-1",
        "ati": True,
        "atb": True,
        "atc": True,
        "delivery_takes_part": True,
    }
    signed = {"signed_on": day(days_ago(3)), "handed_over_on": day(days_ago(1))}
    budget = {"pain": "waste", "budget": yuan(9000)}
    return decide(
        rule_set,
        ledger(
            opportunity(**TEAM | usual | known),
            contract(**signed | (kept or {})),
            Lead(id="L-1", unit="U-1", created_on=day("2026-01-05"), status=WON, **budget | (found or {})),
            Profile(
                id="PR-1",
                customer="C-1",
                recorded_on=day("2026-01-05"),
                **{"purchasing_decision": "by tender"} | (told or {}),
            ),
        ),
        "O-1",
    ).outcome


class TestPulls:
    """H78: tasks, decisions, marketing and sales, bid and contract, before and after the sale."""

    def test_joined(self, decide):
        """H78, H63."""
        assert joined(decide) == ("JOINED",)

    @pytest.mark.parametrize(
        ("known", "broken"),
        [
            ({"fulfilment_responsible": None}, "DUTIES"),
            ({"ati": None}, "DECISIONS"),
            ({"atb": False}, "DECISIONS"),
            ({"lead": None}, "MARKETING_AND_SALES"),
            ({"contract": None}, "BID_AND_CONTRACT"),
            ({"kept": {"handed_over_on": None}}, "BEFORE_AND_AFTER_SALE"),
        ],
    )
    def test_each(self, decide, known, broken):
        """H78, H73, L58."""
        assert joined(decide, **known) == (broken,)

    def test_before_anything_is_decided(self, decide):
        """H78, L58: nothing is out of order yet."""
        nothing = {"ati": False, "atb": False, "atc": False, "contract": None}
        assert joined(decide, **nothing) == ("JOINED",)


class TestLastMile:
    """H83, H84: the customer's process, the pain of its business, our own processes."""

    def test_aligned(self, decide):
        """H83."""
        assert joined(decide, "alignment") == ("ALIGNED",)

    @pytest.mark.parametrize(
        ("known", "gap"),
        [
            ({"found": {"budget": None}}, "PLANNING_AND_BUDGET"),
            ({"told": {"purchasing_decision": None}}, "PURCHASE"),
            ({"kept": {"has_acceptance": False}}, "ACCEPTANCE"),
            ({"kept": {"has_settlement": False}}, "PAYMENT"),
            ({"found": {"pain": None}}, "BUSINESS_PAIN"),
            ({"delivery_takes_part": False}, "INTERNAL_PROCESSES"),
            ({"solution_responsible": None}, "INTERNAL_PROCESSES"),
        ],
    )
    def test_each(self, decide, known, gap):
        """H83, H84: planning and budget, purchase, acceptance, payment."""
        assert joined(decide, "alignment", **known) == (gap,)


class TestSixDomains:
    """H74: sales, planning, supply, purchasing, delivery and finance work together."""

    DOMAINS = (
        ("account_responsible", "SALES"),
        ("project_planner", "PLANNING_AND_PROJECTS"),
        ("supply_responsible", "SUPPLY"),
        ("purchasing_responsible", "PURCHASING"),
        ("delivery_manager", "SERVICE_DELIVERY"),
        ("finance_controller", "FINANCE"),
    )

    def absent(self, decide, *roles, subject="O-1", handed_over=True):
        rows = [
            ProcessEvent(
                id=f"PE-{n}",
                process="opportunity",
                subject=subject,
                event="opportunity.submit",
                on=AS_OF,
                number=n,
                role=role,
            )
            for n, role in enumerate(roles, start=1)
        ]
        kept = contract(handed_over_on=day(days_ago(1)) if handed_over else None)
        return decide("domains", ledger(opportunity(contract="K-1"), kept, *rows), "O-1")

    def test_all_took_part(self, decide):
        """H74."""
        assert self.absent(decide, *(role for role, _ in self.DOMAINS)).outcome == ("ALL_TOOK_PART",)

    @pytest.mark.parametrize(("role", "domain"), DOMAINS)
    def test_each(self, decide, role, domain):
        """H74."""
        others = [other for other, _ in self.DOMAINS if other != role]
        assert self.absent(decide, *others).outcome == (domain,)

    def test_events_of_others_do_not_count(self, decide):
        """H74."""
        answer = self.absent(decide, *(role for role, _ in self.DOMAINS), subject="O-2")
        assert answer.outcome == tuple(domain for _, domain in self.DOMAINS)

    def test_before_the_handover(self, decide):
        """H74."""
        assert self.absent(decide, handed_over=False).status == "not applicable"


class TestKeyFigures:
    """L63, J30, H85, H87."""

    def kpi(self, **known):
        usual = {"id": "KPI-1", "unit": "U-1", "kind": KpiKind.LEVEL, "objective": "better"}
        days = {"starts_on": day("2026-01-01"), "ends_on": day("2026-12-31")}
        return ledger(Kpi(**usual | days | known))

    @pytest.mark.parametrize(
        ("theme", "owners"),
        [
            ("CUSTOMER_RELATIONSHIP", (True, False, False, False)),
            ("CUSTOMER_SATISFACTION", (True, True, True, False)),
            ("COMPETITOR_SUPPRESSION", (True, False, False, False)),
            ("HILLTOP", (True, False, False, False)),
            ("MARKET_SHARE", (True, False, False, False)),
            ("CONTRACT_COMPLIANCE", (False, False, True, False)),
            ("OPERATING_QUALITY", (False, False, False, True)),
            ("ORGANISATION", (False, False, False, True)),
            ("CONTRACT_QUALITY", (False, False, False, True)),
            ("AUTHORISATION", (False, False, False, True)),
            ("EFFICIENT_GROWTH", (False, False, False, True)),
        ],
    )
    def test_whose_it_is(self, decide, theme, owners):
        """L63, J30, H85, I39, I40, I41, I49: AR, SR, FR, process owner; the SR shares satisfaction."""
        answer = decide("kpi_owner", self.kpi(theme=KpiTheme[theme]), "KPI-1")
        names = ("for_account", "for_solution", "for_fulfilment", "for_process_owner")
        assert tuple(answer[name] for name in names) == owners

    def test_without_a_theme(self, decide):
        """L63."""
        assert decide("kpi_owner", self.kpi(), "KPI-1").status == "not applicable"

    @pytest.mark.parametrize(
        ("reviewed_on", "still_open"), [(None, True), (day(days_ago(0)), False), (day("2026-11-22"), True)]
    )
    def test_operation_turns(self, decide, reviewed_on, still_open):
        """H87: a period that is over is reviewed before the next."""
        book = self.kpi(ends_on=day(days_ago(1)), reviewed_on=reviewed_on)
        answer = decide("kpi_turn", book, "KPI-1")
        assert (answer.outcome, answer.actions) == (still_open, ["REVIEW"] if still_open else [])

    def test_a_period_that_is_not_over(self, decide):
        """H87."""
        assert decide("kpi_turn", self.kpi(ends_on=AS_OF), "KPI-1").status == "not applicable"


class TestLevels:
    """C32, H79, H80, H81, H82, L61, L62."""

    def regulation(self, level, unit="U-1", approved_on=None):
        row = Regulation(
            id="RG-1",
            unit=unit,
            title="Visits",
            version="1",
            issued_on=day("2026-01-05"),
            level=ProcessLevel[level] if level else None,
            approved_on=approved_on,
        )
        return ledger(row)

    LEVELS = (
        ("PROCESS_CLASS", "DIRECTION", False),
        ("PROCESS_GROUP", "DIRECTION", False),
        ("PROCESS", "POLICY_AND_CONTROL", False),
        ("SUB_PROCESS", "POLICY_AND_CONTROL", False),
        ("ACTIVITY", "CONCRETE_ABILITY", True),
        ("TASK", "CONCRETE_ABILITY", True),
    )

    @pytest.mark.parametrize(("level", "purpose", "adapted"), LEVELS)
    def test_what_each_is_for(self, decide, level, purpose, adapted):
        """C32, H79, H80, H81, L61, L62."""
        answer = decide("process_levels", self.regulation(level), "RG-1")
        assert (answer.outcome, answer["may_be_adapted"]) == (purpose, adapted)

    def test_there_are_six(self):
        """C32, H79."""
        assert [level.name for level in ProcessLevel] == [level for level, _, _ in self.LEVELS]

    @pytest.mark.parametrize(("level", "purpose", "adapted"), LEVELS)
    def test_a_unit_may_adapt_the_lower_two(self, decide, level, purpose, adapted):
        """H82, L61, G40."""
        answer = decide("process_adaptation", self.regulation(level, approved_on=AS_OF), "RG-1")
        assert (answer.outcome, answer.actions) == (adapted, [] if adapted else ["REVIEW"])

    def test_under_control_points_of_headquarters(self, decide):
        """L61, G40: what is not approved is not allowed."""
        assert decide("process_adaptation", self.regulation("TASK"), "RG-1").outcome is False

    def test_the_group_sets_every_level(self, decide):
        """L61, H82."""
        answer = decide("process_adaptation", self.regulation("PROCESS", "G"), "RG-1")
        assert answer.status == "not applicable"
        assert decide("process_levels", self.regulation(None), "RG-1").status == "not applicable"
