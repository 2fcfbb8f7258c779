"""A PostgreSQL of the tests: Debian's package, in a temporary folder, on a socket and on no port.

`initdb` refuses root, so there it runs as `nobody`. Where it is not installed its tests are skipped, but never in CI.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ADMIN = "admin"
PASSWORD = "of the tests only"
NO_PYTHON = {"LC_ALL": "C", "PATH": os.environ.get("PATH", "")}


class Postgres:
    """A running server. `folder` holds its socket."""

    def __init__(self, folder: Path, bin_folder: Path) -> None:
        self.folder, self._bin = folder, bin_folder

    def server(self, user: str, password: str) -> str:
        """A connection string without a database, as Circlewise wants it."""
        return f"host={self.folder} port=5432 user={user} password='{password}'"

    def run(self, sql: str, database: str = "postgres", user: str = ADMIN, password: str = PASSWORD) -> str:
        """What psql prints; a statement that fails ends it."""
        command = [self._bin / "psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-h", self.folder, "-U", user, "-d", database]
        done = subprocess.run(
            command, input=sql, env=NO_PYTHON | {"PGPASSWORD": password}, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise PermissionError(done.stderr)
        return done.stdout.strip()

    def stop(self) -> None:
        _control(self._bin, self.folder, "stop", "-m", "immediate")

    def start(self) -> None:
        # Nothing of a test survives a crash of the machine, so nothing is waited for.
        options = f"-c listen_addresses= -c unix_socket_directories={self.folder} -c fsync=off -c max_connections=60"
        _control(self._bin, self.folder, "start", "-o", options, "-l", str(self.folder / "log"))


@contextmanager
def running() -> Iterator[Postgres]:
    """A server for a block; the test is skipped where there is none, but never in CI."""
    bin_folder = _installed()
    folder = Path(tempfile.mkdtemp(prefix="cw-pg-"))  # a socket's path has to be shorter than pytest's folders are
    server = Postgres(folder, bin_folder)
    try:
        secret = folder / "password"
        secret.write_text(PASSWORD)
        if os.geteuid() == 0:
            for path in (folder, secret):
                shutil.chown(path, "nobody")
        initdb = [bin_folder / "initdb", "-D", folder / "data", "-U", ADMIN, "--auth=scram-sha-256", "-E", "UTF8"]
        _as_somebody([*initdb, f"--pwfile={secret}", "--no-sync"])
        folder.chmod(0o755)
        server.start()
        yield server
    finally:
        if (folder / "data" / "postmaster.pid").exists():
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _installed() -> Path:
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / "initdb").exists() and (folder / "psql").exists():
            return folder
    message = "no PostgreSQL server in /usr/lib/postgresql; on Debian: apt-get install postgresql"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


def _control(bin_folder: Path, folder: Path, *arguments: str) -> None:
    _as_somebody([bin_folder / "pg_ctl", "-D", folder / "data", "-w", *arguments])


def _as_somebody(command: list[str | Path]) -> None:
    before = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] if os.geteuid() == 0 else []
    # A server keeps the output of who started it, so it goes to a file and not to a pipe that would be waited for.
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(
            [*before, *command], env=NO_PYTHON, stdout=said, stderr=subprocess.STDOUT, cwd="/", check=False
        )
        said.seek(0)
        assert done.returncode == 0, said.read().decode()
