"""What we learn about a customer beyond its basic data."""

from datetime import date

import pytest

from groupctl.model import (
    AccountReview,
    Acquisition,
    Appraisal,
    CustomerLevel,
    CustomerPlan,
    CustomerPolicy,
    CustomerStrategy,
    DealerEvaluation,
    Employee,
    InformationSource,
    Occasion,
    OccasionKind,
    Profile,
    Voice,
    VoiceKind,
)
from groupctl.schema.money import Money
from tests.model.examples import yuan
from tests.model.holding import holding, ids, refused, seen, unknown

GOOD, FAIR, POOR = Appraisal.GOOD, Appraisal.FAIR, Appraisal.POOR
DAY, LATER = date(2026, 4, 1), date(2026, 7, 1)
OWN = {"id": "X-1", "customer": "C-1"}


class TestProfile:
    """B3, B4, B5, B8: the file of a customer, with the parts of an analysis (B21 to B24)."""

    def test_characteristics(self):
        """B3: market area, ability to sell, potential, philosophy, direction."""
        found = holding(
            profiles=[
                Profile(
                    **OWN,
                    recorded_on=DAY,
                    market_area="three provinces",
                    sales_ability=GOOD,
                    development_potential=FAIR,
                    business_philosophy=POOR,
                    business_direction="from wholesale to own shops, on long credit",
                )
            ]
        )
        assert seen(found, "profile", "X-1") == {
            "customer": "C-1",
            "recorded_on": DAY,
            "market_area": "three provinces",
            "sales_ability": "GOOD",
            "development_potential": "FAIR",
            "business_philosophy": "POOR",
            "business_direction": "from wholesale to own shops, on long credit",
        }

    def test_business_and_dealings(self):
        """B4, B5: position, competitors and cooperation; activity, problems, outlook, reputation and finances."""
        texts = {
            "market_position": "second in the city",
            "relation_with_competitors": "sells their goods too",
            "cooperation": "joint promotions",
            "sales_activity": "two shops opened",
            "problems": "late deliveries",
            "outlook": "wants to double",
        }
        found = holding(
            profiles=[
                Profile(**OWN, recorded_on=DAY, **texts, reputation=GOOD, financial_status=FAIR),
            ]
        )
        known = seen(found, "profile", "X-1")
        assert texts.items() <= known.items()
        assert (known["reputation"], known["financial_status"]) == ("GOOD", "FAIR")

    def test_what_it_expects_and_how_far_we_satisfy_that(self):
        """B8."""
        said = Profile(
            **OWN,
            recorded_on=DAY,
            expectations="20 t on each first Monday; training of its staff",
            expectations_met=POOR,
        )
        found = holding(profiles=[said])
        known = seen(found, "profile", "X-1")
        assert (known["expectations"], known["expectations_met"]) == (said.expectations, "POOR")

    def test_the_four_parts_of_an_analysis(self):
        """B21 to B24: market environment, enterprise, demand, how it decides."""
        parts = {
            "market_environment": "two rivals, high barriers",
            "enterprise": "wants to lead; strong in service",
            "demand": "solutions rather than products",
            "purchasing_decision": "tender, then the board",
        }
        found = holding(profiles=[Profile(**OWN, recorded_on=DAY, **parts)])
        assert parts.items() <= seen(found, "profile", "X-1").items()

    @pytest.mark.parametrize("source", list(InformationSource))
    def test_every_file_may_say_where_it_comes_from(self, source):
        """B6, B25, B26: by a visit, from outside, or from inside the company."""
        found = holding(profiles=[Profile(**OWN, recorded_on=DAY, source=source)])
        assert seen(found, "profile", "X-1")["source"] == source.name

    def test_visits_outside_and_inside_are_told_apart(self):
        """B6, B25, B26."""
        sources = {source.name for source in InformationSource}
        assert sources == {
            "SALES_VISIT",
            "INTERNAL",
            "OTHER",
            "CUSTOMER_PUBLICATION",
            "ANNUAL_REPORT",
            "INDUSTRY_REPORT",
            "MEDIA",
        }

    def test_a_file_that_says_nothing_leaves_everything_unknown(self):
        """A customer's file may be begun with nothing in it; nothing is guessed (B3, B14)."""
        found = holding(profiles=[Profile(**OWN, recorded_on=DAY)])
        assert seen(found, "profile", "X-1") == {"customer": "C-1", "recorded_on": DAY}
        assert unknown(found, "profile", "X-1") >= {"complete", "source", "reputation", "demand"}

    def test_a_customer_leads_to_all_its_files_and_each_file_back(self):
        later = Profile(id="X-2", customer="C-1", recorded_on=date(2026, 6, 1))
        other = Profile(id="X-3", customer="C-2", recorded_on=DAY)
        found = holding(profiles=[later, other, Profile(**OWN, recorded_on=DAY)])
        assert ids(found, "customer", "C-1", "profiles") == ["X-1", "X-2"]
        assert found.record("profile", "X-3").values["customer"] is found.record("customer", "C-2")

    def test_what_was_learned_after_the_day_of_the_snapshot_is_not_known_yet(self):
        found = holding(profiles=[Profile(**OWN, recorded_on=LATER)])
        assert ids(found, "customer", "C-1", "profiles") == []


class TestDealerEvaluation:
    """B9 to B13: initiative, operating ability, reputation, family and social status."""

    def test_initiative_is_attitude_and_actions(self):
        """B9: the attitude is good, and of the actions one is missing and one not looked at."""
        found = holding(
            dealer_evaluations=[
                DealerEvaluation(
                    **OWN, evaluated_on=DAY, attitude=GOOD, pays_as_promised=False, provides_staff=True
                )
            ]
        )
        assert seen(found, "dealer_evaluation", "X-1") == {
            "customer": "C-1",
            "evaluated_on": DAY,
            "attitude": "GOOD",
            "pays_as_promised": False,
            "provides_staff": True,
        }
        assert "provides_vehicles" in unknown(found, "dealer_evaluation", "X-1")

    def test_operating_ability_is_judged_and_counted(self):
        """B10: methods, distribution, capital; brands, warehouses, vehicles, people."""
        evaluated = DealerEvaluation(
            **OWN,
            evaluated_on=DAY,
            flexibility=FAIR,
            distribution=GOOD,
            capital_strength=POOR,
            strong_brands=3,
            warehouses=0,
            vehicles=12,
            staff=40,
        )
        known = seen(holding(dealer_evaluations=[evaluated]), "dealer_evaluation", "X-1")
        assert (known["flexibility"], known["distribution"], known["capital_strength"]) == (
            "FAIR",
            "GOOD",
            "POOR",
        )
        assert [known[name] for name in ("strong_brands", "warehouses", "vehicles", "staff")] == [
            3,
            0,
            12,
            40,
        ]

    @pytest.mark.parametrize("name", ["strong_brands", "warehouses", "vehicles", "staff"])
    def test_nothing_is_counted_below_zero(self, name):
        """B10."""
        refused(DealerEvaluation, "model.negative", **OWN, evaluated_on=DAY, **{name: -1})

    def test_reputation_changes_with_time(self):
        """B11: each evaluation keeps its day and its judgement."""
        found = holding(
            dealer_evaluations=[
                DealerEvaluation(id="X-1", customer="C-1", evaluated_on=date(2025, 4, 1), reputation=GOOD),
                DealerEvaluation(id="X-2", customer="C-1", evaluated_on=DAY, reputation=POOR),
            ]
        )
        judged = [
            (record.values["evaluated_on"], record.values["reputation"])
            for record in found.related(found.record("customer", "C-1"), "dealer_evaluations")
        ]
        assert judged == [(date(2025, 4, 1), "GOOD"), (DAY, "POOR")]

    def test_family_and_status(self):
        """B12, B13: a judgement of each, by the unit that looked."""
        evaluated = DealerEvaluation(**OWN, unit="U-1", evaluated_on=DAY, family=POOR, social_status=GOOD)
        found = holding(dealer_evaluations=[evaluated])
        known = seen(found, "dealer_evaluation", "X-1")
        assert (known["family"], known["social_status"]) == ("POOR", "GOOD")
        assert (known["unit"], known["account"]) == ("U-1", "C-1@U-1")
        assert ids(found, "account", "C-1@U-1", "dealer_evaluations") == ["X-1"]


class TestAccountReview:
    """B15, B16, B17, B28: a key account looked at closely."""

    def test_strength_and_ability(self):
        """B16, B17: five judgements of strength, three of ability."""
        strength = ["capital", "network", "logistics", "social_relations", "connections"]
        ability = ["business_thinking", "management", "marketing"]
        review = AccountReview(
            **OWN, reviewed_on=DAY, **dict.fromkeys(strength, GOOD), **dict.fromkeys(ability, FAIR)
        )
        known = seen(holding(account_reviews=[review]), "account_review", "X-1")
        assert [known[name] for name in strength] == ["GOOD"] * 5
        assert [known[name] for name in ability] == ["FAIR"] * 3

    def test_what_it_buys_from_anybody(self):
        """B15: our share is known only of a customer whose purchases are."""
        asked = AccountReview(**OWN, reviewed_on=DAY, total_purchases=yuan("1000.50"))
        silent = AccountReview(id="X-2", customer="C-2", reviewed_on=DAY)
        found = holding(account_reviews=[asked, silent])
        assert seen(found, "account_review", "X-1")["total_purchases"] == 100050
        assert "total_purchases" in unknown(found, "account_review", "X-2")
        refused(AccountReview, "model.negative", **OWN, reviewed_on=DAY, total_purchases=Money.of(-1, "CNY"))

    def test_what_a_level_is_judged_by(self):
        """B28: contribution, positioning, strategy."""
        review = AccountReview(
            **OWN, reviewed_on=DAY, contribution=GOOD, positioning=FAIR, strategic_fit=POOR
        )
        found = holding(account_reviews=[review])
        known = seen(found, "account_review", "X-1")
        assert [known[name] for name in ("contribution", "positioning", "strategic_fit")] == [
            "GOOD",
            "FAIR",
            "POOR",
        ]
        assert ids(found, "customer", "C-1", "account_reviews") == ["X-1"]


class TestStrategyForACustomer:
    """B27, B29, B88: the policy toward a customer, the plan, and how they are tracked."""

    def test_a_policy_has_three_parts_and_a_day_of_review(self):
        """B27."""
        policy = CustomerPolicy(
            **OWN,
            decided_on=DAY,
            level=CustomerLevel.S,
            technical="new releases first",
            commercial="60 days",
            contact="the chairman once a year",
            reviewed_on=date(2026, 6, 1),
        )
        found = holding(customer_policies=[policy])
        assert seen(found, "customer_policy", "X-1") == {
            "customer": "C-1",
            "decided_on": DAY,
            "level": "S",
            "technical": "new releases first",
            "commercial": "60 days",
            "contact": "the chairman once a year",
            "reviewed_on": date(2026, 6, 1),
        }

    def test_a_review_that_lies_ahead_has_not_happened(self):
        """B27, B29: on the day of the snapshot only what happened is known."""
        found = holding(customer_policies=[CustomerPolicy(**OWN, decided_on=DAY, reviewed_on=LATER)])
        assert unknown(found, "customer_policy", "X-1") >= {"reviewed_on", "level", "commercial"}

    def test_a_plan_has_objective_actions_owner_and_approval(self):
        """B88."""
        plan = CustomerPlan(
            **OWN,
            planned_on=DAY,
            strategy=CustomerStrategy.RETENTION,
            objective="one of three suppliers",
            actions="a visit each quarter",
            owner="E-1",
            approved_on=DAY,
            approved_by="head of marketing",
        )
        found = holding(employees=[Employee(id="E-1", name="Li", unit="U-1")], customer_plans=[plan])
        known = seen(found, "customer_plan", "X-1")
        assert (known["strategy"], known["owner"], known["approved_by"]) == (
            "RETENTION",
            "E-1",
            "head of marketing",
        )
        assert ids(found, "customer", "C-1", "customer_plans") == ["X-1"]

    def test_a_customer_leads_to_plan_policy_and_voice_alike(self):
        """B29: whoever tracks a strategy has them from the customer."""
        found = holding(
            customer_plans=[CustomerPlan(id="P", customer="C-1", planned_on=DAY)],
            customer_policies=[CustomerPolicy(id="Q", customer="C-1", decided_on=DAY)],
            voices=[Voice(id="V", customer="C-1", received_on=DAY)],
        )
        kinds = ("customer_plans", "customer_policies", "voices")
        assert [ids(found, "customer", "C-1", kind) for kind in kinds] == [["P"], ["Q"], ["V"]]
        assert [ids(found, "customer", "C-2", kind) for kind in kinds] == [[], [], []]


class TestVoice:
    """B84, B89, B90: what a customer said, and how it reached us."""

    @pytest.mark.parametrize("kind", list(VoiceKind))
    def test_calls_letters_papers_surveys_and_meetings(self, kind):
        """B84, B89: opinions that were gathered and printed, calls, letters and documents."""
        voice = Voice(**OWN, received_on=DAY, kind=kind, content="deliver on Mondays")
        found = holding(voices=[voice])
        known = seen(found, "voice", "X-1")
        assert (known["kind"], known["content"]) == (kind.name, "deliver on Mondays")
        assert unknown(found, "voice", "X-1") >= {"unit", "employee", "unfavourable", "used_in_plan"}

    def test_an_issue_with_one_of_us_is_reported_and_used(self):
        """B90: whom it is about, that it was passed on, and that the plan takes it up."""
        voice = Voice(
            **OWN,
            unit="U-1",
            received_on=DAY,
            employee="E-1",
            unfavourable=True,
            reported_on=DAY,
            used_in_plan=True,
        )
        found = holding(employees=[Employee(id="E-1", name="Li", unit="U-1")], voices=[voice])
        known = seen(found, "voice", "X-1")
        assert (known["unfavourable"], known["reported_on"], known["used_in_plan"]) == (True, DAY, True)
        assert ids(found, "employee", "E-1", "voices") == ["X-1"]
        assert ids(found, "account", "C-1@U-1", "voices") == ["X-1"]


class TestOccasion:
    """What a key account celebrates may lie ahead of the snapshot: it is planned for."""

    def test_a_jubilee_to_come_is_known(self):
        found = holding(
            occasions=[Occasion(**OWN, kind=OccasionKind.JUBILEE, happens_on=LATER, reported_on=DAY)]
        )
        assert seen(found, "occasion", "X-1") == {
            "customer": "C-1",
            "kind": "JUBILEE",
            "happens_on": LATER,
            "reported_on": DAY,
        }
        assert unknown(found, "occasion", "X-1") == {"supported"}
        assert ids(found, "customer", "C-1", "occasions") == ["X-1"]


class TestAcquisition:
    """A new customer before it is accepted, beside the one that it would replace."""

    def test_it_may_be_expected_to_make_a_loss(self):
        found = holding(
            acquisitions=[
                Acquisition(
                    **OWN,
                    unit="U-1",
                    proposed_on=DAY,
                    expected_profit=Money.of("-20", "CNY"),
                    payment_days=60,
                    replaces="C-2",
                )
            ]
        )
        known = seen(found, "acquisition", "X-1")
        assert (known["expected_profit"], known["payment_days"], known["replaces"]) == (-2000, 60, "C-2")
        assert unknown(found, "acquisition", "X-1") >= {"unavoidable", "asks_about_price"}

    def test_a_first_order_and_a_payment_cycle_are_never_negative(self):
        own = {**OWN, "unit": "U-1", "proposed_on": DAY}
        refused(Acquisition, "model.negative", **own, first_order=Money.of(-1, "CNY"))
        refused(Acquisition, "model.negative", **own, payment_days=-1)
