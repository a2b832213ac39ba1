"""The decision log is a chain: every change is found, and a bad line never costs the others."""

import json
import os
import re
import subprocess
import sys
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import groupctl
from groupctl.decisions.decision import Decision
from groupctl.decisions.journal import log
from groupctl.decisions.journal.chain import log_lines
from groupctl.decisions.journal.log import read_log, write_log
from groupctl.decisions.journal.shared import REACH
from groupctl.decisions.journal.whole_file import replacing
from groupctl.errors import DataError
from tests.decisions.sample_decisions import D_CLASS, ORDER, decisions
from tests.repository.files import ROOT


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "decisions.jsonl"


def faults(path: Path) -> list[str]:
    return [str(DataError(entry.fault)).splitlines()[0] for entry in read_log(path) if entry.fault]


def written(path: Path, *made: Decision) -> list[bytes]:
    """The lines of a log of ``made``, with their line ends."""
    write_log(path, made)
    return path.read_bytes().splitlines(keepends=True)


def found(path: Path, lines: list[bytes]) -> list[tuple[int, str]]:
    """The faults of a log of these lines: line and code."""
    path.write_bytes(b"".join(lines))
    return [(entry.line, entry.fault.code) for entry in read_log(path) if entry.fault]


@given(made=st.lists(decisions(), max_size=4))
def test_what_is_written_is_read(tmp_path_factory, made):
    path = tmp_path_factory.mktemp("log") / "d.jsonl"
    assert write_log(path, made) == len(made)
    assert [entry.decision for entry in read_log(path)] == made
    assert [entry.line for entry in read_log(path)] == list(range(2, len(made) + 2))
    assert path.read_text(encoding="utf-8") == "".join(f"{line}\n" for line in log_lines(made))


class TestTheChain:
    """A18: what was decided can't be changed unnoticed."""

    def test_a_log_says_by_what_and_on_what_it_was_made_and_how_many_there_are(self, path):
        head, first, _, end = map(json.loads, written(path, D_CLASS, ORDER))
        assert head == {
            "format": "groupctl.decisions/1",
            "groupctl": groupctl.__version__,
            "as_of": "2026-11-21",
            "policy": "acme 1.0",
            "policy_hash": "ab" * 32,
            "portfolio_hash": "cd" * 32,
        }
        assert first["decision"] == json.loads(D_CLASS.to_json())
        assert end["end"] == 2

    def test_each_line_holds_the_hash_of_the_one_before(self, path):
        lines = written(path, D_CLASS, ORDER)
        for before, line in pairwise(lines):
            assert json.loads(line)["previous"] == sha256(before.removesuffix(b"\n")).hexdigest()

    def test_a_changed_value_is_found_though_its_line_is_sound_by_itself(self, path):
        lines = written(path, D_CLASS, ORDER)
        lines[2] = lines[2].replace(b'"value":"REFER"', b'"value":"RELEASE"')
        assert found(path, lines) == [(4, "journal.broken-chain")]
        assert [entry.decision is not None for entry in read_log(path)] == [True, True, False]

    def test_a_missing_line_is_found(self, path):
        lines = written(path, D_CLASS, ORDER, D_CLASS)
        assert found(path, [*lines[:2], *lines[3:]]) == [
            (3, "journal.broken-chain"),
            (4, "journal.another-count"),
        ]

    def test_a_missing_first_line_is_found(self, path):
        assert found(path, written(path, D_CLASS)[1:]) == [(1, "journal.no-head")]

    @pytest.mark.parametrize("kept", [1, 2, 3])
    def test_a_cut_is_found(self, path, kept):
        assert found(path, written(path, D_CLASS, ORDER)[:kept]) == [(kept, "journal.cut")]

    def test_a_doubled_line_is_found(self, path):
        lines = written(path, D_CLASS, ORDER)
        assert found(path, [*lines[:2], *lines[1:]]) == [
            (3, "journal.broken-chain"),
            (5, "journal.another-count"),
        ]

    def test_two_lines_in_another_order_are_found(self, path):
        head, first, second, end = written(path, D_CLASS, ORDER)
        assert found(path, [head, second, first, end]) == [
            (line, "journal.broken-chain") for line in (2, 3, 4)
        ]

    def test_several_whole_logs_may_follow_each_other(self, path):
        assert found(path, [*written(path, D_CLASS), *written(path), *written(path, ORDER)]) == []

    def test_a_log_after_one_that_was_cut_is_found(self, path):
        assert found(path, [*written(path, D_CLASS)[:-1], *written(path, ORDER)]) == [
            (3, "journal.no-end-before")
        ]

    def test_decisions_outside_a_log_are_read_and_said_to_be_so_once(self, path):
        line = D_CLASS.to_json().encode() + b"\n"
        assert found(path, [line, line]) == [(1, "journal.outside-chain")]
        assert [entry.decision for entry in read_log(path) if entry.decision] == [D_CLASS, D_CLASS]

    def test_one_in_the_middle_of_a_log_is_found(self, path):
        lines = written(path, D_CLASS)
        assert (3, "journal.outside-chain") in found(
            path, [*lines[:2], ORDER.to_json().encode() + b"\n", *lines[2:]]
        )

    def test_a_log_of_another_form_is_not_taken_for_this_one(self, path):
        lines = written(path, D_CLASS)
        assert found(path, [lines[0].replace(b"decisions/1", b"decisions/2"), *lines[1:]]) == [
            (1, "journal.another-format")
        ]


def spoilt(lines: list[bytes], how: str, at: int, byte: int) -> tuple[bytes, int]:
    """The bytes of a log with one thing wrong, and the first line that it may be seen at."""
    at %= len(lines) - (how == "swap")
    start = sum(map(len, lines[:at]))
    whole = b"".join(lines)
    place = start + byte % len(lines[at])
    match how:
        case "change":
            changed = whole[place] ^ (1 + byte % 255)
            return whole[:place] + bytes([changed]) + whole[place + 1 :], at + 1
        case "insert":
            return whole[:place] + bytes([byte % 256]) + whole[place:], at + 1
        case "remove":
            return whole[:place] + whole[place + 1 :], at + 1
        case "cut":
            return whole[:place], max(1, at)
        case "lose":
            return b"".join(lines[:at] + lines[at + 1 :]), min(at, len(lines) - 2) + 1
        case "double":
            return b"".join([*lines[: at + 1], *lines[at:]]), at + 2
        case _:
            return b"".join([*lines[:at], lines[at + 1], lines[at], *lines[at + 2 :]]), at + 1


@given(
    made=st.lists(decisions() | st.sampled_from([D_CLASS, ORDER]), min_size=1, max_size=4),
    how=st.sampled_from(["change", "insert", "remove", "cut", "lose", "double", "swap"]),
    at=st.integers(0, 100),
    byte=st.integers(0, 10**6),
)
def test_any_single_change_of_a_log_is_found_at_its_line_and_costs_no_other_line(
    tmp_path_factory, made, how, at, byte
):
    path = tmp_path_factory.mktemp("log") / "d.jsonl"
    data, line = spoilt(written(path, *made), how, at, byte)
    assume(data)
    path.write_bytes(data)
    entries = list(read_log(path))
    first = min(entry.line for entry in entries if entry.fault)
    assert line <= first <= line + 1
    read = [entry.decision for entry in entries if entry.decision]
    lost = [decision for decision in made if decision not in read]
    assert how == "cut" or len(lost) <= (2 if how == "remove" else 1)


@pytest.mark.parametrize("how", ["change", "insert", "remove", "cut", "lose", "double", "swap"])
def test_a_change_anywhere_is_found(path, how):
    """The same, at many places of one log."""
    lines = written(path, D_CLASS, ORDER, D_CLASS)
    for at in range(len(lines)):
        for byte in range(0, len(lines[at]), 11 if how in {"change", "insert", "remove", "cut"} else 10**6):
            data, line = spoilt(lines, how, at, byte)
            if data and data != b"".join(lines):
                path.write_bytes(data)
                first = min((entry.line for entry in read_log(path) if entry.fault), default=0)
                assert line <= first <= line + 1, (at, byte)


class TestBadLines:
    def test_are_reported_with_their_place_and_cost_nothing_else(self, path):
        head, good, end = written(path, D_CLASS)
        path.write_bytes(head + good + b'{not json\n\n{"rule_set": 1}\n\xff\xfe\n' + end)
        entries = list(read_log(path))
        assert [(entry.line, entry.decision is not None) for entry in entries] == [
            (2, True),
            *((line, False) for line in range(3, 8)),
        ]
        said = faults(path)
        assert said[0].startswith(f"{path}:3:2: not JSON: ")
        assert said[1] == f"{path}:4:1: an empty line is no part of a log"
        assert said[2].startswith(f"{path}:5:1: not a decision: ")
        assert said[3] == f"{path}:6:1: not UTF-8: byte 0xFF"
        assert said[4].startswith(f"{path}:7:1: the log was written with another number of decisions (1)")

    @pytest.mark.parametrize(
        "line",
        [
            *("[]", "1", "null", '"x"', "NaN", "{}", '{"a":' * 3000, '{"status":"decided"}', "[" * 100_000),
            *('{"decision":1,"previous":""}', '{"decision":{}}', '{"end":"1","previous":""}', '{"end":1}'),
        ],
    )
    def test_of_any_kind_are_faults(self, path, line):
        path.write_text(line + "\n", encoding="utf-8")
        (entry,) = read_log(path)
        assert entry.decision is None
        assert entry.fault
        assert entry.fault.code in {
            *(
                "journal.not-json",
                "journal.no-object",
                "journal.field-missing",
                "journal.field-of-another-kind",
            )
        }

    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            ('"status":"decided"', '"status":"perhaps"', "what status holds does not belong there"),
            ('"status":"decided"', '"state":"decided"', "status is missing"),
            ('"status":"decided"', '"extra":1,"status":"decided"', "decisions have no extra"),
            ('"as_of":"2026-11-21"', '"as_of":"today"', "what as_of holds does not belong there"),
            ('"rule":"d-class.low-profit","source"', '"source"', "because[0].rule is missing"),
        ],
    )
    def test_say_which_field_is_wrong_in_words_of_our_own(self, path, old, new, said):
        line = D_CLASS.to_json()
        assert old in line
        path.write_text(line.replace(old, new) + "\n", encoding="utf-8")
        assert faults(path)[0] == f"{path}:1:1: not a decision: {said}"

    def test_a_line_that_was_changed_is_no_longer_what_groupctl_wrote(self, path):
        line = D_CLASS.to_json()
        place = line.index('"currency":"CNY"')
        path.write_text(line.replace('"currency":"CNY"', '"currency": "CNY"') + "\n", encoding="utf-8")
        column = place + len('"currency":') + 1
        assert faults(path) == [
            f"{path}:1:{column}: a decision, but not as groupctl writes it: the line was changed here"
        ]

    def test_a_huge_line_is_skipped_without_being_kept(self, path, monkeypatch):
        monkeypatch.setattr(log, "LONGEST_LINE", 10_000)
        huge = "x" * 35_000
        head, _, second, end = written(path, D_CLASS, ORDER)
        path.write_bytes(head + huge.encode() + b"\n" + second + end)
        bad, good = read_log(path)
        assert (bad.text, bad.fault and bad.fault.code) == ("", "journal.line-too-long")
        assert good.decision == ORDER

    def test_windows_line_ends_are_a_change(self, path):
        lines = [line.replace(b"\n", b"\r\n") for line in written(path, D_CLASS)]
        assert found(path, lines) == [(line, "journal.not-canonical") for line in (1, 2, 3)]

    @pytest.mark.parametrize("bad", ["missing.jsonl", ".", "\0", "x" * 5000, "pipe"])
    def test_a_file_that_cannot_be_opened_is_one_clear_error(self, tmp_path, bad):
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(DataError) as raised:
            list(read_log(tmp_path / bad))
        assert raised.value.faults[0].code in {"journal.cannot-read", "journal.not-a-file"}


class TestWriting:
    def test_replaces_a_file_whole(self, path):
        path.write_text("before", encoding="utf-8")
        path.chmod(0o640)
        write_log(path, [D_CLASS, ORDER])
        assert [entry.decision for entry in read_log(path)] == [D_CLASS, ORDER]
        assert path.stat().st_mode & 0o777 == 0o640
        assert list(path.parent.iterdir()) == [path]

    @pytest.mark.parametrize("stop", [ValueError, KeyboardInterrupt, OSError])
    def test_never_loses_a_file_when_the_work_fails(self, path, stop):
        path.write_text("before", encoding="utf-8")

        def failing():
            yield D_CLASS
            raise stop

        with pytest.raises((stop, DataError)):
            write_log(path, failing())
        assert path.read_text(encoding="utf-8") == "before"
        assert list(path.parent.iterdir()) == [path]

    def test_follows_a_link_instead_of_replacing_it(self, path, tmp_path):
        real = tmp_path / "real.jsonl"
        real.write_text("before", encoding="utf-8")
        path.symlink_to(real)
        write_log(path, [D_CLASS])
        assert path.is_symlink()
        assert [entry.decision for entry in read_log(real)] == [D_CLASS]

    @pytest.mark.parametrize("kind", ["folder", "pipe", "device", "link to a pipe", "link to a device"])
    def test_what_is_no_regular_file_is_left_alone(self, tmp_path, kind):
        there = tmp_path / "there"
        match kind.rpartition(" ")[2]:
            case "folder":
                there.mkdir()
            case "pipe":
                os.mkfifo(there)
            case _:
                there = Path("/dev/null")
        given = there
        if kind.startswith("link"):
            given = tmp_path / "link"
            given.symlink_to(there)
        before = there.stat()
        with pytest.raises(DataError, match="is no file to write to"):
            write_log(given, [D_CLASS])
        assert (there.stat().st_mode, there.stat().st_ino) == (before.st_mode, before.st_ino)

    @pytest.mark.parametrize("name", ["\0", "x" * 300, "x/" * 3000 + "d.jsonl"])
    def test_what_can_be_no_path_is_told(self, tmp_path, name):
        with pytest.raises(DataError, match="can't be written"):
            write_log(tmp_path / name, [D_CLASS])

    def test_a_long_name_is_no_hindrance(self, tmp_path):
        assert write_log(tmp_path / ("x" * 250), [D_CLASS]) == 1

    def test_a_disk_that_fills_up_leaves_what_was_there(self, path, tmp_path):
        """The limit of a file's size stands for the disk; it holds for a child process alone."""
        path.write_text("before", encoding="utf-8")
        code = (
            "import resource, sys; from pathlib import Path;"
            "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000));"
            "from groupctl.decisions.journal.log import write_log; from tests.decisions.sample_decisions import D_CLASS;"
            "write_log(Path(sys.argv[1]), [D_CLASS] * 1000)"
        )
        made = subprocess.run(
            [sys.executable, "-c", code, str(path)], cwd=ROOT, capture_output=True, check=False, timeout=60
        )
        assert b"DataError: " in made.stderr
        assert b"File too large" in made.stderr
        assert path.read_text(encoding="utf-8") == "before"
        assert list(tmp_path.iterdir()) == [path]

    def test_a_new_file_has_the_usual_permissions(self, path, tmp_path):
        (tmp_path / "other").touch()
        write_log(path, [])
        assert path.stat().st_mode == (tmp_path / "other").stat().st_mode

    def test_where_nothing_can_be_written_says_so(self, tmp_path):
        with pytest.raises(DataError, match="can't be written"), replacing(tmp_path / "no folder" / "x"):
            pytest.fail("nothing to write to")


@pytest.mark.parametrize("text", ["{}", "[]", "oops", '{"rule_set": 1}'])
def test_what_is_no_decision_is_a_data_error(text):
    with pytest.raises(DataError, match=r"not a decision|not JSON"):
        Decision.from_json(text)


class TestListsOfParametersAreNotRepeated:
    def test_the_third_decision_names_the_list_of_the_first_two(self, path):
        _, *said, _ = map(json.loads, written(path, *[D_CLASS] * 3))
        first, second, third = (one["decision"]["parameters"] for one in said)
        assert first == second == json.loads(D_CLASS.to_json())["parameters"]
        assert re.fullmatch("[0-9a-f]{16}", third)
        assert [entry.decision for entry in read_log(path)] == [D_CLASS] * 3

    @pytest.mark.parametrize(
        "spoil", [lambda _line: b"{}\n", lambda line: line.replace(b"100000.00", b"900000.00")]
    )
    def test_one_of_the_two_may_be_lost(self, path, spoil):
        head, first, second, third, end = written(path, *[D_CLASS] * 3)
        for lines in ([head, spoil(first), second, third, end], [head, first, spoil(second), third, end]):
            assert "journal.parameters-lost" not in {code for _, code in found(path, lines)}
            assert [entry.decision for entry in read_log(path)][-1] == D_CLASS

    def test_where_both_are_it_is_said(self, path):
        head, _, _, third, end = written(path, *[D_CLASS] * 3)
        assert (4, "journal.parameters-lost") in found(path, [head, b"{}\n", b"{}\n", third, end])

    def test_they_are_written_again_after_a_while(self, path):
        lines = written(path, *[D_CLASS] * (REACH + 3))
        whole = [b'"parameters":[' in line for line in lines[1:-1]]
        assert [number for number, said in enumerate(whole) if said] == [0, 1, REACH, REACH + 1]
