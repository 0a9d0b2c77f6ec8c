"""Measuring a model against a video whose truth is known: precision and recall of its boxes, frames a second.

Truth is in the format of the MOT challenge: `frame,id,x,y,w,h,flag,...` in pixels, frames from 1, flag 0 for rows that
do not count. A box is right when it overlaps a person not yet found by at least `least_overlap`; surest boxes first.
"""

from __future__ import annotations

import queue
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from video.cv import cv2
from video.detect.backend import Backend, Job
from video.detect.letterbox import Picture
from video.detect.loading import load_exactly, model_name
from video.detect.model import DetectError, ModelChoice
from video.detect.tracks import overlap
from video.model import Box


@dataclass(frozen=True, slots=True)
class Evaluation:
    """precision, recall: 0..1 (0 where there is nothing to divide by). fps: the whole path, decoding included."""

    frames: int
    truth_boxes: int
    found_boxes: int
    matched: int
    precision: float
    recall: float
    fps: float
    engine: str
    model: str
    device: str


def read_truth(path: Path) -> dict[int, list[tuple[float, float, float, float]]]:
    """Frame number to boxes (left, top, right, bottom) in pixels; DetectError("truth_unreadable") with the line."""
    boxes: dict[int, list[tuple[float, float, float, float]]] = defaultdict(list)
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = [float(cell) for cell in line.split(",")]
            frame, _, left, top, width, height = row[:6]
        except ValueError as error:
            raise DetectError("truth_unreadable", path=str(path), line=number) from error
        if len(row) < 7 or row[6] != 0:
            boxes[int(frame)].append((left, top, left + width, top + height))
    return dict(boxes)


def frames_of(video: Path) -> Iterator[Picture]:
    """Every frame of a file, BGR; DetectError("video_unreadable") when there is none."""
    reader = cv2.VideoCapture(str(video))
    try:
        count = 0
        while True:
            there, picture = reader.read()
            if not there:
                break
            count += 1
            yield picture.astype(np.uint8, copy=False)
        if not count:
            raise DetectError("video_unreadable", path=str(video))
    finally:
        reader.release()


def find_all(backend: Backend, pictures: Iterator[Picture]) -> tuple[dict[int, tuple[Box, ...]], tuple[int, int]]:
    """Boxes of every frame, numbered from 1, and the width and height of the frames."""
    done: queue.SimpleQueue[Job] = queue.SimpleQueue()
    number, size = 0, (0, 0)
    for number, picture in enumerate(pictures, 1):
        size = picture.shape[1], picture.shape[0]
        backend.submit(Job("video", picture, number), done.put)
    jobs = [done.get() for _ in range(number)]
    failed = next((job.error for job in jobs if job.error), "")
    if failed:
        raise DetectError("inference_failed", error=failed)
    return {int(job.tag): job.boxes for job in jobs}, size


def count_matches(
    found: Sequence[Box],
    truth: Sequence[tuple[float, float, float, float]],
    size: tuple[int, int],
    least_overlap: float,
) -> int:
    """How many boxes of one frame are right, each truth counting once."""
    width, height = size
    left = [Box(x0 / width, y0 / height, x1 / width, y1 / height, "", 1.0) for x0, y0, x1, y1 in truth]
    matched = 0
    for box in sorted(found, key=lambda one: -one.confidence):
        best = max(range(len(left)), key=lambda i: overlap(box, left[i]), default=None)
        if best is not None and overlap(box, left[best]) >= least_overlap:
            del left[best]
            matched += 1
    return matched


def detect_video(video: Path, ground_truth: Path, choice: ModelChoice, least_overlap: float = 0.5) -> Evaluation:
    """Run a model over every frame of a video and compare; DetectError when one of the three cannot be used."""
    truth = read_truth(ground_truth)
    backend = load_exactly(choice)
    try:
        began = time.perf_counter()
        found, size = find_all(backend, frames_of(video))
        seconds = time.perf_counter() - began
    finally:
        backend.close()
    return _judge(found, truth, size, least_overlap, seconds, backend, model_name(choice))


def _judge(
    found: Mapping[int, Sequence[Box]],
    truth: Mapping[int, Sequence[tuple[float, float, float, float]]],
    size: tuple[int, int],
    least_overlap: float,
    seconds: float,
    backend: Backend,
    model: str,
) -> Evaluation:
    matched = sum(count_matches(found[frame], truth.get(frame, ()), size, least_overlap) for frame in found)
    boxes = sum(len(one) for one in found.values())
    known = sum(len(truth.get(frame, ())) for frame in found)
    return Evaluation(
        frames=len(found),
        truth_boxes=known,
        found_boxes=boxes,
        matched=matched,
        precision=round(matched / boxes, 4) if boxes else 0.0,
        recall=round(matched / known, 4) if known else 0.0,
        fps=round(len(found) / seconds, 2) if seconds else 0.0,
        engine=str(backend.engine),
        model=model,
        device=backend.device,
    )
