"""The machine of a customer's life finds the shortest way to what must not be."""

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import invariant, run_state_machine_as_test

from groupctl.testing.machine import customer_machine
from tests.rules.policy_text import changed, load

FEW = settings(
    max_examples=120,
    stateful_step_count=8,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def policy(tmp_path_factory):
    return load(changed(("when: account.d_class", "when: amount > 50000")), tmp_path_factory.mktemp("policy"))


def test_a_sound_policy_decides_whatever_happens(policy):
    run_state_machine_as_test(customer_machine(policy, ["release"]), settings=FEW)


def test_an_invariant_of_ones_own_is_broken_by_the_steps_that_it_takes(policy):
    class NothingIsReferred(customer_machine(policy, ["release"])):
        @invariant()
        def nothing_is_referred(self):
            for decision in self.engine.review(self.portfolio(), rule_sets=["release"]):
                assert decision.outcome != "REFER"

    with pytest.raises(AssertionError) as caught:
        run_state_machine_as_test(NothingIsReferred, settings=FEW)
    steps = "\n".join(caught.value.__notes__)
    assert "state.order(amount=50001)" in steps
    assert steps.count("state.order(") == 1
    assert "state.pay(" not in steps
