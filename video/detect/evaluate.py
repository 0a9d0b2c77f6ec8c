"""Measuring a model on a video whose truth is known: boxes (precision, recall), tracks (MOTA, IDF1), frames a second.

Truth is in the format of the MOT challenge: `frame,id,x,y,w,h,flag,...` in pixels, frames from 1, flag 0 for rows that
do not count. A box is right when it overlaps a person not yet found by at least `least_overlap`; surest boxes first.
Tracks are judged as TrackEval does (CLEAR MOT, identity; Bernardin 2008, Ristani 2016), by the tracker's own library.
"""

from __future__ import annotations

import queue
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from video.cv import cv2
from video.detect.backend import Backend, Job
from video.detect.letterbox import Picture
from video.detect.loading import load_exactly, model_name
from video.detect.model import DetectError, ModelChoice
from video.detect.tracks import Tracker, overlap
from video.model import Box

#: Boxes down to this confidence may keep a known object's number; they count neither as found nor as wrong.
TRACK_CONFIDENCE = 0.1
#: Where a file does not say how many frames it has in a second.
_USUAL_RATE = 25.0
_Corners = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """precision, recall: 0..1 (0 where there is nothing to divide by), a box being right for one truth at most.

    recall_any: truth that overlaps enough with any box. mota, idf1: of the tracks, None where the truth has no ids.
    fps: the whole path, decoding included.
    """

    frames: int
    truth_boxes: int
    found_boxes: int
    matched: int
    precision: float
    recall: float
    recall_any: float
    mota: float | None
    idf1: float | None
    fps: float
    engine: str
    model: str
    device: str


def read_truth(path: Path) -> dict[int, list[_Corners]]:
    """Frame number to boxes (left, top, right, bottom) in pixels; DetectError("truth_unreadable") with the line."""
    return {frame: [corners for _, corners in rows] for frame, rows in read_tracks(path).items()}


def read_tracks(path: Path) -> dict[int, list[tuple[int, _Corners]]]:
    """Frame number to ids with boxes as in `read_truth`; an id of -1 means that the truth tells no ids."""
    boxes: dict[int, list[tuple[int, _Corners]]] = defaultdict(list)
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = [float(cell) for cell in line.split(",")]
            frame, who, left, top, width, height = row[:6]
        except ValueError as error:
            raise DetectError("truth_unreadable", path=str(path), line=number) from error
        if len(row) < 7 or row[6] != 0:
            boxes[int(frame)].append((int(who), (left, top, left + width, top + height)))
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
    truth: Sequence[_Corners],
    size: tuple[int, int],
    least_overlap: float,
) -> int:
    """How many boxes of one frame are right, each truth counting once."""
    left = _boxes(truth, size)
    matched = 0
    for box in sorted(found, key=lambda one: -one.confidence):
        best = max(range(len(left)), key=lambda i: overlap(box, left[i]), default=None)
        if best is not None and overlap(box, left[best]) >= least_overlap:
            del left[best]
            matched += 1
    return matched


def count_overlapped(
    found: Sequence[Box], truth: Sequence[_Corners], size: tuple[int, int], least_overlap: float
) -> int:
    """How much of one frame's truth overlaps enough with some box, though that may be right for another."""
    return sum(any(overlap(box, one) >= least_overlap for box in found) for one in _boxes(truth, size))


def _boxes(corners: Sequence[_Corners], size: tuple[int, int]) -> list[Box]:
    width, height = size
    return [Box(x0 / width, y0 / height, x1 / width, y1 / height, "", 1.0) for x0, y0, x1, y1 in corners]


def rate_of(video: Path) -> float:
    """Frames per second of a file as it says, 25 where it does not."""
    reader = cv2.VideoCapture(str(video))
    try:
        rate = float(reader.get(cv2.CAP_PROP_FPS))
    finally:
        reader.release()
    return rate if 0 < rate <= 240 else _USUAL_RATE


def detect_video(video: Path, ground_truth: Path, choice: ModelChoice, least_overlap: float = 0.5) -> Evaluation:
    """Run a model over every frame of a video and compare; DetectError when one of the three cannot be used."""
    truth = read_tracks(ground_truth)
    backend = load_exactly(replace(choice, confidence=min(choice.confidence, TRACK_CONFIDENCE)))
    try:
        began = time.perf_counter()
        found, size = find_all(backend, frames_of(video))
        tracked = _track(found, rate_of(video), choice.confidence)
        seconds = time.perf_counter() - began
    finally:
        backend.close()
    sure = {frame: [box for box in boxes if box.confidence > choice.confidence] for frame, boxes in found.items()}
    corners = {frame: [one for _, one in truth.get(frame, ())] for frame in sure}
    mota, idf1 = track_figures(tracked, truth, size, least_overlap)
    matched = sum(count_matches(sure[frame], corners[frame], size, least_overlap) for frame in sure)
    overlapped = sum(count_overlapped(sure[frame], corners[frame], size, least_overlap) for frame in sure)
    boxes, known = sum(len(one) for one in sure.values()), sum(len(one) for one in corners.values())
    return Evaluation(
        frames=len(found),
        truth_boxes=known,
        found_boxes=boxes,
        matched=matched,
        precision=_share(matched, boxes),
        recall=_share(matched, known),
        recall_any=_share(overlapped, known),
        mota=mota,
        idf1=idf1,
        fps=round(len(found) / seconds, 2) if seconds else 0.0,
        engine=str(backend.engine),
        model=model_name(choice),
        device=backend.device,
    )


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def _track(found: Mapping[int, Sequence[Box]], rate: float, confidence: float) -> dict[int, list[tuple[int, Box]]]:
    tracker = Tracker(start_confidence=confidence)
    numbered = {frame: tracker.update(found[frame], frame / rate) for frame in sorted(found)}
    return {frame: [(box.track, box) for box in boxes if box.track is not None] for frame, boxes in numbered.items()}


def track_figures(
    tracked: Mapping[int, Sequence[tuple[int, Box]]],
    truth: Mapping[int, Sequence[tuple[int, _Corners]]],
    size: tuple[int, int],
    least_overlap: float,
) -> tuple[float | None, float | None]:
    """Give MOTA and IDF1 of the frames in `tracked`; None, None where the truth has no ids or nobody in it."""
    known = {who for frame in tracked for who, _ in truth.get(frame, ())}
    if not known or -1 in known:
        return None, None
    from trackers.eval import compute_clear_metrics, compute_identity_metrics  # noqa: PLC0415  heavy

    ours = {number: at for at, number in enumerate(sorted({one for rows in tracked.values() for one, _ in rows}))}
    theirs = {who: at for at, who in enumerate(sorted(known))}
    frames = sorted(tracked)
    true_ids = [np.array([theirs[who] for who, _ in truth.get(frame, ())], np.intp) for frame in frames]
    found_ids = [np.array([ours[one] for one, _ in tracked[frame]], np.intp) for frame in frames]
    likeness = [_likeness([one for _, one in truth.get(f, ())], [box for _, box in tracked[f]], size) for f in frames]
    clear = compute_clear_metrics(true_ids, found_ids, likeness, least_overlap)
    identity = compute_identity_metrics(true_ids, found_ids, likeness, least_overlap)
    return round(float(clear["MOTA"]), 4), round(float(identity["IDF1"]), 4)


def _likeness(truth: Sequence[_Corners], found: Sequence[Box], size: tuple[int, int]) -> NDArray[np.float64]:
    """IoU of each truth (rows) with each box (columns)."""
    known = _boxes(truth, size)
    table = [[overlap(one, other) for other in found] for one in known]
    return np.array(table, np.float64).reshape(len(known), len(found))
