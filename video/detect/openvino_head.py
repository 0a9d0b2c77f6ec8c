"""The end of a YOLO model, taken off its graph and done here for the few places where something was found.

A model tells of some 8400 places where each class might be. Its graph moves the numbers of all of them about, three
times, and makes probabilities and boxes of each; on a processor that is a tenth of all the work. So the graph is cut
where its last convolutions end, and only what is above the confidence is finished, by the same arithmetic
(ultralytics/nn/modules/head.py, `Detect`; ultralytics/utils/tal.py, `dist2bbox`). Whether it is the same for a model
is not guessed: the part that is cut off is run once on chance numbers and compared. What is not equal stays whole.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from video.detect.letterbox import Floats
from video.detect.yolo import Detections, Filter, decode_raw

log = logging.getLogger(__name__)
#: What only moves numbers about.
_MOVES = frozenset({"Concat", "Reshape", "Slice", "Split", "StridedSlice", "Transpose", "VariadicSplit"})
#: What may lie between the boxes and the softmax of their sides.
_ARITHMETIC = _MOVES | {"Add", "Convolution", "Divide", "Multiply", "Subtract"}
#: What has more than one input that counts; of the others the first does.
_OF_MANY = frozenset({"Add", "Concat", "Divide", "Multiply", "Subtract"})
#: How far pixels and probabilities may be apart at chance numbers.
_PIXELS, _SHARE = 0.02, 1e-4
#: Logits are looked at so much below the confidence: rounding must not lose one.
_MARGIN = 1e-3


@dataclass(frozen=True, slots=True)
class Grid:
    """One grid of places: rows, columns, pixels of the input from one to the next, and steps of a box's side."""

    rows: int
    columns: int
    stride: float
    steps: int

    def __len__(self) -> int:
        return self.rows * self.columns


class Head:
    """What was cut off. The cut model gives two outputs for each grid: sides (h, w, 4 x steps), logits (h, w, n)."""

    def __init__(self, grids: tuple[Grid, ...], classes: int) -> None:
        self.grids, self.classes = grids, classes
        self._steps = np.arange(grids[0].steps, dtype=np.float32)
        self._middles: Floats = np.concatenate([_middles(grid) for grid in grids])
        self._strides: Floats = np.repeat([grid.stride for grid in grids], [len(grid) for grid in grids])[:, None]
        self._strides = self._strides.astype(np.float32)
        self._begins = np.cumsum([0, *(len(grid) for grid in grids)])

    def decode(self, outputs: Sequence[Floats], keep: Filter) -> Detections:
        """Boxes of one picture; outputs as the cut model gives them, without the leading 1."""
        limit = _logit(keep.confidence) - _MARGIN
        sides, logits = outputs[::2], outputs[1::2]
        return decode_raw(self._finish(sides, logits, [_above(one, limit) for one in logits]), keep)

    def everything(self, sides: Sequence[Floats], logits: Sequence[Floats]) -> Floats:
        """(4 + classes, places): what the whole model gives."""
        return self._finish(sides, logits, [np.arange(len(grid)) for grid in self.grids])

    def _finish(
        self, all_sides: Sequence[Floats], all_logits: Sequence[Floats], found: Sequence[NDArray[np.int64]]
    ) -> Floats:
        """(4 + classes, n): boxes and probabilities of the places found in each grid."""
        sides, logits = (
            np.concatenate([one.reshape(-1, one.shape[-1])[at] for one, at in zip(many, found, strict=True)])
            for many in (all_sides, all_logits)
        )
        places = np.concatenate([one + begin for one, begin in zip(found, self._begins, strict=False)])
        likely = sides.reshape(-1, 4, len(self._steps))
        likely = np.exp(likely - likely.max(axis=2, keepdims=True))
        far = likely @ self._steps / likely.sum(axis=2)
        middles = self._middles[places]
        first, last = middles - far[:, :2], middles + far[:, 2:]
        boxes = np.concatenate([(first + last) / 2, last - first], axis=1) * self._strides[places]
        shares = np.float32(1) / (np.float32(1) + np.exp(-logits.clip(-80, 80)))
        return np.concatenate([boxes, shares], axis=1).T


def _above(logits: Floats, limit: float) -> NDArray[np.int64]:
    """Places with any logit above a limit."""
    found: NDArray[np.int64] = np.unique(np.flatnonzero(logits > limit) // logits.shape[-1])
    return found


def _middles(grid: Grid) -> Floats:
    """(places, 2): x, y of each, row by row, in steps of the grid."""
    y, x = np.divmod(np.arange(len(grid)), grid.columns)
    return np.stack([x, y], axis=1).astype(np.float32) + np.float32(0.5)


def _logit(share: float) -> float:
    if share <= 0.0:
        return -math.inf
    return math.inf if share >= 1.0 else math.log(share / (1.0 - share))


def cut(openvino: Any, core: Any, model: Any) -> tuple[Any, Head] | None:
    """Give the model without its end, and its end; None where it ends in another way. The model itself is not changed.

    Its input is (1, 3, height, width). The cut model's outputs are as `Head.decode` takes them.
    """
    copy = model.clone()
    try:
        found = _find(copy)
        if found is None or not _same(openvino, core, model.clone()):
            return None
    except (RuntimeError, ValueError):
        log.info("a model's end was not understood; it stays in it", exc_info=True)
        return None
    head, ends = found
    ops = openvino.opset13
    order = ops.constant([0, 2, 3, 1], openvino.Type.i64)  # as the convolutions have them: nothing is moved
    results = [ops.result(ops.transpose(end, order)) for end in ends]
    return openvino.Model(results, copy.get_parameters(), "cut"), head


def _find(model: Any) -> tuple[Head, list[Any]] | None:
    """The end of a model, and what goes into it: sides and logits of each grid by turns."""
    if len(model.outputs) != 1 or model.is_dynamic():
        return None
    joint = model.output(0).get_node().input_value(0).get_node()
    if joint.get_type_name() != "Concat" or joint.get_input_size() != 2:
        return None
    boxes, shares = joint.input_value(0), joint.input_value(1)
    likely = _sources(boxes, _ARITHMETIC)
    if [one.get_node().get_type_name() for one in (*likely, shares)] != ["Softmax", "Sigmoid"]:
        return None
    sides = _sources(likely[0].get_node().input_value(0), _MOVES)
    logits = _sources(shares.get_node().input_value(0), _MOVES)
    if sides == logits:  # they are moved about together
        sides, logits = sides[::2], sides[1::2]
    height, width = (int(side) for side in model.input().get_shape()[2:4])
    if len(sides) != len(logits) or any(len(one.get_shape()) != 4 for one in (*sides, *logits)):
        return None
    grids = tuple(_grid([int(side) for side in one.get_shape()], width) for one in sides)
    classes = {int(one.get_shape()[1]) for one in logits}
    whole = all(one.get_element_type().get_type_name() == "f32" for one in (*sides, *logits))
    fits = all(grid.rows * grid.stride == height and grid.steps == grids[0].steps > 1 for grid in grids)
    same = all(one.get_shape()[2:] == other.get_shape()[2:] for one, other in zip(sides, logits, strict=True))
    if len(classes) != 1 or not (whole and fits and same and grids):
        return None
    return Head(grids, classes.pop()), [end for pair in zip(sides, logits, strict=True) for end in pair]


def _grid(shape: list[int], width: int) -> Grid:
    return Grid(shape[2], shape[3], width / shape[3], shape[1] // 4)


def _sources(output: Any, through: frozenset[str]) -> list[Any]:
    """What an output is made of, in order, looking through some kinds of nodes."""
    found: list[Any] = []
    seen: set[str] = set()

    def look(at: Any) -> None:
        node = at.get_node()
        kind = node.get_type_name()
        if kind not in through:
            if kind != "Constant" and at not in found:
                found.append(at)
        elif node.get_friendly_name() not in seen:
            seen.add(node.get_friendly_name())
            data = node.input_values() if kind in _OF_MANY else node.input_values()[:1]
            for one in data:
                look(one)

    look(output)
    return found


def _same(openvino: Any, core: Any, model: Any) -> bool:
    """Whether what is cut off does what is done here instead: both get the same chance numbers. Changes `model`."""
    found = _find(model)
    assert found is not None
    head, ends = found
    parameters = []
    for end in ends:
        parameter = openvino.opset13.parameter(end.get_shape(), openvino.Type.f32)
        for target in end.get_target_inputs():
            target.replace_source_output(parameter.output(0))
        parameters.append(parameter)
    end_alone = openvino.Model(model.get_results(), parameters, "end")
    chance = np.random.default_rng(1)
    values = [chance.normal(0.0, 3.0, tuple(one.output(0).get_shape())).astype(np.float32) for one in parameters]
    theirs = core.compile_model(end_alone, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})(values)[0][0]
    laid = [one[0].transpose(1, 2, 0) for one in values]
    ours = head.everything(laid[::2], laid[1::2])
    return bool(
        theirs.shape == ours.shape
        and np.allclose(theirs[:4], ours[:4], rtol=0.0, atol=_PIXELS)
        and np.allclose(theirs[4:], ours[4:], rtol=0.0, atol=_SHARE)
    )
