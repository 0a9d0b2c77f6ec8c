"""Every kind of filter that the incident list has, and all combinations of their kinds, for the bench."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Any, Final

from app.bench.store_rows import NEEDLE, OLD_WORD, OLD_ZONE, START, STEP_S
from app.store.queries import IncidentFilter, Meaning

#: One usual value of each kind; every combination of them is read.
_USUAL: Final[dict[str, dict[str, Any]]] = {
    "zone": {"zones": tuple(f"zone-{number}" for number in range(3, 15))},
    "category": {"categories": ("theft",)},
    "priority": {"priorities": (1, 2)},
    "state": {"states": ("reviewed",)},
    "verdict": {"verdicts": ("false",)},
    "text": {"text": "漏水"},
}

_TEXTS: Final = {
    "text common": "误报",
    "text one sign": "水",
    "text one letter": "c",
    "text rare": NEEDLE,
    "text long": "东围栏西门",
    "text long none": "电梯电梯电梯电梯",
    "text none of common signs": "梯登",
    "text none": "没有这个",
    "text three words": "漏水 cat 电梯",
    "text number": "20250101-east-777",
    "text end of numbers": "777",
    "text year": "2025",
    "text old word": OLD_WORD,
    "text Latin": "BRANCH",
    "text of full width": "\uff23\uff21\uff34",
}


def filters(count: int) -> dict[str, IncidentFilter]:
    """Named filters over a list of so many incidents."""
    made: dict[str, IncidentFilter] = {"all": IncidentFilter()}
    for size in range(1, len(_USUAL) + 1):
        for kinds in combinations(_USUAL, size):
            made["+".join(kinds)] = IncidentFilter(
                **{key: value for kind in kinds for key, value in _USUAL[kind].items()}
            )
    day = IncidentFilter(since=START + count * STEP_S * 0.4, until=START + count * STEP_S * 0.4 + 86400)
    month = replace(day, until=(day.since or 0) + 30 * 86400)
    made |= {f"{name} in a month": replace(one, since=month.since, until=month.until) for name, one in made.items()}
    made |= {name: IncidentFilter(text=said) for name, said in _TEXTS.items()}
    made |= {f"{name}, P1": IncidentFilter(text=said, priorities=(1,)) for name, said in _TEXTS.items()}
    return made | _odd(day)


def _odd(day: IncidentFilter) -> dict[str, IncidentFilter]:
    """What is far from usual: nothing at all, only what is long past, very many zones, words that are names."""
    meaning = Meaning("东围栏", zones=("zone-3", "zone-4"), categories=("theft",))
    return {
        "a day": day,
        "a day, text": replace(day, text="误报"),
        "one zone": IncidentFilter(zones=("zone-2",)),
        "one rare zone": IncidentFilter(zones=("zone-120",)),
        "one old zone": IncidentFilter(zones=(OLD_ZONE,)),
        "one old zone, false": IncidentFilter(zones=(OLD_ZONE,), verdicts=("false",)),
        "one old zone, text": IncidentFilter(zones=(OLD_ZONE,), text="误报"),
        "one old zone, text of none": IncidentFilter(zones=(OLD_ZONE,), text="电梯电梯电梯"),
        "all zones, P1": IncidentFilter(zones=tuple(f"zone-{number}" for number in range(200)), priorities=(1,)),
        "open": IncidentFilter(open_only=True),
        "open, P1": IncidentFilter(open_only=True, priorities=(1,)),
        "new": IncidentFilter(states=("new",)),
        "new and reviewed": IncidentFilter(states=("new", "reviewed")),
        "open and reviewed (none)": IncidentFilter(open_only=True, states=("reviewed",)),
        "a name of zones": IncidentFilter(text="东围栏", meanings=(meaning,)),
        "a name of zones and a word": IncidentFilter(text="东围栏 漏水", meanings=(meaning,), priorities=(1,)),
    }
