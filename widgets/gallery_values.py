"""Values of devices, the audit log and a bar at the top with little room, for the gallery."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from alarms.model import Priority
from widgets import gallery_samples as samples
from widgets import plots
from widgets.alarm_counts import CountView
from widgets.audit_view import AuditRow, AuditView
from widgets.gallery_pictures import StillClock
from widgets.gallery_samples import NOW, pick
from widgets.status_bar import LampView, StatusBar
from widgets.value_content import Limits, Standing, ValueRow, with_unit
from widgets.value_trend import Trend, TrendPoint
from widgets.value_view import ValueView

_PUMPS, _EAST, _LOBBY = ("地下泵房", "Pump room"), ("东围栏", "East fence"), ("一号楼大堂", "Lobby 1")
HOT = ("plant", "temperature", "pump-room", "value")
_HOT_LIMITS = Limits(2.0, 45.0, None, 38.0)


def _row(
    language: str,
    key: tuple[str, str, str, str],
    zone: tuple[int, tuple[str, str]],
    name: tuple[str, str],
    measured: tuple[float, str],
    standing: Standing = "within",
    limits: Limits | None = None,
    age: float = 4.0,
    away: bool = False,
) -> ValueRow:
    number, unit = measured
    order, place = zone
    return ValueRow(
        key=key,
        zone=place[1],
        zone_name=pick(place, language),
        name=pick(name, language),
        text=with_unit(number, unit),
        at=NOW - age,
        number=number,
        unit=unit,
        standing=standing,
        limits=limits or Limits(),
        stale_s=900.0,
        away=away,
        order=order,
        details=(pick(("楼宇设备监控", "Building equipment"), language) + f" · {key[1]}/{key[2]}",),
    )


def rows(language: str) -> tuple[ValueRow, ...]:
    """A value in each state, in three zones."""
    pumps, east, lobby = (1, _PUMPS), (2, _EAST), (3, _LOBBY)
    door = ValueRow(
        ("doors", "door", "D01", ""),
        _LOBBY[1],
        pick(_LOBBY, language),
        pick(("大堂单元门", "Lobby door"), language),
        pick(("门: 关, 锁: 已锁", "door: closed, lock: locked"), language),
        NOW - 4000,
        order=3,
    )
    pressure = ("供水压力", "Water pressure")
    return (
        _row(language, HOT, pumps, ("泵房温度", "Pump room temperature"), (47.5, "°C"), "high", _HOT_LIMITS),
        _row(
            language,
            ("plant", "pressure", "supply", "value"),
            pumps,
            pressure,
            (0.28, "MPa"),
            "warn_low",
            Limits(0.25, 0.6, 0.3),
        ),
        _row(language, ("plant", "humidity", "pump-room", "value"), pumps, ("泵房湿度", "Humidity"), (58, "%RH")),
        _row(
            language,
            ("plant", "battery", "fence", "value"),
            east,
            ("周界主机电池", "Battery of the fence controller"),
            (13.52, "V"),
            limits=Limits(11.5),
        ),
        _row(
            language,
            ("fence1", "perimeter", "Z03", "kv"),
            east,
            ("东围栏 Z03 · 高压", "East fence Z03 · high voltage"),
            (6.4, "kV"),
            limits=Limits(3.0),
            age=5000,
        ),
        _row(
            language,
            ("gas", "gas", "K502", "value"),
            lobby,
            ("大堂燃气", "Gas in the lobby"),
            (0, "%LEL"),
            away=True,
            age=90000,
        ),
        door,
    )


def trend(now: float = NOW) -> Trend:
    """A day with a gap in the night and a steep end."""
    points = []
    for minute in range(1440):
        at = now - 86_400 + minute * 60
        if 500 <= minute < 640:
            continue
        mean = 27 + 5 * math.sin(minute / 1440 * 2 * math.pi) + max(0, minute - 1380) * 0.33
        spread = 0.4 + 0.3 * math.sin(minute / 9)
        points.append(TrendPoint(at, mean - spread, mean, mean + spread))
    return Trend(tuple(points), now, "°C", _HOT_LIMITS)


def values(language: str) -> ValueView:
    """The page of values with a hot pump room chosen."""
    plots.library()  # a still picture cannot wait for it
    view = ValueView(lambda: NOW)
    view.apply({row.key: row for row in rows(language)})
    view.choose(HOT)
    view.show_trend(HOT, trend())
    return view


def _audit(language: str) -> AuditView:
    view = AuditView()
    view.start(NOW)
    zhang, li = pick(("张建国", "Zhang Jianguo"), language), pick(("李梅", "Li Mei"), language)
    said = (
        (li, ("查看审计日志", "Read the audit log"), "audit", ("从: 2026-11-15", "from: 2026-11-15")),
        (zhang, ("暂时搁置报警点: 被拒绝", "Put a point aside for a while: refused"), "fence-east-2", ("", "")),
        (zhang, ("撤防区域", "Disarm a zone"), "east-3", ("理由: 园丁修枝", "reason: gardeners at work")),
        (zhang, ("登录", "Sign in"), zhang, ("当班: 是", "on duty: yes")),
    )
    view.set_names((("l", li), ("z", zhang)), (("sign_in", pick(("登录", "Sign in"), language)),))
    view.show_rows(
        tuple(
            AuditRow(NOW - 400 * at, who, pick(act, language), subject, pick(detail, language))
            for at, (who, act, subject, detail) in enumerate(said)
        ),
        more=True,
    )
    return view


def _little_room(language: str) -> StatusBar:
    bar = StatusBar(StillClock(NOW))
    bar.set_site(pick(("翠湖花园", "Green Lake Garden"), language))
    bar.set_on_duty((pick(("张建国", "Zhang Jianguo"), language), pick(("李梅", "Li Mei"), language)))
    bar.set_alarms((CountView(Priority.P1, 1, 1), CountView(Priority.P2, 3), CountView(Priority.P4, 12, 2)))
    short = {"cameras": ("摄像机 14/16", "Cameras 14/16"), "database": ("共享数据库连不上", "Shared database away")}
    lamps = [one for one in samples.lamps(language) if one.key not in short]
    lamps += [
        LampView(key, pick(words, language), "bad" if key == "database" else "warning", "", pick(words, language))
        for key, words in short.items()
    ]
    words = pick(("设备 7/9", "Devices 7/9"), language)
    bar.set_lamps((*lamps, LampView("devices", words, "warning", "", words)))
    return bar


#: Name, how it is made, width and height at 100 %.
EXHIBITS: tuple[tuple[str, Callable[[str], QWidget], int, int], ...] = (
    ("values", values, 1366, 680),
    ("audit_log", _audit, 1280, 420),
    ("status_bar_little_room", _little_room, 600, 36),
)
