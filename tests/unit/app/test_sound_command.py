"""`watchroom sound`: devices by name, words rendered from the site file, and a test that can be written to a file."""

import json
import wave
from array import array
from pathlib import Path

import pytest

from alarms.model import Priority
from alarms.qt.sound_device import SoundError
from alarms.qt.tones import tone
from app import cli
from app.commands import sound

SITE = 'schema = 1\n[site]\nid = "a"\nname = "翠湖"\n[station]\ndata_dir = "data"\n[sound]\nvolume = 50\n'
ZONE = '[[zone]]\nid = "z"\nname = "东围栏"\n'


@pytest.fixture
def site(tmp_path: Path) -> Path:
    file = tmp_path / "site.toml"
    file.write_text(SITE + ZONE, encoding="utf-8")
    return file


def test_the_words_of_a_site_are_rendered_once(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["sound", "render", str(site), "--json"]) == 0
    first = json.loads(capsys.readouterr().out)
    assert first["rendered"] == first["words"] == first["ready"] == len(list((site.parent / "data/voice").iterdir()))
    site.write_text(SITE + ZONE.replace("东", "西"), encoding="utf-8")
    assert cli.run(["sound", "render", str(site), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["rendered"] == 1


def test_what_cannot_be_rendered_is_said(
    site: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (site.parent / "data").mkdir()
    (site.parent / "data" / "voice").write_text("in the way")
    assert cli.run(["sound", "render", str(site)]) == 1
    assert "not_written" in capsys.readouterr().err


def test_the_test_can_be_written_into_a_file_as_loud_as_it_would_be(site: Path, tmp_path: Path) -> None:
    target = tmp_path / "test.wav"
    assert cli.run(["sound", "test", str(site), "--file", str(target)]) == 0
    with wave.open(str(target)) as file:
        heard = array("h", file.readframes(file.getnframes()))
    whole = tone(Priority.P1)
    assert max(heard[: len(whole)]) == pytest.approx(max(whole) / 2, abs=1)
    assert any(heard[-22_050:])
    assert cli.run(["sound", "test", str(site), "--file", str(tmp_path / "none" / "test.wav")]) == 1


def test_the_devices_are_named(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sound, "outputs", lambda: [("Built-in", None), ("USB Audio", None)])
    assert cli.run(["sound", "devices"]) == 0
    assert capsys.readouterr().out.splitlines() == ["Built-in", "USB Audio"]

    def dead() -> list[tuple[str, object]]:
        raise SoundError("no_device", "cannot init context")

    monkeypatch.setattr(sound, "outputs", dead)
    assert cli.run(["sound", "devices", "--json"]) == 1
    said = capsys.readouterr()
    assert json.loads(said.out) == {"devices": []}
    assert "cannot init context" in said.err


def test_a_missing_site_file_is_bad_input(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["sound", "render", "/nowhere.toml"]) == 2
    assert "/nowhere.toml" in capsys.readouterr().err
