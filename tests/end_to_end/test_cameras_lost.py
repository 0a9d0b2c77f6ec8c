"""All cameras gone and back: no tile lies about its age, each is an alarm, two of a zone one more, pictures return."""

from alarms.cameras import LOST_KIND, SEVERAL
from alarms.model import Condition, Occurrence, Priority
from app.services.health import Level
from app.station import Station
from tests.end_to_end.driving import Post, live_cameras, occurrences, part, until
from tests.fakes.rtsp_process import RtspProcess
from widgets.freshness import Face

CAMERAS = ("c1", "c2", "c3")


def losses(station: Station) -> list[Occurrence]:
    """The alarms of lost cameras; a camera that is drawn may be found to repeat itself besides, as it does."""
    return [one for one in occurrences(station) if one.kind in (LOST_KIND, SEVERAL)]


def faces(post: Post) -> set[Face]:
    return set(post.window.live.wall.faces().values())


def test_a_killed_camera_server_turns_tiles_stale_then_dead_raises_one_alarm_each_and_returns(
    post: Post, cameras: RtspProcess
) -> None:
    station = post.station
    until("three cameras live", lambda: len(live_cameras(station)) == 3)
    until("the wall painted", lambda: faces(post) == {Face.PICTURE})
    cameras.kill()
    stale = until("old pictures", lambda: faces(post) == {Face.STALE})
    until("the lamp says so", lambda: part(station, "cameras").level is Level.FAILED)
    dead = stale + until("black cards", lambda: faces(post) == {Face.DEAD})
    until("an alarm for each, and one for the fence", lambda: len(losses(station)) == 4)
    assert {one.point for one in losses(station) if one.kind == LOST_KIND} == set(CAMERAS)
    (together,) = [one for one in losses(station) if one.kind == SEVERAL]
    assert (together.zone, together.priority) == ("fence", Priority.P2)
    cameras.start()
    back = until("pictures", lambda: faces(post) == {Face.PICTURE})
    print(f"stale after {stale:.1f} s, dead after {dead:.1f} s, pictures {back:.1f} s after the server was back")
    over = lambda: all(one.condition is Condition.NORMAL for one in losses(station))  # noqa: E731
    until("the alarms over", over)  # a sub stream may wait its back-off longer than the main one on the wall
    assert part(station, "cameras").level is Level.GOOD
    assert len(losses(station)) == 4
