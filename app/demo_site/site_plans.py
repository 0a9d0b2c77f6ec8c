"""Draws the demo's site plans and says where everything stands: `python -m app.demo_site.site_plans FOLDER`.

FOLDER is resources/sites. Drawn from the figures below and nothing else, so the drawings are the project's own.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from app.site_plan import Plan, PlanCamera, PlanSpot, PlanStall, PlanZone
from app.site_plan_file import written

Size = tuple[int, int]
Spot = tuple[float, float]
Box = tuple[float, float, float, float]

GROUNDS: Size = (1600, 1000)
GARAGE: Size = (1200, 800)
GROUNDS_SCALE, GARAGE_SCALE = 0.15, 0.08
COMMENT = "The demo's site plans; written by python -m app.demo_site.site_plans resources/sites"

_FAMILY = "Noto Sans CJK SC, Microsoft YaHei, sans-serif"
_WALL, _SOFT, _ROAD = "#30363c", "#aeb6bd", "#dfe3e6"
#: Buildings: number, and left, top, right, bottom.
BUILDINGS: tuple[tuple[str, Box], ...] = (
    ("1", (240, 180, 460, 290)),
    ("2", (500, 180, 680, 290)),
    ("5", (240, 400, 460, 520)),
    ("4", (500, 400, 680, 520)),
    ("3", (1010, 430, 1270, 580)),
    ("6", (1010, 700, 1230, 810)),
)


def grounds_svg() -> str:
    """Return the drawing of the grounds."""
    parts = [
        _box((80, 80, 1520, 920), fill="#ffffff", stroke=_WALL, width=6),
        _box((760, 60, 880, 960), fill=_ROAD),
        _box((100, 320, 1440, 372), fill=_ROAD),
        _box((100, 610, 1440, 662), fill=_ROAD),
        _box((1390, 120, 1440, 890), fill=_ROAD),
        _box((980, 140, 1370, 300), fill="#eef0f2", stroke=_SOFT),
        *(_building(number, box) for number, box in BUILDINGS),
        f'<path d="M210 760c60-80 190-70 300-30s120 110 30 130-400 10-330-100z" fill="#cfd6db" stroke="{_SOFT}"/>',
        f'<circle cx="600" cy="740" r="46" fill="#eef0f2" stroke="{_SOFT}" stroke-width="3"/>',
        f'<circle cx="600" cy="740" r="20" fill="none" stroke="{_SOFT}" stroke-width="3"/>',
        f'<path d="M1290 690h90v110h-90z" fill="{_ROAD}" stroke="{_WALL}" stroke-width="3"/>',
        f'<path d="M1300 700l70 90M1370 700l-70 90" stroke="{_SOFT}" stroke-width="3"/>',
        _box((700, 62, 756, 118), fill="#c3cad0", stroke=_WALL, width=3),
        *(f'<circle cx="{x}" cy="{y}" r="13" fill="#dfe4e8" stroke="{_SOFT}"/>' for x, y in _trees()),
    ]
    return _svg(GROUNDS, parts)


def garage_svg() -> str:
    """Return the drawing of the underground car park."""
    parts = [
        _box((60, 60, 1140, 740), fill="#ffffff", stroke=_WALL, width=8),
        _box((100, 330, 1100, 470), fill=_ROAD),
        _box((940, 470, 1060, 736), fill=_ROAD),
        f'<path d="M940 560h120M940 620h120M940 680h120" stroke="{_SOFT}" stroke-width="4"/>',
        _box((64, 540, 300, 736), fill="#e6e9ec", stroke=_WALL, width=4),
        _box((420, 540, 560, 680), fill="#c3cad0", stroke=_WALL, width=4),
        f'<path d="M420 540l140 140M560 540l-140 140" stroke="{_SOFT}" stroke-width="3"/>',
        *(_box((x, y, x + 22, y + 22), fill=_WALL) for x in range(150, 1100, 170) for y in (300, 480)),
    ]
    return _svg(GARAGE, parts)


def demo_plans() -> tuple[Plan, Plan]:
    """Return both plans with all that stands on them."""
    return _grounds(), _garage()


def _grounds() -> Plan:
    at = _shares(GROUNDS)
    return Plan(
        id="grounds",
        name="园区地面",
        name_en="Grounds",
        area="all",
        floor=0,
        image="plans/grounds.svg",
        metres_per_pixel=GROUNDS_SCALE,
        zone=tuple(PlanZone(id=zone, polygon=tuple(at(*corner) for corner in shape)) for zone, shape in _zones()),
        camera=tuple(
            PlanCamera(id=camera, at=at(x, y), direction=float(turn), angle=float(angle), reach=reach)
            for camera, x, y, turn, angle, reach in _GROUNDS_CAMERAS
        ),
        point=tuple(PlanSpot(id=point, at=at(x, y)) for point, x, y in _GROUNDS_POINTS),
        door=tuple(PlanSpot(id=door, at=at(x, y)) for door, x, y in _GROUNDS_DOORS),
        gate=(PlanSpot(id="g1", at=at(795, 100)), PlanSpot(id="g2", at=at(850, 100))),
        stall=tuple(
            PlanStall(id=f"p{1 + row * 12 + column:03d}", at=at(1010 + column * 29, 172 + row * 96))
            for row in range(2)
            for column in range(12)
        ),
        equipment=tuple(PlanSpot(id=device, at=at(x, y)) for device, x, y in _GROUNDS_EQUIPMENT),
    )


_GROUNDS_CAMERAS = (
    ("cam01", 745, 150, 30, 70, 0.055),
    ("cam02", 900, 150, 330, 70, 0.055),
    ("cam03", 690, 140, 0, 80, 0.045),
    ("cam04", 735, 880, 130, 80, 0.07),
    ("cam05", 1500, 110, 180, 40, 0.13),
    ("cam06", 1500, 640, 180, 40, 0.15),
    ("cam07", 100, 560, 180, 40, 0.15),
    ("cam08", 900, 390, 180, 75, 0.11),
    ("cam09", 1300, 480, 250, 60, 0.09),
    ("cam10", 960, 300, 60, 70, 0.12),
    ("cam13", 1100, 560, 20, 90, 0.045),
    ("cam14", 1220, 450, 200, 90, 0.035),
    ("cam15", 680, 690, 240, 70, 0.075),
    ("cam16", 170, 840, 70, 60, 0.1),
)
_GROUNDS_POINTS = (
    ("fence-z01", 1520, 200),
    ("fence-z02", 1520, 420),
    ("fence-z03", 1520, 780),
    ("fence-z04", 80, 700),
    ("fence-tamper", 1460, 900),
    ("fire-001", 1060, 510),
    ("fire-002", 1160, 480),
    ("fire-003", 1040, 560),
    ("gas-502", 400, 440),
    ("help-501", 300, 440),
    ("door-d01", 1140, 595),
    ("cam06-intrusion", 1470, 730),
    ("cam13-fire", 1080, 535),
)
_GROUNDS_DOORS = (("d01", 1100, 600), ("d02", 350, 530), ("d04", 655, 95))
_GROUNDS_EQUIPMENT = (
    ("fence1", 1420, 905),
    ("firepanel", 712, 75),
    ("gas", 440, 500),
    ("help", 260, 500),
    ("doors", 745, 75),
    ("gate1", 775, 65),
    ("gate2", 870, 65),
    ("parking", 1360, 220),
    ("detection", 728, 105),
)


def _zones() -> Iterator[tuple[str, list[Spot]]]:
    yield "all", _rect((84, 84, 1516, 916))
    yield "north", _rect((630, 88, 970, 240))
    yield "south", _rect((640, 800, 970, 912))
    # The fence is a ring: round the outside, across at the north-west corner, and back round the inside.
    outer = [(62.0, 62.0), (1540.0, 62.0), (1540.0, 938.0), (62.0, 938.0), (62.0, 80.0)]
    inner = [(72.0, 80.0), (72.0, 928.0), (1530.0, 928.0), (1530.0, 72.0), (72.0, 72.0)]
    yield "fence", outer + inner
    yield "east-1", _rect((1450, 92, 1512, 300))
    yield "east-2", _rect((1450, 306, 1512, 600))
    yield "east-3", _rect((1450, 606, 1512, 900))
    yield "west-1", _rect((92, 400, 150, 908))
    yield "b3", _rect((1000, 420, 1280, 590))
    yield "b3-lobby", _rect((1016, 470, 1180, 574))
    yield "b3-lift", _rect((1186, 436, 1264, 520))
    yield "b5", _rect((230, 390, 470, 530))
    yield "b5-501", _rect((246, 406, 346, 510))
    yield "b5-502", _rect((354, 406, 454, 510))
    yield "parking", _rect((975, 134, 1376, 306))
    yield "grounds", _rect((176, 380, 960, 790))


def _garage() -> Plan:
    at = _shares(GARAGE)
    stalls = [(130.0 + column * 62, 220.0) for column in range(16)]
    return Plan(
        id="garage",
        name="地下车库",
        name_en="Underground car park",
        area="garage",
        floor=-1,
        image="plans/garage.svg",
        metres_per_pixel=GARAGE_SCALE,
        zone=tuple(
            PlanZone(id=zone, polygon=tuple(at(*corner) for corner in _rect(box)))
            for zone, box in (("garage", (74, 74, 1126, 726)), ("pump-room", (72, 548, 292, 728)))
        ),
        camera=(
            PlanCamera(id="cam11", at=at(110, 400), direction=90.0, angle=60.0, reach=0.34),
            PlanCamera(id="cam12", at=at(1000, 480), direction=180.0, angle=50.0, reach=0.18),
        ),
        point=tuple(
            PlanSpot(id=point, at=at(x, y))
            for point, x, y in (("fire-011", 420, 380), ("fire-012", 760, 380), ("door-d03", 300, 610))
        ),
        door=(PlanSpot(id="d03", at=at(300, 670)),),
        equipment=(PlanSpot(id="plant", at=at(150, 640)),),
        stall=tuple(PlanStall(id=f"p{25 + index:03d}", at=at(x, y)) for index, (x, y) in enumerate(stalls)),
    )


def _shares(size: Size) -> Callable[[float, float], Spot]:
    """Turn pixels of a drawing into shares of it."""
    return lambda x, y: (round(x / size[0], 5), round(y / size[1], 5))


def _rect(box: Box) -> list[Spot]:
    left, top, right, bottom = box
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def _trees() -> Iterator[Spot]:
    for x in range(120, 740, 62):
        yield x, 345 - 45
    for x in range(300, 720, 70):
        yield x, 585
    for y in range(420, 900, 60):
        yield 985, y


def _building(number: str, box: Box) -> str:
    left, top, right, bottom = box
    middle = f'x="{(left + right) / 2:g}" y="{(top + bottom) / 2 + 14:g}"'
    look = f'font-size="40" font-family="{_FAMILY}" text-anchor="middle" fill="{_SOFT}"'
    text = f"<text {middle} {look}>{number}</text>"
    return _box(box, fill="#e6e9ec", stroke=_WALL, width=4) + text


def _box(box: Box, fill: str, stroke: str = "none", width: float = 2) -> str:
    left, top, right, bottom = box
    sides = f'x="{left:g}" y="{top:g}" width="{right - left:g}" height="{bottom - top:g}"'
    return f'<rect {sides} fill="{fill}" stroke="{stroke}" stroke-width="{width:g}"/>'


def _svg(size: Size, parts: Iterable[str]) -> str:
    width, height = size
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
    ground = f'<rect width="{width}" height="{height}" fill="#f4f5f6"/>'
    return "\n".join([head, ground, *parts, "</svg>", ""])


def files() -> dict[str, str]:
    """Return the files by their path below resources/sites."""
    return {
        "plans/grounds.svg": grounds_svg(),
        "plans/garage.svg": garage_svg(),
        "demo.plans.toml": written(demo_plans(), {"version": 1}, COMMENT),
    }


if __name__ == "__main__":
    for name, text in files().items():
        target = Path(sys.argv[1]) / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")
