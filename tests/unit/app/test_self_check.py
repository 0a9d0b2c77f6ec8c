"""Every failure that the self-check promises to find is found, with its code, and shown with a next step."""

import json
import os
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from app import cli
from app.self_check import media, screen, station, words
from app.self_check.isolation import Note, isolated
from app.self_check.model import Finding, failed, good
from app.services.health import DISK_FULL_BYTES, DISK_LOW_BYTES, Level
from app.settings import load_site
from app.site_document import Broker, Database
from tests.fakes.clock import FakeClock
from video.detect.model import ModelChoice
from video.model import Codec


def quiet_note(_text: str) -> None:
    """Stand in for the pipe that last words go through."""


def dies(note: Note) -> Finding:
    note("opening the device")
    os.abort()


def hangs(note: Note) -> Finding:
    import threading

    note("waiting")
    threading.Event().wait()
    return good("x", "")


def answers(word: str, note: Note) -> Finding:
    note("fine so far")
    return good("x", "device", device=word)


def test_a_probe_that_dies_is_a_failure_with_its_last_words() -> None:
    found = isolated("sound", dies)
    assert (found.level, found.code) == (Level.FAILED, "crashed")
    assert found.detail["note"] == "opening the device"


def test_a_probe_that_hangs_is_a_failure() -> None:
    found = isolated("sound", hangs, time_limit_s=3.0)
    assert (found.level, found.code) == (Level.FAILED, "hung")


def test_a_probe_that_answers_is_believed() -> None:
    assert isolated("x", answers, "speaker").detail == {"device": "speaker"}


def test_a_qt_platform_that_is_not_there_fails(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "nosuch")
    found = isolated("screen", screen.platform)
    assert (found.part, found.level, found.code) == ("screen", Level.FAILED, "crashed")
    assert "nosuch" in found.detail["note"]
    capfd.readouterr()


def test_off_screen_counts_as_no_display() -> None:
    found = isolated("screen", screen.platform)
    assert (found.level, found.code) == (Level.ABSENT, "no_display")


def test_a_chinese_font_is_found_by_its_glyphs() -> None:
    found = isolated("fonts", screen.fonts)
    assert (found.level, found.code) == (Level.GOOD, "chinese")


def _fonts_without_chinese(folder: str, note: Note) -> Finding:
    os.environ["FONTCONFIG_FILE"] = folder
    return screen.fonts(note)


@pytest.mark.skipif(sys.platform != "linux", reason="fontconfig is the Linux way to fonts")
def test_missing_chinese_fonts_fail(tmp_path: Path) -> None:
    empty = tmp_path / "fonts.conf"
    empty.write_text(f"<fontconfig><dir>{tmp_path}</dir><cachedir>{tmp_path}</cachedir></fontconfig>")
    found = isolated("fonts", _fonts_without_chinese, str(empty))
    assert (found.level, found.code) == (Level.FAILED, "no_chinese")
    assert "fonts-noto-cjk" in words.sentences(found)[1]


@pytest.mark.parametrize("codec", list(Codec))
def test_decoding_works(codec: Codec) -> None:
    assert media.decoding(codec, quiet_note).level is Level.GOOD


@pytest.mark.parametrize("codec", list(Codec))
def test_a_missing_codec_fails(codec: Codec, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("video.self_test._ENCODERS", dict.fromkeys(Codec, "no_such_codec"))
    found = media.decoding(codec, quiet_note)
    assert (found.part, found.level, found.code) == (codec.value, Level.FAILED, "not_decoded")


def test_a_decoder_that_returns_another_picture_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("video.self_test._TOLERANCE", -1)
    found = media.decoding(Codec.H264, quiet_note)
    assert "brightness" in found.detail["reason"]


@pytest.mark.parametrize(("needed", "level"), [(True, Level.FAILED), (False, Level.DEGRADED)])
def test_a_missing_runtime_matters_as_much_as_the_settings_need_it(
    needed: bool, level: Level, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "openvino", None)
    found = media.runtime(needed, quiet_note)
    assert (found.level, found.code) == (level, "runtime_missing")


def test_the_runtime_computes() -> None:
    found = isolated("inference", media.runtime, True)
    assert (found.level, found.code) == (Level.GOOD, "runtime")
    assert "CPU" in found.detail["devices"]


def test_a_named_model_that_is_not_there_fails(tmp_path: Path) -> None:
    found = media.model(ModelChoice(tmp_path / "people"), quiet_note)
    assert (found.level, found.code) == (Level.FAILED, "model_missing")


def _only_the_model(part: str, probe: Callable[..., Finding], *given: Any) -> Finding:
    return probe(*given, quiet_note) if part == "model" else good(part, "device", device="x")


def test_an_inference_server_that_does_not_answer_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/people"
        found = media.model(ModelChoice(url=url), quiet_note)
        assert (found.level, found.code, found.detail["model"]) == (Level.FAILED, "server_missing", "people")
        monkeypatch.setenv("WATCHROOM_HOME", str(tmp_path / "home"))
        monkeypatch.setattr("app.self_check.command.isolated", _only_the_model)
        file = tmp_path / "site.toml"
        broker = '[broker]\nlisten = "127.0.0.1:0"\n'
        file.write_text(f'schema = 1\n[site]\nid = "a"\nname = "A"\n{broker}[detection]\nmodel = "{url}"\n')
        assert cli.run(["--self-check", "--json", str(file)]) == 1
    assert json.loads(capsys.readouterr().out)["failed"] == ["model"]


def test_a_model_that_was_exchanged_fails(tmp_path: Path) -> None:
    weights = tmp_path / "people.onnx"
    weights.write_bytes(b"other weights")
    found = media.model(ModelChoice(weights, sha256="0" * 64), quiet_note)
    assert (found.level, found.code) == (Level.FAILED, "model_changed")


def _sound_module(devices: list[dict[str, Any]] | Exception) -> ModuleType:
    module = ModuleType("miniaudio")

    class Devices:
        def get_playbacks(self) -> list[dict[str, Any]]:
            if isinstance(devices, Exception):
                raise devices
            return devices

    module.Devices = Devices  # type: ignore[attr-defined]
    return module


@pytest.mark.parametrize(
    ("devices", "level"),
    [
        ([{"name": "HDMI 0"}], Level.GOOD),
        ([], Level.DEGRADED),
        ([{"name": "Discard all samples (playback)"}], Level.DEGRADED),
        ([{"name": "NULL Playback Device"}], Level.DEGRADED),
        (OSError("no backend"), Level.DEGRADED),
    ],
)
def test_sound(devices: list[dict[str, Any]] | Exception, level: Level, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "miniaudio", _sound_module(devices))
    assert media.sound(quiet_note).level is level


def test_a_sound_library_that_does_not_load_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "miniaudio", None)
    assert media.sound(quiet_note).code == "no_library"


@pytest.mark.parametrize(
    ("free", "code"),
    [(DISK_LOW_BYTES * 2, "disk_free"), (DISK_LOW_BYTES - 1, "disk_low"), (DISK_FULL_BYTES - 1, "disk_full")],
)
def test_disk(free: int, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = type("Usage", (), {"free": free})
    monkeypatch.setattr("app.self_check.station.shutil.disk_usage", lambda _: usage)
    assert station.disk(tmp_path).code == code


def test_a_data_folder_that_cannot_be_written_fails(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    found = station.disk(tmp_path / "file" / "data")
    assert (found.level, found.code) == (Level.FAILED, "not_writable")


@pytest.mark.parametrize(
    ("now", "disciplined", "level"),
    [
        (1.8e9, True, Level.GOOD),
        (1.8e9, None, Level.GOOD),
        (1.8e9, False, Level.DEGRADED),
        (1.0e9, True, Level.FAILED),
    ],
)
def test_clock(now: float, disciplined: bool | None, level: Level) -> None:
    assert station.clock(FakeClock(now=now), disciplined).level is level


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        yield holder.getsockname()[1]


def test_a_port_that_is_taken_fails(taken_port: int) -> None:
    found = station.broker(Broker(listen=f"127.0.0.1:{taken_port}"), "s1", None, station_runs=False)
    assert (found.level, found.code) == (Level.FAILED, "cannot_listen")


def test_the_running_stations_own_port_is_no_failure(taken_port: int) -> None:
    found = station.broker(Broker(listen=f"127.0.0.1:{taken_port}"), "s1", None, station_runs=True)
    assert found.level is Level.GOOD


def test_a_free_port_is_good() -> None:
    found = station.broker(Broker(listen="127.0.0.1:0"), "s1", None, station_runs=False)
    assert found.code == "can_listen"


def test_a_foreign_broker_that_is_away_fails() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"mqtt://127.0.0.1:{unused.getsockname()[1]}"
        found = station.broker(Broker(built_in=False, url=url), "s1", None, station_runs=False)
    assert (found.level, found.code) == (Level.FAILED, "broker_unreachable")


def test_a_broker_that_never_answers_fails(taken_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(station, "PATIENCE_S", 0.2)
    settings = Broker(built_in=False, url=f"mqtt://127.0.0.1:{taken_port}")
    found = station.broker(settings, "s1", None, station_runs=False)
    assert (found.code, found.detail["reason"]) == ("broker_unreachable", "timeout")


def test_a_password_that_is_not_set_is_named() -> None:
    settings = Broker.model_validate({"built_in": False, "url": "mqtt://h", "password": "env:WATCHROOM_NOT_SET"})
    found = station.broker(settings, "s1", None, station_runs=False)
    assert (found.level, found.code, found.detail["name"]) == (Level.FAILED, "secret_env", "WATCHROOM_NOT_SET")


def test_a_database_that_is_away_fails_without_telling_its_password() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"postgresql://watch:hunter2@127.0.0.1:{unused.getsockname()[1]}/site"
        found = station.database(Database.model_validate({"url": url}), None)
    assert (found.level, found.code) == (Level.FAILED, "database_unreachable")
    assert "hunter2" not in str(found)


def test_no_database_is_no_failure() -> None:
    assert station.database(Database(), None).level is Level.ABSENT


def test_a_database_url_of_another_kind_fails() -> None:
    found = station.database(Database.model_validate({"url": "nosuchdb://x"}), None)
    assert found.level is Level.FAILED


def test_a_site_file_with_mistakes_is_degraded(tmp_path: Path) -> None:
    file = tmp_path / "site.toml"
    file.write_text(
        'schema = 1\n[site]\nid = "a"\nname = "A"\nodd = 1\n[[camera]]\nid = "c1"\nname = "C"\nsub = "rtsp://h/s"\n'
    )
    assert station.site_file(file, load_site(file)).code == "site_problems"


def test_a_site_file_with_nothing_usable_fails(tmp_path: Path) -> None:
    file = tmp_path / "site.toml"
    file.write_text("= nonsense")
    assert station.site_file(file, load_site(file)).level is Level.FAILED


@pytest.mark.parametrize(
    "table", [words._general, words._site, words._screen, words._media, words._station, words._links]
)
def test_every_sentence_is_a_sentence(table: Any) -> None:
    for code, (text, _) in table().items():
        assert text, code


@pytest.mark.parametrize(
    "code", ["crashed", "no_chinese", "not_decoded", "runtime_missing", "model_missing", "disk_full"]
)
def test_failures_have_a_next_step(code: str) -> None:
    assert words.sentences(failed("x", code))[1]


def test_the_voice_is_tried_in_both_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    assert isolated("voice", media.voice).code == "speaks"
    monkeypatch.setattr("app.voice.espeak.library_folder", lambda: None)
    found = media.voice(quiet_note)
    assert (found.level, found.code) == (Level.FAILED, "no_voice")
    assert "no_engine" in words.sentences(found)[0]


def test_a_voice_that_is_switched_off_is_not_missed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WATCHROOM_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("app.self_check.command.isolated", lambda part, *_: good(part, "device", device="x"))
    file = tmp_path / "site.toml"
    file.write_text(
        'schema = 1\n[site]\nid = "a"\nname = "A"\n[broker]\nlisten = "127.0.0.1:0"\n[sound]\nvoice = false\n'
    )
    cli.run(["--self-check", "--json", str(file)])
    rows = {row["part"]: row["status"] for row in json.loads(capsys.readouterr().out)["parts"]}
    assert rows["voice"] == "not present"


def test_the_command_reports_as_json_and_by_exit_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], taken_port: int
) -> None:
    monkeypatch.setenv("WATCHROOM_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("app.self_check.command.isolated", lambda part, *_: good(part, "device", device="x"))
    file = tmp_path / "site.toml"
    good_site = 'schema = 1\n[site]\nid = "a"\nname = "A"\n[broker]\nlisten = "127.0.0.1:{port}"\n'
    file.write_text(good_site.format(port=0))
    assert cli.run(["--self-check", "--json", str(file)]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["ok"] is True
    names = [row["part"] for row in report["parts"]]
    assert names == [
        *("site", "passwords", "screen", "fonts", "h264", "hevc", "mjpeg", "inference", "model"),
        *("broker", "database", "disk", "footage", "clock", "sound", "voice"),
    ]
    file.write_text(good_site.format(port=taken_port))
    assert cli.run(["--self-check", "--json", str(file)]) == 1
    assert json.loads(capsys.readouterr().out)["failed"] == ["broker"]


def test_passwords_and_a_folder_of_footage_that_are_not_there_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WATCHROOM_HOME", str(tmp_path / "home"))
    monkeypatch.chdir("/")
    monkeypatch.setattr("app.self_check.command.isolated", lambda part, *_: good(part, "device", device="x"))
    file, disk = tmp_path / "site.toml", tmp_path / "disk"
    file.write_text(
        'schema = 1\n[site]\nid = "a"\nname = "A"\n[station]\ndata_dir = "data"\n[broker]\nlisten = "127.0.0.1:0"\n'
        f"[recording]\nfolder = '{disk}'\n"
        '[[camera]]\nid = "c1"\nname = "Gate"\nsub = "rtsp://127.0.0.1/a"\nusername = "u"\npassword = "file:gate.txt"\n'
    )
    assert cli.run(["--self-check", "--json", str(file)]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["failed"] == ["passwords", "footage"]
    told = {row["part"]: row["text"] + row["next_step"] for row in report["parts"]}
    assert "gate.txt" in told["passwords"]
    assert str(disk) in told["footage"]
    assert str(tmp_path / "data") in told["disk"]  # a relative data_dir starts beside the site file here as well
    (tmp_path / "gate.txt").write_text("secret\n")
    disk.mkdir()
    assert cli.run(["--self-check", "--json", str(file)]) == 0
    assert "secret" not in capsys.readouterr().out


def test_the_command_refuses_a_site_file_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["--self-check", "/nowhere/site.toml"]) == 2
    assert "/nowhere/site.toml" in capsys.readouterr().err
