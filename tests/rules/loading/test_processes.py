"""Processes as a policy writes them: what loads, and every fault with its place."""

import pytest
from attrs import evolve

from groupctl.errors import PolicyError
from groupctl.model.process import FlowKind, ProcessKind
from groupctl.rules import draft
from groupctl.rules.loading.check import advice
from groupctl.rules.loading.loader import load_policy
from groupctl.rules.processes import ProcessState
from groupctl.texts.title import Title
from tests.rules.policy_text import changed, codes, faults, load, only, underlined

PROCESS = """\
policy: small
version: "1"
currency: CNY
title: {en: Small, zh: 小}
parameters:
  reply_days: {title: {en: Days, zh: 天数}, unit: days, source: L57, values: {2020-01-01: 5}}
  handler_role: {title: {en: Handler, zh: 经办岗位}, unit: text, source: H1, values: {2020-01-01: service}}
processes:
  complaint:
    about: order
    kind: EXECUTION
    flow: CONTROL
    title: {en: Complaint, zh: 投诉}
    source: H1, L56
    states:
      RECORDED: {title: {en: Recorded, zh: 已记录}}
      JUDGED: {title: {en: Judged, zh: 已判定}}
      ARCHIVED: {title: {en: Archived, zh: 已归档}, final: true}
    events:
      - id: complaint.judge
        from: [RECORDED]
        to: JUDGED
        by: handler_role
        needs:
          - {when: is known(amount), title: {en: Amount known, zh: 金额已知}, source: H2}
        proposes: [{action: NOTIFY, role: customer_service}]
        title: {en: Judge, zh: 判定}
        source: H2
      - {id: complaint.file, from: JUDGED, to: ARCHIVED, title: {en: File, zh: 归档}, source: H8}
    tasks:
      - id: complaint.reply
        in: [RECORDED, JUDGED]
        since: entered
        days: reply_days
        by: handler_role
        title: {en: Reply, zh: 答复}
        source: L57
"""


def found(folder, *changes):
    return faults(changed(*changes, text=PROCESS), folder)


def one(folder, *changes):
    """Code and underlined text of the one fault after ``changes``."""
    fault = only(found(folder, *changes))
    return fault.code, underlined(fault)


BY_ANOTHER = ("title: {en: File", "by: handler_role, apart_from: [complaint.judge], title: {en: File")
"""Another person files than judged."""


class TestWhatLoads:
    def test_states_events_and_tasks(self, tmp_path):
        """A13."""
        process = load(PROCESS, tmp_path).processes["complaint"]
        assert (process.about, process.kind, process.flow) == ("order", "EXECUTION", "CONTROL")
        assert process.start == "RECORDED"
        assert [state for state, said in process.states.items() if said.final] == ["ARCHIVED"]
        judge, file = process.events
        assert (judge.id, judge.from_, judge.to) == ("complaint.judge", ("RECORDED",), "JUDGED")
        assert [need.text for need in judge.needs] == ["is known(amount)"]
        assert (file.from_, file.by, file.needs) == (("JUDGED",), None, ())
        (reply,) = process.tasks
        assert (reply.in_, reply.since, reply.working) == (("RECORDED", "JUDGED"), None, False)

    @pytest.mark.parametrize("kind", ProcessKind.__members__)
    def test_a_process_is_of_one_of_four_kinds(self, kind, tmp_path):
        """C31."""
        text = changed(("kind: EXECUTION", f"kind: {kind}"), text=PROCESS)
        assert load(text, tmp_path).processes["complaint"].kind == kind
        assert len(ProcessKind) == 4

    @pytest.mark.parametrize("flow", FlowKind.__members__)
    def test_a_flow_is_of_one_of_six_kinds(self, flow, tmp_path):
        """C28, A21."""
        text = changed(("flow: CONTROL", f"flow: {flow}"), BY_ANOTHER, text=PROCESS)
        assert load(text, tmp_path).processes["complaint"].flow == flow
        assert len(FlowKind) == 6

    def test_places_are_those_of_the_file(self, tmp_path):
        process = load(PROCESS, tmp_path).processes["complaint"]
        assert str(process.where).endswith("acme.yaml:9:3")
        assert str(process.events[0].where).endswith("acme.yaml:20:13")
        assert str(process.events[0].needs[0].where).endswith("acme.yaml:25:20")

    def test_a_task_may_count_days_by_number_and_from_a_date_of_the_record(self, tmp_path):
        text = changed(("days: reply_days", "days: 3"), ("since: entered", "since: ordered_on"), text=PROCESS)
        (task,) = load(text, tmp_path).processes["complaint"].tasks
        assert (task.days.value, task.since.key) == (3, "ordered_on")

    def test_a_parameter_that_only_a_process_reads_is_read(self, tmp_path):
        assert advice(load(PROCESS, tmp_path)) == ()

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("is known(amount)", "amount > 0"),
            ("from: JUDGED", "from: [JUDGED, RECORDED]"),
            ("zh: 已判定", "zh: 判定了"),
            ("days: reply_days", "days: 6"),
            ("since: entered", "since: ordered_on"),
            ("      RECORDED: {title: {en: Recorded", "      RECORDED: {title: {en: Noted"),
            ("flow: CONTROL", "flow: CHANGE"),
            ("title: {en: File", "apart_from: [complaint.judge], title: {en: File"),
        ],
    )
    def test_the_hash_covers_all_of_it(self, old, new, tmp_path):
        other = load(changed((old, new), text=PROCESS), tmp_path, "other.yaml")
        assert other.hash != load(PROCESS, tmp_path).hash

    def test_the_hash_knows_which_state_is_the_first(self, tmp_path):
        one, other = (load(circle(*states), tmp_path) for states in ("AB", "BA"))
        assert (one.processes["round"].start, other.processes["round"].start) == ("A", "B")
        assert one.hash != other.hash

    def test_it_is_the_same_however_its_keys_are_ordered(self, tmp_path):
        lines = "    kind: EXECUTION\n    flow: CONTROL\n"
        turned = changed((lines, "    flow: CONTROL\n    kind: EXECUTION\n"), text=PROCESS)
        assert load(turned, tmp_path).hash == load(PROCESS, tmp_path).hash


def circle(first, second):
    """Two states that lead to each other; ``first`` is where it starts."""
    return (
        PROCESS[: PROCESS.index("parameters:")]
        + f"""\
processes:
  round:
    about: customer
    kind: MANAGEMENT
    flow: FREE
    title: {{en: Round, zh: 循环}}
    source: C28
    states:
      {first}: {{title: {{en: One, zh: 一}}}}
      {second}: {{title: {{en: Two, zh: 二}}}}
    events:
      - {{id: go, from: A, to: B, title: {{en: Go, zh: 去}}, source: C28}}
      - {{id: come, from: B, to: A, title: {{en: Come, zh: 来}}, source: C28}}
"""
    )


class TestFaults:
    @pytest.mark.parametrize(
        ("old", "new", "code", "mark"),
        [
            ("about: order", "about: ordr", "policy.no-entity", "ordr"),
            ("kind: EXECUTION", "kind: EXEC", "processes.no-kind", "EXEC"),
            ("flow: CONTROL", "flow: WILD", "processes.no-flow", "WILD"),
            ("flow: CONTROL", "flow: APPROVAL", "processes.no-route", "APPROVAL"),
            ("flow: CONTROL", "flow: PERMISSION", "processes.no-route", "PERMISSION"),
            (
                "title: {en: File",
                "apart_from: [complaint.juge], title: {en: File",
                "processes.no-other-event",
                "complaint.juge",
            ),
            ("to: JUDGED", "to: JUDGD", "processes.unknown-state", "JUDGD"),
            ("from: [RECORDED]", "from: [RECORDED, LOST]", "processes.unknown-state", "LOST"),
            ("in: [RECORDED, JUDGED]", "in: [RECORDED, LOST]", "processes.unknown-state", "LOST"),
            ("in: [RECORDED, JUDGED]", "in: [ARCHIVED]", "processes.task-in-final", "ARCHIVED"),
            ("in: [RECORDED, JUDGED]", "in: []", "processes.no-states-named", "[]"),
            ("from: JUDGED", "from: [JUDGED, ARCHIVED]", "processes.from-final", "ARCHIVED"),
            ("        from: [RECORDED]\n", "", "policy.missing-key", "complaint.judge"),
            ("id: complaint.file", "id: complaint.judge", "policy.defined-twice", "complaint.judge"),
            ("- id: complaint.reply", "- id: complaint.judge", "policy.defined-twice", "complaint.judge"),
            ("is known(amount)", "amount", "expression.wrong-type", "amount"),
            ("is known(amount)", "is known(amuont)", "expression.unknown-name", "amuont"),
            (
                "        by: handler_role\n        needs",
                "        by: 3\n        needs",
                "expression.wrong-type",
                "3",
            ),
            ("since: entered", "since: amount", "expression.wrong-type", "amount"),
            ("days: reply_days", "days: amount", "expression.wrong-type", "amount"),
            ("days: reply_days", "days: 1.5", "expression.not-whole", "1.5"),
            ("days: reply_days", "days: reply_days\n        working: yes", "policy.not-boolean", "yes"),
            ("  title: {en: Judge, zh: 判定}", "  title: {English: Judge}", "policy.no-language", "English"),
            (
                "title: {en: Amount known, zh: 金额已知}, ",
                "",
                "policy.missing-key",
                "{when: is known(amount), source: H2}",
            ),
            ("{title: {en: Judged, zh: 已判定}}", "{}", "policy.missing-key", "JUDGED"),
            ("source: H2\n      - {id", "source: somewhere\n      - {id", "policy.source", "somewhere"),
            ("action: NOTIFY", "action: NOTFY", "policy.no-action", "NOTFY"),
            ("since: entered", "sinse: entered", "policy.unknown-key", "sinse"),
        ],
    )
    def test_each_with_its_place(self, old, new, code, mark, tmp_path):
        """C28, G43: what its flow demands among them."""
        assert one(tmp_path, (old, new)) == (code, mark)

    def test_a_state_that_no_event_leads_to(self, tmp_path):
        more = "      LOST: {title: {en: Lost, zh: 丢失}, final: true}\n    events:"
        assert one(tmp_path, ("    events:", more)) == ("processes.unreachable", "LOST")

    def test_states_that_lead_only_to_each_other_are_not_reached(self, tmp_path):
        states = "      A: {title: {en: A, zh: 甲}}\n      B: {title: {en: B, zh: 乙}}\n    events:\n"
        events = (
            "      - {id: go, from: A, to: B, title: {en: Go, zh: 去}, source: H2}\n"
            "      - {id: come, from: B, to: A, title: {en: Come, zh: 来}, source: H2}\n"
        )
        found_ = found(tmp_path, ("    events:\n", states + events))
        assert [(fault.code, underlined(fault)) for fault in found_] == [
            ("processes.unreachable", "A"),
            ("processes.unreachable", "B"),
        ]

    def test_a_state_that_nothing_leads_on_from(self, tmp_path):
        assert one(tmp_path, (", final: true}", "}")) == ("processes.dead-end", "ARCHIVED")

    def test_no_states_at_all(self, tmp_path):
        a, b = PROCESS.index("      RECORDED:"), PROCESS.index("    events:")
        text = PROCESS[:a].rstrip() + " {}\n" + PROCESS[b:]
        assert "processes.no-states" in codes(text, tmp_path)

    def test_all_at_once_in_the_order_of_places(self, tmp_path):
        changes = (
            ("flow: CONTROL", "flow: WILD"),
            ("to: JUDGED", "to: JUDGD"),
            ("is known(amount)", "amount"),
            ("days: reply_days", "days: handler_role"),
        )
        assert [fault.code for fault in found(tmp_path, *changes)] == [
            "processes.no-flow",
            "processes.unknown-state",
            "expression.wrong-type",
            "expression.wrong-type",
        ]

    def test_a_misspelt_state_gets_a_suggestion(self, tmp_path):
        fault = only(found(tmp_path, ("to: JUDGED", "to: JUDGD")))
        assert "did you mean JUDGED?" in fault.render()

    def test_an_event_must_not_be_called_like_a_rule(self, tmp_path):
        rules = """\
rulesets:
  check:
    about: order
    hit: first
    gives: {checked: boolean}
    otherwise: {checked: false}
    unknown: pass
    title: {en: Check, zh: 检查}
    source: H2
    rules:
      - {id: complaint.judge, when: amount > 0, then: {checked: true}, title: {en: A, zh: 甲}, source: H2}
"""
        fault = only(faults(PROCESS + rules, tmp_path))
        assert (fault.code, underlined(fault)) == ("policy.defined-twice", "complaint.judge")

    def test_a_guard_may_read_outputs_and_one_that_is_a_list_may_not_be_read(self, tmp_path):
        rules = """\
rulesets:
  check:
    about: order
    hit: {hit}
    gives: {{checked: boolean}}
    otherwise: {{checked: false}}
    unknown: pass
    title: {{en: Check, zh: 检查}}
    source: H2
    rules:
      - {{id: check.one, when: amount > 0, then: {{checked: true}}, title: {{en: A, zh: 甲}}, source: H2}}
"""
        text = changed(("is known(amount)", "checked"), text=PROCESS)
        assert load(text + rules.format(hit="first"), tmp_path)
        fault = only(faults(text + rules.format(hit="collect list"), tmp_path))
        assert (fault.code, underlined(fault)) == ("policy.list-output", "checked")


IMPORTER = """\
policy: branch
version: "2"
currency: CNY
title: {en: Branch, zh: 分公司}
imports: [acme.yaml]
"""


class TestImports:
    def branch(self, folder, more, imported=PROCESS):
        load(imported, folder)
        return load(IMPORTER + more, folder, "branch.yaml")

    def test_processes_are_imported(self, tmp_path):
        """A114."""
        assert list(self.branch(tmp_path, "").processes) == ["complaint"]

    def test_tasks_and_events_can_be_switched_off_with_a_reason(self, tmp_path):
        skip = "      - {id: skip, from: RECORDED, to: ARCHIVED, title: {en: Skip, zh: 跳过}, source: H2}\n    tasks"
        policy = self.branch(
            tmp_path,
            "disable: {complaint.reply: done by the host, skip: never here}\n",
            changed(("    tasks", skip), text=PROCESS),
        )
        process = policy.processes["complaint"]
        reasons = {name: (one.by, one.reason) for name, one in process.disabled.items()}
        assert reasons == {
            "complaint.reply": ("branch", Title("done by the host")),
            "skip": ("branch", Title("never here")),
        }
        assert process.disabled["skip"].place.endswith("branch.yaml:6:52")
        assert [event.id for event in process.leading_on("RECORDED")] == ["complaint.judge"]

    def test_an_event_that_stays_where_it_is_does_not_lead_on(self, tmp_path):
        stay = (
            "      - {id: stay, from: JUDGED, to: JUDGED, title: {en: Stay, zh: 留}, source: H2}\n    tasks"
        )
        load(changed(("    tasks", stay), text=PROCESS), tmp_path)
        fault = only(faults(IMPORTER + "disable: {complaint.file: no files}\n", tmp_path, "branch.yaml"))
        assert (fault.code, underlined(fault)) == ("processes.dead-end", "JUDGED")

    def test_what_is_switched_off_must_not_leave_a_dead_end(self, tmp_path):
        load(PROCESS, tmp_path)
        fault = only(faults(IMPORTER + "disable: {complaint.file: no files}\n", tmp_path, "branch.yaml"))
        assert (fault.code, underlined(fault)) == ("processes.dead-end", "JUDGED")

    def test_a_dead_end_that_nothing_leads_to_any_more_does_no_harm(self, tmp_path):
        skip = "      - {id: skip, from: RECORDED, to: ARCHIVED, title: {en: Skip, zh: 跳过}, source: H2}\n    tasks"
        more = "disable: {complaint.file: no files, complaint.judge: no judge}\n"
        assert self.branch(tmp_path, more, changed(("    tasks", skip), text=PROCESS))

    def test_there_must_be_something_to_switch_off(self, tmp_path):
        load(PROCESS, tmp_path)
        fault = only(faults(IMPORTER + "disable: {complaint.fill: no}\n", tmp_path, "branch.yaml"))
        assert (fault.code, fault.values["suggestion"]) == ("policy.unknown-rule", "complaint.file")

    def test_amounts_in_another_currency_are_named(self, tmp_path):
        load(changed(("is known(amount)", "amount > 5"), text=PROCESS), tmp_path)
        dollars = IMPORTER.replace("CNY", "USD")
        fault = only(faults(dollars, tmp_path, "branch.yaml"))
        assert (fault.code, underlined(fault)) == ("policy.other-currency", "complaint")


class TestObjects:
    def policy(self, **changes):
        title = Title(en="A", zh="甲")
        said = {"title": title, "source": "H1"}
        event = draft.EventDraft(
            id="go", from_=["A"], to="B", needs=[draft.NeedDraft(when="amount > 0", **said)], **said
        )
        process = draft.ProcessDraft(
            name="p",
            about="order",
            kind="EXECUTION",
            flow="FREE",
            states=[
                ProcessState(name="A", title=title),
                ProcessState(name="B", title=title, final=True),
            ],
            events=[event],
            tasks=[draft.TaskDraft(id="owe", in_=["A"], days="2", **said)],
            **said,
        )
        processes = [evolve(process, **changes)]
        return draft.PolicyDraft(name="o", version="1", currency="CNY", title=title, processes=processes)

    def refused(self, **changes):
        with pytest.raises(PolicyError) as caught:
            load_policy(self.policy(**changes))
        return [(str(fault.where.file), fault.code) for fault in caught.value.faults]

    def test_they_load(self):
        assert load_policy(self.policy()).processes["p"].events[0].to == "B"

    def test_their_faults_name_the_attribute(self):
        assert ("processes.p.states", "processes.no-states") in self.refused(states=[])
        assert ("processes.p.flow", "processes.no-flow") in self.refused(flow="WILD")
        state = ProcessState(name="A", title=Title(en="A", zh="甲"))
        assert ("processes.p.states.A.name", "processes.state-twice") in self.refused(states=[state, state])

    def test_a_field_of_another_kind(self):
        assert ("processes.p.kind", "policy.python-kind") in self.refused(kind=3)
