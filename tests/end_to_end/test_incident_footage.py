"""What lies on the disk of an incident by the defaults: from before its first alarm to after its last."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from app.site_recording import Recording
from tests.end_to_end.driving import Post, live_cameras, occurrences, until
from tests.fakes.encoded_video import seconds_off
from tests.fakes.rtsp_process import RtspProcess
from tests.fakes.small_station import site_text
from video.clips import read_clip
from video.model import StreamKind

#: Of the defaults, as they are promised.
BEFORE_S, AFTER_S = 15.0, 30.0
#: What a key picture, which a file begins with, and the last picture may be off.
STEP_S = 0.2
AGAIN_S = 20.0
FENCE = ("c1", "c2")


def plain_text(cameras: RtspProcess) -> str:
    """The small community, which says nothing of recording."""
    text = site_text(cameras)
    begin, end = text.index("[recording]"), text.index("[broker]")
    return text[:begin] + text[end:]


def test_clips_reach_from_before_the_first_alarm_to_after_the_last_that_joins(
    make_post: Callable[[str], Post], cameras: RtspProcess
) -> None:
    assert (Recording().before_s, Recording().after_s) == (BEFORE_S, AFTER_S)
    post = make_post(plain_text(cameras))
    station, clock = post.station, post.station.clock
    until("cameras live", lambda: len(live_cameras(station)) == 3)
    began = clock.now()
    until("the seconds before", lambda: clock.now() - began > BEFORE_S + 1.5)

    post.fence().event("perimeter", "Z01")
    until("the alarm", lambda: occurrences(station, "fence-z01"))
    (first,) = occurrences(station, "fence-z01")
    assert first.incident is not None
    until("twenty seconds", lambda: clock.now() - first.raised_at > AGAIN_S)
    post.fence().event("perimeter", "Z02")
    until("the second alarm", lambda: occurrences(station, "fence-z02"))
    (second,) = occurrences(station, "fence-z02")
    assert second.incident == first.incident

    def clips(camera: str) -> list[Path]:
        found = [one for one in station.clips.of_incident(str(first.incident)) if one.camera == camera]
        return [Path(one.path) for one in found if one.kind == "clip"]

    def large(camera: str) -> list[Path]:
        kept = station.footage.segments(camera, first.raised_at, clock.now(), StreamKind.MAIN)
        assert {(one.cause, one.incident) for one in kept} <= {("incident", first.incident)}
        return [one.path for one in kept if one.closed]

    until("the clips", lambda: all(len(clips(camera)) == 2 for camera in FENCE), AGAIN_S + AFTER_S + 30)

    def large_until(camera: str) -> float:
        return max((read_clip(path).frames[-1].captured_at for path in large(camera)), default=0.0)

    until("the large streams", lambda: all(large_until(one) > second.raised_at + AFTER_S - 2.0 for one in FENCE))
    for camera in FENCE:
        times = sorted({frame.captured_at for path in clips(camera) for frame in read_clip(path).frames})
        assert times[0] <= first.raised_at - BEFORE_S + STEP_S, (camera, times[0] - first.raised_at)
        assert times[-1] >= second.raised_at + AFTER_S - STEP_S, (camera, times[-1] - second.raised_at)
        assert max(b - a for a, b in pairwise(times)) < STEP_S, "nothing is missing between the clips"
        main = sorted(frame.captured_at for path in large(camera) for frame in read_clip(path).frames)
        assert main[0] < first.raised_at + AGAIN_S  # it has to be connected first
        assert max(b - a for a, b in pairwise(main)) < STEP_S
        off = [one for path in (*clips(camera), *large(camera)) for one in seconds_off(path)]
        assert max(map(abs, off)) < 0.1, sorted(off)
