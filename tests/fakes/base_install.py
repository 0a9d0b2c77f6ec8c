"""Everything that a station detects, where the AI pack is not installed. Run as ``python -m tests.fakes.base_install
FOLDER`` with `SITE` as its sitecustomize; prints what was found as JSON.
"""

import json
import queue
import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from tests.fakes.detect import put
from tests.fakes.tiny_model import tiny_model
from tests.fakes.tiny_onnx import tiny_onnx
from video.clock import SystemClock
from video.cv import cv2
from video.detect.engine import DetectionEngine
from video.detect.evaluate import find_all
from video.detect.loading import load
from video.detect.model import DetectError, ModelChoice, Rule, RuleHit, RuleKind
from video.detect.plates import open_reader
from video.frames import FrameSlot

BLOCKED = ("torch", "torchvision", "ultralytics", "easyocr")
#: Put as sitecustomize.py where Python looks first: it holds in this process and in all that it starts.
SITE = f"""
import sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {BLOCKED!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Absent())
"""
WITHIN_S = 90.0


def main(folder: Path) -> dict[str, Any]:
    """What each part gave."""
    people, fire = tiny_model(folder / "people"), tiny_model(folder / "fire", ("fire",), ((32, 32, 40, 40, 0.9),))
    (folder / "people.onnx").write_bytes(tiny_onnx(("person",)))
    (folder / "people.pt").write_bytes(b"torch alone reads this")
    picture = np.full((90, 160, 3), 120, np.uint8)
    return {
        "absent": [name for name in BLOCKED if not _importable(name)],
        "openvino": _boxes(people, picture),
        "onnx": _boxes(folder / "people.onnx", picture),
        "pt": load(ModelChoice(folder / "people.pt")).code,
        "plate": _plate(),
        "easyocr": _problem(),
        **_watched(people, fire),
        "loaded": [name for name in BLOCKED if name in sys.modules],
    }


def _importable(name: str) -> bool:
    try:
        __import__(name)
    except ImportError:
        return False
    return True


def _boxes(model: Path, picture: Any) -> list[Any]:
    loaded = load(ModelChoice(model))
    found, _ = find_all(loaded.backend, iter([picture]))
    loaded.backend.close()
    return [str(loaded.backend.engine), *[box.label for box in found[1]]]


def _plate() -> str:
    plate = np.full((200, 600, 3), 190, np.uint8)
    cv2.putText(plate, "ABC 4567", (40, 130), cv2.FONT_HERSHEY_SIMPLEX, 3.0, (0, 0, 0), 8)
    return open_reader("rapidocr", 1).read_encoded(cv2.imencode(".jpg", plate)[1].tobytes()).text


def _problem() -> str:
    try:
        open_reader("easyocr", 1)
    except DetectError as error:
        return error.code
    return ""


def _watched(people: Path, fire: Path) -> dict[str, Any]:
    """A camera in the real inference process: tracks, a rule, fire."""
    clock, slot = SystemClock(), FrameSlot.create(160, 90, "bgr24")
    hits: queue.SimpleQueue[RuleHit] = queue.SimpleQueue()
    told: dict[str, str] = {}
    tracks: set[int | None] = set()
    lock = threading.Lock()

    def see(found: Any) -> None:
        with lock:
            tracks.update(box.track for box in found.boxes)

    choice = replace(ModelChoice(people, rate=15, gate=False), fire=fire)
    engine = DetectionEngine(clock, choice, see, hits.put, lambda _: None)
    engine.start()
    engine.watch("yard", slot.name, [Rule("walk", classes=("person",)), Rule("fire", RuleKind.FIRE)])
    end, step = clock.monotonic() + WITHIN_S, 0
    try:
        while set(told) != {"walk", "fire"} and clock.monotonic() < end:
            step += 1
            put(slot, clock.monotonic(), 250 if step % 6 < 3 else 60)
            try:
                hit = hits.get(timeout=0.07)
                told[hit.rule_id] = str(hit.kind)
            except queue.Empty:
                continue
    finally:
        state = engine.state
        engine.stop()
        slot.unlink()
        slot.close()
    with lock:
        return {"hits": told, "tracked": 1 in tracks, "engine": state.engine, "code": state.code, "fire": state.fire}


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
