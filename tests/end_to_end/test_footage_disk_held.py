"""A disk that is full of what holds keep: said as such, with what to do; the wall goes on, and recording by itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.pages.health_content import words
from tests.end_to_end.driving import Post, live_cameras, occurrences, part, until
from tests.fakes.rtsp_process import RtspProcess
from tests.fakes.small_disk import fill_disk, small_disk
from tests.fakes.small_station import site_text

__all__ = ["small_disk"]


def test_when_only_held_footage_is_left_on_a_full_disk_the_alarm_says_to_end_holds(
    make_post: Callable[[str], Post], cameras: RtspProcess, small_disk: Path
) -> None:
    recording = f'[recording]\nmode = "always"\nleave_free_gb = 0.0\nfolder = "{small_disk.as_posix()}"\n'
    post = make_post(site_text(cameras).replace("[recording]\n", recording))
    station, clock = post.station, post.station.clock
    until("cameras live", lambda: len(live_cameras(station)) == 3)
    began = clock.now()
    until("footage", lambda: any(one.frames > 30 for one in station.footage.segments("c1", began, clock.now())))
    station.replay.acts.hold(("c1", "c2", "c3"), began - 60, began + 3600, "police", None).result(60)
    filler = fill_disk(small_disk)

    def kinds() -> list[str]:
        found = (one for one in occurrences(station) if one.alarm_class == "recording")
        return [one.kind for one in found if one.active]

    until("the alarm", kinds)
    assert kinds() == ["disk_held"]
    status = part(station, "recording")
    assert status.code == "disk_held"
    assert "End holds" in words(status)[1]
    (alarm,) = (one for one in occurrences(station) if one.alarm_class == "recording")
    assert "end holds" in station.places.guidance_of(alarm, None).steps[0].text_en
    held = [one.path for one in station.recording.index.all() if one.closed]
    assert held and all(path.exists() for path in held)
    painted = sum(map(len, post.painted.values()))
    until("live pictures", lambda: sum(map(len, post.painted.values())) > painted + 30)
    assert len(live_cameras(station)) == 3

    filler.unlink()
    until("no alarm", lambda: kinds() == [])
    again = clock.now()
    until("footage anew", lambda: station.footage.segments("c1", again, clock.now()))
    assert all(path.exists() for path in held)
