"""Records and functions of a policy's own are asked about like any other: the solver hears from the function itself what it gives."""

from fractions import Fraction

import groupctl
from groupctl.proof import Verdict
from groupctl.proof.questions import prove
from tests.rules.small import policy


@groupctl.function(version="1")
def wear(hours: int, life: int) -> Fraction | None:
    return Fraction(hours, life) if life > 0 else None


BODY = """
    functions: [wear]
    records:
      rented_machine:
        title: {en: Rented machine, zh: 租赁设备}
        fields:
          customer: {type: customer, required: true, title: {en: Customer, zh: 客户}}
          hours: {type: count, title: {en: Hours, zh: 工时}}
          life: {type: count, title: {en: Life, zh: 寿命}}
    types: {Upkeep: [STOP, REPAIR, RUN]}
    rulesets:
      upkeep:
        about: rented_machine
        hit: first
        gives: {upkeep: Upkeep}
        otherwise: {upkeep: RUN}
        unknown: pass
        title: {en: Upkeep, zh: 维护}
        source: D46
        rules:
          - {id: upkeep.stop, when: 'wear(hours, life) >= 1', then: {upkeep: STOP}, title: {en: Worn, zh: 磨损}, source: D46}
          - {id: upkeep.repair, when: 'wear(hours, life) >= 0.8', then: {upkeep: REPAIR}, title: {en: Nearly, zh: 临近}, source: D46}
    invariants:
      worn-stops:
        about: rented_machine
        never: upkeep = RUN and wear(hours, life) > 0.9
        title: {en: What is worn does not run, zh: 磨损设备不得运行}
        source: D46
      worn-is-told:
        about: rented_machine
        never: upkeep = REPAIR and hours > 7 and life = 10 and wear(hours, life) < 0.85
        title: {en: Nearly worn, zh: 临近磨损}
        source: D46
"""


def test_rules_about_own_records_by_own_functions(tmp_path):
    asked = {(one.kind, one.of or one.name): one for one in prove(policy(tmp_path, BODY))}
    assert asked["dead", "upkeep.stop"].good
    assert asked["shadowed", "upkeep.repair"].good
    assert asked["invariant", "worn-stops"].answer.verdict is Verdict.PROVED
    found = asked["invariant", "worn-is-told"].answer
    assert found.verdict is Verdict.COUNTEREXAMPLE
    assert {given.name: given.value for given in found.values}["hours"] == 8
