"""Two windows with a wall each, on two screens of which one has twice the pixels; run by test_wall_screens.

python -m tests.unit.widgets.two_screens SCREENS.json: prints what was seen as one JSON object.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable

from PySide6.QtCore import QDeadlineTimer, QSize
from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QApplication

from tests.fakes.clock import FakeClock
from tests.fakes.pictures import FakeSource
from widgets import layouts
from widgets.tile import TileContent
from widgets.wall import Wall

PATIENCE_MS = 30_000


def until(condition: Callable[[], bool], what: str) -> None:
    """Wait, for half a minute at most."""
    deadline = QDeadlineTimer(PATIENCE_MS)
    while not condition():
        if deadline.hasExpired():
            raise SystemExit(f"{what}: not within {PATIENCE_MS} ms")
        QApplication.processEvents()


class Window:
    """A wall of four cameras on a screen; told: the sizes it asked for, by tile."""

    def __init__(self, clock: FakeClock, screen: QScreen) -> None:
        self.wall = Wall(clock)
        self.told: dict[str, tuple[int, int]] = {}
        self.wall.tile_resized.connect(lambda key, w, h: self.told.update({key: (w, h)}))
        self.sources = [FakeSource(clock, 640, 360, seed) for seed in range(4)]
        tiles = [TileContent(f"t{i}", f"c{i}", i + 1, "North gate", source=s) for i, s in enumerate(self.sources)]
        self.wall.setScreen(screen)
        self.wall.setGeometry(screen.geometry().x() + 10, 10, 800, 600)
        self.wall.set_arrangement(layouts.grid(4))
        self.wall.set_tiles(tiles)
        self.wall.set_quality("c1", "covered")
        self.wall.show()
        until(lambda: self.wall.size() == QSize(800, 600) and self.settled(), "a window")

    def settled(self) -> bool:
        """Whether it has asked for pictures of the size that it has now."""
        return self.wall.isVisible() and self.told.get("t0") == self.wall.picture_size("t0")

    def paint(self) -> None:
        """A new picture everywhere."""
        for source in self.sources:
            source.push()
        self.wall.tick()
        QApplication.processEvents()

    def facts(self) -> dict[str, object]:
        """What this wall shows and asks for."""
        grabbed = self.wall.grab()
        bands = [p.devicePixelRatio() for p in self.wall._painter.bands._kept.values()]
        return {
            "ratio": self.wall.devicePixelRatioF(),
            "size": [self.wall.width(), self.wall.height()],
            "grabbed": [grabbed.width(), grabbed.height()],
            "told": list(self.told["t0"]),
            "bands": sorted(set(bands)),
        }


def main() -> None:
    """Show both, then carry the first one over to the other screen."""
    app = QApplication(["two", "-platform", f"offscreen:configfile={sys.argv[1]}"])
    clock = FakeClock()
    coarse, fine = app.screens()
    one, two = Window(clock, coarse), Window(clock, fine)
    for _ in range(3):
        one.paint()
        two.paint()
    seen = {"one": one.facts(), "two": two.facts()}
    before = one.told["t0"]
    one.wall.windowHandle().setScreen(fine)
    until(lambda: one.wall.devicePixelRatioF() == 2.0, "the other screen")
    one.wall.setGeometry(fine.geometry().x() + 20, 20, 800, 600)
    until(lambda: one.told["t0"][0] > before[0] and one.settled(), "the new size")
    one.paint()
    seen["moved"] = one.facts()
    one.wall.close()
    two.wall.close()
    sys.stdout.write(json.dumps(seen))


if __name__ == "__main__":
    main()
