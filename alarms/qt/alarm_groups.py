"""In a flood the list shows one row for each zone and incident; what is behind a row is counted on it, never lost.

P1 and P2 that nobody took notice of always keep rows of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from alarms.model import Occurrence

_Group = tuple[str, str | None, bool]


def group_of(occurrence: Occurrence) -> _Group:
    """Give what a row of a flood stands for: a zone and an incident, the real apart from drills."""
    return (occurrence.zone, occurrence.incident, occurrence.drill)


def folded(ordered: Sequence[Occurrence], unfolded: Iterable[_Group] = ()) -> tuple[list[Occurrence], dict[str, int]]:
    """Fold rows that are already in the list's order.

    Returns the rows that stay, in the same order, and how many stand behind each by its id. A group in `unfolded` keeps
    all its rows.
    """
    opened = set(unfolded)
    kept: list[Occurrence] = []
    behind: dict[str, int] = {}
    heads: dict[_Group, str] = {}
    for one in ordered:
        group = group_of(one)
        if group in opened or (one.priority.guarded and one.unacked) or group not in heads:
            kept.append(one)
            heads.setdefault(group, one.id)
        else:
            behind[heads[group]] = behind.get(heads[group], 0) + 1
    return kept, behind
