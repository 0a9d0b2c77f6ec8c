"""A camera that shows what it should not: said on its tile, an alarm of its own kind, over when the picture is good."""

from alarms.model import Condition, Priority
from tests.end_to_end.driving import Post, live_cameras, occurrences, until
from video.quality_state import QualityKind, QualityState


def marks(post: Post) -> set[str]:
    return {tile.quality for tile in post.window.live.wall._board.of_camera("c2")}


def test_a_fault_of_a_picture_is_told_on_its_tile_and_raised_once(post: Post) -> None:
    station = post.station
    until("three cameras live", lambda: len(live_cameras(station)) == 3)
    found = station.video._on_quality
    found(QualityState("c2", QualityKind.MOVED, True, station.clock.now(), 0.1))
    until("a mark on the tile", lambda: marks(post) == {"moved"})
    until("an alarm", lambda: len(occurrences(station)) == 1)
    raised = occurrences(station)[0]
    assert (raised.alarm_class, raised.kind, raised.priority) == ("camera", "moved", Priority.P3)
    assert raised.point == "c2.picture"
    assert station.places.cameras_for(raised.point, raised.zone) == ("c2",)
    assert station.places.point_name(raised.point, "en") == station.places.camera_name("c2", "en")
    found(QualityState("c2", QualityKind.COVERED, True, station.clock.now(), 0.1))
    until("the worse one", lambda: marks(post) == {"covered"} and len(occurrences(station)) == 2)
    for kind in (QualityKind.MOVED, QualityKind.COVERED):
        found(QualityState("c2", kind, False, station.clock.now(), 0.0))
    until("a clean tile", lambda: marks(post) == {""})
    until("the alarms over", lambda: all(one.condition is Condition.NORMAL for one in occurrences(station)))
    until("all as before", lambda: len(live_cameras(station)) == 3 and station.cameras._standing() == set())
