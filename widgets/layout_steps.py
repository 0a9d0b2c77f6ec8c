"""Where an arrow key leads among places of any shape, so that every place can be reached from every other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF

Direction = tuple[int, int]
LEFT, RIGHT, UP, DOWN = (-1, 0), (1, 0), (0, -1), (0, 1)
DIRECTIONS: tuple[Direction, ...] = (LEFT, RIGHT, UP, DOWN)

#: Aside counts this much more than along, so that Right does not leave the row.
_ASIDE = 2.0
_SLACK = 1e-6


class Steps:
    """All steps of one arrangement, found once when it is laid out.

    A step goes to the nearest place beyond the edge; at the edge it stays. Where that alone would leave a place out of
    reach, Right and Left walk through all places in reading order instead, which leaves none out.
    """

    def __init__(self, places: Sequence[QRectF]) -> None:
        self._steps = {(i, way): _nearest(places, i, way) for i in range(len(places)) for way in DIRECTIONS}
        if not self._all_reached(len(places)):
            self._walk_in_order(places)

    def step(self, place: int, dx: int, dy: int) -> int:
        """Give the place an arrow leads to, `place` itself at the edge."""
        return self._steps.get((place, (dx, dy)), place)

    def _all_reached(self, count: int) -> bool:
        """Whether the first place reaches all and all reach the first."""
        forth: dict[int, set[int]] = {i: set() for i in range(count)}
        back: dict[int, set[int]] = {i: set() for i in range(count)}
        for (place, _), leads_to in self._steps.items():
            forth[place].add(leads_to)
            back[leads_to].add(place)
        return len(_reached(forth)) == len(_reached(back)) == count

    def _walk_in_order(self, places: Sequence[QRectF]) -> None:
        order = sorted(range(len(places)), key=lambda i: (places[i].center().y(), places[i].center().x()))
        for before, after in zip(order, [*order[1:], order[0]], strict=True):
            self._steps[before, RIGHT] = after
            self._steps[after, LEFT] = before


def _reached(leads_to: dict[int, set[int]]) -> set[int]:
    found, wanted = {0} if leads_to else set(), [0] if leads_to else []
    while wanted:
        for place in leads_to[wanted.pop()] - found:
            found.add(place)
            wanted.append(place)
    return found


def _nearest(places: Sequence[QRectF], current: int, way: Direction) -> int:
    costs = {i: c for i in range(len(places)) if i != current and (c := _cost(places[current], places[i], way))}
    return min(costs, key=lambda i: (costs[i], i)) if costs else current


def _cost(here: QRectF, there: QRectF, way: Direction) -> tuple[float, float] | None:
    """How far `there` lies beyond the edge of `here`, None where it does not; between equals the straightest counts."""
    dx, dy = way
    if dx:
        gap = (there.left() - here.right()) if dx > 0 else (here.left() - there.right())
        aside = max(0.0, there.top() - here.bottom(), here.top() - there.bottom())
        off = abs(there.center().y() - here.center().y())
        touching = min(here.bottom(), there.bottom()) - max(here.top(), there.top()) > _SLACK
    else:
        gap = (there.top() - here.bottom()) if dy > 0 else (here.top() - there.bottom())
        aside = max(0.0, there.left() - here.right(), here.left() - there.right())
        off = abs(there.center().x() - here.center().x())
        touching = min(here.right(), there.right()) - max(here.left(), there.left()) > _SLACK
    if gap < -_SLACK:
        return None
    return (round(max(0.0, gap) + _ASIDE * aside + (0.0 if touching else _ASIDE), 6), off)
