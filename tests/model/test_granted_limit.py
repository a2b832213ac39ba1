"""Limits that were granted, by kind and with a life: B66."""

from datetime import date
from fractions import Fraction

import pytest

from groupctl.model import Collateral, CollateralKind, GrantedLimit, LimitKind
from groupctl.schema.money import Money
from tests.model.examples import yuan
from tests.model.holding import holding, ids, refused, seen

DAY = date(2026, 3, 1)
LAST = date(2026, 12, 31)
OWN = {"id": "L-1", "customer": "C-1", "kind": LimitKind.OWN, "amount": yuan(9), "starts_on": DAY}
MORE = {
    LimitKind.INSURED: {"insured_share": Fraction(9, 10), "cover_ends_after": 60},
    LimitKind.GUARANTEED: {"collateral": "K-1"},
    LimitKind.MORTGAGED: {"collateral": "K-1"},
}


def security() -> Collateral:
    return Collateral(id="K-1", customer="C-1", kind=CollateralKind.MORTGAGE, starts_on=DAY)


class TestGrantedLimit:
    @pytest.mark.parametrize("kind", list(LimitKind))
    def test_each_kind_with_its_conditions(self, kind):
        """B66."""
        given = GrantedLimit(
            **OWN | {"kind": kind},
            unit="U-1",
            ends_on=LAST,
            source="P-7",
            granted_by="board",
            **MORE.get(kind, {}),
        )
        found = holding(granted_limits=[given], collaterals=[security()])
        assert seen(found, "granted_limit", "L-1") == {
            "customer": "C-1",
            "unit": "U-1",
            "account": "C-1@U-1",
            "kind": kind.name,
            "amount": 900,
            "starts_on": DAY,
            "ends_on": LAST,
            "source": "P-7",
            "granted_by": "board",
            **MORE.get(kind, {}),
        }
        assert ids(found, "account", "C-1@U-1", "granted_limits") == ["L-1"]

    def test_of_a_customer_and_of_a_group(self):
        of_group = GrantedLimit(**OWN | {"id": "L-2", "customer": None, "group": "G-1"})
        found = holding(granted_limits=[GrantedLimit(**OWN), of_group])
        assert ids(found, "customer", "C-1", "granted_limits") == ["L-1"]
        assert ids(found, "group", "G-1", "granted_limits") == ["L-1", "L-2"]

    def test_it_is_for_one_subject(self):
        refused(GrantedLimit, "model.customer-or-group", **OWN, group="G-1")
        refused(GrantedLimit, "model.customer-or-group", **OWN | {"customer": None})
        refused(
            GrantedLimit, "model.unit-of-group-limit", **OWN | {"customer": None}, group="G-1", unit="U-1"
        )

    @pytest.mark.parametrize(
        "kind", [one for one in LimitKind if one not in {LimitKind.OWN, LimitKind.MANAGEMENT}]
    )
    def test_only_own_limits_and_those_of_management_have_no_end(self, kind):
        own = OWN | {"kind": kind, **MORE.get(kind, {})}
        refused(GrantedLimit, "model.limit-without-end", **own)
        assert GrantedLimit(**own, ends_on=LAST).ends_on == LAST

    @pytest.mark.parametrize("name", ["insured_share", "cover_ends_after", "collateral"])
    def test_each_kind_states_its_conditions_and_no_others(self, name):
        stated = {"insured_share": Fraction(1, 2), "cover_ends_after": 60, "collateral": "K-1"}
        for kind in LimitKind:
            own = OWN | {"kind": kind, "ends_on": LAST, **MORE.get(kind, {})}
            if name in own:
                refused(GrantedLimit, "model.limit-needs", **own | {name: None})
            else:
                refused(GrantedLimit, "model.limit-has-no", **own, **{name: stated[name]})

    def test_it_is_sound(self):
        refused(GrantedLimit, "model.dates-out-of-order", **OWN, ends_on=date(2026, 2, 28))
        refused(GrantedLimit, "model.negative", **OWN | {"amount": Money.of(-1, "CNY")})
        insured = OWN | {"kind": LimitKind.INSURED, "ends_on": LAST, "cover_ends_after": 60}
        refused(GrantedLimit, "model.above-one", **insured, insured_share=Fraction(11, 10))
        refused(GrantedLimit, "model.not-positive", **insured, insured_share=Fraction(0))
        assert GrantedLimit(**insured, insured_share=Fraction(1)).insured_share == 1
