"""`watchroom accounts`: the first account, all others under the same rights as at the window."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from app import cli
from app.people import accounts
from app.people.passwords import Hasher
from tests.fakes.people import CHEAP, PASSWORD
from tests.fakes.small_station import site_text

OTHER = "orchard-bicycle-77"
Run = Callable[..., int]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    path = tmp_path / "site.toml"
    path.write_text(site_text(None).replace('id = "s1"', f'id = "s1"\ndata_dir = "{tmp_path / "data"}"'), "utf-8")
    return path


@pytest.fixture
def run(site: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `watchroom accounts ...` with these lines on standard input."""
    monkeypatch.setattr(accounts, "Hasher", lambda: Hasher(CHEAP))

    def call(*arguments: str, typed: str = "") -> int:
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        return cli.run(["accounts", arguments[0], "--site", str(site), *arguments[1:]])

    return call


def listed(run: Run, capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    capsys.readouterr()
    assert run("list", "--json") == 0
    return {one["name"]: one["role"] for one in json.loads(capsys.readouterr().out)["accounts"]}


def test_the_first_is_an_installer_and_makes_the_others(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("add", "guard", "--role", "guard", typed=f"{PASSWORD}\n") == 2
    assert run("add", "zhou", "--label", "Zhou", typed=f"{PASSWORD}\n") == 0
    assert run("add", "li", typed=f"{OTHER}\n") == 2
    assert run("add", "li", "--as", "zhou", typed=f"not-his-password\n{OTHER}\n") == 2
    assert run("add", "li", "--as", "zhou", "--zones", "fence, lobby", typed=f"{PASSWORD}\n{OTHER}\n") == 0
    assert listed(run, capsys) == {"zhou": "installer", "li": "guard"}
    assert run("password", "li", "--as", "zhou", typed=f"{PASSWORD}\n{PASSWORD}\n") == 0
    assert run("disable", "li", "--as", "zhou", typed=f"{PASSWORD}\n") == 0
    assert run("list") == 0
    assert "li  li  guard  fence, lobby  switched off" in capsys.readouterr().out
    assert run("enable", "li", "--as", "zhou", typed=f"{PASSWORD}\n") == 0
    assert run("disable", "zhou", "--as", "zhou", typed=f"{PASSWORD}\n") == 2
    assert run("disable", "nobody", "--as", "zhou", typed=f"{PASSWORD}\n") == 2


def test_a_guard_makes_nobody(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    run("add", "zhou", typed=f"{PASSWORD}\n")
    run("add", "li", "--as", "zhou", typed=f"{PASSWORD}\n{OTHER}\n")
    assert run("add", "eve", "--as", "li", typed=f"{OTHER}\n{PASSWORD}\n") == 2
    assert "replaced first" in capsys.readouterr().err
    assert set(listed(run, capsys)) == {"zhou", "li"}


def test_easy_and_missing_passwords_are_refused_in_words(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("add", "zhou", typed="short\n") == 2
    assert "at least 12" in capsys.readouterr().err
    assert run("add", "zhou") == 2
    assert "no password was given" in capsys.readouterr().err


def test_recovery_and_trust(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    run("add", "zhou", typed=f"{PASSWORD}\n")
    assert run("trust", "s2", "abc", "--as", "zhou", typed=f"{PASSWORD}\n") == 2
    assert run("trust", "s2", "ab" * 32, "--as", "zhou", typed=f"{PASSWORD}\n") == 0
    capsys.readouterr()
    assert run("key") == 0
    assert len(capsys.readouterr().out.strip()) == 64
    assert run("recover", "wang", "--reason", "the password is lost", typed=f"{OTHER}\n") == 0
    assert listed(run, capsys) == {"wang": "installer"}


def test_no_site_is_said(tmp_path: Path) -> None:
    assert cli.run(["accounts", "list", "--site", str(tmp_path / "none.toml")]) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal of its own is made on Linux and macOS only")
def test_at_a_terminal_nothing_that_is_typed_is_shown(site: Path) -> None:
    import pty

    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "app", "accounts", "add", "zhou", "--site", str(site)]
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True)
    os.close(theirs)
    shown = bytearray()
    asked = threading.Event()

    def read() -> None:
        while True:
            try:
                some = os.read(ours, 1024)
            except OSError:
                return
            if not some:
                return
            shown.extend(some)
            if shown.endswith(b": "):
                asked.set()

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(2):
        assert asked.wait(30)
        asked.clear()
        os.write(ours, f"{PASSWORD}\n".encode())
    assert process.wait(60) == 0
    reader.join(10)
    os.close(ours)
    assert PASSWORD.encode() not in shown
    assert b"zhou has an account" in shown
