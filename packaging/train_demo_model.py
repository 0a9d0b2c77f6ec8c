"""Makes the demo's detection model, from its drawn scenes to resources/models/, by one command:

    .venv/bin/python packaging/train_demo_model.py [--base YOLO11N_OPENVINO_FOLDER] [--work FOLDER]

draws pictures anew from a fixed seed (app/demo_site/labelled.py: nobody's pictures), learns from them for a fixed
count of steps, exports to ONNX, judges what it finds on pictures that it has never seen (app/demo_site/judged.py), and
only if that is enough writes watchroom-demo.onnx and, with its SHA-256, watchroom-demo.json. Needs the AI pack and
Ultralytics' YOLO11n (AGPL-3.0) as they export it for OpenVINO; no graphics card. How long it took is in the manifest.
With --work, pictures and weights are kept, and what is there is not made again.
"""

import argparse
import hashlib
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
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
from demo_network import Plan, train, trained

from app.demo_site import judged
from app.demo_site.drawing.marks import Drawn
from app.demo_site.labelled import LABELS, SCENES, LabelledCamera, LabelledPicture
from app.demo_site.model import FILE, MANIFEST
from app.services.detection_rules import shared_model
from video.cv import cv2
from video.detect.evaluate import find_all
from video.detect.loading import FIRE_CONFIDENCE
from video.detect.model import ModelChoice
from video.detect.openvino_backend import OpenVinoBackend

onnx: Any = import_module("onnx")

SEED = 20260607
#: Settings of each scene by day and by night, and pictures of each setting.
SETTINGS, EACH = 7, 4
#: Steps of each process.
STEPS = 700
#: (height, width) of the input: the small streams' 16:9, in the network's steps of 32.
INPUT = (352, 640)
#: A thing smaller than this, in the small stream's pixels, more hidden or fainter (grey levels), is not worth a box.
LEAST_PIXELS, LEAST_SHARE, LEAST_CONTRAST = 9, 0.2, 7.0
#: Weights of fewer numbers are left in 32 bits.
LEAST_HALVED = 64
DESCRIPTION = "Watchroom demo model: drawn scenes of the demo only; never for a real site"


def draw(folder: Path, processes: int) -> None:
    """Write pictures and labels in YOLO's form, some scenes at a time."""
    for kind in ("images", "labels"):
        (folder / kind).mkdir(parents=True, exist_ok=True)
    last = f"{SETTINGS * EACH - 1:03d}.txt"
    orders = [(folder, scene, night) for scene in SCENES for night in (False, True)]
    orders = [order for order in orders if not (folder / "labels" / f"{_named(order)}-{last}").exists()]
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        for done in pool.map(_draw_one, orders):
            print(f"drawn: {done}", flush=True)


def _named(order: tuple[Path, str, bool]) -> str:
    return f"{order[1]}-{'night' if order[2] else 'day'}"


def _draw_one(order: tuple[Path, str, bool]) -> str:
    (folder, scene, night), name = order, _named(order)
    for number, one in enumerate(LabelledCamera(scene, night).pictures(SEED, SETTINGS, EACH)):
        _write(folder, f"{name}-{number:03d}", one)
    return name


def _write(folder: Path, name: str, one: LabelledPicture) -> None:
    cv2.imwrite(str(folder / "images" / f"{name}.png"), one.picture)
    height, width = one.picture.shape[:2]
    lines = [_line(thing, width, height) for thing in one.things if worth(thing)]
    (folder / "labels" / f"{name}.txt").write_text("\n".join(lines), "utf-8")


def worth(thing: Drawn) -> bool:
    """Whether a thing is large, free and plain enough to be found."""
    large = max(thing.height, thing.right - thing.left) >= LEAST_PIXELS
    return large and thing.share >= LEAST_SHARE and thing.contrast >= LEAST_CONTRAST


def _line(thing: Drawn, width: int, height: int) -> str:
    middle = ((thing.left + thing.right) / 2 / width, (thing.top + thing.bottom) / 2 / height)
    size = ((thing.right - thing.left) / width, (thing.bottom - thing.top) / height)
    return f"{LABELS.index(thing.label)} {middle[0]:.5f} {middle[1]:.5f} {size[0]:.5f} {size[1]:.5f}"


def export(weights: Path) -> Path:
    """Write beside the weights one ONNX file that says what it is and what it is not for."""
    made = Path(trained(weights).export(format="onnx", imgsz=INPUT, opset=17, simplify=False, dynamic=False))
    model = onnx.load(str(made))
    told = {entry.key: entry.value for entry in model.metadata_props if entry.key not in ("date", "args")}
    told |= {"description": DESCRIPTION, "author": "Watchroom", "demo_only": "True"}
    onnx.helper.set_model_props(model, told)
    _halve(model)
    made = weights.with_name(FILE.name)
    onnx.save(model, str(made))
    return made


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


def judge(made: Path) -> dict[str, judged.Score]:
    """What the exported model finds on pictures that it has never seen."""
    whole = list(judged.pictures())
    backend = OpenVinoBackend(ModelChoice(made, confidence=FIRE_CONFIDENCE))
    try:
        found, _ = find_all(backend, iter([one.picture for one in whole]))
    finally:
        backend.close()
    seen = [(one, found[number]) for number, one in enumerate(whole, 1)]
    return {demand.name: judged.judge(seen, demand) for demand in judged.DEMANDS}


def manifest(made: Path, scores: dict[str, judged.Score], steps: int, took: dict[str, float]) -> dict[str, Any]:
    """What is told of the file that ships."""
    rows = {
        name: {"precision": round(one.precision, 3), "recall": round(one.recall, 3), "things": one.things}
        for name, one in scores.items()
    }
    data = made.read_bytes()
    return {
        "sha256": hashlib.sha256(data).hexdigest(),
        "bytes": len(data),
        "classes": LABELS,
        "made_of": {"network": "YOLO11n (Ultralytics, AGPL-3.0)", "pictures": 2 * len(SCENES) * SETTINGS * EACH},
        "seed": SEED,
        "steps": steps,
        "minutes": took,
        "finds": rows,
    }


def enough(scores: dict[str, judged.Score]) -> bool:
    """Print what it finds; whether that is what is asked for."""
    good = True
    for demand in judged.DEMANDS:
        score = scores[demand.name]
        less = score.precision < demand.precision or score.recall < demand.recall
        good &= not less
        words = f"{demand.name}: precision {score.precision:.3f}, recall {score.recall:.3f} of {score.things}"
        print(words + (", too little" if less else ""))
    return good


@contextmanager
def timed(folder: Path, name: str) -> Iterator[None]:
    """Write down how many minutes a part took, for those that are done in more than one go together."""
    file, began = folder / "minutes.json", time.monotonic()
    yield
    took = minutes(folder)
    took[name] = round(took.get(name, 0.0) + (time.monotonic() - began) / 60, 1)
    file.write_text(json.dumps(took), "utf-8")


def minutes(folder: Path) -> dict[str, float]:
    """What was written down."""
    file = folder / "minutes.json"
    return dict(json.loads(file.read_text("utf-8"))) if file.exists() else {}


def make(folder: Path, plan: Plan) -> int:
    """Draw, learn, export, judge; write what ships if it is good enough."""
    with timed(folder, "drawing"):
        draw(folder, plan.processes)
    with timed(folder, "learning"):
        weights = train(folder, LABELS, plan)
    made = export(weights)
    scores = judge(made)
    if not enough(scores):
        print(f"{FILE} is left as it was")
        return 1
    text = json.dumps(manifest(made, scores, plan.steps, minutes(folder)), indent=2) + "\n"
    FILE.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(made, FILE)
    MANIFEST.write_text(text, "utf-8")
    print(text)
    return 0


def main() -> int:
    """Make the model; 1 where it finds too little."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=STEPS, help="how long to learn")
    parser.add_argument("--processes", type=int, default=2, help="each takes one core")
    parser.add_argument("--work", type=Path, help="keep pictures and weights here")
    parser.add_argument("--base", type=Path, default=shared_model(), help="Ultralytics' YOLO11n, their OpenVINO folder")
    arguments = parser.parse_args()
    if arguments.base is None:
        parser.error("no YOLO11n: name its OpenVINO folder with --base, or WATCHROOM_DATA")
    plan = Plan(arguments.base, INPUT, arguments.steps, SEED, arguments.processes)
    if arguments.work is not None:
        arguments.work.mkdir(parents=True, exist_ok=True)
        return make(arguments.work.resolve(), plan)
    with tempfile.TemporaryDirectory(prefix="watchroom-training-") as folder:
        return make(Path(folder), plan)


if __name__ == "__main__":
    raise SystemExit(main())
