"""Roles are posts of the policy, or have a word: a mistyped one is a fault, with the one that was meant."""

import pytest

from groupctl.errors import PolicyError
from groupctl.rules.loading.loader import load_policy
from groupctl.rules.policy import Policy

POLICY = """\
policy: acme
version: "1"
currency: CNY
title: Acme
posts:
  controller: {title: Controller}
  director: {title: Director}
words:
  roles: {office: Office}
parameters:
  handler_role: {unit: text, title: Who handles it, source: G24, values: {2026-01-01: controller}, override: [unit], scopes: {unit: {U: {2026-01-01: director}}}}
  clerk_role: {unit: text, title: Who files it, source: G24, values: {2026-01-01: office}}
  greeting: {unit: text, title: Greeting, source: G24, values: {2026-01-01: hello}}
types:
  Answer: [ASK, GO]
rulesets:
  who:
    about: incident
    hit: first
    gives: {answer: Answer}
    outcomes: {ASK: refer}
    otherwise: {answer: GO}
    unknown: refer
    refer_to: director
    title: Who
    source: G24
    rules:
      - id: who.filed
        when: some e in all.process_events satisfies e.subject = id and e.role = clerk_role and e.note = greeting
        then: {answer: ASK}
        title: Filed
        source: G24
        proposes: [{action: NOTIFY, role: office}]
processes:
  care:
    about: incident
    kind: MANAGEMENT
    flow: FREE
    title: Care
    source: G24
    states: {OPEN: {title: Open}, CLOSED: {title: Closed, final: true}}
    events:
      - {id: care.close, from: [OPEN], to: CLOSED, by: handler_role, title: Close, source: G24}
    tasks:
      - {id: care.soon, in: [OPEN], days: 3, by: '"director"', title: Close soon, source: G24}
"""


def load(folder, text: str = POLICY) -> Policy:
    (folder / "acme.yaml").write_text(text, encoding="utf-8")
    return load_policy(folder / "acme.yaml")


def test_posts_and_roles_that_have_a_word(tmp_path):
    assert load(tmp_path).parameters["greeting"].values[0][1] == "hello"  # no role, whatever it says


@pytest.mark.parametrize(
    ("said", "instead", "suggestion"),
    [
        ("refer_to: director", "refer_to: directer", "director"),
        ("role: office}", "role: ofice}", "office"),
        ("2026-01-01: controller}", "2026-01-01: controler}", "controller"),
        ("{U: {2026-01-01: director}", "{U: {2026-01-01: direktor}", "director"),
        ("2026-01-01: office}", "2026-01-01: offise}", "office"),
        ("'\"director\"'", "'\"diretor\"'", "director"),
    ],
)
def test_a_mistyped_role_is_a_fault_where_it_stands(tmp_path, said, instead, suggestion):
    assert POLICY.count(said) == 1
    text = POLICY.replace(said, instead)
    with pytest.raises(PolicyError) as caught:
        load(tmp_path, text)
    (fault,) = caught.value.faults
    assert (fault.code, fault.values["suggestion"]) == ("authority.no-role", suggestion)
    assert fault.where.line == text[: text.index(instead)].count("\n") + 1
    assert f"did you mean {suggestion}?" in fault.render("en")
    assert fault.render("zh")


def test_without_posts_the_roles_are_the_hosts(tmp_path):
    """Nothing is known of persons there, so any name is one."""
    begin, end = POLICY.index("posts:"), POLICY.index("parameters:")
    assert load(tmp_path, POLICY[:begin] + POLICY[end:].replace("role: office", "role: anybody"))
