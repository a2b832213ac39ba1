"""Decide on one order from Python, and say why. Run it: python examples/embed.py"""

from datetime import date

import groupctl

policy = groupctl.load_policy("demo")  # or a file or folder of your own, which imports "standard"
host = groupctl.connect("memory:demo")  # or "files:ledger/", "sqlite:ledger.db", a plugin's scheme
portfolio = host.snapshot(as_of=date(2026, 6, 30))
engine = groupctl.Engine(policy)  # durable_rules, every answer cross-checked

decision = engine.decide("order_release", portfolio.orders["SO-R13"], portfolio)
print(decision.outcome, [reason.rule for reason in decision.because])
print(groupctl.explained(decision, policy=policy, portfolio=portfolio))
