"""The network of the demo's detection model, and how it learns the demo's drawn scenes.

It is Ultralytics' YOLO11n (AGPL-3.0), with the weights that they trained on COCO, whose head alone learns: what finds
people and cars in the world sees them in drawings too, and fire is told by the same features. So the pictures go
through all but the head once, and learning takes minutes of a processor. Loss and export are ultralytics' own.
"""

from __future__ import annotations

import copy
import socket
import sys
import time
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from video.cv import cv2
from video.detect.letterbox import Picture, letterbox

#: Untyped, or typed only in part.
torch: Any = import_module("torch")
openvino: Any = import_module("openvino")
YOLO: Any = import_module("ultralytics").YOLO
get_cfg: Any = import_module("ultralytics.cfg").get_cfg
DetectionModel: Any = import_module("ultralytics.nn.tasks").DetectionModel

PEAK_RATE, DECAY = 2e-3, 5e-4
#: Pictures of a step in each process; how often each is seen otherwise; steps until what was learned is shared.
BATCH, SIGHTS, TOGETHER = 10, 1, 4
#: How much of the averaged weights is kept at each sharing, once there are many; steps between two savings.
AVERAGE, EVERY = 0.9, 20
LEAST_SIDE = 2.5
#: What Ultralytics call what we do (COCO's numbers); the others are new to it.
KNOWN = {"person": 0, "car": 2}
WEIGHTS = "weights.pt"
#: Importing torch anew in each process takes longer than learning; Windows knows no other way.
START = "fork" if sys.platform != "win32" else "spawn"
_FOLDED = ("Convert", "Multiply", "Subtract", "Reshape")
Boxes = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Plan:
    """How to learn. size: height and width of the input; minutes: for how long; processes: each takes one core.

    base: YOLO11n as Ultralytics' OpenVINO folder; weights: of an earlier training, to go on from.
    """

    base: Path
    size: tuple[int, int]
    minutes: float
    seed: int
    processes: int
    weights: Path | None = None


def network(names: tuple[str, ...]) -> Any:
    """YOLO11n without its norms, which are folded in, for these names."""
    model = DetectionModel("yolo11n.yaml", ch=3, nc=80, verbose=False).eval().fuse(verbose=False)
    head = model.model[-1]
    head.nc, head.no = len(names), len(names) + 4 * head.reg_max
    for branch in head.cv3:
        branch[-1] = torch.nn.Conv2d(branch[-1].in_channels, len(names), 1)
    model.args, model.names, model.task = get_cfg(), dict(enumerate(names)), "detect"
    model.nc = model.yaml["nc"] = len(names)
    return model


def _value(node: Any) -> NDArray[np.float32] | None:
    """A constant of the graph, with the scale that it is stored by."""
    kind = node.get_type_name()
    if kind == "Constant":
        return np.array(node.data).astype(np.float32)
    given: list[Any] = (
        [_value(one.get_source_output().get_node()) for one in node.inputs()] if kind in _FOLDED else [None]
    )
    if given[0] is None or (len(given) > 1 and given[1] is None):
        return None
    if kind == "Reshape":
        return np.asarray(given[0].reshape([int(side) for side in given[1]]), np.float32)
    if kind == "Convert":
        return np.asarray(given[0], np.float32)
    return np.asarray(given[0] * given[1] if kind == "Multiply" else given[0] - given[1], np.float32)


def from_ultralytics(base: Path, names: tuple[str, ...]) -> Any:
    """Take over Ultralytics' weights; a class that they know begins with theirs, another with none."""
    found: dict[str, NDArray[np.float32]] = {}
    for operation in openvino.Core().read_model(str(next(base.glob("*.xml")))).get_ordered_ops():
        if operation.get_type_name() not in ("Convolution", "GroupConvolution"):
            continue
        name = operation.get_friendly_name().split("/")[0].removeprefix("__module.")
        parts = [(f"{name}.weight", operation)]
        after = [one.get_node() for one in operation.output(0).get_target_inputs()]
        parts += [(f"{name}.bias", one) for one in after if one.get_type_name() == "Add"]
        for part, node in parts:
            value = _value(node.input(1).get_source_output().get_node())
            if value is not None:
                found[part] = value
    model = network(names)
    weights = model.state_dict()
    for name, old in weights.items():
        if name in found and found[name].size == old.numel():
            weights[name] = torch.from_numpy(found[name].reshape(tuple(old.shape)).copy())
        elif name in found:
            weights[name] = _rows(found[name].reshape(80, *old.shape[1:]), old, names)
        else:
            raise ValueError(f"no {name} in {base}")
    model.load_state_dict(weights)
    return model


def _rows(theirs: NDArray[np.float32], ours: Any, names: tuple[str, ...]) -> Any:
    rows = torch.full_like(ours, -5.0) if ours.ndim == 1 else torch.zeros_like(ours)
    for number, name in enumerate(names):
        if name in KNOWN:
            rows[number] = torch.tensor(theirs[KNOWN[name]])
    return rows


def trained(weights: Path) -> Any:
    """What ultralytics exports."""
    kept = torch.load(weights, weights_only=True)
    model = network(tuple(kept["names"]))
    model.load_state_dict(kept["weights"])
    whole = YOLO("yolo11n.yaml", task="detect")
    model.args, model.pt_path = vars(model.args), str(weights)
    whole.model = model.float().eval()
    return whole


def read(folder: Path, size: tuple[int, int], rank: int, processes: int) -> tuple[list[Picture], list[Boxes]]:
    """A process's share: pictures in the network's size, and rows of class, left, top, right, bottom in its pixels."""
    pictures, boxes = [], []
    for path in sorted((folder / "images").glob("*.png"))[rank::processes]:
        picture = np.empty((*size, 3), np.uint8)
        fit = letterbox(np.asarray(cv2.imread(str(path)), np.uint8), picture)
        lines = (folder / "labels" / f"{path.stem}.txt").read_text("utf-8").split("\n")
        rows = np.array([[float(cell) for cell in line.split()] for line in lines if line], np.float32).reshape(-1, 5)
        middle = rows[:, 1:3] * (fit.new_width, fit.new_height) + (fit.pad_left, fit.pad_top)
        half = rows[:, 3:5] * (fit.new_width / 2, fit.new_height / 2)
        pictures.append(picture)
        boxes.append(np.concatenate([rows[:, :1], middle - half, middle + half], axis=1).astype(np.float32))
    return pictures, boxes


def otherwise(picture: Picture, boxes: Boxes, chance: np.random.Generator) -> tuple[Picture, Boxes]:
    """A picture a little nearer or farther, moved, perhaps mirrored, in another light."""
    height, width = picture.shape[:2]
    gain = float(np.exp(chance.uniform(np.log(0.85), np.log(1.25))))
    aside = chance.uniform(-0.06, 0.06, 2) * (width, height)
    moved = (width * (1 - gain) / 2 + aside[0], height * (1 - gain) / 2 + aside[1])
    turn = np.array([[gain, 0, moved[0]], [0, gain, moved[1]]], np.float32)
    boxes = boxes.copy()
    boxes[:, 1::2] = boxes[:, 1::2] * gain + moved[0]
    boxes[:, 2::2] = boxes[:, 2::2] * gain + moved[1]
    if chance.random() < 0.5:
        turn[0] = [-gain, 0, width - 1 - moved[0]]
        boxes[:, [1, 3]] = width - boxes[:, [3, 1]]
    drawn = cv2.warpAffine(picture, turn, (width, height), borderValue=(114, 114, 114))
    light = chance.uniform(0.8, 1.2) * chance.uniform(0.95, 1.05, 3)
    drawn = cv2.convertScaleAbs(drawn * light.astype(np.float32), alpha=1, beta=float(chance.uniform(0, 10)))
    areas = (boxes[:, 3] - boxes[:, 1]) * (boxes[:, 4] - boxes[:, 2])
    boxes[:, 1::2] = boxes[:, 1::2].clip(0, width)
    boxes[:, 2::2] = boxes[:, 2::2].clip(0, height)
    sides = boxes[:, 3:] - boxes[:, 1:3]
    keep = (sides.min(axis=1) > LEAST_SIDE) & (sides.prod(axis=1) > 0.3 * areas)
    return np.asarray(drawn, np.uint8), boxes[keep]


def features(model: Any, picture: Picture) -> list[Any]:
    """What the head is given of a picture, in 16 bits."""
    image = torch.from_numpy(np.ascontiguousarray(picture[..., ::-1])).permute(2, 0, 1)[None].float() / 255
    now = image.contiguous(memory_format=torch.channels_last)
    kept: list[Any] = []
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        for layer in model.model[:-1]:
            if layer.f != -1:
                now = kept[layer.f] if isinstance(layer.f, int) else [now if j == -1 else kept[j] for j in layer.f]
            now = layer(now)
            kept.append(now if layer.i in model.save else None)
    return [kept[number].to(torch.bfloat16) for number in model.model[-1].f]


def truth_of(several: list[Boxes], size: tuple[int, int]) -> dict[str, Any]:
    """What ultralytics' loss compares with."""
    rows = np.concatenate(several)
    owner = np.concatenate([np.full(len(boxes), number) for number, boxes in enumerate(several)])
    places = np.concatenate([(rows[:, 1:3] + rows[:, 3:]) / 2, rows[:, 3:] - rows[:, 1:3]], axis=1)
    places = places / np.array([size[1], size[0], size[1], size[0]], np.float32)
    return {
        "cls": torch.from_numpy(rows[:, :1].copy()),
        "bboxes": torch.from_numpy(places.astype(np.float32)),
        "batch_idx": torch.from_numpy(owner.astype(np.float32)),
    }


def _floats(found: Any) -> Any:
    if isinstance(found, torch.Tensor):
        return found.float()
    if isinstance(found, dict):
        return {key: _floats(value) for key, value in found.items()}
    return [_floats(value) for value in found] if isinstance(found, list | tuple) else found


def train(folder: Path, names: tuple[str, ...], plan: Plan) -> Path:
    """Learn from the drawn pictures; the averaged weights are kept now and then."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    arguments = (folder, names, plan, port)
    torch.multiprocessing.start_processes(_train, arguments, plan.processes, start_method=START)
    return folder / WEIGHTS


def _train(rank: int, folder: Path, names: tuple[str, ...], plan: Plan, port: int) -> None:
    """One of the processes: learns from pictures of its own; every few steps all take the mean of their weights."""
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    store = torch.distributed.TCPStore("127.0.0.1", port, plan.processes, rank == 0)
    torch.distributed.init_process_group("gloo", store=store, rank=rank, world_size=plan.processes)
    torch.manual_seed(plan.seed)
    model, chance = from_ultralytics(plan.base, names), np.random.default_rng([plan.seed, rank])
    if plan.weights is not None:
        model.load_state_dict(torch.load(plan.weights, weights_only=True)["weights"])
    model.to(memory_format=torch.channels_last)
    pictures = read(folder, plan.size, rank, plan.processes)
    sights = [otherwise(*one, chance) for one in zip(*pictures, strict=True) for _ in range(SIGHTS)]
    seen = [(features(model, picture), boxes) for picture, boxes in sights]
    if rank == 0:
        print(f"{len(seen)} pictures seen by each process", flush=True)
    head = model.model[-1].train()
    mean = copy.deepcopy(head)
    optimiser = torch.optim.AdamW(head.parameters(), lr=PEAK_RATE, weight_decay=DECAY, fused=True)
    began, progress, step, lost = time.monotonic(), 0.0, 0, 0.0
    while progress < 1:
        for group in optimiser.param_groups:
            group["lr"] = PEAK_RATE * _rate(progress)
        some = [seen[number] for number in chance.integers(len(seen), size=BATCH)]
        lost += _learn(model, some, plan.size, optimiser)
        step += 1
        if step % TOGETHER == 0:
            progress = _agree(head, (time.monotonic() - began) / 60 / plan.minutes)
            _follow(mean, head, min(AVERAGE, step / (5 * TOGETHER + step)))
        if rank == 0 and (step % EVERY == 0 or progress >= 1):
            whole = model.state_dict() | {f"model.{model.model[-1].i}.{k}": v for k, v in mean.state_dict().items()}
            torch.save({"weights": {k: v.clone() for k, v in whole.items()}, "names": list(names)}, folder / WEIGHTS)
            print(f"step {step}, {progress:.0%}: loss {lost / EVERY:.3f}", flush=True)
            lost = 0.0
    torch.distributed.destroy_process_group()


def _rate(progress: float) -> float:
    """Up quickly, then down as a cosine."""
    return min(1.0, 0.05 + progress / 0.06) * (0.02 + 0.98 * 0.5 * (1 + float(np.cos(np.pi * min(1.0, progress)))))


def _learn(
    model: Any,
    some: list[tuple[list[Any], Boxes]],
    size: tuple[int, int],
    optimiser: Any,
) -> float:
    """Take one step; gives the loss of a picture."""
    given = [torch.cat([features[scale] for features, _ in some]) for scale in range(3)]
    with torch.autocast("cpu", torch.bfloat16):
        found = model.model[-1](given)
    loss, _ = model.loss(truth_of([boxes for _, boxes in some], size), _floats(found))
    whole = loss.sum()
    optimiser.zero_grad(set_to_none=True)
    whole.backward()
    torch.nn.utils.clip_grad_norm_(model.model[-1].parameters(), 10.0)
    optimiser.step()
    return float(whole.detach()) / len(some)


def _agree(head: Any, progress: float) -> float:
    """Take the mean of all processes' weights, and of how far they think they are."""
    values = [value for value in head.state_dict().values() if value.dtype.is_floating_point]
    flat = torch.cat([*(value.reshape(-1) for value in values), torch.tensor([progress])])
    torch.distributed.all_reduce(flat)
    flat /= torch.distributed.get_world_size()
    start = 0
    with torch.no_grad():
        for value in values:
            value.copy_(flat[start : start + value.numel()].view(value.shape))
            start += value.numel()
    return float(flat[-1])


def _follow(mean: Any, head: Any, keep: float) -> None:
    with torch.no_grad():
        for kept, new in zip(mean.state_dict().values(), head.state_dict().values(), strict=True):
            if kept.dtype.is_floating_point:
                kept.mul_(keep).add_(new, alpha=1 - keep)
