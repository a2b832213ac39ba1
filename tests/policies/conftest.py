"""Every worked example is decided by all three engines."""

import pytest

from tests.policies.deciding import Deciding, engine


@pytest.fixture(params=["reference", "compiled", "durable"])
def decide(request: pytest.FixtureRequest) -> Deciding:
    """Decides a rule set about a ledger's subject with the standard policy."""
    assert engine(request.param).notice is None, "an engine is missing and another one stands in"
    return Deciding(request.param)
