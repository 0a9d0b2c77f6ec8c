"""Walls for the gallery: every face a tile can have."""

from __future__ import annotations

from dataclasses import replace

from alarms.model import Priority
from video.model import Box, BoxSet, Phase, StreamKind, StreamState
from widgets import layouts, tile_words
from widgets.gallery_pictures import StillClock, StillSource, scene
from widgets.gallery_samples import CAMERAS, NOW, pick, waiting_alarm
from widgets.rule_paint import RuleShape
from widgets.tile import AlarmMark, TileContent
from widgets.wall import Wall

_TILE = (316, 164)
_STALE, _LOST, _DEAD, _KEYS, _REFUSED, _UNSUPPORTED, _OPENING, _PAUSED = 5, 6, 7, 8, 12, 13, 14, 11
_AGES = {_STALE: 4.3, _LOST: 4000.0, _DEAD: 12.0}


def grid_wall(language: str) -> Wall:
    """Sixteen tiles in sixteen states."""
    wall, tiles = _wall_and_tiles(language)
    tiles[2] = replace(tiles[2], alarm=AlarmMark(Priority.P2))
    tiles[3] = replace(tiles[3], alarm=AlarmMark(Priority.P1))
    tiles[4] = replace(tiles[4], alarm=AlarmMark(Priority.P2, unacked=False))
    tiles[9] = replace(tiles[9], drill=True)
    tiles[10] = replace(tiles[10], mode="past", reference=NOW + 6)
    wall.set_arrangement(layouts.grid(16))
    _show(wall, tiles)
    wall.pause(tiles[_PAUSED].key, True)
    wall.set_boxes(_boxes("c0"))
    return wall


def call_up_wall(language: str) -> Wall:
    """An alarm at the east fence: live and before, the zone's others, what is near; another alarm waits."""
    wall, tiles = _wall_and_tiles(language)
    clock = StillClock(NOW)
    mark = AlarmMark(Priority.P2)
    main = replace(tiles[2], alarm=mark, source=StillSource(scene(970, 546, 2), clock), kind=StreamKind.MAIN)
    main = replace(main, state=_state(2, kind=StreamKind.MAIN))
    before = replace(tiles[2], key="past", mode="past", reference=NOW + 7)
    words = tile_words.waits(1, waiting_alarm(language))
    waiting = replace(tiles[0], alarm=AlarmMark(Priority.P2, unacked=False), waits=words)
    wall.set_arrangement(layouts.call_up(3, 1))
    _show(wall, [main, before, replace(tiles[3], alarm=mark), replace(tiles[4], alarm=mark), tiles[_LOST], waiting])
    wall.set_boxes(_boxes("c2"))
    return wall


def overlay_wall(language: str) -> Wall:
    """Found on the picture itself, reckoned from another, fire, and things; and where rules watch."""
    wall, tiles = _wall_and_tiles(language)
    wall.set_arrangement(layouts.grid(4))
    _show(wall, tiles[:4])
    still, going = (0.0, 0.0), (0.2, 0.0)
    people = [Box(0.1 + at / 5, 0.4, 0.18 + at / 5, 0.85, "person", 0.9, 10 + at, going) for at in range(3)]
    flame = Box(0.42, 0.5, 0.55, 0.8, "fire", 0.8)
    smoke = Box(0.3, 0.1, 0.7, 0.45, "smoke", 0.7)
    things = (("car", 0.1), ("bus", 0.3), ("bicycle", 0.5), ("dog", 0.7))
    others = [Box(x, 0.5, x + 0.15, 0.7, label, 0.8, 31, still) for label, x in things]
    others += [Box(0.1, 0.82, 0.2, 0.95, "left", 0.9, 35), Box(0.5, 0.82, 0.6, 0.95, "motion", 0.9, 36)]
    wall.set_boxes(BoxSet("c0", NOW - 0.1, tuple(people), "sample"))
    wall.set_boxes(BoxSet("c1", NOW - 0.3, tuple(people), "sample"))
    wall.set_boxes(BoxSet("c2", NOW - 0.1, (flame, smoke, people[2]), "sample"))
    wall.set_boxes(BoxSet("c3", NOW - 0.1, tuple(others), "sample"))
    area = RuleShape(((0.05, 0.5), (0.6, 0.45), (0.75, 0.95), (0.05, 0.95)))
    lines = (
        RuleShape(line=((0.1, 0.7), (0.9, 0.6)), arrow="right"),
        RuleShape(line=((0.3, 0.9), (0.8, 0.85)), arrow="any"),
    )
    way = RuleShape(((0.2, 0.4), (0.9, 0.4), (0.9, 0.9)), ((0.3, 0.45), (0.8, 0.55)), "along")
    wall.set_rules({"c0": (area,), "c1": lines, "c3": (way,)})
    wall.set_overlay("rules")
    return wall


def typed_wall(language: str) -> Wall:
    """A number being typed."""
    wall, tiles = _wall_and_tiles(language)
    wall.set_arrangement(layouts.grid(4))
    _show(wall, tiles[:4])
    wall.type_digits("12")
    return wall


def _wall_and_tiles(language: str) -> tuple[Wall, list[TileContent]]:
    clock = StillClock(NOW)
    return Wall(clock), [_tile(at, language, clock) for at in range(16)]


def _tile(at: int, language: str, clock: StillClock) -> TileContent:
    source = None
    if at not in {_REFUSED, _UNSUPPORTED, _OPENING}:
        source = StillSource(scene(*_TILE, at), clock, _AGES.get(at, 0.1), key_only=at == _KEYS)
    title = pick(CAMERAS[at], language)
    return TileContent(f"live:c{at}", f"c{at}", at + 1, title, source=source, state=_state(at))


def _state(at: int, kind: StreamKind = StreamKind.SUB) -> StreamState:
    state = StreamState(f"c{at}", kind, Phase.LIVE, NOW - 3600, last_packet_at=NOW - 0.1)
    if at == _LOST:
        return replace(state, phase=Phase.LOST, reason="unreachable", next_try_at=NOW + 4.6)
    if at == _DEAD:
        return replace(state, phase=Phase.STALLED, reason="stalled", next_try_at=NOW + 1.0)
    if at == _REFUSED:
        return replace(state, phase=Phase.REFUSED, reason="unauthorized", next_try_at=NOW + 14)
    if at == _UNSUPPORTED:
        return replace(state, phase=Phase.UNSUPPORTED, reason="unsupported", codec="MPEG-4")
    return replace(state, phase=Phase.CONNECTING) if at == _OPENING else state


def _boxes(camera: str) -> BoxSet:
    person, car = Box(0.30, 0.45, 0.38, 0.92, "person", 0.91), Box(0.55, 0.66, 0.8, 0.9, "car", 0.84)
    return BoxSet(camera, NOW - 0.1, (person, car), "sample")


def _show(wall: Wall, tiles: list[TileContent]) -> None:
    """Bring in the pictures as the first paint would, so that a tile can be halted on its own."""
    wall.set_tiles(tiles)
    wall.pull_all()
