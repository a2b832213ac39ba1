"""Losing or spoiling information never improves anybody's outcome.

Every kind of loss meets sound ledgers whose orders are held by each rank of L30 and by the limits of account, customer and group,
in every host that can suffer it. `make fuzz` does the same a hundred thousand times.
"""

from random import Random

import pytest

from tests.losses.hosts import TEXT_HOSTS, Hosts
from tests.losses.ledgers import ledger
from tests.losses.machine import KINDS, run, summary
from tests.losses.outcomes import engine, outcomes, undecided_actions

SHARES = 4
EACH = 800


def test_every_host_holds_the_same_ledger():
    hosts = Hosts.of(ledger(Random(1), "group-limit", "arrears"))  # noqa: S311
    try:
        sound = outcomes(engine(), hosts["objects"].read({}))
        for name in TEXT_HOSTS:
            read = hosts[name].read({})
            found = outcomes(engine(), read)
            assert not read.rejected
            assert (found.orders, found.values) == (sound.orders, sound.values)
    finally:
        hosts.close()


@pytest.mark.parametrize(
    ("hold", "release"),
    [
        ("nothing", "RELEASE"),
        ("granted-above-the-class", "RELEASE"),
        ("above-the-class", "REFER"),
        ("overdue", "REFER"),
        ("blacklisted", "REFUSE"),
    ],
)
def test_what_has_lost_nothing_is_decided(hold, release):
    """A table that no host here has would leave every order referred, and nothing could look better than that."""
    hosts = Hosts.of(ledger(Random(2), hold))  # noqa: S311
    try:
        assert outcomes(engine(), hosts["objects"].read({})).orders["SO-1"] == release
    finally:
        hosts.close()


@pytest.mark.slow
@pytest.mark.parametrize("share", range(SHARES))
def test_nothing_lost_improves_an_outcome(share):
    tally = run(EACH, seed=share * 1000)
    assert not tally.found, "\n".join(summary(tally))
    assert tally.losses == EACH
    assert set(tally.kinds) == set(KINDS), "a kind of loss that was never met"
    assert tally.referred > EACH // 20, "orders that went are referred when something is lost"
    assert set(tally.releases) == {"RELEASE", "REFER", "REFUSE"}


@pytest.mark.slow
@pytest.mark.parametrize(
    "table",
    ["invoices", "payments", "customers", "requests", "step_records", "appointments", "credit_surveys"],
)
def test_nothing_undecided_acts_when_a_table_is_lost(table):
    """Every rule set about every record: what is open proposes nothing and gives no reasons."""
    hosts = Hosts.of(ledger(Random(5), "group-limit", "d-class", "overdue"))  # noqa: S311
    try:
        spoilt = hosts["objects"].read({table: None})
        assert list(undecided_actions(engine(), spoilt)) == []
    finally:
        hosts.close()
