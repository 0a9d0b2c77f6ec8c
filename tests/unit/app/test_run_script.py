"""run.py, which prepares a machine that has nothing: what it finds lacking, when it works, what it starts."""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """run.py as a module, with an environment folder of the test's own."""
    spec = importlib.util.spec_from_file_location("run_script", ROOT / "run.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    folder = tmp_path / ".venv"
    folder.mkdir()
    (folder / "python").write_text("")
    monkeypatch.setattr(module, "VENV", folder)
    monkeypatch.setattr(module, "STAMP", folder / "stamp.json")
    monkeypatch.setattr(module, "PYTHON", folder / "python")
    return module


def stamp(script: ModuleType, profile: str, digest: str | None = None) -> None:
    script.STAMP.write_text(json.dumps({"profile": profile, "digest": digest or script.digest(profile)}))


def test_uses_the_standard_library_only() -> None:
    code = "import sys, run; print([m for m in sys.modules.values() if 'site-packages' in str(m)])"
    done = subprocess.run([sys.executable, "-S", "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_an_environment_that_is_set_up_is_left_alone(script: ModuleType) -> None:
    stamp(script, "base")
    assert script.is_ready("base")
    assert not script.is_ready("dev")


def test_one_for_development_serves_the_program_too(script: ModuleType) -> None:
    stamp(script, "dev")
    assert script.is_ready("base")


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"profile": "odd"}', '{"profile": "base", "digest": "x"}'])
def test_a_stamp_that_says_something_else_means_set_up(script: ModuleType, content: str) -> None:
    script.STAMP.write_text(content)
    assert not script.is_ready("base")


def test_changed_pins_mean_set_up(script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stamp(script, "base")
    pins = tmp_path / "pins"
    pins.mkdir()
    for name in ("uv.txt", "base.txt"):
        (pins / name).write_text("changed==1\n")
    monkeypatch.setattr(script, "PINS", pins)
    assert not script.is_ready("base")


def test_an_environment_that_was_deleted_means_set_up(script: ModuleType) -> None:
    stamp(script, "base")
    script.PYTHON.unlink()
    assert not script.is_ready("base")


def test_lacking_libraries_are_named_as_packages(script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(script, "WINDOWS", False)
    monkeypatch.setattr(script, "_loads", lambda name: name not in ("libEGL.so.1", "libxcb-cursor.so.0"))
    monkeypatch.setattr(script, "_has_chinese_font", lambda: False)
    monkeypatch.setattr(script, "_has_program", lambda name: name != "mosquitto")
    assert script.lacking(for_tests=False) == ["libegl1", "libxcb-cursor0", "fonts-noto-cjk"]
    assert script.lacking(for_tests=True)[-1] == "mosquitto"


def test_windows_lacks_nothing(script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(script, "WINDOWS", True)
    monkeypatch.setattr(script, "_loads", lambda _: False)
    assert script.lacking(for_tests=True) == []


def _not_root(script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(script, "lacking", lambda _: ["libegl1", "libgl1"])
    monkeypatch.setattr(script.shutil, "which", lambda _: "/usr/bin/apt-get")
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)


def test_who_may_not_install_is_told_how_in_one_line(script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    _not_root(script, monkeypatch)
    with pytest.raises(SystemExit) as stopped:
        script.prepare_system(for_tests=False)
    text = str(stopped.value)
    assert "apt-get install libegl1 libgl1" in text
    assert "\n" not in text


@pytest.mark.skipif(sys.platform == "win32", reason="apt is Debian's")
def test_root_on_debian_gets_it_installed(script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    _not_root(script, monkeypatch)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    answers = iter([["libegl1"], []])
    monkeypatch.setattr(script, "lacking", lambda _: next(answers))
    ran: list[list[str]] = []

    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        ran.append(command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(script.subprocess, "run", run)
    script.prepare_system(for_tests=False)
    assert ran[0][:2] == ["apt-get", "update"]
    assert ran[1][-1] == "libegl1"


@pytest.mark.parametrize("found", [(3, 10), (3, 14)])
def test_other_pythons_are_turned_away(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, found: tuple[int, int]
) -> None:
    monkeypatch.setattr(script.sys, "version_info", (*found, 0))
    with pytest.raises(SystemExit, match=rf"this is {found[0]}\.{found[1]}"):
        script.main([])


def _prepared(script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Replace every step of run.py by a note of it: (name, argument)."""
    done: list[Any] = []

    def note(name: str, answer: int) -> None:
        def step(argument: Any) -> int:
            done.append((name, argument))
            return answer

        monkeypatch.setattr(script, name, step)

    for name, answer in (("prepare_system", 0), ("is_ready", 1), ("start", 0), ("test", 0)):
        note(name, answer)
    return done


def test_without_arguments_the_demo_starts(script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    done = _prepared(script, monkeypatch)
    assert script.main([]) == 0
    assert done == [("prepare_system", False), ("is_ready", "base"), ("start", ["demo"])]


def test_other_arguments_go_to_the_program(script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    done = _prepared(script, monkeypatch)
    script.main(["check", "site.toml"])
    assert done[-1] == ("start", ["check", "site.toml"])


def test_tests_want_everything(script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    done = _prepared(script, monkeypatch)
    script.main(["test"])
    assert done == [("prepare_system", True), ("is_ready", "dev"), ("test", [])]


def test_every_check_runs_and_the_failed_are_named(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ran: list[list[str]] = []

    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        ran.append(command[1:])
        return subprocess.CompletedProcess(command, 1 if "mypy" in command else 0)

    monkeypatch.setattr(script.subprocess, "run", run)
    assert script.test([]) == 1
    assert ran == list(script.CHECKS.values())
    assert capsys.readouterr().out.splitlines()[-1] == "watchroom: failed: types, types on Windows, types of scripts"
