"""`watchroom models add | fetch`: what is no model of ours is refused by its own path; what is of no use is said."""

import shutil
from pathlib import Path

import pytest

from app import cli
from tests.fakes.tiny_model import tiny_model
from tests.fakes.tiny_onnx import tiny_onnx
from video.detect.loading import load
from video.detect.model import ModelChoice


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("app.commands.models.data_folder", lambda _site: tmp_path / "home")
    return tmp_path / "home"


def bad(folder: Path, what: str) -> Path:
    """Something that is no model that a station can run."""
    onnx = tiny_onnx(["person", "car"])
    files = {
        "noise.onnx": bytes(range(256)) * 20,
        "cut.onnx": onnx[: len(onnx) // 2],
        "notes.txt": b"no model",
        "masks.onnx": onnx.replace(b"detect", b"depths"),
        "nameless.onnx": onnx.replace(b"names", b"namez"),
    }
    if what in files:
        (folder / what).write_bytes(files[what])
    elif what == "cut_folder":
        weights = tiny_model(folder / what) / "tiny.bin"
        weights.write_bytes(weights.read_bytes()[:10])
    elif what == "empty_folder":
        (folder / what).mkdir()
    return folder / what


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("noise.onnx", "cannot be read as a model"),
        ("cut.onnx", "cannot be read as a model"),
        ("cut_folder", "cannot be read as a model"),
        ("notes.txt", "no detection model of a known kind"),
        ("masks.onnx", "no detection model of a known kind"),
        ("nameless.onnx", "does not say what it knows"),
        ("empty_folder", "there is no model at this path"),
        ("nowhere.onnx", "there is no model at this path"),
    ],
)
def test_what_is_no_model_is_refused_and_not_kept(
    what: str, words: str, tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = bad(tmp_path, what)
    assert cli.run(["models", "add", str(path)]) == 2
    said = capsys.readouterr().err
    assert words in said
    assert str(path) in said or what == "masks.onnx"
    assert str(home) not in said
    assert not home.exists() or [one.name for one in (home / "models").iterdir()] == []


def test_what_no_station_will_run_and_a_missing_licence_are_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "fruit.onnx").write_bytes(tiny_onnx(["apple", "pear"]))
    assert cli.run(["models", "add", str(tmp_path / "fruit.onnx")]) == 0
    said = capsys.readouterr().err
    assert "none will run it" in said and "licence" not in said
    people = tiny_model(tmp_path / "people")
    metadata = people / "metadata.yaml"
    metadata.write_text("\n".join(one for one in metadata.read_text().split("\n") if "license" not in one))
    assert cli.run(["models", "add", str(people)]) == 0
    said = capsys.readouterr().err
    assert "licence is not stated" in said and "none will run it" not in said
    shutil.copytree(people, tmp_path / "again")
    assert cli.run(["models", "add", str(tmp_path / "again"), "--license", "CC0-1.0"]) == 0
    assert capsys.readouterr().err == ""
    assert cli.run(["models", "list"]) == 0
    assert "people  1 classes  licence not stated" in capsys.readouterr().out


def test_a_model_without_names_that_lies_there_is_not_run_blindly(tmp_path: Path) -> None:
    loaded = load(ModelChoice(bad(tmp_path, "nameless.onnx"), classes=("person",)))
    loaded.backend.close()
    assert (loaded.degraded, loaded.code) == (True, "model_classes")


def test_without_internet_it_says_what_where_and_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def nobody(*_: object, **__: object) -> None:
        raise OSError(-2, "Name or service not known")

    monkeypatch.setattr("socket.getaddrinfo", nobody)
    assert cli.run(["models", "fetch", "yolo11n"]) == 2
    said = capsys.readouterr().err
    assert "github.com" in said and "Name or service not known" in said
    assert "watchroom models add PATH" in said and "--url" in said
    assert cli.run(["models", "fetch", "mine", "--url", "http://127.0.0.1:9/x.pt", "--sha256", "zzz"]) == 2
    assert "no SHA-256" in capsys.readouterr().err
