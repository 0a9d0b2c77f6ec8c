"""A real .pt exported by `watchroom models export`: each engine finds the same people, two of them without torch.

The .pt is YOLO11n with the weights of the INT8 model of the test data, made 32 bits wide again.
"""

import importlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from app import cli
from tests.shared_data import shared_data
from video import quiet
from video.detect.evaluate import count_matches, find_all, frames_of, read_tracks
from video.detect.loading import load_exactly
from video.detect.metadata import read_facts
from video.detect.model import ModelChoice
from video.detect.registry import ModelRegistry

#: Every so many pictures of the film; figures may differ by so much.
EVERY, ALIKE = 25, 0.01
ROOT = Path(__file__).parents[2]
_WITHOUT_TORCH = """
import json, sys
for name in ("torch", "ultralytics", "onnx", "onnxslim"):
    sys.modules[name] = None
from tests.integration.test_detection_export import figures
print(json.dumps(figures(sys.argv[1], "auto")))
"""


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    for name in ("torch", "ultralytics", "onnx"):
        pytest.importorskip(name, reason="the AI pack is not installed")
    base = shared_data("detect/yolo11n_int8_openvino_model")
    quiet.settle()
    sys.path.insert(0, str(ROOT / "packaging"))
    try:
        network: Any = importlib.import_module("demo_network")
    finally:
        sys.path.pop(0)
    names = read_facts(base).classes
    known, network.KNOWN = network.KNOWN, {name: number for number, name in enumerate(names)}
    model = network.from_ultralytics(base, names)
    network.KNOWN = known
    whole = network.YOLO("yolo11n.yaml", task="detect")
    model.args = vars(model.args)
    whole.model, whole.ckpt = model.float().eval(), {"train_args": {"imgsz": 640}}
    path = tmp_path_factory.mktemp("weights") / "people.pt"
    whole.save(str(path))
    return path


def figures(path: str, runtime: Any) -> Mapping[str, float]:
    """Precision and recall of people on some pictures."""
    truth = read_tracks(shared_data("footage/gt/pets09_s2l1.txt"))
    backend = load_exactly(ModelChoice(Path(path), runtime=runtime, confidence=0.4, classes=("person",)))
    film = islice(frames_of(shared_data("footage/pets09_s2l1.avi")), 0, None, EVERY)
    found, size = find_all(backend, film)
    backend.close()
    real = {number: [one for _, one in truth.get(1 + (number - 1) * EVERY, ())] for number in found}
    right = sum(count_matches(boxes, real[number], size, 0.5) for number, boxes in found.items())
    boxes, people = sum(map(len, found.values())), sum(map(len, real.values()))
    return {"boxes": boxes, "precision": right / boxes, "recall": right / people}


def _without_torch(path: Path) -> Mapping[str, float]:
    done = subprocess.run(
        [sys.executable, "-c", _WITHOUT_TORCH, str(path)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told: Mapping[str, float] = json.loads(done.stdout)
    return told


@pytest.mark.timeout(400)
def test_exported_models_find_what_the_pt_finds_by_every_engine(
    weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("app.commands.models.data_folder", lambda _site: tmp_path)
    assert cli.run(["models", "add", str(weights), "--license", "AGPL-3.0"]) == 0
    assert cli.run(["models", "export", "people"]) == 0
    assert cli.run(["models", "export", "people", "--format", "onnx"]) == 0
    assert "people-onnx added: person, bicycle, car" in capsys.readouterr().out
    for name in ("people-openvino", "people-onnx"):
        assert cli.run(["models", "test", name]) == 0
        assert "pictures a second by openvino on" in capsys.readouterr().out
    registry = ModelRegistry(tmp_path)
    assert {entry.license for entry in registry.entries()} == {"AGPL-3.0"}
    onnx, openvino = (registry.choice(name).path for name in ("people-onnx", "people-openvino"))
    assert onnx is not None and openvino is not None
    by_torch = figures(str(registry.choice("people").path), "auto")
    assert by_torch["boxes"] > 100 and by_torch["precision"] > 0.85 and by_torch["recall"] > 0.85
    for other in (_without_torch(openvino), _without_torch(onnx), figures(str(onnx), "ultralytics")):
        assert other["precision"] == pytest.approx(by_torch["precision"], abs=ALIKE)
        assert other["recall"] == pytest.approx(by_torch["recall"], abs=ALIKE)
