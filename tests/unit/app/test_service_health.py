"""Each part's judgement, and since when it stands."""

from dataclasses import replace

from alarms.devices import DeviceView, Presence
from alarms.model import Priority
from app.pages import health_content
from app.pages.health_content import named
from app.services import health
from app.services.health import HealthBoard, Level, PartStatus
from app.services.restart_count import RestartCount
from video.detect.model import DetectorPhase, DetectorState
from video.model import Phase, StreamKind, StreamState


def stream(camera: str, phase: Phase, kind: StreamKind = StreamKind.SUB) -> StreamState:
    return StreamState(camera, kind, phase, since=0.0)


def test_cameras_name_what_is_missing_even_if_it_was_never_heard_of() -> None:
    states = [stream("a", Phase.LIVE), stream("b", Phase.LOST), stream("b", Phase.LIVE, StreamKind.MAIN)]
    status = health.cameras_status(states, ["a", "b", "c"])
    assert (status.level, status.code) == (Level.DEGRADED, "some_lost")
    assert status.detail == {"live": 1, "cameras": 3, "missing": "b, c"}
    assert health.cameras_status(states, ["a"]).level is Level.GOOD
    assert health.cameras_status(states, ["b"]).level is Level.FAILED
    assert health.cameras_status([], []).level is Level.ABSENT


def test_since_stands_while_level_and_code_do() -> None:
    board = HealthBoard()
    assert board.report(PartStatus("disk", Level.GOOD, "enough"), 1.0)
    assert not board.report(PartStatus("disk", Level.GOOD, "enough"), 2.0)
    assert board.parts()[0].since == 1.0
    assert board.report(PartStatus("disk", Level.FAILED, "full"), 3.0)
    board.report(PartStatus("sound", Level.GOOD, "ready"), 3.0)
    assert [(one.part, one.since) for one in board.parts()] == [("disk", 3.0), ("sound", 3.0)]


def test_the_worst_stands_first() -> None:
    board = HealthBoard()
    for part, level in (("a", Level.GOOD), ("b", Level.ABSENT), ("c", Level.FAILED), ("d", Level.DEGRADED)):
        board.report(PartStatus(part, level, "x"), 0.0)
    assert [one.part for one in board.parts()] == ["c", "d", "b", "a"]


def test_a_stand_in_for_the_model_is_degraded_and_says_so() -> None:
    motion = DetectorState(DetectorPhase.RUNNING, engine="motion", degraded=True)
    assert (health.detector_status(motion).level, health.detector_status(motion).code) == (Level.DEGRADED, "motion")
    assert health.detector_status(DetectorState(DetectorPhase.RUNNING, engine="openvino")).level is Level.GOOD
    changed = DetectorState(DetectorPhase.RUNNING, engine="motion", degraded=True, code="model_changed")
    assert health.detector_status(changed).code == "model_changed"
    again = health.detector_status(DetectorState(DetectorPhase.RESTARTING, restarts=2))
    assert (again.level, again.code, again.detail["restarts"]) == (Level.DEGRADED, "again", 2)
    assert health.detector_status(DetectorState(DetectorPhase.FAILED)).level is Level.FAILED
    assert health.detector_status(None).level is Level.ABSENT


def test_a_detector_that_is_killed_again_and_again_is_not_well_though_it_runs() -> None:
    runs, count = DetectorState(DetectorPhase.RUNNING, engine="openvino"), RestartCount()
    for restarts, now in ((0, 0.0), (1, 100.0), (1, 101.0), (3, 200.0), (0, 300.0), (1, 400.0)):
        count.take(restarts, now)
    assert count.in_last_hour(500.0) == 4, "a start on purpose begins its own count anew and is none"
    found = health.detector_status(runs, count.in_last_hour(500.0))
    assert (found.level, found.code, found.detail["hourly"]) == (Level.DEGRADED, "often", 4)
    assert "again 4 times" in health_content.words(found)[0]
    assert count.in_last_hour(3800.0) == 1
    assert health.detector_status(runs, 1).level is Level.GOOD


def test_how_often_cameras_are_looked_at_is_said_and_seldom_is_degraded() -> None:
    runs = DetectorState(
        DetectorPhase.RUNNING, "openvino", "people", "CPU", 9.0, 3, camera_rates={"a": 5.0, "b": 3.0}, slowest=3.0
    )
    status = health.detector_status(runs)
    assert (status.code, status.detail["each"], status.detail["device"]) == ("running", 4.0, "CPU")
    seldom = health.detector_status(replace(runs, slowest=0.4))
    assert (seldom.level, seldom.code, seldom.detail["slowest"]) == (Level.DEGRADED, "slow", 0.4)
    nothing_comes = health.detector_status(replace(runs, slowest=0.0, camera_rates={"a": 0.0, "b": 0.0}))
    assert nothing_comes.code == "running"


def test_fire_by_picture_says_that_there_is_no_model() -> None:
    assert health.fire_seen_status(DetectorState(DetectorPhase.RUNNING)).code == "no_model"
    assert health.fire_seen_status(None).level is Level.ABSENT
    assert health.fire_seen_status(DetectorState(DetectorPhase.RUNNING, fire="hearth")).detail == {"model": "hearth"}


def test_a_model_of_fire_that_is_there_and_does_not_run_is_not_called_missing() -> None:
    told = health.fire_seen_status(DetectorState(DetectorPhase.RUNNING), "hearth")
    assert (told.level, told.code, told.detail) == (Level.DEGRADED, "not_usable", {"model": "hearth"})
    assert health.fire_seen_status(DetectorState(DetectorPhase.STARTING), "hearth").code == "no_model"
    assert health.fire_seen_status(DetectorState(DetectorPhase.RUNNING, fire="hearth"), "hearth").level is Level.GOOD


def test_what_is_set_aside_is_less_than_was_meant_and_a_flood_is_trouble() -> None:
    assert health.points_status(0, 0, 0, False).level is Level.GOOD
    aside = health.points_status(2, 1, 3, False)
    assert (aside.level, aside.code) == (Level.DEGRADED, "some_aside")
    assert aside.detail == {"shelved": 2, "out": 1, "disarmed": 3}
    assert (health.points_status(0, 0, 3, False).level, health.points_status(0, 0, 3, False).code) == (
        Level.GOOD,
        "some_disarmed",
    )
    assert health.points_status(0, 0, 0, True).code == "flood"


def test_the_other_parts() -> None:
    assert health.disk_status(100 << 30).level is Level.GOOD
    assert health.disk_status(2 << 30).code == "low"
    assert health.disk_status(1 << 20).level is Level.FAILED
    assert health.outbox_status(5, 61.0).code == "late"
    assert health.outbox_status(5, 1.0).level is Level.GOOD
    assert health.outbox_status(0, 0.0, 2, "too long").code == "refused"
    assert health.database_status(False, "unreachable").level is Level.FAILED
    assert health.database_status(True, "").level is Level.GOOD
    assert health.broker_status(False, built_in=False, problem="lost").detail == {"cause": "lost"}
    assert health.workers_status(1, 2).level is Level.DEGRADED
    assert health.workers_status(0, 2).level is Level.FAILED
    assert health.journal_status("disk_full").level is Level.FAILED
    assert health.sound_status("no_device", "").level is Level.ABSENT


def test_lost_cameras_are_called_by_their_names() -> None:
    status = health.cameras_status([], ["c1", "c2"])
    assert (
        named(status, lambda camera: {"c1": "北门", "c2": "East gate"}[camera]).detail["missing"] == "北门, East gate"
    )
    whole = PartStatus("disk", Level.GOOD, "enough")
    assert named(whole, str) is whole


def test_alarms_are_judged_by_what_nobody_took_notice_of() -> None:
    assert health.alarms_status({}, 0).code == "quiet"
    assert health.alarms_status({Priority.P2: 3}, 0).level is Level.GOOD
    waiting = health.alarms_status({Priority.P2: 3, Priority.P4: 1}, 2)
    assert (waiting.level, waiting.code) == (Level.FAILED, "waiting")
    assert health.alarms_status({Priority.P4: 1}, 1).level is Level.DEGRADED
    line = health_content.row(waiting)
    assert (line.word, line.mark) == ("waiting for you", Priority.P2)
    assert "High 3, Low 1" in line.reason
    assert "F5" in line.next_step


def test_devices_are_counted_and_named_and_not_guessed_while_none_is_heard() -> None:
    def view(name: str, presence: Presence, seen: float = 0.0) -> DeviceView:
        return DeviceView(name, presence, last_seen=seen)

    views = {one.device: one for one in (view("a", Presence.ONLINE), view("b", Presence.OFFLINE, 9.0))}
    views["camera"] = view("camera", Presence.UNKNOWN, 5.0)
    told = health.devices_status(views, ("a", "b", "camera", "never"), True)
    assert (told.code, told.detail["live"], told.detail["devices"]) == ("some_lost", 2, 4)
    assert told.detail["missing"] == "b, never"
    assert health_content.lamp(told).text == "Devices 2/4"
    assert health.devices_status(views, ("a", "b"), False).code == "unheard"
    assert health.devices_status(views, ("a", "camera"), True).level is Level.GOOD
    assert health.devices_status({}, ("a",), True).level is Level.FAILED
    assert health.devices_status({}, (), True).level is Level.ABSENT


def test_every_lamp_is_short_and_leads_to_a_reason_and_a_step() -> None:
    told = (
        health.broker_status(False, built_in=False, problem="lost"),
        health.database_status(False, "unreachable"),
        health.outbox_status(312, 90.0),
        health.disk_status(2 << 30),
        PartStatus("clock", Level.DEGRADED, "jumped", {"seconds": 12}),
        PartStatus("history", Level.DEGRADED, "disk_full"),
    )
    for status in told:
        lamp, row = health_content.lamp(status), health_content.row(status)
        assert len(lamp.text) <= 24, lamp.text
        assert "%" not in lamp.text
        assert lamp.key == row.key == status.part
        assert row.reason
        assert row.next_step
        assert row.reason in lamp.reason
    assert health_content.lamp(told[2]).text == "312 records wait"
