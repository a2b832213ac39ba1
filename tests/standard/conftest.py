"""Every worked example is decided by the engine that decides by default."""

import pytest

from tests.standard.deciding import Deciding


@pytest.fixture
def decide() -> Deciding:
    """Decides a rule set about a ledger's subject with the standard policy."""
    return Deciding()
