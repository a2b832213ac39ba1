"""What the demo knows of its customers beyond the ledger: files, contracts, evaluations, levels, voices, plans."""

from collections.abc import Mapping
from fractions import Fraction
from random import Random
from typing import Final

from groupctl.demo.book import AS_OF, Book, ago, amended, day, days, of, staff
from groupctl.demo.dice import dice, one_in
from groupctl.demo.names import person_name
from groupctl.demo.written import members
from groupctl.model.appraisal import Appraisal
from groupctl.model.credit import CreditSurvey, SurveyChannel
from groupctl.model.customer import Account, Customer, OwnershipType, SalesRoute
from groupctl.model.ledger import GoodsReturn
from groupctl.model.profile import AccountReview
from groupctl.schema.fields import field_types
from groupctl.schema.money import Money

SCALE: Final = (Appraisal.GOOD, Appraisal.GOOD, Appraisal.FAIR, Appraisal.FAIR, Appraisal.POOR)

JUDGED: Final = tuple(
    name for name, field in field_types(AccountReview).items() if field.kind == "enumeration"
)
"""What a key account is judged by."""


def add_relationships(book: Book, seed: int) -> None:
    """Write a contract for nearly every account, and the files and reviews of one customer in six."""
    units = {row.customer: row.unit for row in reversed(book.rows(Account))}
    complete_customers(book, seed, units)
    complete_surveys(book, seed)
    for place, account in enumerate(book.rows(Account)):
        book.tables["accounts"][place] = amended(account, return_days=30)
    for place, returned in enumerate(book.rows(GoodsReturn)):
        kept = days(dice(seed, "return", returned.id).randint(3, 60))
        book.tables["goods_returns"][place] = amended(
            returned, delivered_on=returned.returned_on - kept, special=False
        )
    for account in book.rows(Account):
        chance = dice(seed, "contract", account.id)
        if not one_in(chance, 25):
            add_contract(book, chance, account)
    for customer in book.rows(Customer):
        chance, unit = dice(seed, "file", customer.id), units[customer.id]
        if one_in(chance, 6):
            add_file(book, chance, customer.id)
            add_evaluation(book, chance, customer.id, unit)
            add_account_review(book, chance, customer.id, unit)
            add_voice(book, chance, customer.id, unit)
        if one_in(chance, 150):
            add_acquisition(book, chance, customer.id, unit)


def is_drawn(customer: str) -> bool:
    """Whether a customer is an ordinary one, of which no story is told."""
    return customer.removeprefix("C-").isdigit()


def complete_customers(book: Book, seed: int, units: Mapping[str, str]) -> None:
    """Say who looks after a customer in the unit that serves it, who owns it, how it is reached and what trade it is in.

    Those that a story is told of are private dealers: nothing that the story turns on.
    """
    for place, customer in enumerate(book.rows(Customer)):
        chance = dice(seed, "master data", customer.id)
        completed = amended(
            customer,
            manager=staff(units[customer.id], chance.randint(1, 3)),
            verified_on=AS_OF - days(chance.choice((20, 60, 100, 150, 400))),
            ownership=OwnershipType.PRIVATE,
            has_group_features=False,
            sales_route=SalesRoute.CHANNEL,
            industry="trade",
        )
        if is_drawn(customer.id):
            completed = amended(
                completed,
                industry=chance.choice(("machinery", "water", "chemicals", "trade")),
                ownership=chance.choice((OwnershipType.PRIVATE, OwnershipType.PRIVATE, *OwnershipType)),
                has_group_features=one_in(chance, 5),
                sales_route=chance.choice(tuple(SalesRoute)),
                wants_credit=not one_in(chance, 6),
            )
        book.tables["customers"][place] = completed


def complete_surveys(book: Book, seed: int) -> None:
    """Say how each survey was made, and give every other one the figures that a rating needs; not those that a story is told of."""
    for place, survey in enumerate(book.rows(CreditSurvey)):
        chance = dice(seed, "rating", survey.id)
        rated = is_drawn(survey.customer) and one_in(chance, 2)
        completed = amended(survey, channel=chance.choice(tuple(SurveyChannel)), report=f"Report {survey.id}")
        if rated:
            completed = amended(
                completed,
                current_ratio=Fraction(chance.randint(80, 300), 100),
                quick_ratio=Fraction(chance.randint(50, 180), 100),
                profit_ratio=Fraction(chance.randint(-2, 15), 100),
                payment_ability=chance.choice(SCALE),
                payment_history=chance.choice(SCALE),
                collateral_value=Money(chance.randint(0, 60) * 10_000_00, "CNY"),
                operating_condition=chance.choice(SCALE),
            )
        book.tables["credit_surveys"][place] = completed


def add_contract(book: Book, chance: Random, account: Account) -> None:
    """Write the running contract of an account; one in thirty lacks a clause."""
    book.write(
        "contract",
        **of(account, "CT"),
        has_breach=not one_in(chance, 30),
        protected_market=f"Market of {account.customer}",
    )


def add_file(book: Book, chance: Random, customer: str) -> None:
    """Write a customer's file: contacts, profile, policy and plan."""
    for place, role in enumerate(("LEGAL_REPRESENTATIVE", "KEY_DECISION_MAKER")):
        book.write(
            "contact",
            id=f"CO-{customer}.{place}",
            customer=customer,
            name=person_name(chance),
            role=role,
            on_decision_chain=role == "KEY_DECISION_MAKER" or one_in(chance, 3),
        )
    book.write(
        "profile",
        id=f"PR-{customer}",
        customer=customer,
        recorded_on=ago(chance, 20, 500),
        complete=not one_in(chance, 5),
        development_potential=chance.choice(SCALE),
        business_philosophy=chance.choice(SCALE),
        reputation=chance.choice(SCALE),
    )
    book.write(
        "customer_policy",
        id=f"CP-{customer}",
        customer=customer,
        decided_on=ago(chance, 10, 500),
        level=chance.choice(members("customer_policy", "level")),
    )
    book.write(
        "customer_plan",
        id=f"PL-{customer}",
        customer=customer,
        strategy=chance.choice(members("customer_plan", "strategy")),
        approved_on=None if one_in(chance, 6) else day("2026-01-30"),
    )


def add_evaluation(book: Book, chance: Random, customer: str, unit: str) -> None:
    """Write how the customer was judged as a dealer."""
    book.write(
        "dealer_evaluation",
        id=f"DE-{customer}",
        customer=customer,
        unit=unit,
        evaluated_on=ago(chance, 10, 300),
        attitude=chance.choice(SCALE),
        pays_as_promised=not one_in(chance, 10),
        provides_staff=not one_in(chance, 10),
        provides_vehicles=not one_in(chance, 8),
        flexibility=chance.choice(SCALE),
        distribution=chance.choice(SCALE),
        capital_strength=chance.choice(SCALE),
        strong_brands=chance.randint(0, 4),
        warehouses=chance.randint(1, 3),
        vehicles=chance.randint(1, 12),
        staff=chance.randint(5, 80),
        reputation=chance.choice(SCALE),
        family=chance.choice(SCALE),
        social_status=chance.choice(SCALE),
    )


def add_account_review(book: Book, chance: Random, customer: str, unit: str) -> None:
    """Write how the customer was judged as a key account."""
    reviewed_on, purchases = ago(chance, 10, 200), chance.randint(50, 900) * 10_000
    book.write(
        "account_review",
        id=f"AR-{customer}",
        customer=customer,
        unit=unit,
        reviewed_on=reviewed_on,
        total_purchases=purchases,
        **{name: chance.choice(SCALE) for name in JUDGED},
    )


def add_voice(book: Book, chance: Random, customer: str, unit: str) -> None:
    """Write what the customer said, and an occasion of its own that is coming."""
    if one_in(chance, 4):
        book.write(
            "voice",
            id=f"VO-{customer}",
            customer=customer,
            unit=unit,
            received_on=ago(chance, 5, 150),
            kind=chance.choice(members("voice", "kind")),
            unfavourable=one_in(chance, 3),
            reported_on=None if one_in(chance, 4) else AS_OF - days(2),
            used_in_plan=one_in(chance, 2),
        )
    if one_in(chance, 10):
        book.write(
            "occasion",
            id=f"OC-{customer}",
            customer=customer,
            kind=chance.choice(members("occasion", "kind")),
            happens_on=AS_OF + days(chance.randint(5, 60)),
            reported_on=AS_OF - days(10),
            supported=one_in(chance, 2),
        )


def add_acquisition(book: Book, chance: Random, customer: str, unit: str) -> None:
    """Write the papers of a customer before it was accepted."""
    book.write(
        "acquisition",
        id=f"AQ-{customer}",
        customer=customer,
        unit=unit,
        proposed_on=ago(chance, 5, 200),
        expected_profit=chance.randint(-20, 300) * 1_000,
        payment_days=chance.choice((0, 30, 60, 90)),
        market_prospects=chance.choice(SCALE),
        first_order=chance.randint(1, 60) * 10_000,
        large_first_order=one_in(chance, 3),
        asks_about_quality=not one_in(chance, 3),
        asks_about_price=not one_in(chance, 3),
        adds_conditions=not one_in(chance, 3),
        accepts_every_demand=one_in(chance, 3),
    )
