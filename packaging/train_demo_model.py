"""Trains the demo's detection model on the demo's own drawn scenes and writes resources/models/watchroom-demo.onnx.

    .venv/bin/python packaging/train_demo_model.py --base YOLO11N_OPENVINO_FOLDER [--minutes 8] [--work FOLDER]

Needs the AI pack and Ultralytics' YOLO11n (AGPL-3.0) as they export it for OpenVINO; no graphics card. Everything
else is drawn anew from a fixed seed by app/demo_site/labelled.py: nobody's pictures. What it finds in pictures that it
has never seen is judged by tests/integration/test_demo_model.py; pin the printed SHA-256 in app/demo_site/model.py.
"""

import argparse
import hashlib
import os
import shutil
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["YOLO_AUTOINSTALL"] = "false"
os.environ["YOLO_OFFLINE"] = "true"

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent))
from build_paths import ROOT
from demo_network import Plan, train, trained

from app.demo_site.drawing.marks import Drawn
from app.demo_site.labelled import LABELS, SCENES, LabelledCamera, LabelledPicture
from video.cv import cv2

onnx: Any = import_module("onnx")

TARGET = ROOT / "resources" / "models" / "watchroom-demo.onnx"
SEED = 20260607
#: Settings of each scene by day and by night, and pictures of each setting.
SETTINGS, EACH = 4, 8
#: (height, width) of the input: the small streams' 16:9, in the network's steps of 32.
INPUT = (352, 640)
#: A thing smaller than this, in the small stream's pixels, or more hidden, is not worth a box.
LEAST_PIXELS, LEAST_SHARE = 9, 0.2
#: Weights of fewer numbers are left in 32 bits.
LEAST_HALVED = 64
DESCRIPTION = "Watchroom demo model: drawn scenes of the demo only; never for a real site"


def draw(folder: Path, processes: int) -> None:
    """Write pictures and labels in YOLO's form, some scenes at a time."""
    for kind in ("images", "labels"):
        (folder / kind).mkdir(parents=True, exist_ok=True)
    orders = [(folder, scene, night) for scene in SCENES for night in (False, True)]
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        for done in pool.map(_draw_one, orders):
            print(f"drawn: {done}", flush=True)


def _draw_one(order: tuple[Path, str, bool]) -> str:
    folder, scene, night = order
    name = f"{scene}-{'night' if night else 'day'}"
    for number, one in enumerate(LabelledCamera(scene, night).pictures(SEED, SETTINGS, EACH)):
        _write(folder, f"{name}-{number:03d}", one)
    return name


def _write(folder: Path, name: str, one: LabelledPicture) -> None:
    cv2.imwrite(str(folder / "images" / f"{name}.png"), one.picture)
    height, width = one.picture.shape[:2]
    lines = [_line(thing, width, height) for thing in one.things if worth(thing)]
    (folder / "labels" / f"{name}.txt").write_text("\n".join(lines), "utf-8")


def worth(thing: Drawn) -> bool:
    """Whether a thing is large and free enough to be found."""
    return max(thing.height, thing.right - thing.left) >= LEAST_PIXELS and thing.share >= LEAST_SHARE


def _line(thing: Drawn, width: int, height: int) -> str:
    middle = ((thing.left + thing.right) / 2 / width, (thing.top + thing.bottom) / 2 / height)
    size = ((thing.right - thing.left) / width, (thing.bottom - thing.top) / height)
    return f"{LABELS.index(thing.label)} {middle[0]:.5f} {middle[1]:.5f} {size[0]:.5f} {size[1]:.5f}"


def export(weights: Path) -> Path:
    """Write the model that ships: one ONNX file that says what it is and what it is not for."""
    made = Path(trained(weights).export(format="onnx", imgsz=INPUT, opset=17, simplify=False, dynamic=False))
    model = onnx.load(str(made))
    told = {entry.key: entry.value for entry in model.metadata_props if entry.key not in ("date", "args")}
    told |= {"description": DESCRIPTION, "author": "Watchroom", "demo_only": "True"}
    onnx.helper.set_model_props(model, told)
    _halve(model)
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(model, str(TARGET))
    return TARGET


def _halve(model: Any) -> None:
    """Store the weights in 16 bits, each with the cast that makes 32 of them when it is loaded."""
    casts = []
    for weight in [one for one in model.graph.initializer if one.data_type == onnx.TensorProto.FLOAT]:
        values = onnx.numpy_helper.to_array(weight)
        if values.size < LEAST_HALVED:
            continue
        small = f"{weight.name}.half"
        casts.append(onnx.helper.make_node("Cast", [small], [weight.name], to=onnx.TensorProto.FLOAT))
        weight.CopyFrom(onnx.numpy_helper.from_array(values.astype(np.float16), small))
    nodes = [*casts, *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)


def main() -> int:
    """Draw, train, export."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=15.0, help="how long to learn")
    parser.add_argument("--processes", type=int, default=2, help="each takes one core")
    parser.add_argument("--work", type=Path, help="keep pictures and weights here; what is drawn is not drawn again")
    parser.add_argument("--base", type=Path, required=True, help="Ultralytics' YOLO11n, their OpenVINO folder")
    parser.add_argument("--weights", type=Path, help="go on from these")
    parser.add_argument("--export", type=Path, help="only export these weights")
    arguments = parser.parse_args()
    folder = (arguments.work or Path(tempfile.mkdtemp(prefix="watchroom-training-"))).resolve()
    try:
        weights = arguments.export
        if weights is None:
            if not (folder / "images").exists():
                draw(folder, arguments.processes)
            plan = Plan(arguments.base, INPUT, arguments.minutes, SEED, arguments.processes, arguments.weights)
            weights = train(folder, LABELS, plan)
        made = export(weights)
    finally:
        if arguments.work is None:
            shutil.rmtree(folder, ignore_errors=True)
    print(f"{made}: {made.stat().st_size} bytes, SHA-256 {hashlib.sha256(made.read_bytes()).hexdigest()}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
