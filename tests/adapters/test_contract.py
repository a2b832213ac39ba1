"""The contract of adapters: what a host may claim, and that a claim is what is used."""

from datetime import date
from typing import Any

import pytest
from attrs import evolve, frozen

from groupctl.adapters import (
    CONTRACT,
    AdapterKind,
    Balance,
    Before,
    Capabilities,
    Change,
    Changed,
    ChangeKind,
    Effect,
    Feature,
    HoldMeans,
    Idempotency,
    LimitForm,
    LimitRules,
    LimitScope,
    Lock,
    Permissions,
    Reading,
    TableSupport,
    Writing,
    ZeroLimit,
)
from groupctl.adapters.contract import keeps
from groupctl.adapters.host import Host
from groupctl.errors import AdapterError
from groupctl.model import Customer, Invoice, Payment, Unit, UnitKind
from groupctl.schema.limits import Amount, Inherit, Unknown, Unlimited
from groupctl.schema.money import Money

AS_OF = date(2026, 6, 30)
DAY = date(2026, 5, 1)


def cny(amount: int) -> Money:
    return Money(amount * 100, "CNY")


def invoice(id_: str, customer: str = "C-1", unit: str = "U-1", amount: int = 100, **more: Any) -> Invoice:
    return Invoice(
        id=id_, customer=customer, unit=unit, issued_on=DAY, due_on=DAY, amount=cny(amount), **more
    )


TABLES = {
    "units": [
        Unit(id=name, name=name, kind=kind, parent=above, currency="CNY")
        for name, kind, above in (
            ("U-0", UnitKind.GROUP, None),
            ("U-1", UnitKind.SUBSIDIARY, "U-0"),
            ("U-2", UnitKind.SUBSIDIARY, "U-0"),
        )
    ],
    "customers": [Customer(id="C-1", name="First"), Customer(id="C-2", name="Second")],
    "accounts": [],
    "invoices": [invoice("I-1"), invoice("I-2", settled_on=DAY), invoice("I-3", "C-2", "U-2")],
    "payments": [Payment(id="P-1", customer="C-1", unit="U-1", invoice="I-1", paid_on=DAY, amount=cny(30))],
}
ALL_RIGHTS = Permissions()
FULL = dict.fromkeys(TABLES, TableSupport.FULL)


@frozen
class Books:
    """A host with everything that it is given."""

    features: frozenset[Feature] = frozenset()
    tables: Any = TABLES
    books: tuple[Balance, ...] = ()
    rights: Any = ALL_RIGHTS
    counts: Any = None
    scheme: str = "books"

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(tables=FULL, features=self.features)

    def read(self, as_of: date) -> Reading:
        return Reading(tables=self.tables, currency="CNY")

    def balances(self, as_of: date, customers: frozenset[str] | None) -> tuple[Balance, ...]:
        return self.books

    def permissions(self) -> Permissions:
        return self.rights

    def read_changes(self, as_of: date, cursor: str) -> Changed:
        tables = self.tables if not cursor else {"invoices": [invoice("I-1", amount=70)]}
        counts = self.counts or {name: len(rows) for name, rows in self.tables.items()}
        return Changed(reading=evolve(self.read(as_of), tables=tables), cursor="1", counts=counts)


class TestVersion:
    @pytest.mark.parametrize(
        ("written", "kept"), [("1.0", True), ("1.1", False), ("2.0", False), ("0.9", False)]
    )
    def test_an_adapter_is_used_with_the_version_it_was_written_for_or_a_later_minor_one(self, written, kept):
        assert CONTRACT == "1.0"
        assert keeps(written) is kept

    def test_a_kind_of_host_must_say_for_which_version_it_was_written(self):
        with pytest.raises(TypeError, match="contract"):
            AdapterKind(scheme="x", title={"en": "x", "zh": "x"}, open=Books, capabilities=Capabilities())
        with pytest.raises(ValueError, match=r"written like '1\.0', not 'one'"):
            AdapterKind(
                scheme="x",
                title={"en": "x", "zh": "x"},
                open=Books,
                contract="one",
                capabilities=Capabilities(),
            )


WRITING = Writing(entities={"account"}, effect=Effect.ENFORCED, lock=Lock.NONE, idempotency=Idempotency.STATE)
NO_CREDIT = LimitRules(scope=LimitScope.COMPANY, zero=ZeroLimit.BLOCKS, forms={LimitForm.AMOUNT})


class TestClaims:
    def test_limits_and_holds_say_what_they_mean(self):
        with pytest.raises(ValueError, match="limits must say"):
            Capabilities(changes={ChangeKind.SET_LIMIT: WRITING})
        with pytest.raises(ValueError, match="hold must say"):
            Capabilities(changes={ChangeKind.HOLD: WRITING})

    @pytest.mark.parametrize("zero", [zero for zero in ZeroLimit if zero is not ZeroLimit.BLOCKS])
    def test_a_hold_by_a_limit_of_zero_is_refused_where_zero_does_not_block(self, zero):
        hold = {"changes": {ChangeKind.HOLD: WRITING}, "hold": HoldMeans.ZERO_LIMIT}
        assert Capabilities(limits=NO_CREDIT, **hold)
        with pytest.raises(ValueError, match="zero blocks"):
            Capabilities(limits=evolve(NO_CREDIT, zero=zero), **hold)

    def test_a_task_is_no_state(self):
        with pytest.raises(ValueError, match="TASK makes a record"):
            Capabilities(changes={ChangeKind.TASK: WRITING})

    def test_all_that_has_no_method_is_told_at_once(self):
        class Boastful(Books):
            capabilities = Capabilities(
                features={Feature.SCOPE}, changes={ChangeKind.SET_LIMIT: WRITING}, limits=NO_CREDIT
            )

        with pytest.raises(AdapterError) as raised:
            Host(adapter=Boastful())
        assert [fault.values["methods"] for fault in raised.value.faults] == [
            "family, read_scope",
            "apply, before",
        ]

    def test_what_is_not_claimed_is_not_asked(self):
        wrong = Books(
            books=(Balance(customer="C-1", unit="U-1", amount=cny(1), on=AS_OF),),
            rights=Permissions(all_rows=False),
        )
        portfolio = Host(adapter=wrong).snapshot(AS_OF)
        assert (portfolio.rejected, dict(portfolio.partial)) == ((), {})
        with pytest.raises(AdapterError, match="doesn't offer 'what changed'"):
            Host(adapter=wrong).follow(AS_OF)
        with pytest.raises(AdapterError, match="takes no changes"):
            Host(adapter=wrong).before([])


def gaps(portfolio: Any) -> dict[str, bool]:
    return {
        record.id: bool(portfolio.gaps(record, "invoices"))
        for entity in ("customer", "account")
        for record in portfolio.records(entity)
    }


SOUND = (
    Balance(customer="C-1", unit="U-1", amount=cny(70), on=AS_OF),
    Balance(customer="C-2", unit="U-2", amount=cny(100), on=AS_OF),
)


class TestReconciliation:
    def portfolio(self, *books: Balance) -> Any:
        return Host(adapter=Books(features=frozenset({Feature.BALANCES}), books=books)).snapshot(AS_OF)

    def test_open_items_that_add_up_to_the_books_are_complete(self):
        assert not any(gaps(self.portfolio(*SOUND)).values())
        assert not self.portfolio(*SOUND).rejected

    @pytest.mark.parametrize(
        ("books", "told"),
        [
            (SOUND[1:], "the open items come to 70.00 CNY, the host's own balance is 0"),
            (
                (evolve(SOUND[0], amount=cny(71)), SOUND[1]),
                "the open items come to 70.00 CNY, the host's own balance is 71.00 CNY",
            ),
            (
                (evolve(SOUND[0], amount=Money(7000, "EUR")), SOUND[1]),
                "the open items come to 70.00 CNY, the host's own balance is 70.00 EUR",
            ),
            (
                (evolve(SOUND[0], on=DAY), SOUND[1]),
                "the host's own balance is of 2026-05-01, another day than that of the snapshot",
            ),
        ],
    )
    def test_what_an_account_owes_is_unknown_where_they_differ(self, books, told):
        portfolio = self.portfolio(*books)
        assert [row.reason.render() for row in portfolio.rejected] == [told]
        assert gaps(portfolio) == {"C-1": True, "C-2": False, "C-1@U-1": True, "C-2@U-2": False}

    def test_a_balance_without_any_item_is_a_difference_too(self):
        lost = Balance(customer="C-1", unit="U-2", amount=cny(5), on=AS_OF)
        assert gaps(self.portfolio(*SOUND, lost))["C-1"]


class TestPermissions:
    def test_what_the_user_may_not_see_is_never_taken_for_complete(self):
        def partial(**rights: Any) -> dict[str, str]:
            host = Host(
                adapter=Books(features=frozenset({Feature.PERMISSIONS}), rights=Permissions(**rights))
            )
            return dict(host.snapshot(AS_OF).partial)

        assert partial() == {}
        assert partial(tables=frozenset(TABLES) - {"payments"}) == {"payments": "some"}
        assert partial(all_rows=False) == dict.fromkeys(TABLES, "some")


class TestFollowing:
    def followed(self, **counts: int) -> dict[str, Money]:
        adapter = Books(features=frozenset({Feature.CHANGES}))
        _, known = Host(adapter=adapter).follow(AS_OF)
        portfolio, _ = Host(adapter=evolve(adapter, counts=counts)).follow(AS_OF, known)
        return {row.id: row.amount for row in portfolio.invoices.values()}

    def test_rows_that_changed_take_the_place_of_those_called_alike(self):
        assert self.followed(invoices=3) == {"I-1": cny(70), "I-2": cny(100), "I-3": cny(100)}

    def test_all_is_read_again_where_the_host_has_fewer_rows(self):
        """Its answer to an empty cursor is all it has."""
        assert self.followed(invoices=2)["I-1"] == cny(100)


class TestChanges:
    CHANGE = Change(kind=ChangeKind.SET_LIMIT, entity="account", subject="C-1@U-1", on=AS_OF)

    @pytest.mark.parametrize(
        ("wanted", "there", "met"),
        [
            (Amount(cny(5)), Amount(cny(5), company="U-1"), True),
            (Amount(cny(5)), Amount(cny(6)), False),
            (Amount(cny(0)), Unlimited(), False),
            (Unlimited(), Unlimited(), True),
            (Inherit(), Unknown(), False),
            (Unknown(), Unknown(), False),
        ],
    )
    def test_a_limit_is_met_by_the_same_limit_only(self, wanted, there, met):
        assert evolve(self.CHANGE, limit=wanted).is_met(Before(limit=there)) is met

    def test_the_key_is_what_it_is_about_and_not_the_day(self):
        hold = evolve(self.CHANGE, kind=ChangeKind.HOLD, rule="a")
        release = evolve(hold, kind=ChangeKind.RELEASE, rule="b", on=DAY)
        assert hold.key == release.key != self.CHANGE.key
        task = evolve(hold, kind=ChangeKind.TASK)
        assert task.key == evolve(task, on=DAY).key != evolve(task, rule="b").key
