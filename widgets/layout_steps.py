"""Where an arrow key leads among places of any shape, so that every place can be reached from every other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF

Direction = tuple[int, int]
#: Left, top, right, bottom in fractions of the wall.
Edges = tuple[float, float, float, float]
LEFT, RIGHT, UP, DOWN = (-1, 0), (1, 0), (0, -1), (0, 1)
DIRECTIONS: tuple[Direction, ...] = (LEFT, RIGHT, UP, DOWN)

#: Aside counts this much more than along, so that Right does not leave the row.
_ASIDE = 2.0
_SLACK = 1e-6


class Steps:
    """All steps of one arrangement, found when the first is asked for.

    A step goes to the nearest place beyond the edge; at the edge it stays. Where that alone would leave a place out of
    reach, Right and Left walk through all places in reading order instead, which leaves none out.
    """

    def __init__(self, places: Sequence[QRectF]) -> None:
        self._edges = [(p.left(), p.top(), p.right(), p.bottom()) for p in places]
        self._steps: dict[tuple[int, Direction], int] = {}

    def step(self, place: int, dx: int, dy: int) -> int:
        """Give the place an arrow leads to, `place` itself at the edge."""
        if not self._steps:
            self._find()
        return self._steps.get((place, (dx, dy)), place)

    def _find(self) -> None:
        for place in range(len(self._edges)):
            for way in DIRECTIONS:
                self._steps[place, way] = _nearest(self._edges, place, way)
        if not self._all_reached():
            self._walk_in_order()

    def _all_reached(self) -> bool:
        """Whether the first place reaches all and all reach the first."""
        forth: list[set[int]] = [set() for _ in self._edges]
        back: list[set[int]] = [set() for _ in self._edges]
        for (place, _), leads_to in self._steps.items():
            forth[place].add(leads_to)
            back[leads_to].add(place)
        return len(_reached(forth)) == len(_reached(back)) == len(self._edges)

    def _walk_in_order(self) -> None:
        order = sorted(range(len(self._edges)), key=lambda i: (self._edges[i][1], self._edges[i][0]))
        for before, after in zip(order, [*order[1:], order[0]], strict=True):
            self._steps[before, RIGHT] = after
            self._steps[after, LEFT] = before


def _reached(leads_to: list[set[int]]) -> set[int]:
    found, wanted = set(range(min(1, len(leads_to)))), list(range(min(1, len(leads_to))))
    while wanted:
        for place in leads_to[wanted.pop()] - found:
            found.add(place)
            wanted.append(place)
    return found


def _nearest(edges: Sequence[Edges], current: int, way: Direction) -> int:
    costs = {i: c for i in range(len(edges)) if i != current and (c := _cost(edges[current], edges[i], way))}
    return min(costs, key=lambda i: (costs[i], i)) if costs else current


def _cost(here: Edges, there: Edges, way: Direction) -> tuple[float, float] | None:
    """How far `there` lies beyond the edge of `here`, None where it does not; between equals the straightest counts."""
    along, across = (0, 1) if way[0] else (1, 0)
    gap = there[along] - here[along + 2] if way[along] > 0 else here[along] - there[along + 2]
    if gap < -_SLACK:
        return None
    overlap = min(here[across + 2], there[across + 2]) - max(here[across], there[across])
    off = abs(here[across] + here[across + 2] - there[across] - there[across + 2])
    aside = 0.0 if overlap > _SLACK else _ASIDE * (1.0 - overlap)
    return (round(max(0.0, gap) + aside, 6), off)
