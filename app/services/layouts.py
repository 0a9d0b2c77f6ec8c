"""Layouts of the wall: immutable documents, and the book in which a station keeps them.

A layout says how the wall is divided and which camera hangs where. A document never changes: an edit, a rename, a
camera dropped on a tile are each a new version, so that everything can be undone and nothing is ever lost to a slip of
the mouse. The site document's layouts are the starting set; what a guard made of them is the station's own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import count
from typing import Any, Literal, get_args

from app.site_document import SiteDocument

#: Named divisions of the wall; each is named by its number of places.
Named = Literal["1", "2", "4", "6", "8", "9", "10", "13", "16", "25", "36", "64"]
NAMED: tuple[str, ...] = get_args(Named)
FREE = "free"
#: What a site without layouts of its own starts with.
STANDARD: tuple[str, ...] = ("1", "4", "9", "16", "25", "36", "64")
UNDO_STEPS = 50
MOST_PLACES = 64


@dataclass(frozen=True, slots=True)
class Place:
    """One place of a free layout, in fractions of the wall."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Layout:
    """One version of one layout.

    Without a name it is called by its number of places. cameras: by place, "" for a place left empty; the places after
    the last one are filled with the cameras that are not named here, page after page. spots: places that show whatever
    is selected. by: who made this version, "" for the site document.
    """

    id: str
    version: int = 1
    name: str = ""
    name_en: str = ""
    arrangement: str = "16"
    free: tuple[Place, ...] = ()
    cameras: tuple[str, ...] = ()
    spots: tuple[int, ...] = ()
    by: str = ""

    @property
    def places(self) -> int:
        """How many pictures one page shows."""
        return len(self.free) if self.arrangement == FREE else int(self.arrangement)

    def label(self, language: str) -> str:
        """Return the name for a language code."""
        return (self.name if language.startswith("zh") else self.name_en) or self.name or self.name_en

    def pages(self, cameras: Sequence[str]) -> tuple[tuple[str, ...], ...]:
        """Return which camera hangs at each place, page by page; "" where none does, and at a spot."""
        known, slots = set(cameras), self._slots(cameras)
        shown = [camera if camera in known else "" for camera in slots]
        rows = [tuple(shown[at : at + self.places]) for at in range(0, len(shown), self.places)]
        while len(rows) > 1 and not any(rows[-1]):
            rows.pop()
        return tuple(rows)

    def redrawn(self, arrangement: str, free: tuple[Place, ...] = ()) -> Layout:
        """Return it with other places; cameras keep their order, spots whose place is gone are gone."""
        other = replace(self, arrangement=arrangement, free=free)
        return replace(other, spots=tuple(place for place in self.spots if place < other.places))

    def renamed(self, name: str, language: str) -> Layout:
        """Return it with another name in a language; one that had no name takes it for both."""
        if language.startswith("zh"):
            return replace(self, name=name, name_en=self.name_en)
        return replace(self, name=self.name or name, name_en=name)

    def _slots(self, cameras: Sequence[str]) -> list[str]:
        """Every place of every page, the cameras that are not named here after those that are."""
        rest = [camera for camera in cameras if camera not in self.cameras]
        slots: list[str] = []
        while not slots or len(slots) % self.places or len(slots) < len(self.cameras) or rest:
            at = len(slots)
            if at % self.places in self.spots:
                slots.append("")
            elif at < len(self.cameras):
                slots.append(self.cameras[at])
            else:
                slots.append(rest.pop(0) if rest else "")
            if len(self.spots) == self.places == len(slots):
                break  # nothing but spots: no camera has a place of its own
        return slots

    def dropped(self, cameras: Sequence[str], page: int, place: int, camera: str) -> Layout:
        """Return it with `camera` at a place of a page; where it hung already, the two change places."""
        slots = self._written_out(cameras, page)
        at = page * self.places + place
        if not 0 <= place < self.places or place in self.spots or camera not in cameras:
            return self
        if camera in slots:
            slots[slots.index(camera)] = slots[at]
        slots[at] = camera
        return replace(self, cameras=tuple(slots))

    def swapped(self, cameras: Sequence[str], page: int, first: int, second: int) -> Layout:
        """Return it with the cameras of two places of a page exchanged."""
        if {first, second} & set(self.spots) or not (0 <= first < self.places and 0 <= second < self.places):
            return self
        slots = self._written_out(cameras, page)
        one, other = page * self.places + first, page * self.places + second
        slots[one], slots[other] = slots[other], slots[one]
        return replace(self, cameras=tuple(slots))

    def with_spot(self, cameras: Sequence[str], place: int, on: bool) -> Layout:
        """Return it with a place that shows whatever is selected, or one that no longer does."""
        if not 0 <= place < self.places or on == (place in self.spots):
            return self
        slots = self._written_out(cameras, 0)
        slots[place] = ""
        spots = {*self.spots, place} if on else {*self.spots} - {place}
        return replace(self, cameras=tuple(slots), spots=tuple(sorted(spots)))

    def _written_out(self, cameras: Sequence[str], page: int) -> list[str]:
        """Return every place up to the end of `page`, so that editing one moves no other."""
        slots = self._slots(cameras)
        end = max((page + 1) * self.places, len(self.cameras))
        return slots[:end] + [""] * ((page + 1) * self.places - len(slots))

    def to_json(self) -> dict[str, Any]:
        """Return the document as JSON values."""
        return asdict(self)


def from_json(value: Any) -> Layout | None:
    """Return the layout of a document, None where it is none: a damaged document costs only itself."""
    try:
        places = tuple(Place(*(float(place[name]) for name in Place.__slots__)) for place in value.get("free", ()))
        layout = Layout(
            id=str(value["id"]),
            version=int(value["version"]),
            name=str(value.get("name", "")),
            name_en=str(value.get("name_en", "")),
            arrangement=str(value["arrangement"]),
            free=places,
            cameras=tuple(map(str, value.get("cameras", ()))),
            spots=tuple(int(place) for place in value.get("spots", ())),
            by=str(value.get("by", "")),
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
    right = layout.arrangement in NAMED or (layout.arrangement == FREE and 0 < len(places) <= MOST_PLACES)
    return layout if right and layout.id else None


Shelf = tuple[Layout, ...]


@dataclass(slots=True)
class LayoutBook:
    """All layouts of a station in the guard's order, each in its present version, with the way back.

    `changed` is told of each change with the documents that are new; they are to be kept, none replaces another.
    """

    shelf: Shelf = ()
    highest: dict[str, int] = field(default_factory=dict)
    changed: Callable[[Sequence[Layout]], None] = lambda _new: None
    _before: list[Shelf] = field(default_factory=list)

    def get(self, layout: str) -> Layout | None:
        """Return the present version of a layout."""
        return next((one for one in self.shelf if one.id == layout), None)

    def at(self, index: int) -> Layout | None:
        """Return the layout at a place of the list: what Ctrl and a digit choose."""
        return self.shelf[index] if 0 <= index < len(self.shelf) else None

    def add(self, layout: Layout) -> Layout:
        """Put a new layout at the end; it gets an id of its own where its id is taken or missing."""
        name = layout.id or "layout"
        taken = {one.id for one in self.shelf} | set(self.highest)
        if not layout.id or name in taken:
            name = next(new for n in count(1) if (new := f"{name}-{n}") not in taken)
        kept = self._numbered(replace(layout, id=name))
        self._turn((*self.shelf, kept), [kept])
        return kept

    def edit(self, layout: Layout) -> Layout:
        """Take an edited copy of a layout as its next version; the same again changes nothing."""
        present = self.get(layout.id)
        if present is None:
            raise KeyError(layout.id)
        if replace(layout, version=present.version, by=present.by) == present:
            return present
        kept = self._numbered(layout)
        self._turn(tuple(kept if one.id == kept.id else one for one in self.shelf), [kept])
        return kept

    def remove(self, layout: str) -> bool:
        """Take a layout from the list, but never the last one; tells whether it was done."""
        left = tuple(one for one in self.shelf if one.id != layout)
        if not left or len(left) == len(self.shelf):
            return False
        self._turn(left, [])
        return True

    def move(self, layout: str, step: int) -> None:
        """Move a layout up or down the list."""
        order = list(self.shelf)
        at = next((index for index, one in enumerate(order) if one.id == layout), None)
        if at is None or not 0 <= at + step < len(order):
            return
        order.insert(at + step, order.pop(at))
        self._turn(tuple(order), [])

    def undo(self) -> bool:
        """Take the newest change back; tells whether there was one."""
        if not self._before:
            return False
        self.shelf = self._before.pop()
        self.changed(())
        return True

    def forget_changes(self) -> None:
        """Let what was done until now be what there always was."""
        self._before.clear()

    def _numbered(self, layout: Layout) -> Layout:
        """A version number is never given twice, not even after an undo."""
        self.highest[layout.id] = self.highest.get(layout.id, 0) + 1
        return replace(layout, version=self.highest[layout.id])

    def _turn(self, shelf: Shelf, new: Sequence[Layout]) -> None:
        self._before = [*self._before[1 - UNDO_STEPS :], self.shelf]
        self.shelf = shelf
        self.changed(new)


def site_layouts(site: SiteDocument) -> tuple[Layout, ...]:
    """Return the site document's layouts; without any, even grids of all cameras, the fitting one first."""
    given = tuple(
        Layout(one.id, name=one.name, name_en=one.name_en, arrangement=str(one.tiles), cameras=one.cameras)
        for one in site.layouts
    )
    return given or _standard(len(site.cameras))


def _standard(cameras: int) -> tuple[Layout, ...]:
    fitting = next((size for size in STANDARD if int(size) >= cameras), STANDARD[-1])
    order = (fitting, *(size for size in STANDARD if size != fitting))
    return tuple(Layout(f"grid-{size}", arrangement=size) for size in order)


def reconcile(book: LayoutBook, given: Iterable[Layout], seen: Mapping[str, str]) -> dict[str, str]:
    """Bring what is new in the site document into the book; returns what has now been seen, by id.

    New layouts are added; one that the installer changed replaces what nobody here has edited; one that a guard
    removed or made his own is left alone.
    """
    digests = {layout.id: _digest(layout) for layout in given}
    for layout in given:
        present = book.get(layout.id)
        if seen.get(layout.id) == digests[layout.id]:
            continue
        if present is None and layout.id not in seen:
            book.add(layout)
        elif present is not None and not present.by:
            book.edit(layout)
    return {**seen, **digests}


def _digest(layout: Layout) -> str:
    return hashlib.sha256(json.dumps(layout.to_json(), sort_keys=True).encode()).hexdigest()[:16]
