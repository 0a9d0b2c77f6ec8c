"""Made-up incidents for the bench of the incident list: years of a large site, with words as guards write them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

from app.store.search import normal, place_of, terms_of

START: Final = 1_700_000_000.0
#: Seconds from one incident to the next: a thousand a day.
STEP_S: Final = 86.4
ZONES: Final = 200
CATEGORIES: Final = ("intrusion", "technical", "life", "theft", "medical", "other")
#: A zone that was given up long ago, and a word that was in use only then: the newest page of them lies deep.
OLD_ZONE, OLD_WORD = "zone-old", "旧楼"
#: In one incident of the whole list.
NEEDLE: Final = "针尖"

_WORDS: Final[tuple[str, ...]] = (
    *("东围栏", "西门", "北门", "车库", "电梯", "树枝", "大风", "小猫", "居民", "报警", "保安", "到场", "已处理"),
    *("误报", "红外", "烟感", "水管", "漏水", "打架", "快递", "车辆", "占道", "老人", "摔倒", "消防", "通道", "堵塞"),
    *("路灯", "损坏", "访客", "登记", "巡逻", "发现", "电动车", "充电", "起火", "燃气", "泄漏", "广告", "噪声"),
)
_LATIN: Final = ("cat", "wind", "gate", "camera", "branch", "guard", "visitor", "parcel", "smoke", "lift")


def rows(count: int, chance: random.Random) -> Iterator[dict[str, Any]]:
    """So many rows of the incident table, oldest first."""
    for number in range(count):
        yield _row(number, count, chance)


def _row(number: int, count: int, chance: random.Random) -> dict[str, Any]:
    opened_at = START + number * STEP_S
    old, new = number < count // 5, number >= count - 40
    day = datetime.fromtimestamp(opened_at, UTC).strftime("%Y%m%d")
    said = "".join(chance.choices(_WORDS, k=chance.randint(2, 9)))
    said += f" {' '.join(chance.choices(_LATIN, k=2))}"
    state = chance.choice(("new", "dispatched") if new else ("resolved", "resolved", "reviewed"))
    said += f" {OLD_WORD}" if old and chance.random() < 0.5 else ""
    said += f" {NEEDLE}" if number == count // 3 else ""
    zone = OLD_ZONE if old and chance.random() < 0.6 else f"zone-{min(int(chance.expovariate(0.06)), ZONES - 1)}"
    key = f"{number:08x}-0000-7000-8000-{chance.getrandbits(48):012x}"
    row = {
        "id": key,
        "number": f"{day}-east-{number % 1000:03}",
        "zone": zone,
        "category": chance.choices(CATEGORIES, (40, 40, 5, 3, 2, 10))[0],
        "priority": chance.choices((1, 2, 3, 4), (2, 15, 60, 23))[0],
        "opened_at": opened_at,
        "handling": state,
        "verdict": "" if new else chance.choices(("real", "false", "nuisance", "test"), (20, 50, 25, 5))[0],
        "cause": chance.choice(("", "wind", "animal", "branch")),
        "closed_at": None if new else opened_at + 300,
        "closed_by": "" if new else "李强 (G01)",
        "last_raised_at": opened_at,
        "first_acked_at": opened_at + chance.random() * 60,
        "drill": False,
        "alarms": 1,
        "notes": [{"id": key, "text": said, "user": "李强 (G01)", "at": opened_at + 60}],
        "clock": f"{number:016}",
        "place": place_of(opened_at, key),
    }
    row["search"] = normal("\n".join((str(row["number"]), zone, str(row["cause"]), said)))
    return row | {"terms": terms_of(row)}
