"""A .pt model really runs, by ultralytics; exported, it finds the same boxes without torch."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.shared_data import shared_data
from video import quiet
from video.cv import cv2
from video.detect.evaluate import count_matches, find_all, frames_of
from video.detect.loading import load_exactly
from video.detect.model import EngineName, ModelChoice
from video.model import Box

SIDE = 320


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """yolo11n with weights drawn by lot, so that it finds something everywhere: nobody's model, and none is fetched."""
    quiet.settle()
    torch = pytest.importorskip("torch", reason="the AI pack is not installed")
    from ultralytics.models.yolo.model import YOLO

    torch.set_num_threads(2)
    torch.manual_seed(3)
    yolo: Any = YOLO("yolo11n.yaml", task="detect")
    for branch in yolo.model.model[-1].cv3:
        torch.nn.init.normal_(branch[-1].weight, 0.0, 0.25)
        torch.nn.init.constant_(branch[-1].bias, -5.0)
    for part in yolo.model.modules():
        if isinstance(part, torch.nn.BatchNorm2d):
            part.momentum = 0.5
    pixels = torch.from_numpy(square()[:, :, ::-1].copy()).permute(2, 0, 1)[None].float() / 255
    yolo.model.train()
    with torch.no_grad():
        for _ in range(4):  # only its means and spreads: so that each layer tells one place from another
            yolo.model(pixels)
    yolo.model.eval()
    with torch.no_grad():
        sure = torch.logit(yolo.model(pixels)[0][0, 4:].amax(0)).sort(descending=True).values
        for branch in yolo.model.model[-1].cv3:
            branch[-1].bias -= sure[60]
    yolo.ckpt = {"train_args": {"imgsz": SIDE}}
    path = tmp_path_factory.mktemp("models") / "by_lot.pt"
    yolo.save(str(path))
    return path


def square() -> np.ndarray[Any, np.dtype[np.uint8]]:
    """No padding: what lies there, each way fills otherwise."""
    picture = next(islice(frames_of(shared_data("footage/pets09_s2l1.avi")), 400, None))
    return np.asarray(cv2.resize(picture, (SIDE, SIDE)), np.uint8)


@pytest.mark.timeout(300)
def test_a_pt_model_runs_and_its_export_finds_the_same_without_torch(weights: Path) -> None:
    from ultralytics.models.yolo.model import YOLO

    with pytest.warns():
        exported = Path(YOLO(str(weights)).export(format="openvino", imgsz=SIDE, verbose=False))
    found: dict[EngineName, tuple[Box, ...]] = {}
    for path, confidence in ((weights, 0.5), (exported, 0.48)):  # some processors reckon with 8 bits of mantissa
        backend = load_exactly(ModelChoice(path, confidence=confidence))
        boxes, _ = find_all(backend, iter([square()]))
        found[backend.engine] = boxes[1]
        backend.close()
    by_torch = found[EngineName.ULTRALYTICS]
    assert len(by_torch) > 5
    truth = [(one.left * SIDE, one.top * SIDE, one.right * SIDE, one.bottom * SIDE) for one in by_torch]
    matched = count_matches(found[EngineName.OPENVINO], truth, (SIDE, SIDE), 0.8)
    assert matched >= 0.9 * len(truth), (matched, len(truth))
