"""A model that is cut before its end gives the boxes of the whole one; one that ends in another way stays whole."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from video.detect.letterbox import Floats
from video.detect.openvino_head import Head, cut
from video.detect.yolo import Detections, Filter, decode

ov = pytest.importorskip("openvino", reason="the runtime is not installed")

SIDE, STRIDES, STEPS, CLASSES = 64, (8, 16, 32), 16, 3


def small_model(*, middle: float = 0.5, together: bool = True, chance: int = 3) -> Any:
    """A model that ends as YOLO models do, on one convolution for each grid, with chance weights."""
    ops, random = ov.opset13, np.random.default_rng(chance)
    given = ops.parameter([1, 3, SIDE, SIDE], ov.Type.f32)
    sides: list[Any] = []
    logits: list[Any] = []
    places, strides = [], []
    for stride in STRIDES:
        count = SIDE // stride
        seen = ops.avg_pool(given, [stride] * 2, [0, 0], [0, 0], [stride] * 2, False)
        for into, channels, scale in ((sides, 4 * STEPS, 20.0), (logits, CLASSES, 30.0)):
            weights = random.normal(0, scale, (channels, 3, 1, 1)).astype(np.float32)
            none = [0, 0]
            into.append(ops.convolution(seen, ops.constant(weights), [1, 1], none, none, [1, 1]))
        y, x = np.divmod(np.arange(count * count), count)
        places.append(np.stack([x, y]) + middle)
        strides.append(np.full(count * count, stride))
    end = _end(ops, sides, logits, np.concatenate(places, axis=1), np.concatenate(strides), together=together)
    return ov.Model([ops.result(end)], [given], "small")


def _end(ops: Any, sides: Any, logits: Any, places: Any, strides: Any, *, together: bool) -> Any:
    axes = ops.constant([1], ov.Type.i64)

    def flat(many: Any, channels: int) -> Any:
        shape = ops.constant([1, channels, -1], ov.Type.i64)
        return ops.concat([ops.reshape(one, shape, False) for one in many], 2)

    if together:
        both = [ops.concat([side, logit], 1) for side, logit in zip(sides, logits, strict=True)]
        split = ops.variadic_split(flat(both, 4 * STEPS + CLASSES), axes, ops.constant([4 * STEPS, CLASSES]))
        side, logit = split.output(0), split.output(1)
    else:
        side, logit = flat(sides, 4 * STEPS), flat(logits, CLASSES)
    laid = ops.transpose(ops.reshape(side, ops.constant([1, 4, STEPS, -1]), False), ops.constant([0, 2, 1, 3]))
    steps = ops.constant(np.arange(STEPS, dtype=np.float32).reshape(1, STEPS, 1, 1))
    none = [0, 0]
    far = ops.convolution(ops.softmax(laid, 1), steps, [1, 1], none, none, [1, 1])
    halves = ops.variadic_split(ops.reshape(far, ops.constant([1, 4, -1]), False), axes, ops.constant([2, 2]))
    middles = ops.constant(places[None].astype(np.float32))
    first, last = ops.subtract(middles, halves.output(0)), ops.add(middles, halves.output(1))
    centre = ops.divide(ops.add(first, last), ops.constant(np.float32(2)))
    boxes = ops.concat([centre, ops.subtract(last, first)], 1)
    boxes = ops.multiply(boxes, ops.constant(strides[None, None].astype(np.float32)))
    return ops.concat([boxes, ops.sigmoid(logit)], 1)


def outputs_of(model: Any, picture: Floats) -> list[Floats]:
    compiled = ov.Core().compile_model(model, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    said = compiled([picture])
    return [np.asarray(said[number])[0] for number in range(len(compiled.outputs))]


def both_ways(model: Any, keep: Filter) -> tuple[Detections, Detections]:
    found = cut(ov, ov.Core(), model)
    assert found is not None
    shorter, head = found
    picture = np.random.default_rng(1).random((1, 3, SIDE, SIDE), np.float32)
    return decode(outputs_of(model, picture)[0], keep), head.decode(outputs_of(shorter, picture), keep)


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize(
    "keep", [Filter(), Filter(0.6, 0.5, (0, 2)), Filter(0.0), Filter(1.0), Filter(labels=())], ids=str
)
def test_the_boxes_are_those_of_the_whole_model(together: bool, keep: Filter) -> None:
    whole, ours = both_ways(small_model(together=together), keep)
    assert ours.labels.tolist() == whole.labels.tolist()
    assert ours.scores == pytest.approx(whole.scores, abs=1e-5)
    assert ours.corners == pytest.approx(whole.corners, abs=1e-3)
    assert len(whole.labels) > 3 or keep.confidence == 1.0 or keep.labels == ()


def test_a_model_that_counts_from_elsewhere_stays_whole() -> None:
    assert cut(ov, ov.Core(), small_model(middle=0.25)) is None


def test_a_model_with_another_end_stays_whole() -> None:
    ops = ov.opset13
    given = ops.parameter([1, 3, SIDE, SIDE], ov.Type.f32)
    model = ov.Model([ops.result(ops.reshape(given, ops.constant([1, 6, -1]), False))], [given], "other")
    assert cut(ov, ov.Core(), model) is None


def test_the_model_given_is_not_changed() -> None:
    model = small_model()
    picture = np.random.default_rng(2).random((1, 3, SIDE, SIDE), np.float32)
    before = outputs_of(model, picture)
    found = cut(ov, ov.Core(), model)
    assert found is not None and isinstance(found[1], Head)
    assert outputs_of(model, picture)[0] == pytest.approx(before[0])
