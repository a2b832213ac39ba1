"""What is read lies in the folders that were named, and is a file; all else ends in one plain message."""

import os
import socket
from pathlib import Path

import pytest

from groupctl.adapters.host import connect
from groupctl.errors import AdapterError, DataError
from tests.adapters.ledger import AS_OF, CUSTOMERS, said, snapshot, write

KEPT_BACK = "id,name,group\nhunter2,hunter2,\n"


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A file beside the ledger's folder that nobody named."""
    path = tmp_path / "secret.csv"
    path.write_text(KEPT_BACK, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["../secret.csv", "link.csv", "sub/../../secret.csv", "{secret}"])
def test_a_file_that_a_mapping_names_outside_is_not_read(tmp_path: Path, secret: Path, name: str):
    folder = write(tmp_path / "ledger")
    (folder / "sub").mkdir()
    (folder / "link.csv").symlink_to(secret)
    text = f"tables:\n  units: {{}}\n  customers: {{file: {name.format(secret=secret)}}}\n"
    (folder / "mapping.yaml").write_text(text, encoding="utf-8")
    portfolio = snapshot(folder)
    assert "customers" in portfolio.missing_tables
    assert any("lies outside the folder" in said(row) for row in portfolio.rejected)
    assert not any("hunter2" in said(row) for row in portfolio.rejected)


def test_a_table_that_is_a_link_leading_outside_is_not_read(tmp_path: Path, secret: Path):
    folder = write(tmp_path / "ledger", customers=None)
    (folder / "customers.csv").symlink_to(secret)
    portfolio = snapshot(folder)
    assert "customers" in portfolio.missing_tables
    assert any("'customers.csv' lies outside the folder" in said(row) for row in portfolio.rejected)


def test_a_mapping_in_the_folder_that_is_a_link_leading_outside_is_not_read(tmp_path: Path, secret: Path):
    folder = write(tmp_path / "ledger")
    (folder / "mapping.yaml").symlink_to(secret)
    with pytest.raises(AdapterError, match="leads out of the folder") as raised:
        snapshot(folder)
    assert "hunter2" not in str(raised.value)


def test_links_within_the_folder_and_what_the_caller_names_are_read(tmp_path: Path):
    folder = write(tmp_path / "ledger", customers=None)
    (folder / "kept").mkdir()
    (folder / "kept" / "old.csv").write_text(CUSTOMERS, encoding="utf-8")
    (folder / "customers.csv").symlink_to(folder / "kept" / "old.csv")
    (tmp_path / "link").symlink_to(folder)
    assert len(snapshot(tmp_path / "link").customers) == 2
    (tmp_path / "units.csv").symlink_to(folder / "units.csv")
    assert len(snapshot(tmp_path / "units.csv").units) == 3


def test_what_a_mapping_names_may_lie_beside_it(tmp_path: Path):
    folder = write(tmp_path / "ledger", customers=None)
    (tmp_path / "customers.csv").write_text(CUSTOMERS, encoding="utf-8")
    mapping = tmp_path / "m.yaml"
    mapping.write_text("tables: {units: {}, customers: {file: customers.csv}}\n", encoding="utf-8")
    assert len(snapshot(folder, mapping=mapping).customers) == 2


def test_a_pipe_in_the_place_of_a_table_is_never_opened(tmp_path: Path):
    folder = write(tmp_path, customers=None)
    os.mkfifo(folder / "customers.csv")
    portfolio = snapshot(folder)
    assert "customers" in portfolio.missing_tables
    assert "customers.csv:1:1: customers: this file can't be read: not a regular file" in map(
        said, portfolio.rejected
    )


@pytest.mark.parametrize("scheme", ["files", "sqlite", "snapshot"])
@pytest.mark.parametrize("kind", ["pipe", "socket", "device"])
def test_what_is_no_file_is_never_opened(tmp_path: Path, scheme: str, kind: str):
    path = Path("/dev/zero") if kind == "device" else tmp_path / "it"
    if kind == "pipe":
        os.mkfifo(path)
    if kind == "socket":
        with socket.socket(socket.AF_UNIX) as one:
            one.bind(str(path))
    with pytest.raises(AdapterError, match="can't be opened: not a regular file"):
        connect(f"{scheme}:{path}").snapshot(AS_OF)


def test_a_mapping_that_is_a_pipe_is_never_opened(tmp_path: Path):
    os.mkfifo(tmp_path / "m.yaml")
    with pytest.raises(DataError, match="not a regular file"):
        snapshot(write(tmp_path / "ledger"), mapping=tmp_path / "m.yaml")


@pytest.mark.parametrize("scheme", ["files", "sqlite", "snapshot"])
@pytest.mark.parametrize("name", ["x" * 300, "a/" * 3000, "a\0b"])
def test_a_path_that_can_not_be_ends_in_one_short_message(tmp_path: Path, scheme: str, name: str):
    with pytest.raises(AdapterError) as raised:
        connect(f"{scheme}:{tmp_path}/{name}").snapshot(AS_OF)
    assert len(raised.value.faults) == 1
    assert len(str(raised.value)) < 300
    assert "\0" not in str(raised.value)


@pytest.mark.parametrize("name", ["x" * 300, '"a\\0b"'])
def test_a_mapping_with_such_a_path_loses_that_table(tmp_path: Path, name: str):
    folder = write(tmp_path)
    text = f"tables: {{units: {{}}, customers: {{file: {name}}}}}\n"
    (folder / "mapping.yaml").write_text(text, encoding="utf-8")
    portfolio = snapshot(folder)
    assert len(portfolio.units) == 3
    assert "customers" in portfolio.missing_tables
