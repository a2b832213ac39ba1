"""How an expression is written: its tree, its limits, and what is said when it is no expression."""

import logging
import subprocess
import sys
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from groupctl.errors import PolicyError
from groupctl.rules import core
from groupctl.rules.expressions import parser, tree
from groupctl.rules.expressions.parser import DEEPEST, LONGEST, LONGEST_LIST, is_name, parse, parse_tests
from tests.rules.sample import faults, marked


def outline(node: tree.ParsedNode) -> object:
    """A tree as nested tuples, for reading."""
    match node:
        case tree.ParsedNumber():
            return node.value
        case tree.ParsedText() | tree.ParsedTruth() | tree.ParsedDay():
            return node.value
        case tree.ParsedPath():
            return node.text
        case tree.ParsedCall():
            return (node.name.text, *map(outline, node.arguments))
        case tree.ParsedArithmetic() | tree.ParsedComparison():
            return (node.operator, outline(node.left), outline(node.right))
        case tree.ParsedJunction():
            return (node.word, *map(outline, node.terms))
        case tree.ParsedRelation():
            return (node.operator, outline(node.bound))
        case tree.ParsedInterval():
            brackets = ("[" if node.with_low else "(") + ("]" if node.with_high else ")")
            return (brackets, outline(node.low), outline(node.high))
        case tree.ParsedTests():
            return ("none of" if node.negated else "any of", *map(outline, node.alternatives))
        case tree.ParsedQuantifier():
            word = "every" if node.every else "some"
            return (word, node.variable.text, outline(node.collection), outline(node.condition))
        case tree.ParsedAnything():
            return "-"
        case _:
            return (type(node).__name__.removeprefix("Parsed").lower(), *map(outline, tree.children(node)))


class TestTrees:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("100000", 100000),
            ("0.15", Fraction(3, 20)),
            ('"CN"', "CN"),
            (r'"say \"no\" \\ yes"', r'say "no" \ yes'),
            ("true", True),
            ('@"2026-11-21"', date(2026, 11, 21)),
            ("order.customer.tier", "order.customer.tier"),
            ("order . customer", "order.customer"),
            ("客户.毛利", "客户.毛利"),
            ("is known(x)", ("is known", "x")),
            ("start  of\nmonth(as_of)", ("start of month", "as_of")),
            ("max(1, x, 2)", ("max", 1, "x", 2)),
            ("f()", ("f",)),
            ("-x", ("minus", "x")),
            ("--x", ("minus", ("minus", "x"))),
            ("not(a)", ("not", "a")),
            ("if a then 1 else 2", ("if", "a", 1, 2)),
            ("x between 1 and 2", ("between", "x", 1, 2)),
            ("some r in a.rows satisfies r.x = 1", ("some", "r", "a.rows", ("=", "r.x", 1))),
            ("every r in rows satisfies r.ok", ("every", "r", "rows", "r.ok")),
        ],
    )
    def test_each_construct_has_its_node(self, text, expected):
        assert outline(parse(text)) == expected

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("a + b * c", ("+", "a", ("*", "b", "c"))),
            ("a - b - c", ("-", ("-", "a", "b"), "c")),
            ("a / b * c", ("*", ("/", "a", "b"), "c")),
            ("(a + b) * c", ("*", ("+", "a", "b"), "c")),
            ("-a * b", ("*", ("minus", "a"), "b")),
            ("a + 1 < b * 2", ("<", ("+", "a", 1), ("*", "b", 2))),
            ("a or b and c", ("or", "a", ("and", "b", "c"))),
            ("a and b or c", ("or", ("and", "a", "b"), "c")),
            ("a and b and c", ("and", "a", "b", "c")),
            ("a or b or c", ("or", "a", "b", "c")),
            ("not(a) and b", ("and", ("not", "a"), "b")),
            ("x between 1 and 2 and b", ("and", ("between", "x", 1, 2), "b")),
            ("a and if b then c else d or e", ("and", "a", ("if", "b", "c", ("or", "d", "e")))),
            ("a and some x in c satisfies p and q", ("and", "a", ("some", "x", "c", ("and", "p", "q")))),
            ("if a then if b then 1 else 2 else 3", ("if", "a", ("if", "b", 1, 2), 3)),
        ],
    )
    def test_what_binds_tighter(self, text, expected):
        assert outline(parse(text)) == expected

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("x in [1, 2]", ("any of", 1, 2)),
            ("x in (1, 2)", ("any of", 1, 2)),
            ("x in [1..5)", ("[)", 1, 5)),
            ("x in (1..5]", ("(]", 1, 5)),
            ("x in (-)", "-"),
            ("x in (-5)", ("any of", ("minus", 5))),
            ("x in (< 5, >= 7)", ("any of", ("<", 5), (">=", 7))),
            ('x in (not("A", "B"))', ("none of", "A", "B")),
            ("x in ([1..5), (7..8), 9)", ("any of", ("[)", 1, 5), ("()", 7, 8), 9)),
            ("x in (known)", ("any of", "known")),
        ],
    )
    def test_what_stands_right_of_in(self, text, expected):
        assert outline(tree.children(parse(text))[1]) == expected

    @pytest.mark.parametrize(
        ("cell", "expected"),
        [
            ("-", "-"),
            ("< 5", ("any of", ("<", 5))),
            ('"A","B"', ("any of", "A", "B")),
            ('not("A")', ("none of", "A")),
            ("[1..5)", ("any of", ("[)", 1, 5))),
            ("unknown", ("any of", "unknown")),
        ],
    )
    def test_a_cell_of_a_table_holds_tests(self, cell, expected):
        assert outline(parse_tests(cell)) == expected

    def test_a_cell_cannot_smuggle_in_a_condition(self):
        with pytest.raises(PolicyError):
            parse_tests("5) or (true")

    def test_every_node_knows_where_it_stands(self):
        text = 'a.b + (c - 1) < max(d, "e") and some x in all.orders satisfies not(x.f in [1..2])'
        spans = {
            text[node.span.start : node.span.end] for level in tree.levels(parse(text)) for node in level
        }
        assert {
            text,
            "a.b + (c - 1)",
            "(c - 1)",
            'max(d, "e")',
            '"e"',
            "all.orders",
            "not(x.f in [1..2])",
            "x.f in [1..2]",
            "[1..2]",
        } <= spans

    def test_words_of_the_language_are_no_names(self):
        assert all(not is_name(word) for word in tree.KEYWORDS)
        assert is_name("order")
        assert is_name("客户毛利2")
        assert is_name("android")
        assert not is_name("2x")
        assert not is_name("a.b")
        assert not is_name("")

    @pytest.mark.parametrize("word", sorted(tree.KEYWORDS))
    def test_names_may_begin_with_a_word_of_the_language(self, word):
        assert outline(parse(f"{word}_x")) == f"{word}_x"
        assert outline(parse(f"{word}客户")) == f"{word}客户"


class TestLimits:
    def test_what_is_too_long_is_refused(self):
        parse("a" * LONGEST)
        assert faults("a" * (LONGEST + 1))[0].code == "expression.too-long"

    @pytest.mark.parametrize(("opening", "closing"), [("(", ")"), ("not(", ")"), ("max(1, ", ")"), ("-", "")])
    def test_what_is_nested_too_deeply_is_refused(self, opening, closing):
        parse(opening * (DEEPEST - 1) + "a" + closing * (DEEPEST - 1))
        found = faults(opening * (DEEPEST + 1) + "a" + closing * (DEEPEST + 1))
        assert [fault.code for fault in found] == ["expression.too-deep"]

    @pytest.mark.parametrize(
        "text",
        [
            "+".join(["a"] * 1500),
            "if a then 1 else " * 100 + "2",
            "not(" * 900,
            "(" * 3000,
            "[" * 3000,
            "-" * 3000,
            '"\\' * 1900,
            "'" * 3000,
            "‘" * 3000,
            "a " * 1900 + "!",
            "1 " * 1900,
            "x in [" + "1," * 1900 + "1]",
            "((((x in [1,2,3]) in [true,true,true]) in [true,true,true]) in [true,true,true])"
            + " in [true,true]" * 200,
        ],
    )
    def test_no_text_keeps_it_busy(self, text):
        found = outcome(parse, text)
        assert isinstance(found, PolicyError)
        assert len(found.faults) <= 20

    def test_a_list_is_bounded_and_nested_lists_are_counted_as_spelled_out(self):
        items = ",".join(["1"] * LONGEST_LIST)
        parse(f"x in [{items}]")
        assert faults(f"x in [{items},1]")[0].code == "expression.long-list"
        wide = "[" + ",".join(["true"] * 40) + "]"
        assert faults(f"(((x = 1) in {wide}) in {wide}) in {wide}")[0].code == "expression.too-heavy"

    def test_and_or_and_brackets_do_not_nest(self):
        parse(" and ".join(["a"] * 500))
        parse(" or ".join(["(a)"] * 500))

    def test_brackets_in_a_text_do_not_count(self):
        parse('x = "' + "(" * 100 + '"')


class TestGrammar:
    def test_it_has_no_conflicts(self, caplog):
        from importlib.resources import files

        from lark import Lark

        grammar = files("groupctl.rules.expressions").joinpath("grammar.lark").read_text(encoding="utf-8")
        with caplog.at_level(logging.DEBUG, logger="lark"):
            Lark(grammar, parser="lalr", start=["expression", "tests"], debug=True)
        assert "onflict" not in caplog.text

    def test_the_parser_library_is_imported_when_it_is_needed(self):
        code = (
            "import sys, groupctl.rules.expressions.elaborate, groupctl.rules.expressions.parser as p;"
            "assert 'lark' not in sys.modules; p.parse('1'); assert 'lark' in sys.modules"
        )
        subprocess.run([sys.executable, "-c", code], check=True)

    def test_the_grammar_is_read_once(self):
        parser.parse("1")
        before = parser._lark()
        parser.parse("2")
        assert parser._lark() is before


MISTAKES = [
    # what is written, code, what is underlined, what to write instead
    ("a == 1", "foreign-sign", "==", "="),
    ("a && b", "foreign-sign", "&&", "and"),
    ("a || b", "foreign-sign", "||", "or"),
    ("a <> 1", "foreign-sign", "<>", "!="),
    ("a => 1", "foreign-sign", "=>", ">="),
    ("!a", "foreign-sign", "!", "not(...)"),
    ("a ≥ 1", "foreign-sign", "≥", ">="),
    ("a × b", "foreign-sign", "×", "*"),
    ("a AND b", "foreign-word", "AND", "and"),
    ("a > 1 Or b", "foreign-word", "Or", "or"),
    ("a > 1 且 b", "foreign-word", "且", "and"),
    ("a > 1且b", "foreign-word", "且", "and"),
    ("a 大于等于 1", "foreign-word", "大于等于", ">="),
    ("(a)或(b)", "foreign-word", "或", "or"),
    ("a is null", "is-null", "is", None),
    ("a is not known", "is-null", "is", None),
    ("a > 15%", "percent", "15%", "0.15"),
    ("a > 0.5 ％", "percent", "0.5 ％", "0.005"),
    ("a = 'CN'", "quotes", "'CN'", '"CN"'),
    ("a = “CN”", "quotes", "“CN”", '"CN"'),
    ("a > （1）", "wide-sign", "（", "("),
    ("max(a，b)", "wide-sign", "，", ","),
    ("a ＞＝ 1", "wide-sign", "＞＝", ">="),
    ("a ！= 1", "wide-sign", "！=", "!="),
    ("a > １００", "wide-sign", "１００", "100"),
    ("a > ￥100", "wide-sign", "￥", "¥"),
    ("a > 1_000", "digit-groups", "1_000", "1000"),
    ("a > 1,000", "digit-groups", ",", None),
    ("a > 100万", "number-suffix", "万", None),
    ("a > 10k", "number-suffix", "k", None),
    ("a > .5", "leading-point", ".", None),
    ("a > ¥100", "strange-sign", "¥", None),
    ("a ** 2", "power", "**", None),
    ("a ^ 2", "power", "^", None),
    ("a := 2", "assignment", ":=", None),
    ("a += 2", "assignment", "+=", None),
    ("a // why", "comment", "//", None),
    ("a # why", "comment", "#", None),
    ("a; b", "strange-sign", ";", None),
    ("a @ b", "strange-sign", "@", None),
    ('a = "CN', "unclosed-text", '"', None),
    (r'a = "C\N"', "escape", r'"C\N"', None),
    ('a > @"2026-13-01"', "no-date", '@"2026-13-01"', None),
    ('a > @"yesterday"', "no-date", '@"yesterday"', None),
    ("(a", "open-bracket", "(", None),
    ("max(a, (b + 1)", "open-bracket", "(", None),
    ("a)", "closing-bracket", ")", None),
    ("a in [1, 2", "open-bracket", "[", None),
    ("1 < a < 5", "chained", "<", None),
    ("a = b = c", "chained", "=", None),
    ("if a then 1", "if-without-else", "", None),
    ("(if a then 1) + 2", "if-without-else", ")", None),
    ("if a 1 else 2", "if-without-then", "1", None),
    ("some x in rows x.a > 1", "no-satisfies", "x", None),
    ("every x in rows", "no-satisfies", "", None),
    ("some x of rows satisfies x.a", "symbol-expected", "of", None),
    ("a between 1 or 2", "between-without-and", "or", None),
    ("not a", "symbol-expected", "a", None),
    ("a not in [1]", "not-in", "not", None),
    ("a in 1..5", "in-without-brackets", "1", None),
    ("a in b", "in-without-brackets", "b", None),
    ("a = [1, 2]", "list-place", "[", None),
    ("a = 1..2", "range-place", "..", None),
    ("rows[1]", "indexing", "[", None),
    ("rows[a > 1].b", "indexing", "[", None),
    ("a.abs()", "method", "(", None),
    ("1 + if a then 1 else 2", "open-inside", "if", None),
    ("a > some x in rows satisfies x.a", "open-inside", "some", None),
    ("a b", "words", "a b", None),
    ("a b > 1", "words", "a b", None),
    ("if a then b c else d", "words", "b c", None),
    ("1 2", "unexpected", "2", None),
    ("a and", "incomplete", "", None),
    ("a +", "incomplete", "", None),
    ("and a", "value-expected", "and", None),
    ("a + > 1", "value-expected", ">", None),
    ("a in []", "value-expected", "]", None),
    ("a.", "incomplete", "", None),
    ("a > 1 elif", "foreign-word", "elif", "else if"),
    ("", "empty", "", None),
    (" \n ", "empty", "", None),
    ("a\x00b", "strange-sign", "\x00", None),
]


class TestMistakes:
    @pytest.mark.parametrize(
        ("text", "code", "underlined", "instead"), MISTAKES, ids=[row[0] for row in MISTAKES]
    )
    def test_a_mistake_is_underlined_and_corrected(self, text, code, underlined, instead):
        fault = faults(text)[0]
        assert fault.code == f"expression.{code}"
        if underlined:
            assert marked(fault) == underlined
        else:
            assert fault.where is not None
            assert fault.where.length == 1
        if instead is not None:
            assert fault.values["instead"] == instead
            assert fault.hint == "expression.write-instead"

    def test_all_signs_of_a_chinese_keyboard_are_reported_at_once(self):
        found = faults("（a ＞ 1） and b ＜ 15％ and c = “CN”")
        assert [marked(fault) for fault in found] == ["（", "＞", "）", "＜", "15％", "“CN”"]
        assert [fault.values["instead"] for fault in found] == ["(", ">", ")", "<", "0.15", '"CN"']

    def test_signs_within_a_text_are_left_alone(self):
        assert [marked(fault) for fault in faults('a = "（，‘”" ＋ 1')] == ["＋"]

    def test_the_underline_allows_for_wide_characters(self):
        assert faults("客户毛利 ＞ 5")[0].render("zh").splitlines()[:3] == [
            "<python>:1:6: “＞”是全角字符，请切换到英文输入",
            "    客户毛利 ＞ 5",
            "             ^^",
        ]

    def test_the_line_of_a_longer_text_is_shown(self):
        fault = faults("a > 1\n  and b == 2\n  and c")[0]
        assert (fault.where.line, fault.where.column, fault.line) == (2, 9, "  and b == 2")


SNIPPETS = [
    "a", "客户", "and", "or", "not", "(", ")", "[", "]", "..", ".", ",", "in", "between", "if", "then", "else", "some",
    "every", "satisfies", "=", "!=", "<", "<=", ">", "+", "-", "*", "/", "1", "0.5", '"', '"x"', "@", '@"2026-01-01"',
    "true", "is known", "max", "&&", "且", "（", "“", "'", "%", "15%", "\\", "\n", "null", "today()", "known",
]  # fmt: skip


WRAPPINGS = [
    "(?)", "not(?)", "-(?)", "(?) and a", "a or (?)", "max(1, ?)", "(?) in [1, 2, 3]", "a in [(?)..9]", "? + 1",
    "if ? then 1 else 2", "(if a then 1 else ?)", "some x in rows satisfies ?", "(?) between 1 and 2", "(?) in (not(5))",
]  # fmt: skip
TOO_MUCH = {
    f"expression.{code}"
    for code in ("too-long", "too-deep", "too-heavy", "open-inside", "chained", "unexpected")
}


def outcome(read, text: str) -> tree.ParsedNode | PolicyError:
    """The tree of a text, or the error with its faults."""
    try:
        return read(text)
    except PolicyError as error:
        return error


class TestAnyText:
    @given(st.text() | st.lists(st.sampled_from(SNIPPETS), max_size=30).map(" ".join))
    @example("\ud800")
    @example("a" + "\u0301")
    def test_it_is_an_expression_or_has_faults(self, text):
        for read in (parse, parse_tests):
            result = outcome(read, text)
            if isinstance(result, PolicyError):
                assert result.faults
                assert result.render("en")
                assert result.render("zh")

    @given(st.lists(st.sampled_from(SNIPPETS), max_size=30).map("".join))
    def test_faults_stand_within_the_text(self, text):
        result = outcome(parse, text)
        for fault in result.faults if isinstance(result, PolicyError) else ():
            line = text.split("\n")[fault.where.line - 1]
            assert fault.line == line
            assert 1 <= fault.where.column <= len(line) + 1

    @given(st.lists(st.sampled_from(WRAPPINGS), max_size=60))
    def test_a_tree_is_never_too_deep_or_too_heavy(self, wrappings):
        text = "a"
        for wrapping in wrappings:
            text = wrapping.replace("?", text)
        node = outcome(parse, text)
        if isinstance(node, PolicyError):
            assert {fault.code for fault in node.faults} <= TOO_MUCH
        else:
            assert len(list(tree.levels(node))) <= DEEPEST
            assert tree.weight(node) <= parser.HEAVIEST
            assert all(isinstance(part.span, core.Span) for level in tree.levels(node) for part in level)
