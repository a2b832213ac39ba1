"""Every worked example is decided by durable_rules and, once more on the same ledger, by the reference."""

import pytest

from tests.standard.deciding import Deciding


@pytest.fixture
def decide() -> Deciding:
    """Decides a rule set about a ledger's subject with the standard policy."""
    return Deciding()
