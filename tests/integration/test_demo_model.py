"""The model that ships for the demo: what it finds on scenes that it has never seen, and that no station runs it."""

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from app import cli
from app.demo import with_model
from app.demo_site import judged, model
from app.demo_site.labelled import LABELS
from app.demo_site.site import DOCUMENT
from app.services.detection_rules import CONFIDENCE, model_choice
from app.settings import load_site
from app.site_detection import Detection
from video.detect.evaluate import find_all
from video.detect.loading import FIRE_CONFIDENCE, load, load_exactly
from video.detect.metadata import read_facts
from video.detect.model import DetectError, ModelChoice
from video.detect.openvino_backend import OpenVinoBackend
from video.detect.registry import ModelRegistry

CHOSEN = ModelChoice(model.FILE, sha256=model.SHA256, confidence=FIRE_CONFIDENCE)


@pytest.fixture(scope="module")
def seen(qapp: QApplication) -> list[judged.Seen]:
    pictures = list(judged.pictures())
    backend = OpenVinoBackend(CHOSEN)
    found, _ = find_all(backend, iter([one.picture for one in pictures]))
    backend.close()
    return [(one, found[number]) for number, one in enumerate(pictures, 1)]


@pytest.mark.parametrize("demand", judged.DEMANDS, ids=lambda demand: demand.name)
def test_what_another_day_shows_is_found(seen: list[judged.Seen], demand: judged.Demand) -> None:
    score = judged.judge(seen, demand)
    assert score.things >= 30
    assert score.precision >= demand.precision and score.recall >= demand.recall, score


def test_the_manifest_says_what_was_made_and_what_it_finds(seen: list[judged.Seen]) -> None:
    told = json.loads(model.MANIFEST.read_text("utf-8"))
    assert (told["bytes"], tuple(told["classes"])) == (model.FILE.stat().st_size, LABELS)
    assert told["seed"] != judged.SEED and set(told["minutes"]) == {"drawing", "learning"}
    for demand in judged.DEMANDS:
        score, wrote = judged.judge(seen, demand), told["finds"][demand.name]
        assert wrote["things"] == score.things
        assert abs(wrote["precision"] - score.precision) < 0.06 and abs(wrote["recall"] - score.recall) < 0.06


def test_the_file_is_the_pinned_one_small_and_says_what_it_is() -> None:
    assert hashlib.sha256(model.FILE.read_bytes()).hexdigest() == model.SHA256
    assert model.FILE.stat().st_size < 6_000_000
    facts = read_facts(model.FILE)
    assert facts.classes == LABELS and facts.demo_only
    assert "demo only" in facts.description and "AGPL-3.0" in facts.license


def test_both_runtimes_of_the_base_installer_read_it_and_agree() -> None:
    onnxruntime = pytest.importorskip("onnxruntime")
    openvino = pytest.importorskip("openvino")
    session = onnxruntime.InferenceSession(str(model.FILE))
    (given,) = session.get_inputs()
    picture = np.random.default_rng(1).random(given.shape, np.float32)
    (ours,) = session.run(None, {given.name: picture})
    core = openvino.Core()
    compiled = core.compile_model(str(model.FILE), "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    assert np.abs(compiled(picture)[0] - ours).max() < 0.02


def test_it_runs_without_torch_and_ultralytics(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "for name in ('torch', 'ultralytics', 'easyocr'): sys.modules[name] = None\n"
        "import numpy as np\n"
        "from app.demo_site import model\n"
        "from video.detect.loading import load_exactly\n"
        "from video.detect.evaluate import find_all\n"
        "from video.detect.model import ModelChoice\n"
        "backend = load_exactly(ModelChoice(model.FILE, sha256=model.SHA256))\n"
        "print(len(find_all(backend, iter([np.full((360, 640, 3), 114, np.uint8)]))[0][1]))\n"
        "backend.close()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout.strip() == "0", done.stderr


@pytest.fixture
def copied(tmp_path: Path) -> Iterator[Path]:
    """The file as somebody might carry it into a station's folder, under another name."""
    models = tmp_path / "models"
    models.mkdir()
    shutil.copyfile(model.FILE, models / "a-good-model.onnx")
    yield models


def test_no_station_chooses_it_by_itself(copied: Path) -> None:
    assert model_choice(Detection(), copied).path is None
    (copied / "b.onnx").touch()
    assert model_choice(Detection(), copied).path == copied / "b.onnx"


def test_a_station_that_names_it_runs_motion_and_says_why(copied: Path) -> None:
    for named in ("a-good-model.onnx", str(model.FILE)):
        loaded = load(model_choice(Detection(model=named), copied))
        assert (loaded.code, loaded.degraded, str(loaded.backend.engine)) == ("model_demo_only", True, "motion")


def test_it_cannot_be_added_to_a_stations_models(tmp_path: Path) -> None:
    registry = ModelRegistry(tmp_path)
    with pytest.raises(DetectError, match="model_demo_only"):
        registry.add(model.FILE, "ours")
    assert registry.entries() == [] and not list(registry.folder.glob("ours*"))


def test_the_list_shows_it_as_the_demos_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WATCHROOM_HOME", str(tmp_path))
    assert cli.run(["models", "list"]) == 0
    text = capsys.readouterr().out
    assert "watchroom-demo" in text and "demo only" in text and "watchroom models add" in text
    assert cli.run(["models", "list", "--json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert told["demo_only"] is True and told["sha256"] == model.SHA256
    assert cli.run(["models", "add", str(model.FILE)]) == 2
    assert "demo" in capsys.readouterr().err


def test_the_demo_runs_it_by_default_for_people_and_for_fire(tmp_path: Path) -> None:
    document = with_model(load_site(DOCUMENT).site, tmp_path)
    choice = model_choice(document.detection, tmp_path / "models", document.rules)
    assert choice.path == tmp_path / "models" / model.FILE.name == choice.fire
    assert choice.sha256 == model.SHA256 == choice.fire_sha256
    assert choice.confidence == CONFIDENCE and {"person", "car"} <= set(choice.classes)
    backend = load_exactly(choice)
    assert backend.classes == LABELS
    backend.close()
    choice.path.write_bytes(choice.path.read_bytes()[:-1] + b"\0")
    assert load(choice).code == "model_changed"


def test_of_videos_it_is_not_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.demo.shared_model", lambda: None)
    document = with_model(load_site(DOCUMENT).site, tmp_path, drawn=False)
    assert document.detection.model == "" and not (tmp_path / "models").exists()


def test_no_part_of_the_demo_draws_boxes_of_its_own() -> None:
    sources = [*Path("app").glob("demo*.py"), *Path("app/demo_site").rglob("*.py")]
    assert len(sources) > 30
    assert not [path for path in sources if "BoxSet" in path.read_text("utf-8")]
