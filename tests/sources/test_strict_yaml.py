"""Strict YAML that knows the place of every character (design: file:line:column of every fault)."""

import io
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import event, given
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import (
    DoubleQuotedScalarString,
    FoldedScalarString,
    LiteralScalarString,
    SingleQuotedScalarString,
)

from groupctl.sources import strict_yaml
from groupctl.sources.strict_yaml import DEEPEST, LARGEST_FILE, Bad, Fields, Items, Scalar, decode, read
from tests.repository.files import ROOT


def parsed(text):
    """The root of ``text`` and the faults."""
    faults = []
    source = decode(text.encode() if isinstance(text, str) else text, "p.yaml", faults)
    root = read(source, faults) if source else None
    for fault in faults:
        assert fault.render("en")
        assert fault.render("zh")
    return root, [(fault.code.removeprefix("policy."), str(fault.where)) for fault in faults]


def value(text):
    """The value of the key ``a`` of a mapping without faults."""
    root, faults = parsed(text)
    assert not faults
    return {key.at: node for key, node in root.entries}["a"]


class TestWhatIsRead:
    def test_scalars_stay_text_and_know_whether_they_are_quoted(self):
        root, _ = parsed("a: 1.10\nb: 'yes'\n")
        assert [(str(key.at), str(node.at), node.plain) for key, node in root.entries] == [
            ("a", "1.10", True),
            ("b", "yes", False),
        ]

    def test_lists_and_mappings_in_both_styles(self):
        root, faults = parsed("a: [x, {b: c}]\nd:\n  - e: f\n  -\n")
        first, second = (node for _, node in root.entries)
        assert not faults
        assert isinstance(first, Items)
        assert isinstance(first.nodes[1], Fields)
        assert first.nodes[1].flow
        assert not second.nodes[0].flow
        assert second.nodes[1].empty

    @pytest.mark.parametrize("null", ["", "~", "null"])
    def test_nulls_are_empty_unless_quoted(self, null):
        assert value(f"a: {null}\n").empty
        assert not value(f'a: "{null}"\n').empty

    @pytest.mark.parametrize("text", ["", "# only a remark\n", "---\n"])
    def test_nothing_is_no_document_or_an_empty_one(self, text):
        root, faults = parsed(text)
        assert not faults
        assert root is None or root.empty


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("text", "fault"),
        [
            ("a: 1\na: 2\n", ("duplicate-key", "p.yaml:2:1")),
            ("a: &x 1\n", ("anchor", "p.yaml:1:4")),
            ("a: *x\n", ("alias", "p.yaml:1:4")),
            ("a: !!int 3\n", ("tag", "p.yaml:1:4")),
            ("a: !python/object:os.system x\n", ("tag", "p.yaml:1:4")),
            ("%YAML 1.1\n---\na: 1\n", ("directive", "p.yaml:2:1")),
            ("a: 1\n---\nb: 2\n", ("documents", "p.yaml:2:1")),
            ("? [a]\n: b\n", ("key", "p.yaml:1:3")),
            ("a:\n\tb: 1\n", ("tab", "p.yaml:2:1")),
            ("a: b: c\n", ("colon", "p.yaml:1:5")),
            ("a: 1\n  b: 2\n", ("indented", "p.yaml:2:4")),
            ("a:\n  b: 1\n c: 2\n", ("block", "p.yaml:3:2")),
            ('a: "b\nc: 1\n', ("unclosed-quote", "p.yaml:1:4")),
            ('a: "b" = c\n', ("after-quote", "p.yaml:1:8")),
            ("a: [1, 2\n", ("flow", "p.yaml:1:8")),
            ("a: {b: x in [1..5), c: 2}\n", ("flow", "p.yaml:1:13")),
            ("a: 1\nb\nc: 2\n", ("no-colon", "p.yaml:3:1")),
            ("a: @x\n", ("start", "p.yaml:1:4")),
            ('a: "\\q"\n', ("escape", "p.yaml:1:6")),
        ],
    )
    def test_whatever_is_broken_or_means_two_things(self, text, fault):
        assert parsed(text)[1] == [fault]

    @pytest.mark.parametrize(
        ("data", "fault"),
        [
            (b"\xef\xbb\xbfa: 1\n", ("byte-order-mark", "p.yaml:1:1")),
            (b"a: 1\nb: \xff\n", ("encoding", "p.yaml:2:4")),
            (b"a: 1\nb: \x00\n", ("character", "p.yaml:2:4")),
            ("a: 中\u2028\n".encode(), ("character", "p.yaml:1:5")),
            (b"a" * (LARGEST_FILE + 1), ("file-size", "p.yaml:1:1")),
        ],
    )
    def test_files_that_are_no_clean_text(self, data, fault):
        assert parsed(data)[1] == [fault]

    @pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
    def test_nesting_beyond_all_use(self, opening):
        _, faults = parsed(opening * 5_000)
        assert [code for code, _ in faults] == ["nesting"]
        assert parsed("[" * DEEPEST + "]" * DEEPEST)[1] == []

    def test_what_follows_an_alias_is_still_read(self):
        root, faults = parsed("a: *x\nb: 1\nb: 2\n")
        assert isinstance(root.entries[0][1], Bad)
        assert [code for code, _ in faults] == ["alias", "duplicate-key"]

    @given(st.text(st.sampled_from("ab:-#&*!|>'\"%@`{}[],?\t \n\\0中\r"), max_size=40))
    def test_no_text_ends_in_anything_but_nodes_and_faults_with_places_in_it(self, text):
        faults = []
        source = decode(text.encode(), "p", faults)
        if source:
            read(source, faults)
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        for fault in faults:
            assert fault.line == lines[fault.where.line - 1]
            assert 1 <= fault.where.column <= len(fault.line) + 1


WORDS = st.text(st.sampled_from("abc <>=(),'\"\\#:中文é\n"), min_size=1, max_size=60)
STYLES = {
    "plain": str,
    "single": SingleQuotedScalarString,
    "double": DoubleQuotedScalarString,
    "literal": LiteralScalarString,
    "folded": FoldedScalarString,
}


def written(text, style, width):
    """``text`` as the value of a key of a YAML file, indented, in a style of its own."""
    out = io.StringIO()
    yaml = YAML()
    yaml.width = width
    yaml.dump({"o": {"a": STYLES[style](text)}}, out)
    return out.getvalue()


class TestPlaces:
    @given(WORDS, st.sampled_from(sorted(STYLES)), st.integers(4, 60))
    def test_every_character_of_a_value_is_found_again(self, text, style, width):
        file = written(text, style, width)
        faults = []
        source = decode(file.encode(), "p", faults)
        root = read(source, faults)
        assert not faults
        at = root.entries[0][1].entries[0][1].at
        places = [at.positions[i] for i in range(len(at) + 1)]
        assert places == sorted(places)
        for character, (line, column) in zip(at, places[:-1], strict=True):
            found = source.lines[line - 1][column - 1 : column]
            if not character.isspace():
                assert found in (character, "\\"), (file, at)

    @pytest.mark.parametrize(
        ("text", "where"),
        [
            ("a: one two\n", "1:8"),
            ("a: one\n   two\n", "2:4"),
            ("a: 'it''s two'\n", "1:11"),
            ('a: "\\"\\u00e9\\n two"\n', "1:16"),
            ('a: "one \\\n   two"\n', "2:4"),
            ("a: |\n  one\n    two\n", "3:5"),
            ("a: >-  # remark\n\n  one\n  two\n", "4:3"),
            ("a: >-\r\n  one\r\n  two\r\n", "3:3"),
        ],
    )
    def test_of_a_word_in_every_style(self, text, where):
        at = value(text).at
        start = at.index("two")
        location, line = at.span(start, start + 3)
        assert f"{location.line}:{location.column}" == where
        assert line[location.column - 1 :].startswith("two")
        assert location.length == 3

    def test_a_span_over_several_lines_ends_with_the_first(self):
        location, line = value("a: one\n   two\n").at.span()
        assert (location.line, location.column, location.length, line) == (1, 4, 3, "a: one")

    def test_places_are_only_worked_out_when_asked_for(self):
        text = "a: " + "x" * 1_000_000
        assert len(value(text).at.positions) == 1_000_001

    def test_scalars_of_any_size_below_the_bound_are_read(self):
        at = value("a: " + "x" * (LARGEST_FILE - 4)).at
        assert Fraction(len(at), LARGEST_FILE) > Fraction(9, 10)

    def test_nodes_stand_where_they_begin(self):
        root, _ = parsed("a:\n  - {b: 1}\n")
        items = root.entries[0][1]
        assert isinstance(items.nodes[0].entries[0][1], Scalar)
        assert str(items.nodes[0].at.span()[0]) == "p.yaml:2:5"


def spelled(node):
    """Everything that a node holds, its places included."""
    match node:
        case Scalar():
            return "scalar", node.at, list(node.at.positions), node.plain
        case Items():
            return "items", list(node.at.positions), [spelled(each) for each in node.nodes]
        case Fields():
            entries = [(spelled(key), spelled(value)) for key, value in node.entries]
            return "fields", list(node.at.positions), node.flow, entries
    raise AssertionError(node)


def both_readings(text):
    """What libyaml and what the parser in Python make of ``text``: None where libyaml's reading is not taken."""
    faults = []
    source = decode(text.encode(), "p", faults)
    assert source
    quick = strict_yaml._read_quickly(source)
    careful = strict_yaml._read_carefully(source, faults)
    return quick and spelled(quick), None if faults or careful is None else spelled(careful)


PIECES = st.sampled_from(
    ["a", "b", " ", ": ", ":", "-", "- ", "\n", "\n  ", "\n- ", "\n  - ", "\r\n", "\r", "\\\n", "\t", " #", "#", "a: ",
     '"', "'", "''", '"x"', "\\u00e9", "|\n", "|2\n", ">-\n", ">+", "|-", "[", "]", "{", "}", ",", "[a, b]", "{a: b}", "? ",
     "?", "%", "&a ", "*a", "!t ", "~", "...", "---\n", "\n\n", "\n    ", "é", "中", "𝄞", "\u00a0", "a: >-\n  b", "b: |\n  x\n",
     "a: b\n", "c: 'x\n\n  y'\n", 'd: "b\n  c"\n', "a: [b,\n c]\n", "a:\n  b: c\n"]
)  # fmt: skip


class TestTwoParsers:
    def test_libyaml_is_here(self):
        assert strict_yaml.YAML(typ="safe").Parser is not strict_yaml.YAML(typ="safe", pure=True).Parser

    @given(st.sampled_from(["", "a: "]), st.lists(PIECES, max_size=14).map("".join))
    def test_where_libyaml_reads_a_text_the_other_reads_the_same_at_the_same_places(self, start, text):
        quick, careful = both_readings(f"{start}{text}\n")
        event("libyaml's reading is taken" if quick else "read by the parser in Python")
        assert quick is None or quick == careful

    @given(WORDS, st.sampled_from(sorted(STYLES)), st.integers(4, 60))
    def test_they_agree_on_values_of_every_style(self, text, style, width):
        quick, careful = both_readings(written(text, style, width))
        assert quick is None or quick == careful

    @pytest.mark.parametrize("ends", ["\n", "\r\n"])
    def test_they_agree_on_every_policy_of_the_project(self, ends):
        taken = Counter()
        for folder in ("src", "examples", "plugins"):
            for path in sorted((ROOT / folder).rglob("*.yaml")):
                if path.is_relative_to(ROOT / "src/groupctl/demo"):
                    continue  # rows, not a policy
                quick, careful = both_readings(path.read_text("utf-8").replace("\n", ends))
                assert quick is None or quick == careful, path
                taken[quick is not None] += 1
        assert taken[True] > 10 * taken[False]
