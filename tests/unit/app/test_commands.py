"""The commands around detection models and evidence, as a person types them."""

import json
from pathlib import Path

import pytest

from app import cli
from tests.shared_data import shared_data


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of the test's own."""
    monkeypatch.setenv("WATCHROOM_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_an_empty_list_says_how_to_add(own_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["models", "list"]) == 0
    text = capsys.readouterr().out
    assert str(own_folder) in text
    assert "watchroom models add" in text


def test_the_models_of_the_stations_own_data_folder_are_meant(
    own_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own_folder.mkdir()
    elsewhere = (tmp_path / "elsewhere").as_posix()
    site = f'schema = 1\n[site]\nid = "a"\nname = "A"\n[station]\ndata_dir = "{elsewhere}"\n'
    (own_folder / "site.toml").write_text(site, "utf-8")
    cli.run(["models", "list"])
    assert elsewhere in capsys.readouterr().out.replace("\\", "/")


@pytest.mark.parametrize("argv", [["add", "/nowhere"], ["test", "nobody"]])
def test_what_is_not_there_is_bad_input(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["models", *argv]) == 2
    error = capsys.readouterr().err
    assert argv[1] in error
    assert "_" not in error


def test_a_model_is_added_listed_and_tested(capsys: pytest.CaptureFixture[str]) -> None:
    model = shared_data("detect/yolo11n_int8_openvino_model")
    assert cli.run(["models", "add", str(model), "--name", "people"]) == 0
    assert cli.run(["models", "list", "--json"]) == 0
    listed = capsys.readouterr().out
    assert json.loads(listed[listed.index("[") :])[0]["name"] == "people"


def test_evaluation_without_a_model_is_bad_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    truth = tmp_path / "gt.txt"
    truth.write_text("")
    assert cli.run(["evaluate", "detect", str(tmp_path / "no.avi"), str(truth)]) == 2
    assert "cannot evaluate" in capsys.readouterr().err


def test_verifying_nothing_is_bad_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["verify", str(tmp_path / "gone"), "--key", "0" * 64]) == 2
    assert "gone" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("environment", "options", "said"),
    [
        ("zh_CN.UTF-8", [], ("没有这个证据包", "无法核验", "manifest.json'：缺失")),
        ("en_GB.UTF-8", ["--lang", "zh_CN"], ("没有这个证据包", "无法核验", "manifest.json'：缺失")),
        ("en_GB.UTF-8", [], ("no such package", "MALFORMED", "manifest.json': missing")),
        ("zh_CN.UTF-8", ["--lang", "en"], ("no such package", "MALFORMED", "manifest.json': missing")),
    ],
)
def test_the_verdict_is_in_the_computers_language_or_the_one_asked_for(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    environment: str,
    options: list[str],
    said: tuple[str, ...],
) -> None:
    monkeypatch.setenv("LC_ALL", environment)
    (tmp_path / "p").mkdir()
    gone, verdict, problem = said
    assert cli.run(["verify", str(tmp_path / "gone"), "--key", "0" * 64, *options]) == 2
    assert gone in capsys.readouterr().err
    assert cli.run(["verify", str(tmp_path / "p"), "--key", "0" * 64, *options]) == 2
    told = capsys.readouterr().out
    assert told.startswith(verdict) and problem in told


def test_a_fingerprint_may_be_named_as_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "p").mkdir()
    assert cli.run(["verify", str(tmp_path / "p"), "--fingerprint", "0" * 64, "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["status"] == "malformed"
    assert cli.run(["verify", str(tmp_path / "p")]) == 2
