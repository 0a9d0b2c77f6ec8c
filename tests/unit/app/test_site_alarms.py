"""How alarms behave, as the site file says it: what contradicts itself, and what the alarm core makes of the rest."""

from pathlib import Path

import pytest

from alarms.model import EscalationStep, Priority
from alarms.schedule import HolidayRule
from alarms.site import AlarmRules
from app.services.alarm_site import alarm_site
from app.settings import LoadResult, load_site

BASE = """
schema = 1
[site]
id = "demo"
name = "Demo"
timezone = "Asia/Shanghai"
holidays = ["2026-10-01"]
[[zone]]
id = "all"
name = "All"
escalation = "slow"
[[zone]]
id = "fence"
name = "Fence"
parent = "all"
[[device]]
id = "d"
name = "D"
kind = "perimeter"
zone = "fence"
heartbeat_s = 60
[[point]]
id = "p1"
name = "P1"
device = "d"
class = "perimeter"
channel = "Z1"
on_delay_s = 0.5
off_delay_s = 10
count = 2
window_s = 30
group = "pair"
heartbeat_s = 90
escalation = "fast"
[[point]]
id = "p2"
name = "P2"
device = "d"
class = "perimeter"
channel = "Z2"
group = "pair"
[[sensor_group]]
id = "pair"
within_s = 12
[[escalation]]
id = "fast"
other_stations_s = 10
call_out_s = 20
[[escalation]]
id = "slow"
priority = 2
supervisor_s = 500
[[arming]]
id = "night"
zones = ["fence"]
times = ["mon-fri 22:00-06:00", "sat,sun 00:00-24:00"]
holidays = "all_day"
[[answer]]
id = "day"
station = "gs2"
zones = ["fence"]
times = ["daily 08:00-20:00"]
[[answer]]
id = "rest"
station = "gs1"
zones = ["all"]
"""


OUTER = '[[arming]]\nid = "x"\nzones = ["all"]\ntimes = ["daily 1:00-2:00"]\n'


def load(tmp_path: Path, text: str) -> LoadResult:
    path = tmp_path / "site.toml"
    path.write_text(text, encoding="utf-8")
    return load_site(path)


def test_the_alarm_core_gets_what_the_file_says(tmp_path: Path) -> None:
    loaded = load(tmp_path, BASE)
    assert loaded.problems == ()
    core = alarm_site(loaded.site)
    point = core.points["p1"]
    assert (point.on_delay_s, point.off_delay_s, point.count, point.window_s) == (0.5, 10.0, 2, 30.0)
    assert (point.group, point.heartbeat_s, point.escalation) == ("pair", 90.0, "fast")
    assert core.groups["pair"].within_s == 12
    assert core.devices["d"].heartbeat_s == 60
    assert core.zones["all"].escalation == "slow"
    steps = core.escalations["fast"].steps
    assert steps == ((10.0, EscalationStep.OTHER_STATIONS), (20.0, EscalationStep.CALL_OUT))
    assert core.escalations["slow"].priority is Priority.P2
    (plan,) = core.arming
    assert (plan.zones, len(plan.schedule.windows), plan.schedule.on_holidays) == (("fence",), 2, HolidayRule.ALL_DAY)
    assert [day.isoformat() for day in plan.schedule.holidays] == ["2026-10-01"]
    assert str(plan.schedule.timezone) == "Asia/Shanghai"
    day, rest = core.answering
    assert (day.station, day.zones, rest.schedule) == ("gs2", frozenset({"fence"}), None)
    assert day.schedule is not None


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('times = ["daily 08:00-20:00"]', 'times = ["always"]', "bad_time"),
        ('holidays = ["2026-10-01"]', 'holidays = ["1 October"]', "bad_date"),
        ('channel = "Z1"', 'channel = "Z1"\npriority = 1', "delay_of_priority_one"),
        ('channel = "Z2"\ngroup = "pair"', 'channel = "Z2"', "group_too_small"),
        ("call_out_s = 20", "call_out_s = 5", "escalation_order"),
        ("supervisor_s = 500", "", "escalation_empty"),
        ('id = "fast"', 'id = "fast"\npriority = 2', "escalation_twice"),
        ('[[answer]]\nid = "day"', OUTER + '[[answer]]\nid = "day"', "arming_inside"),
        ('escalation = "fast"', 'escalation = "quick"', "unknown_reference"),
        ('group = "pair"\nheartbeat_s', 'group = "trio"\nheartbeat_s', "unknown_reference"),
        ('station = "gs2"\nzones = ["fence"]', 'station = "gs2"\nzones = ["hedge"]', "unknown_reference"),
        ("on_delay_s = 0.5", "on_delay_s = 301", "out_of_range"),
        ("on_delay_s = 0.5", "on_delay_s = 0.5\nlow = 4\nhigh = 4", "limits_crossed"),
        ("[[zone]]", "[alarms]\nflood_enter = 8\nflood_leave = 9\n[[zone]]", "flood_never_ends"),
        ("[[zone]]", "[alarms]\nchatter_count = 1\n[[zone]]", "out_of_range"),
    ],
)
def test_what_contradicts_itself_is_told_and_the_rest_stands(tmp_path: Path, old: str, new: str, code: str) -> None:
    assert old in BASE
    loaded = load(tmp_path, BASE.replace(old, new, 1))
    assert code in {problem.code for problem in loaded.problems}
    assert len(loaded.site.points) == 2
    for problem in loaded.problems:
        assert problem.line_of_text("en")
        assert problem.line_of_text("zh_CN")
    alarm_site(loaded.site)


def test_an_escalation_that_makes_no_sense_leaves_the_usual_times(tmp_path: Path) -> None:
    loaded = load(tmp_path, BASE.replace("call_out_s = 20", "call_out_s = 5"))
    assert [entry.id for entry in loaded.site.escalations] == ["slow"]


def test_zones_of_one_schedule_may_lie_in_one_another(tmp_path: Path) -> None:
    loaded = load(tmp_path, BASE.replace('zones = ["fence"]\ntimes = ["mon', 'zones = ["all", "fence"]\ntimes = ["mon'))
    assert loaded.problems == ()


def test_limits_and_the_numbers_of_all_alarms_come_from_the_file(tmp_path: Path) -> None:
    assert alarm_site(load(tmp_path, BASE).site).rules == AlarmRules()
    text = BASE.replace("on_delay_s = 0.5", "low = 1.5\nhigh = 4\non_delay_s = 0.5")
    numbers = "[alarms]\nflood_enter = 8\nflood_leave = 4\nflood_s = 300\nchatter_count = 4\nchatter_s = 90\n"
    numbers += "stale_s = 7200\ncameras_within_s = 15\n"
    loaded = load(tmp_path, text.replace("[[zone]]", numbers + "[[zone]]", 1))
    assert loaded.problems == ()
    core = alarm_site(loaded.site)
    assert core.rules == AlarmRules(8, 4, 300.0, 4, 90.0, 7200.0, 15.0)
    early = load(tmp_path, BASE.replace("[[zone]]", "[alarms]\nflood_enter = 3\n[[zone]]", 1))
    assert (early.problems, alarm_site(early.site).rules.flood_leave) == ((), 3)
    assert (core.points["p1"].low, core.points["p1"].high, core.points["p2"].high) == (1.5, 4.0, None)
