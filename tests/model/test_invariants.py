"""No object exists that breaks an invariant, and everything that is wrong with one is said at once."""

from datetime import date, datetime
from decimal import Decimal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from docs.site.pages.model import choices
from groupctl.errors import ModelError
from groupctl.model import (
    Account,
    Amount,
    BalanceSheet,
    Budget,
    ChannelType,
    Collateral,
    CollateralKind,
    ControlMode,
    Customer,
    GoodsReturn,
    Incident,
    IncidentKind,
    Inherit,
    SalesPlan,
    StockPosition,
    UnitKind,
    Unknown,
    Unlimited,
)
from groupctl.model.vocabulary import STANDARD
from groupctl.schema.choices import Choice
from groupctl.schema.fields import field_types
from groupctl.schema.money import Money
from groupctl.testing.strategies import any_object
from tests.model.examples import customer, invoice, payment, request, unit, yuan


class Alien:
    """Of no type that any field holds."""


@given(any_object, st.data())
def test_every_field_of_the_wrong_type_is_reported_in_one_error(item, data):
    names = [name for name in field_types(type(item)) if name != "rate"]
    wrong = data.draw(st.sets(st.sampled_from(names), min_size=1))
    fields = {name: getattr(item, name) for name in field_types(type(item))}
    with pytest.raises(ModelError) as error:
        type(item)(**fields | dict.fromkeys(wrong, Alien()))
    reported = {fault.values["field"] for fault in error.value.faults if fault.code == "model.wrong-type"}
    assert reported == {f"{type(item).__name__}.{name}" for name in wrong}


@given(any_object)
def test_objects_are_frozen_hashable_and_equal_by_value(item):
    name = next(iter(field_types(type(item))))
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        setattr(item, name, getattr(item, name))
    copy = attrs.evolve(item)
    assert (copy, hash(copy)) == (item, hash(item))
    assert not hasattr(item, "__dict__")


@given(any_object)
def test_what_must_be_stated_cannot_be_left_out(item):
    required = [
        name
        for name, field in field_types(type(item)).items()
        if not field.optional and field.kind != "limit"
    ]
    fields = {name: getattr(item, name) for name in field_types(type(item))}
    for name in required:
        with pytest.raises((ModelError, TypeError)):
            type(item)(**{key: value for key, value in fields.items() if key != name})
        with pytest.raises(ModelError):
            type(item)(**fields | {name: None})


def refused(make, code, **fields):
    with pytest.raises(ModelError) as error:
        make(**fields)
    assert [fault.code for fault in error.value.faults] == [code]
    assert all(fault.message("en") and fault.message("zh") for fault in error.value.faults)


@pytest.mark.parametrize(
    ("id_", "code"),
    [
        ("", "model.empty-id"),
        ("  ", "model.empty-id"),
        ("　", "model.empty-id"),
        (" C-1", "model.blanks-around-id"),
        ("C-1\n", "model.blanks-around-id"),
        ("C-1　", "model.blanks-around-id"),
        ("C\n1", "model.unprintable"),
        ("C\x001", "model.unprintable"),
        ("C-1\u200b", "model.unprintable"),
        ("\u202e1-C", "model.unprintable"),
        ("C\ud8001", "model.unprintable"),
        pytest.param("x" * 201, "model.text-too-long", id="201"),
        pytest.param("x" * 10_000_000, "model.text-too-long", id="10MB"),
        (1, "model.wrong-type"),
        (b"C-1", "model.wrong-type"),
    ],
)
@pytest.mark.parametrize(
    ("make", "field"), [(customer, "id_"), (customer, "group"), (invoice, "customer"), (request, "matter")]
)
def test_ids_and_references_are_clean_names(make, field, id_, code):
    refused(make, code, **{field: id_})


@pytest.mark.parametrize("id_", ["客户-1", "x" * 200, "a b", "a@b", "9/7#3", "ÄÖ", "㐀", "a\u3000b"])
def test_ids_may_be_in_any_script(id_):
    assert customer(id_).id == id_


def test_a_unit_has_no_at_sign_so_that_ids_of_accounts_are_unambiguous():
    refused(unit, "model.at-sign-in-unit", id_="U@1")
    assert Account(customer="a@b", unit="c").id == "a@b@c"


def test_texts_are_bounded_and_can_be_written():
    assert customer(name="").name == ""
    assert customer(name="two\nlines").name == "two\nlines"
    refused(customer, "model.text-too-long", name="x" * 10_000_000)
    refused(customer, "model.unprintable", name="a\x00b")
    refused(customer, "model.unprintable", name="a\udfffb")


def test_a_message_about_a_huge_value_is_short():
    with pytest.raises(ModelError) as error:
        customer(since="x" * 10_000_000)
    assert len(str(error.value)) < 300


@pytest.mark.parametrize("day", [date(1899, 12, 31), date(2201, 1, 1), date.min, date.max])
def test_dates_are_plausible(day):
    refused(customer, "model.date-out-of-range", since=day)


@pytest.mark.parametrize("day", [datetime(2026, 1, 1), "2026-01-01", 20260101])  # noqa: DTZ001
def test_a_date_is_a_date_and_no_timestamp(day):
    refused(customer, "model.wrong-type", since=day)


@pytest.mark.parametrize("number", [True, 30.0, Decimal(30), "30"])
def test_a_number_of_days_is_an_int(number):
    refused(
        lambda credit_days: Account(customer="C", unit="U", credit_days=credit_days),
        "model.wrong-type",
        credit_days=number,
    )


def test_numbers_are_bounded():
    def stock(quantity):
        return StockPosition(
            id="S", customer="C", unit="U", counted_on=date(2026, 1, 1), amount=yuan(1), quantity=quantity
        )

    assert stock(2**62 - 1).quantity == 2**62 - 1
    refused(stock, "model.number-too-large", quantity=2**62)
    refused(stock, "model.number-too-large", quantity=10**10_000)
    refused(stock, "model.negative", quantity=-1)


def test_money_is_never_a_bare_number():
    for amount in (100, 100.0, Decimal(100), "100.00"):
        refused(invoice, "model.wrong-type", amount=amount)


MINUS = Money(-1, "CNY")
PERIOD = {
    "id": "X",
    "customer": "C",
    "unit": "U",
    "starts_on": date(2026, 1, 1),
    "ends_on": date(2026, 1, 31),
}


@pytest.mark.parametrize(
    "make",
    [
        lambda: Budget(**PERIOD, amount=MINUS),
        lambda: SalesPlan(**PERIOD, amount=MINUS),
        lambda: Collateral(**PERIOD, kind=CollateralKind.DEPOSIT, amount=MINUS),
        lambda: request(amount=MINUS),
        lambda: GoodsReturn(id="R", customer="C", unit="U", returned_on=date(2026, 1, 1), amount=MINUS),
        lambda: StockPosition(id="S", customer="C", unit="U", counted_on=date(2026, 1, 1), amount=MINUS),
        lambda: BalanceSheet(
            id="B", unit="U", drawn_on=date(2026, 1, 1), total_assets=MINUS, consolidated=True
        ),
        lambda: Amount(MINUS),
    ],
)
def test_amounts_that_cannot_be_negative_are_not(make):
    refused(make, "model.negative")


def test_credit_notes_and_refunds_are_negative():
    assert invoice(amount=MINUS, cost=MINUS).amount == MINUS
    assert payment(amount=MINUS).amount == MINUS


EARLY, LATE = date(2026, 1, 1), date(2026, 1, 2)


@pytest.mark.parametrize(
    "make",
    [
        lambda first, last: invoice(issued_on=first, due_on=last),
        lambda first, last: Budget(**PERIOD | {"starts_on": first, "ends_on": last}, amount=yuan(1)),
        lambda first, last: SalesPlan(**PERIOD | {"starts_on": first, "ends_on": last}, amount=yuan(1)),
        lambda first, last: Collateral(
            **PERIOD | {"starts_on": first, "ends_on": last}, kind=CollateralKind.MORTGAGE
        ),
        lambda first, last: Incident(
            id="I", customer="C", kind=IncidentKind.FIRE, reported_on=first, closed_on=last
        ),
    ],
)
def test_nothing_ends_before_it_begins(make):
    refused(make, "model.dates-out-of-order", first=LATE, last=EARLY)
    assert make(EARLY, LATE)
    assert make(EARLY, EARLY)


def test_several_faults_of_one_object_are_all_reported():
    with pytest.raises(ModelError) as error:
        invoice("", customer=" C", issued_on=LATE, due_on=EARLY, amount=5, disputed="no")
    assert sorted(fault.values["field"] for fault in error.value.faults) == [
        "Invoice.amount",
        "Invoice.customer",
        "Invoice.disputed",
        "Invoice.due_on",
        "Invoice.id",
    ]


@pytest.mark.parametrize("about", ["customer", "unit", "indicator", "lead", "user_account"])
def test_a_warning_is_about_a_customer_a_unit_an_indicator_a_lead_or_an_account(about):
    """F1."""
    warned = {"id": "I", "kind": IncidentKind.OTHER, "reported_on": EARLY, "warning": "intervention"}
    assert getattr(Incident(**warned, **{about: "X-1"}), about) == "X-1"
    refused(Incident, "model.warning-about-nothing", **warned)


def test_a_major_incident_has_a_customer():
    """F6: without its customer the row can't be read, and so it may be anybody's."""
    incident = {"id": "I", "kind": IncidentKind.FIRE, "reported_on": EARLY}
    assert Incident(**incident, customer="C").warning is None
    refused(Incident, "model.incident-without-customer", **incident, unit="U")


def test_a_unit_keeps_its_books_in_a_currency_that_exists():
    refused(unit, "model.unknown-currency", currency="RMB")


def test_a_limit_is_one_of_four_things_and_never_a_bare_value():
    for limit in (Unlimited(), Amount(yuan(0)), Inherit("ACME"), Unknown()):
        assert customer(credit_limit=limit).credit_limit == limit
    for wrong in (None, 0, yuan(5), "unlimited"):
        refused(customer, "model.wrong-type", credit_limit=wrong)


def test_a_limit_that_is_not_stated_is_unknown():
    assert Customer(id="C", name="C").credit_limit == Unknown()


@pytest.mark.parametrize("choice", list(choices()))
def test_members_are_found_by_name_and_by_both_labels(choice):
    """K8."""
    for member in choice:
        for text in (
            member.name,
            member.name.lower().replace("_", "-"),
            member.label("en"),
            f" {member.label('zh')} ",
        ):
            assert choice.parse(text) is member
    labels = [member.label(lang) for member in choice for lang in ("en", "zh")]
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("mode", list(ControlMode))
def test_both_wordings_of_the_control_modes_are_understood(mode):
    assert mode.label("zh").endswith("管控型")
    assert ControlMode.parse(mode.label("zh").replace("管控型", "控制型")) is mode


def test_an_unknown_member_is_refused_with_a_suggestion():
    with pytest.raises(ModelError, match="did you mean DEALER"):
        ChannelType.parse("dealr")
    refused(lambda: unit(kind="DIVISION"), "model.wrong-type")
    refused(lambda: unit(kind=ControlMode.FINANCIAL), "model.wrong-type")
    assert isinstance(UnitKind.GROUP, Choice)


def test_every_class_of_a_table_has_an_id():
    assert all(hasattr(cls, "id") for cls in STANDARD.tables.values())
