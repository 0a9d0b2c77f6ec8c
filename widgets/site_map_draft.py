"""Plans as they are drawn: plain values, the changes one can make to them, and every step taken back and done again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from widgets.site_map_content import Key, Placed, Spot
from widgets.site_map_geometry import crosses_itself

_KEPT = 300
#: The least and largest of what a camera sees.
ANGLES, REACHES = (5.0, 360.0), (0.005, 2.0)


@dataclass(frozen=True, slots=True)
class DraftPlan:
    """One plan that is drawn; the fields are the site document's."""

    id: str
    name: str
    name_en: str = ""
    area: str = ""
    floor: int = 0
    image: str = ""
    metres_per_pixel: float | None = None
    items: tuple[Placed, ...] = ()

    def item(self, key: Key | None) -> Placed | None:
        """Give what stands here under a key."""
        return next((one for one in self.items if one.key == key), None)

    def put(self, placed: Placed) -> DraftPlan:
        """With a thing at its place, where it was or new."""
        if self.item(placed.key) is None:
            return replace(self, items=(*self.items, placed))
        return replace(self, items=tuple(placed if one.key == placed.key else one for one in self.items))

    def without(self, key: Key) -> DraftPlan:
        """Without a thing."""
        return replace(self, items=tuple(one for one in self.items if one.key != key))


Draft = tuple[DraftPlan, ...]


def moved(placed: Placed, to: Spot) -> Placed:
    """Give a thing at another place; a zone as a whole, kept within the image."""
    if not placed.corners:
        return replace(placed, at=_within(to))
    middle = placed.middle
    xs, ys = zip(*placed.corners, strict=True)
    dx = min(max(to[0] - middle[0], -min(xs)), 1 - max(xs))
    dy = min(max(to[1] - middle[1], -min(ys)), 1 - max(ys))
    return replace(placed, corners=tuple(_within((x + dx, y + dy)) for x, y in placed.corners))


def aimed(
    placed: Placed, direction: float | None = None, angle: float | None = None, reach: float | None = None
) -> Placed:
    """Give a camera that looks elsewhere, wider or further."""
    return replace(
        placed,
        direction=(placed.direction if direction is None else round(direction, 1)) % 360,
        angle=min(max(placed.angle if angle is None else round(angle, 1), ANGLES[0]), ANGLES[1]),
        reach=min(max(placed.reach if reach is None else round(reach, 4), REACHES[0]), REACHES[1]),
    )


def corner_moved(placed: Placed, index: int, to: Spot) -> Placed | None:
    """Give a zone with one corner elsewhere; None where its edges would cross."""
    corners = list(placed.corners)
    corners[index] = _within(to)
    return None if crosses_itself(corners) else replace(placed, corners=tuple(corners))


def corner_added(placed: Placed, index: int) -> Placed:
    """Give a zone with one more corner, half way to the one after `index`."""
    one, other = placed.corners[index], placed.corners[(index + 1) % len(placed.corners)]
    half = _within(((one[0] + other[0]) / 2, (one[1] + other[1]) / 2))
    return replace(placed, corners=(*placed.corners[: index + 1], half, *placed.corners[index + 1 :]))


def corner_removed(placed: Placed, index: int) -> Placed | None:
    """Give a zone with one corner fewer; None where too few would be left, or edges would cross."""
    corners = (*placed.corners[:index], *placed.corners[index + 1 :])
    return None if len(corners) < 3 or crosses_itself(corners) else replace(placed, corners=corners)


def outline(corners: Sequence[Spot]) -> tuple[Spot, ...] | None:
    """Give drawn corners as a zone's outline; None while they are none."""
    found = tuple(dict.fromkeys(_within(corner) for corner in corners))
    return None if len(found) < 3 or crosses_itself(found) else found


def _within(spot: Spot) -> Spot:
    return round(min(1.0, max(0.0, spot[0])), 5), round(min(1.0, max(0.0, spot[1])), 5)


class DraftHistory:
    """A line of drafts with a place in it."""

    def __init__(self, start: Draft = ()) -> None:
        self._states: list[Draft] = [start]
        self._at = 0

    @property
    def draft(self) -> Draft:
        """The draft as it stands."""
        return self._states[self._at]

    def note(self, draft: Draft) -> bool:
        """Remember a new state, unless it is the same; what was taken back before it is gone."""
        if draft == self.draft:
            return False
        self._states = [*self._states[: self._at + 1], draft][-_KEPT:]
        self._at = len(self._states) - 1
        return True

    def back(self) -> bool:
        """Go to the state before; tells whether there was one."""
        if not self.can_go_back:
            return False
        self._at -= 1
        return True

    def forth(self) -> bool:
        """Do again what was taken back; tells whether there was anything."""
        if not self.can_go_forth:
            return False
        self._at += 1
        return True

    @property
    def can_go_back(self) -> bool:
        """Whether there is a state before."""
        return self._at > 0

    @property
    def can_go_forth(self) -> bool:
        """Whether there is a state that was taken back."""
        return self._at + 1 < len(self._states)
