"""What a station remembers of its walls between starts: layouts, tours, windows, which of them takes
the call-ups, and which incident stands there.

Everything is read before there is a window and held in memory; what changes is written by one thread of its own, in
order, so that no click ever waits for the disk.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Protocol

from app.services.layouts import Layout, LayoutBook, from_json, reconcile, site_layouts
from app.services.screens import MAIN, WindowMemory, memory_from_json
from app.services.tours import Tour, tour_from_json
from app.site_document import SiteDocument

log = logging.getLogger(__name__)

_LAYOUT, _ORDER, _SEEN, _TOURS, _WINDOW, _CALL_UP = "layout/", "layouts", "site", "tours", "window/", "call_up"
_STANDING = "call_up/standing"


class Documents(Protocol):
    """Where documents are kept."""

    def read(self) -> dict[str, Any]:
        """Return all of them by key."""
        ...

    def write(self, documents: Mapping[str, Any]) -> None:
        """Keep these, durable on return; None takes one away."""
        ...


class WallMemory:
    """The layouts, tours and windows of one station."""

    def __init__(self, documents: Documents, site: SiteDocument, failed: Callable[[BaseException], None]) -> None:
        """`failed` is called from the writing thread when something could not be kept."""
        self.book = LayoutBook()
        self.tours: tuple[Tour, ...] = ()
        self.windows: dict[str, WindowMemory] = {}
        self.call_up = MAIN
        self.standing: Any = None
        self._documents = documents
        self._site = site
        self._failed = failed
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="wall-memory")

    def load(self) -> None:
        """Read what is kept and bring in what is new in the site document; not for the window's thread."""
        kept = self._documents.read()
        documents = [layout for key, value in kept.items() if key.startswith(_LAYOUT) and (layout := from_json(value))]
        versions = {(layout.id, layout.version): layout for layout in documents}
        for layout in documents:
            self.book.highest[layout.id] = max(self.book.highest.get(layout.id, 0), layout.version)
        order = kept.get(_ORDER)
        wanted = [tuple(one) for one in order if isinstance(one, list)] if isinstance(order, list) else []
        self.book.shelf = tuple(versions[one] for one in wanted if one in versions)
        tours = kept.get(_TOURS)
        self.tours = tuple(tour for one in (tours if isinstance(tours, list) else ()) if (tour := tour_from_json(one)))
        for key, value in kept.items():
            if key.startswith(_WINDOW):
                window = key.removeprefix(_WINDOW)
                self.windows[window] = memory_from_json(window, value)
        self.call_up = kept[_CALL_UP] if isinstance(kept.get(_CALL_UP), str) else MAIN
        self.standing = kept.get(_STANDING)
        self._meet_site(kept.get(_SEEN))

    def window(self, window: str) -> WindowMemory:
        """Return what is remembered of a window."""
        return self.windows.get(window) or WindowMemory(window)

    def keep_window(self, memory: WindowMemory) -> None:
        """Remember a window."""
        if self.windows.get(memory.window) != memory:
            self.windows[memory.window] = memory
            self._write({_WINDOW + memory.window: memory.to_json()})

    def forget_window(self, window: str) -> None:
        """The guard closed a window for good."""
        self.windows.pop(window, None)
        self._write({_WINDOW + window: None})

    def keep_tours(self, tours: Sequence[Tour]) -> None:
        """Remember the tours."""
        self.tours = tuple(tours)
        self._write({_TOURS: [tour.to_json() for tour in tours]})

    def keep_call_up(self, window: str) -> None:
        """Remember which window takes the call-ups."""
        self.call_up = window
        self._write({_CALL_UP: window})

    def keep_standing(self, standing: Mapping[str, Any]) -> None:
        """Remember which incident has the main place, for a start after a crash; empty: none."""
        if (self.standing or {}) != standing:
            self.standing = dict(standing)
            self._write({_STANDING: self.standing or None})

    def settled(self) -> Future[None]:
        """Return what is done once everything until now is on the disk."""
        return self._writer.submit(lambda: None)

    def close(self) -> None:
        """Finish writing."""
        self._writer.shutdown(wait=True)

    def _meet_site(self, seen: Any) -> None:
        new: list[Layout] = []
        self.book.changed = new.extend
        known = {str(key): str(value) for key, value in seen.items()} if isinstance(seen, dict) else {}
        now_seen = reconcile(self.book, site_layouts(self._site), known)
        self.book.forget_changes()
        self.book.changed = self._book_changed
        if new or now_seen != known:
            self._write({_SEEN: now_seen, **self._shelf_documents(new)})

    def _book_changed(self, new: Sequence[Layout]) -> None:
        self._write(self._shelf_documents(new))

    def _shelf_documents(self, new: Sequence[Layout]) -> dict[str, Any]:
        documents: dict[str, Any] = {f"{_LAYOUT}{one.id}/{one.version}": one.to_json() for one in new}
        documents[_ORDER] = [[one.id, one.version] for one in self.book.shelf]
        return documents

    def _write(self, documents: Mapping[str, Any]) -> None:
        with contextlib.suppress(RuntimeError):  # closed: an alarm that changes while the program ends moves no wall
            self._writer.submit(self._written, documents)

    def _written(self, documents: Mapping[str, Any]) -> None:
        try:
            self._documents.write(documents)
        except Exception as error:
            log.exception("what was changed about the wall is not kept")
            self._failed(error)
