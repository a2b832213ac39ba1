"""What a policy says about records: fields that it adds, record types of its own, and what is wrong with them."""

import pickle
from datetime import date
from typing import Annotated

import pytest

from groupctl.decisions.wording import Glossary
from groupctl.model import STANDARD
from groupctl.rules.draft import FieldDraft, PolicyDraft, RecordDraft
from groupctl.rules.loading.loader import load_policy
from groupctl.schema.fields import (
    Count,
    CustomerRef,
    Identifier,
    Inherits,
    Mark,
    Ref,
    about,
    field_types,
    record,
)
from groupctl.texts.title import Title
from tests.rules.policy_text import GOOD, codes, faults, load, only, underlined

T = "title: {en: One, zh: 一}"
SHELF = f"""
records:
  shelf:
    {T}
    table: shelves
    dated: seen_on
    fields:
      customer: {{{T}, type: customer, required: true}}
      unit: {{{T}, type: unit, required: true}}
      seen_on: {{{T}, type: date, required: true}}
      gone_on: {{{T}, type: date, happens: true}}
      facings: {{{T}, type: count, sign: not negative}}
      state: {{{T}, type: [FULL, EMPTY]}}
  shelf_check:
    {T}
    fields:
      shelf: {{{T}, type: shelf, required: true}}
      parent: {{{T}, type: shelf_check}}
"""
ADDED = f"""
types:
  Colour: [RED, GREEN]
fields:
  group:
    colour: {{{T}, type: Colour}}
  customer:
    colour: {{{T}, type: Colour, inherit: group}}
    note: {{{T}, type: text}}
    rent: {{{T}, type: money, sign: positive}}
    mode: {{{T}, type: ControlMode}}
    keeper: {{{T}, type: employee}}
"""
HEAD = GOOD[: GOOD.index("types:")]
RULES = f"""
rulesets:
  one:
    about: customer
    hit: first
    gives: {{good: boolean}}
    otherwise: {{good: false}}
    unknown: pass
    {T}
    source: "own: here"
    rules:
      - {{id: one.rule, when: WHEN, then: {{good: true}}, {T}, source: "own: here"}}
"""


def policy(parts: str, when: str = 'name = "x"') -> str:
    return HEAD + parts + RULES.replace("WHEN", f"'{when}'")


def copied(value):
    return pickle.loads(pickle.dumps(value))  # noqa: S301 - its own


@record("depot", dated="opened_on")
class Depot:
    """Where goods are kept."""

    id: Identifier
    customer: CustomerRef
    opened_on: date
    places: Count | None = None


class TestOwnRecords:
    def test_they_have_the_parts_that_the_librarys_own_have(self, tmp_path):
        schema = load(policy(SHELF), tmp_path).schema
        shelf = schema.entities["shelf"]
        assert (shelf.table, shelf.dated, shelf.type) == ("shelves", "seen_on", schema.tables["shelves"])
        assert shelf.attributes["account"].target == "account"
        assert shelf.attributes["state"].members == ("FULL", "EMPTY")
        assert Mark.NOT_NEGATIVE in shelf.fields["facings"].marks
        assert list(shelf.collections) == ["shelf_checks"]
        assert list(schema.entities["shelf_check"].collections) == ["children"]
        for owner in ("customer", "unit", "account", "group"):
            assert schema.entities[owner].collections["shelves"].entity == "shelf"
        assert "shelves" not in STANDARD.tables

    def test_rules_read_them_as_any_other(self, tmp_path):
        when = "some s in shelves satisfies s.state = EMPTY and s.account.credit_days > 3"
        assert load(policy(SHELF, when), tmp_path).rulesets["one"]

    def test_they_may_be_written_in_python(self, tmp_path):
        schema = load(
            policy("\nrecords: {depot: python}\n", "some d in depots satisfies d.places > 0"), tmp_path
        ).schema
        assert schema.tables["depots"] is Depot

    def test_or_as_objects(self):
        title = Title(en="Shelf", zh="货架")
        shelf = RecordDraft(
            name="shelf", title=title, fields=[FieldDraft(name="customer", title=title, type="customer")]
        )
        found = load_policy(
            PolicyDraft(name="p", version="1", currency="CNY", title=title, records=[shelf, "depot"])
        )
        assert {"shelf", "depot"} <= found.schema.entities.keys()

    def test_the_same_declaration_is_the_same_class(self, tmp_path):
        one, other = (load(policy(SHELF + ADDED), tmp_path).schema for _ in range(2))
        assert one == other
        assert copied(one) == one
        made = one.tables["shelves"](id="S", customer="C", unit="U", seen_on=date(2026, 1, 1), state=None)
        assert copied(made) == made

    @pytest.mark.parametrize(
        ("was", "now", "code", "at"),
        [
            ("  shelf:", "  invoice:", "own-record-taken", "invoice"),
            ("  shelf:", "  class:", "reserved", "class"),
            ("  shelf:", "  exchange_rate:", "own-record-taken", "exchange_rate"),
            ("  shelf:", "  money:", "own-record-taken", "money"),
            ("table: shelves", "table: invoices", "own-table-taken", "invoices"),
            ("table: shelves", "table: ../shelves", "no-name", "../shelves"),
            ("dated: seen_on", "dated: gone_on", "own-dated", "gone_on"),
            ("facings:", "id:", "own-field-taken", "id"),
            ("facings:", "currency:", "own-field-taken", "currency"),
            ("facings:", "invariants:", "own-field-taken", "invariants"),
            ("type: count,", "type: cuont,", "no-type", "cuont"),
            ("sign: not negative", "sign: negative", "no-sign", "negative"),
            ("happens: true", "happens: true, required: true", "happens", "true"),
            ("gone_on: {" + T + ", type: date", "gone_on: {" + T + ", type: text", "happens", "true"),
            ("type: count", "type: text", "sign-of-no-number", "not negative"),
            ("[FULL, EMPTY]", "[FULL, FULL]", "member-twice", "FULL"),
            ("[FULL, EMPTY]", "[FULL, label]", "reserved", "label"),
            ("    table: shelves", "    tabel: shelves", "unknown-key", "tabel"),
        ],
    )  # fmt: skip
    def test_what_is_wrong_is_a_fault_at_its_place(self, was, now, code, at, tmp_path):
        assert was in SHELF
        found = faults(policy(SHELF.replace(was, now, 1)), tmp_path)
        assert (f"policy.{code}", at) in [(one.code, underlined(one)) for one in found]
        assert all(one.message("zh") and one.message("en") for one in found)

    def test_a_taken_name_comes_with_another(self, tmp_path):
        fault = only(
            faults(
                policy(SHELF.replace("  shelf:", "  invoice:")).replace("type: shelf,", "type: text,"),
                tmp_path,
            )
        )
        assert "own_invoice" in fault.remedy("en")

    def test_what_python_does_not_know_is_a_fault(self, tmp_path):
        assert codes(policy("\nrecords: {depto: python}\n"), tmp_path) == ["policy.no-python-record"]

    def test_references_in_a_circle_are_a_fault(self, tmp_path):
        circle = SHELF.replace("parent: {" + T + ", type: shelf_check}", "").replace(
            "state: {" + T + ", type: [FULL, EMPTY]}", "shelf_check: {" + T + ", type: shelf_check}"
        )
        fault = only(faults(policy(circle), tmp_path))
        assert (fault.code, fault.values["cycle"]) == (
            "policy.reference-cycle",
            "shelf → shelf_check → shelf",
        )

    def test_a_float_is_refused_where_it_is_written(self):
        with pytest.raises(TypeError, match="not float"):

            @record("weight")
            class Weight:
                id: Identifier
                kilograms: float


class TestAddedFields:
    def test_the_class_has_them_behind_its_own(self, tmp_path):
        schema = load(policy(ADDED), tmp_path).schema
        customer, base = schema.entities["customer"], STANDARD.entities["customer"]
        assert issubclass(customer.type, base.type)
        assert list(customer.fields) == [*base.fields, "colour", "note", "rent", "mode", "keeper"]
        assert [customer.fields[name].kind for name in ("colour", "note", "rent", "mode", "keeper")] == [
            *("enumeration", "text", "money", "enumeration", "record")
        ]
        assert customer.fields["colour"].inherits == "group"
        assert about(customer.type) == about(base.type)

    def test_they_are_attributes_of_the_object_and_keep_its_invariants(self, tmp_path):
        cls = load(policy(ADDED), tmp_path).schema.tables["customers"]
        assert cls(id="C", name="One", note="a").note == "a"
        with pytest.raises(ValueError, match=r"Customer\.note"):
            cls(id="C", name="One", note=3)

    def test_rules_read_them_as_any_other(self, tmp_path):
        assert load(policy(ADDED, 'colour = RED and keeper.name = "x" and mode != FINANCIAL'), tmp_path)

    def test_two_policies_add_to_one_type_through_imports(self, tmp_path):
        (tmp_path / "base.yaml").write_text(policy(ADDED), encoding="utf-8")
        more = f"imports: base.yaml\nfields:\n  customer:\n    weight: {{{T}, type: ratio}}\n"
        schema = load(HEAD.replace("acme", "more") + more, tmp_path).schema
        assert {"colour", "weight"} <= schema.entities["customer"].fields.keys()

    @pytest.mark.parametrize(
        ("was", "now", "code", "at"),
        [
            ("  customer:", "  custommer:", "no-entity", "note"),
            ("note:", "name:", "own-field-taken", "name"),
            ("note:", "invoices:", "own-field-taken", "invoices"),
            ("note:", "account:", "own-field-taken", "account"),
            ("note:", "as_of:", "reserved", "as_of"),
            ("type: text", "type: text, required: true", "added-required", "true"),
            ("inherit: group", "inherit: grup", "no-reference", "grup"),
            ("inherit: group", "inherit: note", "no-reference", "note"),
            ("keeper: {" + T + ", type: employee}", "peer: {" + T + ", type: customer, inherit: peer}", "no-reference", "peer"),
            ("type: Colour}", "type: text}", "inherits-nothing", "group"),
        ],
    )  # fmt: skip
    def test_what_is_wrong_is_a_fault_at_its_place(self, was, now, code, at, tmp_path):
        assert was in ADDED
        found = faults(policy(ADDED.replace(was, now, 1)), tmp_path)
        assert (f"policy.{code}", at) in [(one.code, underlined(one)) for one in found]

    def test_a_measure_can_not_be_called_as_a_field(self, tmp_path):
        measure = f"\nmeasures:\n  customer.note: {{type: text, value: name, {T}, source: 'own: x'}}\n"
        assert codes(policy(ADDED + measure), tmp_path) == ["policy.name-is-attribute"]


class TestHash:
    @pytest.mark.parametrize(
        ("was", "now"),
        [
            ("sign: not negative", "sign: positive"),
            ("[FULL, EMPTY]", "[EMPTY, FULL]"),
            ("happens: true", "happens: false"),
            ("inherit: group", 'inherit: ""'),
            ("table: shelves", "table: shelfs"),
        ],
    )
    def test_what_a_declaration_means_is_part_of_it(self, was, now, tmp_path):
        text = policy(SHELF + ADDED)
        assert was in text
        changed = text.replace(f", {was}", "") if now.startswith("inherit") else text.replace(was, now)
        assert load(text, tmp_path).hash != load(changed, tmp_path).hash

    def test_a_title_is_not(self, tmp_path):
        text = policy(SHELF + ADDED)
        assert (
            load(text, tmp_path).hash
            == load(text.replace("  note: {title: {en: One", "  note: {title: {en: Note"), tmp_path).hash
        )


def test_own_record_types_are_not_without_number(tmp_path):
    many = "".join(f"  r{i}: {{{T}, fields: {{}}}}\n" for i in range(201))
    assert codes(policy(f"\nrecords:\n{many}"), tmp_path) == ["policy.too-many"]


def test_what_a_class_in_python_inherits_is_checked_too(tmp_path):
    fault = only(faults(policy("\nrecords: {heir: python}\n"), tmp_path))
    assert (fault.code, underlined(fault)) == ("policy.inherits-nothing", "heir")


@record("heir")
class _Heir:
    """Inherits what customers don't have."""

    id: Identifier
    customer: CustomerRef
    places: Annotated[int, Inherits("customer")] | None = None


def test_a_reference_to_an_own_record_moves_the_type_behind_it(tmp_path):
    own = f"records:\n  area:\n    {T}\n    fields: {{name: {{{T}, type: text}}}}\n"
    schema = load(policy(own + f"fields: {{customer: {{area: {{{T}, type: area}}}}}}"), tmp_path).schema
    names = list(schema.entities)
    assert names.index("area") < names.index("customer") < names.index("invoice")
    assert schema.entities["area"].collections["customers"].entity == "customer"


def test_a_reference_in_python_names_an_entity():
    assert field_types(_Named)["depot"].target == "depot"


@record("named_depot")
class _Named:
    """Refers to an own record."""

    id: Identifier
    depot: Annotated[str, Ref("depot")]


class TestTitles:
    WORDS = "words: {records: {depot: Lager}, fields: {customer: {note: Vermerk}, depot: {places: Plätze}}}\n"

    def test_what_is_declared_is_called_by_its_title(self, tmp_path):
        words = Glossary(load(policy(SHELF + ADDED), tmp_path))
        assert (words.entity("shelf"), words.name("customer", "note")) == ("One", "One")
        assert words.name("shelf_check", "shelf.facings") == "One (One)"

    def test_words_call_otherwise_what_is_written_in_python_or_imported(self, tmp_path):
        words = Glossary(load(policy(ADDED + "records: {depot: python}\n" + self.WORDS), tmp_path))
        assert (words.entity("depot"), words.name("customer", "note")) == ("Lager", "Vermerk")
        assert words.name("depot", "places") == "Plätze"

    def test_members_have_words_too(self, tmp_path):
        words = "words: {members: {state: {FULL: voll}, Colour: {RED: rot}}}\n"
        assert Glossary(load(policy(SHELF + ADDED + words), tmp_path)).member("FULL", "state") == "voll"

    def test_members_that_two_records_share_a_name_for_are_no_type(self, tmp_path):
        other = SHELF.replace("parent: {", "state: {" + T + ", type: [OPEN, DONE]}\n      parent: {")
        measure = f"measures:\n  customer.x: {{type: state, value: name, {T}, source: 'own: x'}}\n"
        assert codes(policy(other + measure), tmp_path) == ["policy.no-type"]

    def test_a_word_for_what_is_not_there_is_a_fault(self, tmp_path):
        wrong = "words: {records: {depto: x}, fields: {customer: {noet: x}}}\n"
        assert codes(policy(ADDED + wrong), tmp_path) == ["policy.no-entity", "policy.no-word-field"]
