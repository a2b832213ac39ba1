"""A Tryton server for the tests: installed, filled and started on this machine, and stopped afterwards.

What takes long is done once and kept in ``build/hosts``: the installed server and the filled database.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Final

from attrs import frozen

HERE: Final = Path(__file__).parent
KEPT: Final = HERE.parents[2] / "build" / "hosts" / "tryton"
MODULES: Final = (
    *("party_relationship", "account_invoice", "account_dunning", "account_payment"),
    *("account_credit_limit", "sale_credit_limit", "sale_opportunity", "sale_complaint"),
)
PASSWORD: Final = "admin-secret"  # noqa: S105 - of a server that only these tests reach
TRIES: Final = 120


@frozen
class TrytonHost:
    """A server that answers at ``address``; ``python`` is the one it is installed for."""

    address: str
    python: Path

    def run(self, script: str, *arguments: str) -> None:
        """Run a script of this folder in the server's own Python."""
        subprocess.run([self.python, HERE / script, *arguments], check=True, timeout=300)


def installed() -> Path:
    """The Python that has the server."""
    python = KEPT / "venv" / "bin" / "python"
    wanted = (HERE / "host-requirements.txt").read_text(encoding="utf-8")
    stamp = KEPT / "installed"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
        KEPT.mkdir(parents=True, exist_ok=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", KEPT / "venv"], check=True)
        subprocess.run(
            [python, "-m", "pip", "install", "-q", "-r", HERE / "host-requirements.txt"], check=True
        )
        stamp.write_text(wanted, encoding="utf-8")
    return python


def configured(folder: Path, port: int) -> Path:
    """The configuration of a server whose databases are in ``folder``."""
    path = folder / "trytond.conf"
    lines = ["[database]", "uri = sqlite://", f"path = {folder}", "[web]", f"listen = 127.0.0.1:{port}"]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def filled(python: Path) -> Path:
    """The database as `seed.py` leaves it, made today: open items are dated from today."""
    today = time.strftime("%Y-%m-%d")
    key = sha256((HERE / "seed.py").read_bytes() + (KEPT / "installed").read_bytes()).hexdigest()[:12]
    database = KEPT / f"seeded-{key}-{today}.sqlite"
    if not database.exists():
        folder = KEPT / "making"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        configuration, password = configured(folder, 0), folder / "password"
        password.write_text(PASSWORD, encoding="utf-8")
        (folder / "gc.sqlite").touch()
        admin = [
            python.with_name("trytond-admin"),
            "-c",
            configuration,
            "-d",
            "gc",
            "--email",
            "a@example.com",
        ]
        subprocess.run(
            [*admin, "-l", "en", "-u", *MODULES, "--activate-dependencies"],
            check=True,
            env={**os.environ, "TRYTONPASSFILE": str(password)},
        )
        subprocess.run([python, HERE / "seed.py", configuration, "gc"], check=True)
        shutil.copy(folder / "gc.sqlite", database)
    return database


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(folder: Path) -> Iterator[TrytonHost]:
    """A server with a database of its own in ``folder``."""
    python, port = installed(), free_port()
    shutil.copy(filled(python), folder / "gc.sqlite")
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [python.with_name("trytond"), "-c", configured(folder, port), "-d", "gc"], stdout=log, stderr=log
        )
        try:
            for _ in range(TRIES):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.5)
            yield TrytonHost(f"http://127.0.0.1:{port}/gc", python)
        finally:
            server.terminate()
            server.wait(30)
