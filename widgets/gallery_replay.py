"""Playback: four cameras of the past with what can be said of them, the timeline, the controls, bookmarks and holds."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from video.model import Box, BoxSet
from widgets.gallery_pictures import StillClock, StillSource, scene
from widgets.gallery_samples import CAMERAS, NOW, pick
from widgets.marks_view import MarksView
from widgets.replay_bar import ReplayBar
from widgets.replay_content import Band, MarkRow, Selection, TileStatus, TimedBoxes
from widgets.replay_timeline import ReplayTimeline
from widgets.replay_wall import ReplayWall
from widgets.seen_content import SeenPlace, SeenRow
from widgets.seen_view import SeenView
from widgets.timeline import TimelineMark

AT = NOW - 36_000.0
_DAY = 86_400.0


def _wall(language: str) -> ReplayWall:
    wall, clock = ReplayWall(), StillClock(AT)
    statuses = {
        "2": TileStatus(held=True, heard=True),
        "4": TileStatus(clock_offset=1.4),
        "7": TileStatus(gap=True),
        "9": TileStatus(key_only=True),
    }
    for number, status in statuses.items():
        wall.put(number, f"{int(number):02d} {pick(CAMERAS[int(number)], language)}")
        source = StillSource(scene(640, 360, int(number)), clock, age=0.0)
        wall.set_source(number, source)
        wall.set_status(number, status)
    seen = BoxSet("2", AT, (Box(0.42, 0.3, 0.56, 0.85, "person", 0.9),), "m")
    wall.set_boxes("2", [TimedBoxes(AT, seen)])
    wall.select("2")
    return wall


def _empty(language: str) -> ReplayWall:
    wall = ReplayWall()
    words = ("按 Ins 打开摄像机列表。", "Ins opens the list of cameras.")
    wall.set_empty_text(pick(words, language))
    return wall


def _timeline(language: str, length: float) -> ReplayTimeline:
    line = ReplayTimeline()
    line.resize(1100, 78)
    line.set_span(NOW - 30 * _DAY, NOW)
    line.set_bands(
        [
            Band(NOW - 29 * _DAY, AT + 0.2 * length, "recording"),
            Band(AT + 0.3 * length, NOW, "recording"),
            Band(AT + 0.2 * length, AT + 0.3 * length, "gap"),
            *(Band(AT + n * length / 12, AT + n * length / 12 + length / 60, "motion") for n in (-5, -3, -2, 2, 5)),
            Band(AT - length / 8, AT + length / 10, "hold"),
        ]
    )
    line.show_stretch(AT - length / 2, AT + length / 2)
    named = pick(("东围栏 2 区", "East fence 2"), language)
    line.set_marks([TimelineMark(AT, named, "p1"), TimelineMark(AT + length / 4, "", "p3")])
    line.set_position(AT)
    line.select(Selection(AT - length / 10, AT + length / 12))
    return line


def _bar(_language: str) -> ReplayBar:
    bar = ReplayBar()
    bar.show_position(AT)
    bar.show_running(True, 1.0)
    bar.show_chosen(selection=True, cameras=True)
    return bar


def _private_bar(language: str) -> ReplayBar:
    bar = _bar(language)
    bar.show_private(some=True)
    return bar


def _bare_bar(language: str) -> ReplayBar:
    bar = _bar(language)
    bar.show_private(some=True, until="16:19:44")
    return bar


def _bare_wall(language: str) -> ReplayWall:
    wall = _wall(language)
    words = ("正在显示隐私区域，至 16:19:44（按 U 结束）", "PRIVATE AREAS SHOWN until 16:19:44 (U ends it)")
    wall.set_bare("2", (pick(words, language),))
    return wall


def _marks(language: str) -> MarksView:
    view = MarksView()
    place, owner = pick(CAMERAS[2], language), pick(("李梅", "Li Mei"), language)
    police = pick(("派出所要求保留", "The police asked to keep it"), language)
    ladder = pick(("有人拿着梯子", "A man with a ladder"), language)
    view.set_rows(
        [
            MarkRow("1", True, place, AT - 60, AT + 60, police, owner, NOW + 90 * _DAY, NOW - 600),
            MarkRow("2", False, place, AT, AT, ladder, owner, None, NOW - 900),
        ]
    )
    view.ask(True, f"{place}\n2026-11-20 16:13:44 – 16:15:44", AT + 30 * _DAY)
    view.list.setCurrentRow(0)
    return view


def _seen(language: str) -> SeenView:
    view = SeenView()
    places = pick(("东围栏", "East fence"), language), pick(("所有摄像机", "all cameras"), language)
    view.set_places([SeenPlace("zone:east", places[0]), SeenPlace("all", places[1])])
    view.set_times("2026-11-20 12:00:00", "2026-11-20 18:00:00")
    found = ((2, "person", 46.0), (7, "person", 4.0), (4, "person", 190.0), (9, "person", 12.0), (2, "person", 9.0))
    rows = [
        SeenRow(n, f"{camera:02d}  {pick(CAMERAS[camera], language)}", label, AT - 700.0 * n, AT - 700.0 * n + length)
        for n, (camera, label, length) in enumerate(found, 1)
    ]
    view.set_rows(rows, more=True)
    for row, (camera, _, _) in zip(rows[:4], found, strict=False):
        view.set_picture(row.id, scene(128, 72, camera))
    words = ("看到：60 个以上。 只保存了 11-20 13:30 以来的。", "Seen: 60 or more. Kept since 11-20 13:30 only.")
    view.say(pick(words, language))
    return view


def _unseen(language: str) -> SeenView:
    view = SeenView()
    view.set_places([SeenPlace("all", pick(("所有摄像机", "all cameras"), language))])
    view.set_times("2026-11-20 12:00:00", "2026-11-20 18:00:00")
    view.say(pick(("那时没有看到这类目标。", "Nothing of this was seen then."), language))
    return view


EXHIBITS: tuple[tuple[str, Callable[[str], QWidget], int, int], ...] = (
    ("replay_wall", _wall, 1100, 620),
    ("replay_wall_empty", _empty, 700, 300),
    ("replay_timeline_days", lambda language: _timeline(language, 20 * _DAY), 1100, 78),
    ("replay_timeline_minutes", lambda language: _timeline(language, 600.0), 1100, 78),
    ("replay_bar", _bar, 1280, 84),
    ("replay_bar_private", _private_bar, 1280, 124),
    ("replay_bar_private_shown", _bare_bar, 1280, 124),
    ("replay_wall_private_shown", _bare_wall, 1100, 620),
    ("marks_view", _marks, 340, 480),
    ("seen_view", _seen, 360, 620),
    ("seen_view_nothing", _unseen, 360, 420),
)
