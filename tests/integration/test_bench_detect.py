"""The benchmark of detection in short: every figure is there, and what cannot be measured is said."""

import json
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from app import cli
from app.bench import detect, detect_wall
from app.bench.loops import Coding
from app.demo_site import model as demo_model
from tests.fakes.tiny_model import tiny_model
from video.cv import cv2
from video.detect.model import ModelChoice


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "film.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 10, (160, 96))
    for number in range(40):
        writer.write(np.full((96, 160, 3), 5 * number, np.uint8))
    writer.release()
    return path


@pytest.mark.timeout(400)
def test_the_whole_path_beside_what_it_is_made_of(
    tmp_path: Path, film: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = tiny_model(tmp_path / "tiny_openvino_model")
    short = ["--rounds", "1", "--seconds", "1", "--tiles", "0"]
    assert cli.run(["bench", "detect", "--json", "--model", str(model), "--video", str(film), *short]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["fps"] > 0 and report["runtime_ratio"] > 0
    assert 0 < report["frame_to_box_ms"]["p50"] <= report["frame_to_box_ms"]["p99"]
    assert (report["model"], report["engine"], report["picture"]) == ("tiny", "openvino", "160x96")
    assert report["predict_ratio"] is None or report["predict_ratio"] > 0
    assert ("predict" in report.get("missing", {})) == (report["predict_ratio"] is None)
    assert report["wall_with"] is None and report["wall_without"] is None


@pytest.mark.timeout(400)
def test_the_wall_with_detection_and_without(tmp_path: Path, qapp: QApplication) -> None:
    model = tiny_model(tmp_path / "tiny")
    small = Coding(160, 96, 10, 100_000), Coding(320, 192, 10, 300_000)
    report = detect_wall.measure(ModelChoice(model), 2, 3.0, *small)
    with_it, without = report["wall_with"], report["wall_without"]
    assert with_it.keys() == without.keys()
    assert with_it["detections_per_second"] > 0 and without["detections_per_second"] == 0
    for side in (with_it, without):
        assert side["painted_percent"] > 0 and side["latency_ms"]["p50"] > 0 and side["gui_gap_ms"]["max"] > 0


def test_the_demos_own_model_is_measured_by_its_name(film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    measured: list[ModelChoice] = []

    def note(choice: ModelChoice, *_: object) -> dict[str, object]:
        measured.append(choice)
        return {}

    monkeypatch.setattr(detect, "_speed", note)
    assert cli.run(["bench", "detect", "--model", "watchroom-demo", "--video", str(film), "--tiles", "0"]) == 0
    (choice,) = measured
    assert (choice.path, choice.sha256) == (demo_model.FILE, demo_model.SHA256)


def test_a_model_that_is_none_is_bad_input(
    tmp_path: Path, film: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WATCHROOM_HOME", str(tmp_path / "home"))
    assert cli.run(["bench", "detect", "--model", "nobody", "--video", str(film)]) == 2
    assert "nobody" in capsys.readouterr().err
