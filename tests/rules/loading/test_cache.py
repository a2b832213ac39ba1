"""Policies that are kept for the next process: the same as loaded afresh, or not used at all (ADR 0027)."""

import hashlib
import os
import pickle
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from weakref import WeakKeyDictionary

import pytest

import groupctl
from groupctl.errors import PolicyError
from groupctl.rules.loading import cache, library, packs
from groupctl.rules.loading.loader import load_policy
from tests.rules.policy_text import GOOD

OWN = "records: {rebate: {title: Rebate, table: rebates, fields: {note: {title: Note, type: text}}}}\n"
IMPORTER = 'policy: above\nversion: "1"\ncurrency: CNY\ntitle: Above\nimports: [acme]\n'


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch) -> Path:
    """Where policies are kept in these tests, small ones too."""
    monkeypatch.setenv("GROUPCTL_CACHE", str(tmp_path / "kept"))
    monkeypatch.setattr(cache, "SMALLEST", 0)
    return tmp_path / "kept"


@pytest.fixture
def place(tmp_path) -> Path:
    """A policy in a folder of two files, which another one imports."""
    (tmp_path / "acme").mkdir()
    head, rules = GOOD.split("measures:\n")
    (tmp_path / "acme" / "head.yaml").write_text(head, encoding="utf-8")
    (tmp_path / "acme" / "rules.yaml").write_text("measures:\n" + rules, encoding="utf-8")
    (tmp_path / "above.yaml").write_text(IMPORTER, encoding="utf-8")
    return tmp_path / "above.yaml"


@pytest.fixture
def read_afresh(monkeypatch) -> list[Path]:
    """The policies that were not taken from those that are kept."""
    read, found = library.read_policy, []

    def counted(place):
        found.append(place.path)
        return read(place)

    monkeypatch.setattr(library, "read_policy", counted)
    monkeypatch.setattr(library, "_MEANINGS", WeakKeyDictionary())  # what other tests worked out
    return found


def load(place):
    """The policy, as another process would load it."""
    cache._LIVE.clear()
    return load_policy(place)


def only(folder):
    """The file of the one policy that was kept last."""
    return max(folder.glob("*.policy"), key=lambda path: path.stat().st_mtime_ns)


def sealed(body):
    """A file that is whole."""
    return cache.HEAD + hashlib.sha256(body).digest() + body


class TestTheSame:
    def test_a_kept_policy_is_the_policy_that_was_loaded_with_its_places(self, place, read_afresh):
        first, second = load(place), load(place)
        assert read_afresh == [place]
        assert first is not second
        assert (first, repr(first)) == (second, repr(second))
        assert first.parameters["d_class_line"].where == second.parameters["d_class_line"].where

    @pytest.mark.parametrize("name", packs.BUILT_IN)
    def test_every_policy_that_comes_with_groupctl_can_be_kept(self, name, read_afresh):
        first, second = load(name), load(name)
        assert len(read_afresh) == 1
        assert (first, repr(first)) == (second, repr(second))

    def test_within_a_process_it_is_one_object(self, place):
        load(place)
        cache._LIVE.clear()
        assert load_policy(place) is load_policy(place)

    def test_records_that_a_policy_declares_are_kept_with_it(self, place, tmp_path, read_afresh):
        (tmp_path / "acme" / "own.yaml").write_text(OWN, encoding="utf-8")
        first, second = load(place), load(place)
        assert len(read_afresh) == 1
        assert second.schema.entities["rebate"].type is first.schema.entities["rebate"].type

    def test_processes_may_load_it_at_once(self, place):
        expected = load(place).hash

        def again(_):
            cache._LIVE.clear()
            found = load_policy(place)
            cache.keep(cache.PolicyPath(place, str(place)), found, ())
            return found.hash

        with ThreadPoolExecutor(4) as pool:
            assert set(pool.map(again, range(40))) == {expected}


class TestAnythingElse:
    @pytest.mark.parametrize("change", ["text", "imported", "added", "taken", "moved", "pack", "code"])
    def test_what_changed_is_loaded_afresh(self, change, place, tmp_path, read_afresh, monkeypatch):
        load(place)
        below = tmp_path / "acme" / "rules.yaml"
        match change:
            case "text":
                place.write_text(IMPORTER.replace('"1"', '"2"'), encoding="utf-8")
            case "imported":
                below.write_text(
                    below.read_text("utf-8").replace("revenue <", "revenue <="), encoding="utf-8"
                )
            case "added":
                (tmp_path / "acme" / "own.yaml").write_text(OWN, encoding="utf-8")
            case "taken":
                below.unlink()
            case "moved":
                below.rename(tmp_path / "elsewhere")
                below.symlink_to(tmp_path / "elsewhere")
            case "pack":
                monkeypatch.setitem(library.packs.BUILT_IN, "acme", "json")
            case "code":
                monkeypatch.setattr(cache, "CODE", "another release")
        try:
            load(place)
        except PolicyError:
            assert change in ("taken", "pack")
        assert read_afresh == [place, place]

    def test_a_policy_that_is_broken_since_is_refused(self, place, tmp_path):
        load(place)
        (tmp_path / "acme" / "head.yaml").write_text(GOOD.replace("100000", "many"), encoding="utf-8")
        with pytest.raises(PolicyError):
            load(place)

    def test_the_same_text_under_another_name_has_places_of_its_own(self, place, tmp_path, monkeypatch):
        load(place)
        monkeypatch.chdir(tmp_path)
        assert load("above.yaml").parameters["d_class_line"].where.file == "acme/head.yaml"

    def test_what_depends_on_other_code_is_not_kept(self, tmp_path, folder):
        @groupctl.function(version="1")
        def halved(amount: groupctl.Money) -> groupctl.Money:
            return amount

        (tmp_path / "own.yaml").write_text("functions: [halved]\n" + GOOD, encoding="utf-8")
        load(tmp_path / "own.yaml")
        assert not folder.exists()

    def test_small_policies_and_none_at_all_are_not_kept(self, place, folder, monkeypatch):
        monkeypatch.setattr(cache, "SMALLEST", 50_000)
        load(place)
        monkeypatch.setattr(cache, "SMALLEST", 0)
        monkeypatch.setenv("GROUPCTL_CACHE", "")
        load(place)
        assert not folder.exists()

    def test_code_that_changed_in_the_life_of_the_process_keeps_nothing(self, place, folder, monkeypatch):
        monkeypatch.setattr(cache, "_code", lambda: "another release")
        load(place)
        assert not folder.exists()

    def test_the_oldest_go(self, place, folder, tmp_path, monkeypatch):
        monkeypatch.setattr(cache, "MOST", 2)
        for name in ("one", "two", "three"):
            (tmp_path / name).write_text(GOOD, encoding="utf-8")
            load(tmp_path / name)
        assert len([*folder.iterdir()]) == 2

    def test_no_place_to_keep_it_is_no_fault(self, place, folder):
        folder.write_text("a file", encoding="utf-8")
        assert load(place).hash == load(place).hash


class TestTrust:
    """Losing or spoiling what is kept never changes what is decided."""

    @pytest.fixture
    def whole(self, place, folder):
        """The policy as loaded afresh, and the file in which it is kept."""
        return load(place), only(folder)

    def test_a_spoilt_file_is_as_good_as_none(self, whole, place):
        policy, file = whole
        content = file.read_bytes()
        for at in range(0, len(content), max(1, len(content) // 9)):
            for spoilt in (
                content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :],
                content[:at],
                content[:at] + content[at + 1 :],
                content + content[:at],
            ):
                file.write_bytes(spoilt)
                again = load(place)
                assert (policy, repr(policy)) == (again, repr(again))

    def test_the_file_of_another_policy_is_not_taken(self, whole, place, tmp_path, folder, read_afresh):
        (tmp_path / "good.yaml").write_text(GOOD, encoding="utf-8")
        load(tmp_path / "good.yaml")
        only(folder).replace(whole[1])
        assert load(place) == whole[0]
        assert read_afresh == [tmp_path / "good.yaml", place]

    def test_what_was_written_to_do_harm_is_not_run(self, whole, place, tmp_path):
        class Harm:
            def __reduce__(self):
                return os.mkdir, (str(tmp_path / "harmed"),)

        said = whole[1].read_bytes()[len(cache.HEAD) + 32 :].split(b"\n", 1)[0]
        whole[1].write_bytes(sealed(said + b"\n" + pickle.dumps(Harm())))
        assert load(place) == whole[0]
        assert not (tmp_path / "harmed").exists()

    @pytest.mark.parametrize("body", [b"", b"\n", b"{}\n", b"[1]\n", b'{"key": 1, "readings": 2}\n'])
    def test_what_says_nothing_of_itself_is_not_taken(self, body, whole, place, read_afresh):
        whole[1].write_bytes(sealed(body))
        assert load(place) == whole[0]
        assert read_afresh == [place]

    def test_a_policy_in_pieces_is_not_taken(self, whole, place, read_afresh):
        said, pickled = whole[1].read_bytes()[len(cache.HEAD) + 32 :].split(b"\n", 1)
        whole[1].write_bytes(sealed(said + b"\n" + pickled[: len(pickled) // 2]))
        assert load(place) == whole[0]
        assert read_afresh == [place]

    def test_without_what_is_installed_nothing_is_kept_and_all_is_loaded(self, whole, place, monkeypatch):
        def none(name):
            raise PackageNotFoundError(name)

        monkeypatch.setattr(cache, "version", none)
        assert load(place) == whole[0]

    def test_a_full_disk_leaves_nothing_behind(self, place, folder, monkeypatch):
        def full(*_):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(Path, "replace", full)
        load(place)
        assert not [*folder.iterdir()]

    @pytest.mark.parametrize("open_to", ["file", "folder", "link", "pipe", "owner"])
    def test_what_another_user_could_have_written_is_not_read(
        self, open_to, whole, place, read_afresh, monkeypatch
    ):
        folder, tmp_path = whole[1].parent, place.parent
        match open_to:
            case "file":
                whole[1].chmod(0o666)
            case "folder":
                folder.chmod(0o777)
            case "link":
                whole[1].rename(tmp_path / "elsewhere")
                whole[1].symlink_to(tmp_path / "elsewhere")
            case "pipe":
                whole[1].unlink()
                os.mkfifo(whole[1])
            case "owner":
                user = os.geteuid()
                monkeypatch.setattr(os, "geteuid", lambda: user + 1)
        assert load(place) == whole[0]
        assert read_afresh == [place]
