"""The decision log keeps every byte, and a bad line never costs the others."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groupctl.decision import Decision
from groupctl.errors import DataError
from groupctl.journal import log
from groupctl.journal.log import read_log, replacing, write_log
from tests.sample_decisions import D_CLASS, ORDER, decisions


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "decisions.jsonl"


def faults(path: Path) -> list[str]:
    return [str(DataError(entry.fault)).splitlines()[0] for entry in read_log(path) if entry.fault]


@given(made=st.lists(decisions(), max_size=4))
def test_what_is_written_is_read(tmp_path_factory, made):
    path = tmp_path_factory.mktemp("log") / "d.jsonl"
    assert write_log(path, made) == len(made)
    read = list(read_log(path))
    assert [entry.decision for entry in read] == made
    assert [entry.text for entry in read] == path.read_text(encoding="utf-8").split("\n")[:-1]
    assert [entry.line for entry in read] == list(range(1, len(made) + 1))


class TestBadLines:
    def test_are_reported_with_their_place_and_cost_nothing_else(self, path):
        good = D_CLASS.to_json()
        path.write_bytes(f'{good}\n{{not json\n\n{{"rule_set": 1}}\n{good}\n'.encode() + b"\xff\xfe\n")
        entries = list(read_log(path))
        assert [(entry.line, entry.decision is not None) for entry in entries] == [
            (1, True),
            (2, False),
            (4, False),
            (5, True),
            (6, False),
        ]
        assert faults(path)[0].startswith(f"{path}:2:2: not JSON: ")
        assert faults(path)[1].startswith(f"{path}:4:1: not a decision: ")
        assert faults(path)[2] == f"{path}:6:1: not UTF-8: byte 0xFF"

    @pytest.mark.parametrize(
        "line", ["[]", "1", "null", '"x"', "NaN", "{}", '{"a":' * 3000, '{"status":"decided"}', "[" * 100_000]
    )
    def test_of_any_kind_are_faults(self, path, line):
        path.write_text(line + "\n", encoding="utf-8")
        (entry,) = read_log(path)
        assert entry.decision is None
        assert entry.fault
        assert entry.fault.code in {"journal.not-json", "journal.no-object", "journal.field-missing"}

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
        assert faults(path) == [f"{path}:1:1: not a decision: {said}"]

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
        path.write_text(f"{huge}\n{D_CLASS.to_json()}\n", encoding="utf-8")
        first, second = read_log(path)
        assert (first.text, first.fault and first.fault.code) == ("", "journal.line-too-long")
        assert second.decision == D_CLASS

    def test_windows_line_ends_are_no_fault(self, path):
        path.write_bytes(D_CLASS.to_json().encode() + b"\r\n")
        assert [entry.decision for entry in read_log(path)] == [D_CLASS]

    @pytest.mark.parametrize("bad", ["missing.jsonl", "."])
    def test_a_file_that_cannot_be_opened_is_one_clear_error(self, tmp_path, bad):
        with pytest.raises(DataError) as raised:
            list(read_log(tmp_path / bad))
        assert raised.value.faults[0].code == "journal.cannot-read"


class TestWriting:
    def test_replaces_a_file_whole(self, path):
        path.write_text("before", encoding="utf-8")
        path.chmod(0o640)
        write_log(path, [D_CLASS, ORDER])
        assert path.read_text(encoding="utf-8") == f"{D_CLASS.to_json()}\n{ORDER.to_json()}\n"
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
        assert real.read_text(encoding="utf-8") == D_CLASS.to_json() + "\n"

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
