"""What one window's wall shows and why: the guard's choice, a tour, an alarm above both. Pure, time comes in.

The rule a guard can rely on: whatever an alarm turned away comes back exactly as it was, layout, page, enlarged picture
and tour, as soon as the alarm gives the wall back. What the guard chooses meanwhile is kept for afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.services.layouts import Layout, LayoutBook
from app.services.tours import Stop, Tour, TourRun
from app.services.wall_scene import Scene, enlarged_scene, layout_scene, with_beside


@dataclass(frozen=True, slots=True)
class WallChoice:
    """What the guard chose for a wall, and what is remembered of it between starts."""

    layout: str = ""
    page: int = 0
    enlarged: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {"layout": self.layout, "page": self.page, "enlarged": self.enlarged}


def choice_from_json(value: Any) -> WallChoice:
    """Return what was remembered; of what cannot be read, the default."""
    if not isinstance(value, dict):
        return WallChoice()
    layout, page, enlarged = value.get("layout"), value.get("page"), value.get("enlarged")
    return WallChoice(
        layout if isinstance(layout, str) else "",
        page if isinstance(page, int) and page >= 0 else 0,
        enlarged if isinstance(enlarged, str) else None,
    )


class WallPlan:
    """The state of one wall. Every method that may change what is shown is followed by a look at `scene()`."""

    def __init__(
        self, book: LayoutBook, cameras: Callable[[], Sequence[str]], choice: WallChoice = WallChoice()
    ) -> None:
        self.choice = choice
        self.run: TourRun | None = None
        self.called: Scene | None = None
        self.spot = ""
        self.beside = ""
        self._book = book
        self._cameras = cameras

    # What stands.

    @property
    def layout(self) -> Layout | None:
        """The layout on the wall, below whatever is enlarged or called up."""
        stop = self.run.stop if self.run is not None else None
        chosen = stop.target if stop is not None and stop.kind == "layout" else self.choice.layout
        return self._book.get(chosen) or self._book.at(0)

    @property
    def enlarged(self) -> str | None:
        """The camera that fills the wall by the guard's wish."""
        camera = self.choice.enlarged
        return camera if camera is not None and camera in self._cameras() else None

    @property
    def page(self) -> int:
        """The page of the layout; a tour shows first pages."""
        return 0 if self._touring_layout else self.choice.page

    def scene(self) -> Scene | None:
        """Return what is to be shown now; None only where there is no layout at all."""
        if self.called is not None:
            return with_beside(self.called, self.beside) if self.beside in self._cameras() else self.called
        return self.beneath()

    def beneath(self) -> Scene | None:
        """Return what is shown when no alarm has the wall."""
        cameras, layout = self._cameras(), self.layout
        stop = self.run.stop if self.run is not None else None
        if self.enlarged is not None:
            return enlarged_scene(self.enlarged)
        if stop is not None and stop.kind == "camera" and stop.target in cameras:
            return enlarged_scene(stop.target)
        if layout is None:
            return None
        spot = self.spot if self.spot in cameras else next(iter(cameras), "")
        return layout_scene(layout, cameras, self.page, spot)

    # The guard.

    def choose(self, layout: str) -> None:
        """Show a layout; a tour ends with that."""
        self.run = None
        self.choice = WallChoice(layout)

    def turn_page(self, step: int) -> bool:
        """Go to the next or previous cameras of the layout; tells whether there were any."""
        layout = self.layout
        if layout is None or self._touring_layout:
            return False
        page, pages = self.choice.page + step, len(layout.pages(self._cameras()))
        if not 0 <= page < pages:
            return False
        self.choice = WallChoice(layout.id, page)
        return True

    def enlarge(self, camera: str) -> None:
        """Show one camera over the whole wall; a tour waits."""
        layout = self.layout
        kept = self.choice.layout or (layout.id if layout is not None else "")
        self.choice = replace(self.choice, layout=kept, enlarged=camera)

    def back(self) -> bool:
        """Leave the enlarged picture; tells whether there was one."""
        if self.choice.enlarged is None:
            return False
        self.choice = replace(self.choice, enlarged=None)
        return True

    def select(self, camera: str) -> bool:
        """Let the spots show this camera; tells whether that changes what is shown."""
        if not camera or camera == self.spot:
            return False
        self.spot = camera
        layout = self.layout
        return layout is not None and bool(layout.spots)

    # Tours.

    def start_tour(self, tour: Tour, now: float) -> bool:
        """Begin a tour; tells whether any of its stops exists."""
        run = TourRun(tour, now, self._exists)
        if run.stop is None:
            return False
        self.run = run
        self.choice = replace(self.choice, enlarged=None)
        return True

    def end_tour(self) -> bool:
        """End the tour where it stands; tells whether there was one."""
        if self.run is None:
            return False
        layout = self.layout
        self.run = None
        self.choice = WallChoice(layout.id if layout is not None else "")
        return True

    def tick(self, now: float, held: bool = False) -> bool:
        """Let time pass; `held`: something zoomed, halted or half typed. Tells whether the wall is to change."""
        if self.run is None:
            return False
        moved = self.run.tick(now, held or self.called is not None or self.enlarged is not None)
        return moved and self.called is None

    # Alarms.

    def call_up(self, scene: Scene | None) -> None:
        """Turn the wall to an alarm, or give it back with None."""
        if scene is None or self.called is None or scene.incident != self.called.incident:
            self.beside = ""
        self.called = scene

    @property
    def _touring_layout(self) -> bool:
        return self.run is not None and self.run.stop is not None and self.run.stop.kind == "layout"

    def _exists(self, stop: Stop) -> bool:
        if stop.kind == "camera":
            return stop.target in self._cameras()
        return self._book.get(stop.target) is not None
