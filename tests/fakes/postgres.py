"""A PostgreSQL of the tests' own: made in a temporary folder, killed and brought back as a test likes."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from tests.fakes.ports import free_port

_PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin")
USER = "watchroom"
PASSWORD = "a word for tests only"


def _version(folder: Path) -> tuple[int, ...]:
    return tuple(int(part) for part in folder.parent.name.split(".") if part.isdigit())


def binaries() -> Path | None:
    """The folder of the newest PostgreSQL on this machine, if there is one."""
    on_path = shutil.which("initdb")
    found = [folder for place in _PLACES for folder in Path("/").glob(place[1:]) if (folder / "pg_ctl").exists()]
    if found:
        return max(found, key=_version)
    return Path(on_path).resolve().parent if on_path else None


def missing() -> str:
    """What keeps PostgreSQL from being started here; empty when nothing does."""
    if sys.platform == "win32":
        return "PostgreSQL for tests is started on Linux and macOS only"
    if binaries() is None:
        return "no PostgreSQL server binaries (initdb, pg_ctl) on this machine"
    if os.geteuid() == 0 and (shutil.which("runuser") is None or not _has_user("postgres")):
        return "running as root without the user 'postgres' or without runuser"
    return ""


def _has_user(name: str) -> bool:
    import pwd

    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


class PostgresServer:
    """One server in `folder`. `start`, `kill` (SIGKILL, as a power cut would), `start` again, `stop`."""

    def __init__(self, folder: Path) -> None:
        found = binaries()
        assert found is not None, missing()
        self._binaries = found
        self._folder = folder
        self._data = folder / "data"
        self.port = free_port()
        self._create()

    def url(self, database: str = "postgres", user: str = USER, password: str = PASSWORD) -> str:
        """A URL as a site file holds it."""
        return f"postgresql://{user}:{password.replace(' ', '%20')}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start and wait until it answers."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self._folder}"
        log = str(self._folder / "log")
        self._run("pg_ctl", "-D", str(self._data), "-w", "-t", "60", "-l", log, "-o", options, "start")

    def kill(self) -> None:
        """Kill the server and all its processes without a word."""
        first = int((self._data / "postmaster.pid").read_text().split("\n", 1)[0])
        os.kill(first, signal.SIGKILL)
        # Its children notice and end by themselves; a new server cannot start before the last has gone.
        deadline = time.monotonic() + 60
        while self._alive(first) and time.monotonic() < deadline:
            time.sleep(0.02)

    @staticmethod
    def _alive(process: int) -> bool:
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return False
        return True

    def stop(self) -> None:
        """Stop at once, if it runs."""
        if (self._data / "postmaster.pid").exists():
            self._run("pg_ctl", "-D", str(self._data), "-w", "-m", "immediate", "stop", check=False)

    def create_database(self, name: str) -> str:
        """A new, empty database; returns its URL."""
        self.execute(f'CREATE DATABASE "{name}"')
        return self.url(name)

    def execute(self, *statements: str, database: str = "postgres") -> None:
        """Run statements as the database's owner."""
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    def _create(self) -> None:
        password = self._folder / "password"
        password.write_text(PASSWORD)
        self._own()
        common = ("-D", str(self._data), "-U", USER, "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        self._run("initdb", *common, "-A", "scram-sha-256", f"--pwfile={password}")

    def _own(self) -> None:
        if os.geteuid() == 0:
            for path in (self._folder, *self._folder.iterdir()):
                shutil.chown(path, "postgres")

    def _run(self, program: str, *arguments: str, check: bool = True) -> None:
        command: Sequence[str] = (str(self._binaries / program), *arguments)
        if os.geteuid() == 0:
            command = ("runuser", "-u", "postgres", "--", *command)
        # Not a pipe: the server keeps what it inherits open, and reading would never end.
        with (self._folder / "output").open("ab") as output:
            subprocess.run(command, check=check, stdout=output, stderr=output, cwd=self._folder, timeout=120)


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """A running server in a folder that is removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="watchroom-pg-"))
    server = None
    try:
        server = PostgresServer(folder)
        server.start()
        yield server
    finally:
        if server is not None:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def postgres() -> Iterator[PostgresServer]:
    """A running server for the tests of one module; they are skipped, with the reason, where none can be had."""
    if missing():
        pytest.skip(missing())
    with postgres_server() as server:
        yield server
