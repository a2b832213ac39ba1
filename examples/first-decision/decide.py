from datetime import date

import groupctl

policy = groupctl.load_policy("policy.yaml")
portfolio = groupctl.connect("files:ledger").snapshot(as_of=date(2026, 6, 30))
engine = groupctl.Engine(policy)

for decision in engine.review(portfolio):
    print(decision.subject, decision.outcome, [reason.rule for reason in decision.because])
