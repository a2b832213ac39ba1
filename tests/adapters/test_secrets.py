"""Credentials: read from where they are kept, and never told."""

import pickle

import pytest

from groupctl.adapters import Secret, credential
from groupctl.adapters.discovery import described
from groupctl.adapters.host import connect
from groupctl.errors import AdapterError

PASSWORD = "correct-horse-7"  # noqa: S105 - made up


def test_it_comes_from_the_environment(monkeypatch):
    monkeypatch.setenv("ACME_KEY", PASSWORD)
    assert credential("env:ACME_KEY").reveal() == PASSWORD
    monkeypatch.delenv("ACME_KEY")
    with pytest.raises(AdapterError, match="no credential at env:ACME_KEY"):
        credential("env:ACME_KEY")


@pytest.mark.parametrize(("mode", "taken"), [(0o600, True), (0o400, True), (0o640, False), (0o604, False)])
def test_it_comes_from_a_file_that_its_owner_alone_may_read(tmp_path, mode, taken):
    file = tmp_path / "key"
    file.write_text(PASSWORD + "\n")
    file.chmod(mode)
    if taken:
        assert credential(f"file:{file}").reveal() == PASSWORD
    else:
        with pytest.raises(AdapterError, match=f"others may read it .mode {mode:04o}") as raised:
            credential(f"file:{file}")
        assert PASSWORD not in str(raised.value)


def test_it_is_no_place_itself():
    with pytest.raises(AdapterError) as raised:
        credential(PASSWORD)
    assert PASSWORD not in str(raised.value)


def test_it_is_not_printed_and_not_written():
    secret = Secret(PASSWORD)
    assert PASSWORD not in f"{secret} {secret!r} {[secret]}"
    with pytest.raises(TypeError):
        pickle.dumps(secret)


def test_what_a_client_says_is_told_without_it():
    Secret(PASSWORD)
    assert described(ConnectionError(f"401 for bearer {PASSWORD} at https://me:other@host/x")) == (
        "ConnectionError: 401 for bearer *** at https://***@host/x"
    )


def test_an_address_with_a_password_is_refused_and_not_repeated():
    with pytest.raises(AdapterError, match="has a password in it") as raised:
        connect(f"acme:https://me:{PASSWORD}@host/")
    assert PASSWORD not in raised.value.render()
