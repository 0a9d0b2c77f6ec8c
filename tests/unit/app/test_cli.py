"""The command line: what is understood, where it goes, what the exit code says."""

import importlib
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from app import cli

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any]]:
    """Catches what would have been called: (target, argument)."""
    calls: list[tuple[str, Any]] = []

    def call(target: str, argument: Any) -> int:
        calls.append((target, argument))
        return 0

    monkeypatch.setattr(cli, "_call", call)
    return calls


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["--help"]) == 0
    text = capsys.readouterr().out
    assert all(command.name in text and command.help in text for command in cli.COMMANDS)


@pytest.mark.parametrize("command", cli.COMMANDS, ids=lambda command: command.name)
def test_every_command_has_a_help_of_its_own(command: cli.Command, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run([command.name, "--help"]) == 0
    assert command.help in capsys.readouterr().out


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["--version"]) == 0
    assert capsys.readouterr().out.startswith("watchroom ")


@pytest.mark.parametrize(
    ("argv", "target"),
    [
        (["demo", "--headless"], "app.demo:run_demo"),
        (["check", "site.toml"], "app.site_check:run"),
        (["bench", "wall", "--json"], "app.bench_wall:run"),
        (["bench", "alarms"], "app.bench_alarms:run"),
        (["evaluate", "detect", "a.avi", "a.txt"], "app.commands.evaluate:run"),
        (["models", "list"], "app.commands.models:run"),
        (["verify", "folder", "--key", "k"], "app.commands.verify:run"),
        (["--self-check"], "app.self_check.command:run"),
        ([], "app.keeper:run"),
    ],
)
def test_commands_go_where_their_code_is(argv: list[str], target: str, called: list[tuple[str, Any]]) -> None:
    assert cli.run(argv) == 0
    assert [name for name, _ in called] == [target]


def test_a_site_file_starts_the_station(tmp_path: Path, called: list[tuple[str, Any]]) -> None:
    site = tmp_path / "site.toml"
    site.write_text("")
    assert cli.run([str(site)]) == 0
    assert called == [("app.keeper:run", site)]


@pytest.mark.parametrize(
    "argv", [["nowhere.toml"], ["check"], ["bench"], ["verify", "folder"], ["--json"], ["--nonsense"], ["models"]]
)
def test_what_cannot_be_understood_is_bad_input(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(argv) == 2
    assert "watchroom" in capsys.readouterr().err


def test_a_file_named_like_a_command_can_still_be_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, called: list[tuple[str, Any]]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("demo").write_text("")
    assert cli.run(["./demo"]) == 0
    assert called[0][1] == Path("demo")


def test_ctrl_c_is_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("interrupted")

    def stop(_arguments: Any) -> int:
        raise KeyboardInterrupt

    module.run = stop  # type: ignore[attr-defined]
    monkeypatch.setattr(importlib, "import_module", lambda _name: module)
    assert cli.run(["check", "x"]) == 130


def test_help_imports_neither_qt_nor_any_domain() -> None:
    code = "import sys; from app import cli; cli.run(['--help']); print({'PySide6', 'av', 'cv2'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "set()"


def test_inference_libraries_are_told_to_stay_quiet(
    called: list[tuple[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    import os

    monkeypatch.setenv("YOLO_OFFLINE", "false")
    monkeypatch.setenv("YOLO_AUTOINSTALL", "true")
    cli.run(["check", "x"])
    assert (os.environ["YOLO_OFFLINE"], os.environ["YOLO_AUTOINSTALL"]) == ("true", "false")
    assert called


def test_openvino_cannot_report_home() -> None:
    code = "from video import quiet; quiet.settle(); import openvino, sys; print(sys.modules['openvino_telemetry'])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "None"
