"""The network of the demo's detection model, and how it learns the demo's drawn scenes.

It is Ultralytics' YOLO11n (AGPL-3.0), and begins with the weights that they trained on COCO: what finds people and cars
in the world half sees them in drawings too. Then all but the first layers, which see edges, learns, the head faster
than the rest, for a count of steps and in processes of one thread each, so that the same machine comes to the same
weights. Loss and export are ultralytics' own.
"""

from __future__ import annotations

import copy
import os
import socket
import sys
import time
from collections.abc import Iterator
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

#: Of the head and of all else.
PEAK_RATES, DECAY = (1.5e-3, 5e-4), 5e-4
#: Learning takes what nobody else wants.
POLITE = 10
#: Layers that stay as they are.
KEPT = 5
#: Pictures of a step in each process; steps until what was learned is shared.
BATCH, TOGETHER = 8, 4
#: How much of the averaged weights is kept at each sharing, once there are many; steps between two savings.
AVERAGE, EVERY = 0.94, 20
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
    """How to learn. size: height and width of the input; steps: for how long; processes: each takes one core.

    base: YOLO11n as Ultralytics' OpenVINO folder.
    """

    base: Path
    size: tuple[int, int]
    steps: int
    seed: int
    processes: int


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
    """Learn from the drawn pictures, unless that is done; the averaged weights are kept now and then."""
    weights = folder / WEIGHTS
    if weights.exists() and torch.load(weights, weights_only=True)["step"] == plan.steps:
        return weights
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    arguments = (folder, names, plan, port)
    torch.multiprocessing.start_processes(_train, arguments, plan.processes, start_method=START)
    return weights


def _train(rank: int, folder: Path, names: tuple[str, ...], plan: Plan, port: int) -> None:
    """One of the processes: learns from pictures of its own; every few steps all take the mean of their weights."""
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    if hasattr(os, "nice"):
        os.nice(POLITE)
    store = torch.distributed.TCPStore("127.0.0.1", port, plan.processes, rank == 0)
    torch.distributed.init_process_group("gloo", store=store, rank=rank, world_size=plan.processes)
    torch.manual_seed(plan.seed)
    model = from_ultralytics(plan.base, names).train().to(memory_format=torch.channels_last)
    mean = copy.deepcopy(model)
    optimiser = _optimiser(model)
    turns = _turns(folder, plan, rank)
    began, lost = time.process_time(), 0.0
    for step in range(1, plan.steps + 1):
        for group, peak in zip(optimiser.param_groups, PEAK_RATES, strict=True):
            group["lr"] = peak * _rate(step / plan.steps)
        lost += _learn(model, [next(turns) for _ in range(BATCH)], plan.size, optimiser)
        if step % TOGETHER == 0 or step == plan.steps:
            _agree(model)
            _follow(mean, model, min(AVERAGE, step / (5 * TOGETHER + step)))
        if rank == 0 and (step % EVERY == 0 or step == plan.steps):
            weights = {name: value.clone() for name, value in mean.state_dict().items()}
            torch.save({"weights": weights, "names": list(names), "step": step}, folder / WEIGHTS)
            took = (time.process_time() - began) / 60
            print(f"step {step} of {plan.steps}: loss {lost / EVERY:.3f}, {took:.1f} minutes of a core", flush=True)
            lost = 0.0
    torch.distributed.destroy_process_group()


def _optimiser(model: Any) -> Any:
    layers = list(model.model)
    for number, layer in enumerate(layers):
        layer.requires_grad_(number >= KEPT)
    layers[-1].dfl.requires_grad_(False)
    parts = ([layers[-1]], layers[KEPT:-1])
    groups = [
        {"params": [value for layer in part for value in layer.parameters() if value.requires_grad]} for part in parts
    ]
    return torch.optim.AdamW(groups, lr=0.0, weight_decay=DECAY, fused=True)


def _turns(folder: Path, plan: Plan, rank: int) -> Iterator[tuple[Picture, Boxes]]:
    """Each picture of this process's share once, in another order and look in each round."""
    chance = np.random.default_rng([plan.seed, rank])
    pictures, boxes = read(folder, plan.size, rank, plan.processes)
    while True:
        for number in chance.permutation(len(pictures)):
            yield otherwise(pictures[number], boxes[number], chance)


def _rate(progress: float) -> float:
    """Up quickly, then down as a cosine."""
    return min(1.0, 0.05 + progress / 0.06) * (0.02 + 0.98 * 0.5 * (1 + float(np.cos(np.pi * min(1.0, progress)))))


def _learn(model: Any, some: list[tuple[Picture, Boxes]], size: tuple[int, int], optimiser: Any) -> float:
    """Take one step; gives the loss of a picture."""
    whole = np.ascontiguousarray(np.stack([picture for picture, _ in some])[..., ::-1])
    given = torch.from_numpy(whole).permute(0, 3, 1, 2).float() / 255
    with torch.autocast("cpu", torch.bfloat16):
        found = model(given.contiguous(memory_format=torch.channels_last))
    losses, _ = model.loss(truth_of([boxes for _, boxes in some], size), _floats(found))
    loss = losses.sum()
    optimiser.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 10.0)
    optimiser.step()
    return float(loss.detach()) / len(some)


def _agree(model: Any) -> None:
    """Take the mean of all processes' weights."""
    values = [value for value in model.state_dict().values() if value.dtype.is_floating_point]
    flat = torch.cat([value.reshape(-1) for value in values])
    torch.distributed.all_reduce(flat)
    flat /= torch.distributed.get_world_size()
    start = 0
    with torch.no_grad():
        for value in values:
            value.copy_(flat[start : start + value.numel()].view(value.shape))
            start += value.numel()


def _follow(mean: Any, model: Any, keep: float) -> None:
    with torch.no_grad():
        for kept, new in zip(mean.state_dict().values(), model.state_dict().values(), strict=True):
            if kept.dtype.is_floating_point:
                kept.mul_(keep).add_(new, alpha=1 - keep)
