"""A video file as a camera: its pictures in order with their times, looked at as in a running station."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from av.error import FFmpegError
from av.video.frame import VideoFrame

from video.detect.backend import Backend, Job
from video.detect.letterbox import Picture
from video.detect.model import DetectError, RuleKind
from video.model import Box
from video.quality import QualityJudge
from video.quality_look import Looker, fingerprint
from video.quality_state import QualityKind
from video.quality_watch import LOOK_EVERY

_FAULTS = {kind: RuleKind(f"camera_{kind.value}") for kind in QualityKind}


@dataclass(frozen=True, slots=True)
class FilmPicture:
    """One picture: number from 1, seconds of the film, (h, w, 3) BGR, what the model found, what is wrong with it."""

    number: int
    seconds: float
    picture: Picture
    boxes: tuple[Box, ...]
    faults: frozenset[RuleKind]


class _Health:
    """Picture health of a film, looked at as of a camera that is shown."""

    def __init__(self) -> None:
        self._judge = QualityJudge("film")
        self._looker = Looker()
        self._due = 0.0
        self._keys = self._newest = 0

    def key(self, data: bytes, seconds: float) -> None:
        self._keys += 1
        self._newest = fingerprint(data)
        self._judge.key(self._newest, seconds)

    def look(self, frame: VideoFrame, seconds: float) -> frozenset[RuleKind]:
        if seconds >= self._due:
            look = self._looker.look(frame, seconds, self._keys, self._newest)
            if look is not None:
                self._judge.look(look)
            self._due = seconds + LOOK_EVERY * self._judge.pause
        return frozenset(_FAULTS[state.kind] for state in self._judge.found)


def pictures(video: Path, rate: float = 0.0) -> Iterator[tuple[float, Picture, frozenset[RuleKind]]]:
    """Seconds, picture and faults of every frame, or of `rate` frames a second; health is judged on all of them.

    Raises DetectError("video_unreadable").
    """
    health, due, count = _Health(), 0.0, 0
    try:
        with av.open(str(video)) as container:
            stream = container.streams.video[0]
            usual = 1.0 / float(stream.average_rate or 25)
            for packet in container.demux(stream):
                if packet.is_keyframe and packet.size:
                    at = float(packet.pts * packet.time_base) if packet.pts is not None and packet.time_base else 0.0
                    health.key(bytes(packet), at)
                for frame in packet.decode():
                    assert isinstance(frame, VideoFrame)
                    seconds = frame.time if frame.time is not None else count * usual
                    count += 1
                    faults = health.look(frame, seconds)
                    if rate <= 0 or seconds >= due - usual / 2:
                        due = max(due + (1.0 / rate if rate > 0 else 0.0), seconds)
                        yield seconds, np.ascontiguousarray(frame.to_ndarray(format="bgr24"), np.uint8), faults
    except (FFmpegError, OSError, IndexError) as error:
        raise DetectError("video_unreadable", path=str(video)) from error
    if not count:
        raise DetectError("video_unreadable", path=str(video))


def watch_film(backend: Backend | None, video: Path, rate: float = 0.0) -> Iterator[FilmPicture]:
    """Run a model over a film; pictures come in order. No backend: no boxes. DetectError as in `pictures`, and
    "inference_failed"."""
    done: queue.SimpleQueue[Job] = queue.SimpleQueue()
    waiting: dict[int, Job] = {}
    given = asked = 0
    for seconds, picture, faults in pictures(video, rate):
        asked += 1
        job = Job("film", picture, (asked, seconds, faults))
        if backend is None:
            done.put(job)
        else:
            backend.submit(job, done.put)
        while not done.empty() or asked - given > 2 * (backend.capacity if backend is not None else 1):
            one = done.get()
            waiting[one.tag[0]] = one
            while given + 1 in waiting:
                given += 1
                yield _judged(waiting.pop(given))
    while given < asked:
        if given + 1 not in waiting:
            one = done.get()
            waiting[one.tag[0]] = one
            continue
        given += 1
        yield _judged(waiting.pop(given))


def _judged(job: Job) -> FilmPicture:
    if job.error:
        raise DetectError("inference_failed", error=job.error)
    number, seconds, faults = job.tag
    return FilmPicture(number, seconds, job.picture, job.boxes, faults)
