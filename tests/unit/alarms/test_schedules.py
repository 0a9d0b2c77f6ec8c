"""Weekly times in the site's own time zone, over changes of clocks and holidays."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from alarms.schedule import ALL_DAY, HolidayRule, Schedule, Window, read_window

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")


def at(text: str, zone: ZoneInfo = SHANGHAI, fold: int = 0) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold).timestamp()


def night(zone: ZoneInfo = SHANGHAI, *texts: str, **more: object) -> Schedule:
    return Schedule(tuple(map(read_window, texts or ("daily 22:00-06:00",))), zone, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "days", "start", "end"),
    [
        ("mon-fri 22:00-06:00", {0, 1, 2, 3, 4}, 1320, 360),
        ("sat,sun 08:00-12:30", {5, 6}, 480, 750),
        ("fri-mon 0:00-24:00", {4, 5, 6, 0}, 0, 1440),
        ("Daily 00:00 - 24:00", set(range(7)), 0, 1440),
        ("mon-tue, thu 1:05-2:06", {0, 1, 3}, 65, 126),
    ],
)
def test_times_are_read(text: str, days: set[int], start: int, end: int) -> None:
    assert read_window(text) == Window(frozenset(days), start, end)


BAD_DAYS = ["", "mon", "22:00-06:00", "xyz 22:00-06:00", "mon-xyz 1:00-2:00"]
BAD_TIMES = ["mon 22-06", "mon 25:00-26:00", "mon 1:60-2:00", "mon 24:00-06:00", "mon 24:01-24:02"]


@pytest.mark.parametrize("text", [*BAD_DAYS, *BAD_TIMES])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_window(text)


def test_a_window_over_midnight_belongs_to_the_day_it_begins() -> None:
    plan = night(SHANGHAI, "fri 22:00-06:00")
    assert [plan.holds(at(one)) for one in ("2026-11-06T21:59", "2026-11-06T22:00", "2026-11-07T05:59")] == [
        False,
        True,
        True,
    ]
    assert not plan.holds(at("2026-11-07T06:00"))
    assert not plan.holds(at("2026-11-07T22:30")), "Saturday night is not Friday's"
    assert plan.next_change(at("2026-11-07T06:00")) == at("2026-11-13T22:00")
    assert plan.last_change(at("2026-11-13T21:59")) == at("2026-11-07T06:00")


def test_windows_that_touch_are_one() -> None:
    plan = night(SHANGHAI, "mon 08:00-12:00", "mon 12:00-18:00", "mon 13:00-14:00")
    assert plan.next_change(at("2026-11-02T09:00")) == at("2026-11-02T18:00")
    assert plan.last_change(at("2026-11-02T17:00")) == at("2026-11-02T08:00")


def test_what_always_holds_never_changes() -> None:
    for text in ("daily 00:00-24:00", "daily 22:00-22:00"):
        plan = night(SHANGHAI, text)
        assert plan.holds(at("2026-11-02T09:00"))
        assert plan.next_change(at("2026-11-02T09:00")) is None
        assert plan.last_change(at("2026-11-02T09:00")) is None
    assert not Schedule((), SHANGHAI).holds(0.0)


def test_a_night_is_longer_and_shorter_where_clocks_change() -> None:
    plan = night(BERLIN)
    ordinary = plan.next_change(at("2026-10-20T23:00", BERLIN))
    assert ordinary == at("2026-10-21T06:00", BERLIN)
    hours = []
    for evening in ("2026-10-24T22:00", "2026-03-28T22:00", "2026-06-01T22:00"):
        begin = at(evening, BERLIN)
        end = plan.next_change(begin)
        assert end is not None
        hours.append((end - begin) / 3600)
    assert hours == [9.0, 7.0, 8.0]


def test_an_hour_that_comes_twice_is_covered_both_times() -> None:
    plan = night(BERLIN, "sun 02:00-02:30")
    first, second = at("2026-10-25T02:00", BERLIN), at("2026-10-25T02:29", BERLIN, fold=1)
    assert plan.holds(first)
    assert plan.holds(second)
    assert not plan.holds(at("2026-10-25T02:30", BERLIN, fold=1))


def test_an_hour_that_is_skipped_makes_no_window_shorter() -> None:
    plan = night(BERLIN, "sun 01:00-02:30")
    assert plan.holds(at("2026-03-29T01:59", BERLIN))
    assert plan.next_change(at("2026-03-29T01:30", BERLIN)) == at("2026-03-29T03:30", BERLIN)


@pytest.mark.parametrize(
    ("rule", "noon", "late"),
    [
        (HolidayRule.AS_USUAL, False, True),
        (HolidayRule.AS_SUNDAY, True, False),
        (HolidayRule.ALL_DAY, True, True),
        (HolidayRule.NEVER, False, False),
    ],
)
def test_a_holiday_is_what_the_site_makes_of_it(rule: HolidayRule, noon: bool, late: bool) -> None:
    days = frozenset({date(2026, 10, 1)})  # a Thursday
    plan = night(SHANGHAI, "mon-fri 22:00-23:00", "sun 10:00-14:00", holidays=days, on_holidays=rule)
    assert [plan.holds(at(one)) for one in ("2026-10-01T12:00", "2026-10-01T22:30")] == [noon, late]
    assert plan.holds(at("2026-10-02T22:30")), "the day after is a Friday again"


def test_equal_times_have_equal_signatures() -> None:
    days = frozenset({date(2026, 10, 1), date(2026, 5, 1)})
    one = Schedule((read_window("mon-fri 1:00-2:00"), ALL_DAY), UTC, days)
    same = Schedule((ALL_DAY, read_window("fri-fri,mon-thu 1:00-2:00")), UTC, frozenset(sorted(days)))
    assert one.signature == same.signature
    assert one.signature != Schedule((ALL_DAY,), UTC, days).signature
