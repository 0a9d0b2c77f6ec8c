"""From the numbers a YOLO model gives to boxes: both shapes of output, confidence filter, non-maximum suppression.

Follows ultralytics' `non_max_suppression` with its defaults (one label per box, per class, at most 300 boxes), without
torch. Sources: ultralytics/utils/nms.py, torchvision's `nms` (a box goes when its IoU is above the threshold).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from video.detect.letterbox import Fit, Floats, unfit
from video.detect.model import DetectError
from video.model import Box

MAX_BOXES = 300
MAX_CANDIDATES = 30_000
# Boxes of different classes are moved apart by this many pixels, so that one pass suppresses each class by itself.
CLASS_SPREAD = 7680.0


@dataclass(frozen=True, slots=True)
class Detections:
    """Boxes in input pixels. corners: (n, 4) left, top, right, bottom; scores: (n,); labels: (n,) class numbers."""

    corners: Floats
    scores: Floats
    labels: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Filter:
    """What to keep: confidence strictly above, suppression above this IoU, class numbers (None: all)."""

    confidence: float = 0.25
    iou: float = 0.7
    labels: tuple[int, ...] | None = None


def decode(output: Floats, keep: Filter) -> Detections:
    """Read one picture's output: (4 + classes, anchors) raw, or (boxes, 6) of a model that suppresses by itself."""
    if output.ndim != 2:
        raise DetectError("model_unsupported", dimensions=output.ndim)
    if output.shape[1] == 6:
        return _decode_final(output, keep)
    if output.shape[0] < 5:
        raise DetectError("model_unsupported", rows=output.shape[0])
    return decode_raw(output, keep)


def _decode_final(output: Floats, keep: Filter) -> Detections:
    labels = output[:, 5].astype(np.int64)
    chosen = (output[:, 4] > keep.confidence) & _wanted(labels, keep)
    rows = output[chosen][:MAX_BOXES]
    return Detections(rows[:, :4], rows[:, 4], labels[chosen][:MAX_BOXES])


def decode_raw(output: Floats, keep: Filter) -> Detections:
    """Read (4 + classes, places)."""
    asked = output[4:] if keep.labels is None else output[[4 + label for label in keep.labels]]
    candidates = output[:, asked.max(axis=0, initial=0.0) > keep.confidence]  # few of the thousands, whatever they are
    labels = candidates[4:].argmax(axis=0)
    scores = candidates[4:].max(axis=0)
    chosen = np.flatnonzero(_wanted(labels, keep))
    order = chosen[np.argsort(-scores[chosen], kind="stable")][:MAX_CANDIDATES]
    corners, scores, labels = _corners(candidates[:4, order]), scores[order], labels[order]
    apart: Floats = corners + (labels * CLASS_SPREAD).astype(np.float32)[:, None]
    kept = suppress(apart, keep.iou)[:MAX_BOXES]
    return Detections(corners[kept], scores[kept], labels[kept])


def _wanted(labels: NDArray[np.int64], keep: Filter) -> NDArray[np.bool_]:
    if keep.labels is None:
        return np.ones(len(labels), np.bool_)
    return np.isin(labels, keep.labels)


def _corners(centres: Floats) -> Floats:
    """(4, n) of centre x, y, width, height to (n, 4) of left, top, right, bottom."""
    half = centres[2:] / 2
    return np.concatenate([centres[:2] - half, centres[:2] + half]).T


def suppress(corners: Floats, iou: float) -> NDArray[np.int64]:
    """Give the rows of `corners` (n, 4), best first, that no kept row before them covers by more than `iou`."""
    areas = (corners[:, 2] - corners[:, 0]) * (corners[:, 3] - corners[:, 1])
    alive = np.ones(len(corners), np.bool_)
    kept: list[int] = []
    for row in range(len(corners)):
        if not alive[row]:
            continue
        kept.append(row)
        rest = slice(row + 1, None)
        size = np.minimum(corners[row, 2:], corners[rest, 2:]) - np.maximum(corners[row, :2], corners[rest, :2])
        shared = size.clip(0).prod(axis=1)
        union = areas[row] + areas[rest] - shared
        alive[rest] &= shared <= iou * union
    return np.array(kept, np.int64)


def to_boxes(found: Detections, place: Fit, classes: tuple[str, ...]) -> tuple[Box, ...]:
    """Name the classes and bring the boxes back to the picture."""
    corners = unfit(found.corners, place)
    rows = zip(corners.tolist(), found.scores.tolist(), found.labels.tolist(), strict=True)
    return tuple(
        Box(left, top, right, bottom, class_name(classes, label), score)
        for (left, top, right, bottom), score, label in rows
    )


def class_name(classes: tuple[str, ...], number: int) -> str:
    """The label of a class number; its number as text when the model does not say."""
    return classes[number] if number < len(classes) else str(number)


def wanted_labels(wanted: tuple[str, ...], classes: tuple[str, ...]) -> tuple[int, ...] | None:
    """Class numbers of the wanted labels; None for all. Labels that the model does not know find nothing."""
    if not wanted:
        return None
    return tuple(number for number, name in enumerate(classes) if name in wanted)
