"""What the kill bench kills besides the program: a Mosquitto and a PostgreSQL of its own; and the disk it stalls."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

SERVER_SECONDS = 60.0
DISK_BYTES = 4 << 30
_PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin")
USER, PASSWORD = "watchroom", "for the bench only"


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Mosquitto:
    """A Mosquitto with persistence, as docs/contract.md asks of a site's own broker."""

    program = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self.port = free_port()
        self._config = folder / "mosquitto.conf"
        self._config.write_text(
            f"listener {self.port} 127.0.0.1\nallow_anonymous true\npersistence true\n"
            f"persistence_location {folder}/\nautosave_on_changes true\nautosave_interval 1\n"
            f"max_queued_messages 0\nlog_type none\n{'user root' if is_root() else ''}\n",
            encoding="utf-8",
        )
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it listens."""
        self._process = subprocess.Popen([str(self.program), "-c", str(self._config)], stderr=subprocess.DEVNULL)
        await_port(self.port)

    def kill(self) -> None:
        """Kill it without a word."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


class Postgres:
    """A PostgreSQL in a folder of its own; as root it runs as the user postgres."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self._folder = folder
        folder.mkdir(parents=True)
        secret = folder / "password"
        secret.write_text(PASSWORD, encoding="utf-8")
        if is_root():
            for path in (folder, secret):
                shutil.chown(path, "postgres")
        common = ("-D", str(folder / "data"), "-U", USER, "-E", "UTF8", "--locale=C.UTF-8")
        self._run("initdb", *common, "-A", "scram-sha-256", f"--pwfile={secret}")

    @staticmethod
    def binaries() -> Path | None:
        """Where its programs are; None where there are none."""
        found = [folder for place in _PLACES for folder in Path("/").glob(place[1:]) if (folder / "pg_ctl").exists()]
        return max(found, key=lambda one: [int(p) for p in one.parent.name.split(".") if p.isdigit()], default=None)

    @property
    def url(self) -> str:
        """Its address as a site file names it."""
        return f"postgresql://{USER}:{PASSWORD.replace(' ', '%20')}@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Start it (after a kill it recovers) and wait until it answers."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self._folder}"
        log = str(self._folder / "log")
        start = ("pg_ctl", "-D", str(self._folder / "data"), "-w", "-t", "60", "-l", log, "-o", options, "start")
        until(lambda: self._run(*start, check=False) == 0, "PostgreSQL did not start")

    def kill(self) -> None:
        """Kill its first process; the others end by themselves, and none is left before this returns."""
        first = self._first()
        if first:
            os.kill(first, getattr(signal, "SIGKILL", signal.SIGTERM))
            until(lambda: not _alive(first), "PostgreSQL did not end")
            (self._folder / "data" / "postmaster.pid").unlink(missing_ok=True)

    def stop(self) -> None:
        """End it at once."""
        if self._first():
            self._run("pg_ctl", "-D", str(self._folder / "data"), "-w", "-m", "immediate", "stop", check=False)

    def _first(self) -> int:
        try:
            return int((self._folder / "data" / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0])
        except (OSError, ValueError):
            return 0

    def _run(self, program: str, *arguments: str, check: bool = True) -> int:
        found = self.binaries()
        command = [str(found / program) if found else program, *arguments]
        if is_root():
            command = ["runuser", "-u", "postgres", "--", *command]
        with (self._folder / "output").open("ab") as output:  # no pipe: the server would keep it open
            return subprocess.run(
                command, check=check, stdout=output, stderr=output, cwd=self._folder, timeout=2 * SERVER_SECONDS
            ).returncode


class StallingDisk:
    """A file system of its own that can be made to accept no writing for a while (fsfreeze), as a dying disk does.

    Needs Linux, root and loop devices; where one of them lacks, `folder` is an ordinary folder and `can_stall` False.
    """

    def __init__(self, root: Path) -> None:
        self.folder = root / "disk"
        self.folder.mkdir(parents=True)
        self._image = root / "disk.img"
        self.can_stall = sys.platform == "linux" and is_root() and self._mount()

    def stall(self, seconds: float) -> threading.Timer:
        """Take no writing from now on; the timer that is returned ends it."""
        subprocess.run(["fsfreeze", "--freeze", str(self.folder)], check=True)
        timer = threading.Timer(seconds, self.resume)
        timer.start()
        return timer

    def resume(self) -> None:
        """Take writing again."""
        subprocess.run(["fsfreeze", "--unfreeze", str(self.folder)], check=False, stderr=subprocess.DEVNULL)

    def close(self) -> None:
        """Give the file system back."""
        if self.can_stall:
            self.resume()
            subprocess.run(["umount", "--lazy", str(self.folder)], check=False)

    def _mount(self) -> bool:
        if not all(shutil.which(program) for program in ("fsfreeze", "mkfs.ext4", "mount")):
            return False
        with self._image.open("wb") as image:
            image.truncate(DISK_BYTES)
        commands = (["mkfs.ext4", "-q", str(self._image)], ["mount", "-o", "loop", str(self._image), str(self.folder)])
        return all(subprocess.run(one, check=False, capture_output=True).returncode == 0 for one in commands)


def is_root() -> bool:
    """Whether this process may do everything."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def await_port(port: int) -> None:
    """Wait until somebody listens."""

    def listens() -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    until(listens, "nobody listens")


def until(condition: Callable[[], object], otherwise: str, seconds: float = SERVER_SECONDS) -> None:
    """Wait for a condition; raises RuntimeError where it does not come true."""
    deadline, pause = time.monotonic() + seconds, threading.Event()
    while not condition():
        if time.monotonic() > deadline:
            raise RuntimeError(otherwise)
        pause.wait(0.02)


def _alive(process: int) -> bool:
    """Whether a process runs; one that is dead but not yet reaped by its parent does not."""
    try:
        os.kill(process, 0)
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except ProcessLookupError:
        return False
    except OSError:
        return not Path("/proc/self").exists()  # no such list of processes on this system
