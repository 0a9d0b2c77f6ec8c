"""The week's worst points, and a setting for each that spares much and loses nothing."""

from dataclasses import replace

from alarms.model import Condition, Occurrence, Priority, Verdict
from alarms.nuisance import Judged, Proposal, Setting, judged, worst_points
from tests.unit.alarms.world import World

NOW = 1_793_628_000.0
DAY = 86_400.0


def alarm(point: str, at: float, lasted: float | None = 1.0, cause: str = "wind", **more: object) -> Judged:
    verdict = more.pop("verdict", None)
    found = Occurrence(
        id=f"{point}@{at}",
        point=point,
        device="d",
        zone="north",
        alarm_class="perimeter",
        kind="",
        priority=Priority.P2,
        raised_at=at,
        received_at=at,
        condition=Condition.ACTIVE if lasted is None else Condition.NORMAL,
        returned_at=None if lasted is None else at + lasted,
        nuisance=cause,
    )
    return Judged(replace(found, **more), verdict, "moth" if verdict else "")  # type: ignore[arg-type]


def test_the_worst_come_first_with_their_causes() -> None:
    history = [alarm("a", NOW - DAY + n * 600, cause="wind" if n else "cat") for n in range(4)]
    history += [alarm("b", NOW - DAY + n * 600, cause="", verdict=Verdict.FALSE) for n in range(2)]
    history += [alarm("c", NOW - DAY, cause="")]
    first, second = worst_points(history, NOW)
    assert (first.point, first.zone, first.alarms, first.nuisances) == ("a", "north", 4, 4)
    assert first.causes == (("wind", 3), ("cat", 1))
    assert (second.point, second.causes) == ("b", (("moth", 2),))
    assert worst_points(history, NOW, most=1) == (first,)


def test_drills_tests_and_other_weeks_are_left_out() -> None:
    history = [alarm("a", NOW - DAY, drill=True), alarm("a", NOW - DAY, verdict=Verdict.TEST)]
    history += [alarm("a", NOW - 8 * DAY), alarm("a", NOW + 1)]
    assert worst_points(history, NOW) == ()


def test_short_nuisances_beside_long_alarms_propose_the_mildest_on_delay() -> None:
    history = [alarm("a", NOW - DAY + n * 600, 1.4) for n in range(9)]
    history += [alarm("a", NOW - DAY + 9000, 4.0, cause="")]
    (report,) = worst_points(history, NOW)
    assert report.proposal == Proposal(Setting.ON_DELAY, 2.0, spared=9)


def test_what_comes_back_soon_after_its_end_proposes_an_off_delay() -> None:
    history = [alarm("a", NOW - DAY + n * 100, 80.0, chatter=n > 1) for n in range(8)]
    (report,) = worst_points(history, NOW)
    assert report.proposal == Proposal(Setting.OFF_DELAY, 30.0, spared=7)
    assert report.chattering == 6


def test_a_real_alarm_is_not_swallowed_by_the_nuisance_before_it() -> None:
    history = [alarm("a", NOW - DAY + n * 100, 80.0, cause="" if n == 5 else "wind") for n in range(8)]
    (report,) = worst_points(history, NOW)
    assert report.proposal == Proposal(Setting.MAINTAIN)


def test_single_short_ones_beside_series_propose_a_count() -> None:
    history = [alarm("a", NOW - DAY + n * 600, 20.0) for n in range(6)]
    history += [alarm("a", NOW - DAY + 9000, 20.0, cause=""), alarm("a", NOW - DAY + 9025, None, cause="")]
    (report,) = worst_points(history, NOW)
    assert report.proposal.setting is Setting.MAINTAIN, "the first of the series would be lost"
    (report,) = worst_points([*history[:6], alarm("a", NOW - DAY + 9000, None, cause="")], NOW)
    assert report.proposal == Proposal(Setting.COUNT, 2.0, spared=6)


def test_what_no_setting_spares_is_to_be_looked_at() -> None:
    few = [alarm("a", NOW - DAY + n * 600) for n in range(2)]
    critical = [alarm("b", NOW - DAY + n * 600, priority=Priority.P1) for n in range(5)]
    standing = [alarm("c", NOW - DAY + n * 600, 300.0) for n in range(5)]
    for report in worst_points([*few, *critical, *standing], NOW):
        assert report.proposal == Proposal(Setting.MAINTAIN)


def test_the_record_alone_says_what_was_a_nuisance(rich: World) -> None:
    for n in range(3):
        rich.event("fence", "perimeter", "Z01", occ=f"a{n}")
        rich.clock.advance(1)
        rich.event("fence", "perimeter", "Z01", False, occ=f"a{n}")
        rich.clock.advance(600)
    rich.engine.respond.nuisance(rich.of("fence-1").id, "wind", "wang")
    for occurrence in rich.listed():
        rich.engine.respond.acknowledge(occurrence.id, "wang", no_picture=True)
        rich.engine.respond.verdict(occurrence.incident or "", Verdict.FALSE, "cat", "wang")
    rich.engine.respond.shelve("fence-1", "storm", 600, "wang")
    rich.event("fence", "perimeter", "Z01", occ="shelved")
    rich.event("slow", "perimeter", "D1", occ="waits")
    rich.take()
    (report,) = worst_points(judged(rich.actions), rich.clock.now() + 1)
    assert (report.point, report.alarms, report.nuisances) == ("fence-1", 4, 3)
    assert report.causes == (("cat", 2), ("wind", 1))
    assert report.proposal == Proposal(Setting.ON_DELAY, 2.0, spared=3)
