"""Limits of values in the site document: read, checked, and alarms only where they are to be alarms."""

from __future__ import annotations

from pathlib import Path

import pytest

from alarms.model import Priority
from app.services.alarm_site import alarm_site
from app.services.places import Places
from app.settings import LoadResult, load_site

HEAD = """
schema = 1
[site]
id = "s"
name = "翠湖"
[[zone]]
id = "pumps"
name = "泵房"
[[device]]
id = "d"
name = "主机"
kind = "sensor"
zone = "pumps"
[[point]]
id = "p"
device = "d"
class = "gas"
channel = "K"
name = "燃气"
"""


def loaded(folder: Path, *entries: str) -> LoadResult:
    path = folder / "site.toml"
    path.write_text(HEAD + "".join(f"[[measurement]]\n{entry}\n" for entry in entries), encoding="utf-8")
    return load_site(path)


GOOD = """id = "t"
name = "泵房温度"
name_en = "Pump room temperature"
device = "d"
class = "temperature"
channel = "T1"
unit = "°C"
low = 2
high = 45.0
warn_high = 40.0"""


def test_limits_alone_are_no_alarm_and_with_the_word_they_are(tmp_path: Path) -> None:
    quiet = loaded(tmp_path, GOOD)
    assert not quiet.problems
    assert "d/temperature/T1" not in alarm_site(quiet.site).points
    loud = loaded(tmp_path, GOOD + "\nalarm = true\npriority = 4")
    assert not loud.problems
    point = alarm_site(loud.site).point("d", "temperature", "T1")
    assert (point.low, point.high, point.priority, point.zone) == (2, 45.0, Priority.P4, "pumps")
    places = Places(loud.site)
    assert places.point_name(point.id, "en") == "Pump room temperature"
    assert places.point_zone(point.id) == "pumps"


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ('id = "x"\nclass = "gas"\nhigh = 1.0\nalarm = true', "measurement_alarm_where"),
        ('id = "x"\ndevice = "d"\nclass = "gas"\nchannel = "L"\nalarm = true', "measurement_alarm_limits"),
        (
            'id = "x"\ndevice = "d"\nclass = "gas"\nchannel = "L"\nkey = "kv"\nlow = 1.0\nalarm = true',
            "measurement_alarm_key",
        ),
        (
            'id = "x"\ndevice = "d"\nclass = "gas"\nchannel = "K"\nhigh = 1.0\nalarm = true',
            "measurement_alarm_point",
        ),
    ],
)
def test_an_alarm_that_could_not_be_told_is_said_and_left_out(tmp_path: Path, entry: str, code: str) -> None:
    found = loaded(tmp_path, entry)
    assert [problem.code for problem in found.problems] == [code]
    assert [one.alarm for one in found.site.measurements] == [False]


@pytest.mark.parametrize(
    ("entries", "codes", "left"),
    [
        ([GOOD, GOOD.replace('"t"', '"t2"')], ["measurement_twice"], ["t"]),
        ([GOOD.replace("40.0", "50.0")], ["measurement_warn"], ["t"]),
        ([GOOD.replace("low = 2", "low = 99")], ["limits_crossed"], ["t"]),
        ([GOOD + "\nwarn_low = 42.0"], ["limits_crossed"], ["t"]),
        ([GOOD.replace('"d"', '"nobody"')], ["unknown_reference"], []),
    ],
)
def test_what_contradicts_itself_is_said(tmp_path: Path, entries: list[str], codes: list[str], left: list[str]) -> None:
    found = loaded(tmp_path, *entries)
    assert [problem.code for problem in found.problems] == codes
    assert [one.id for one in found.site.measurements] == left
    for problem in found.problems:
        assert problem.line_of_text("en") != problem.line_of_text("zh_CN")
