"""A shown wall of four tiles whose clock the test moves; its own timer is at rest."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.fakes.clock import FakeClock
from tests.fakes.pictures import FakeSource
from widgets import layouts
from widgets.freshness import Face
from widgets.tile import TileContent
from widgets.tile_state import TileState
from widgets.wall import Wall


class Bench:
    """Four cameras, c0 to c3, in the tiles t0 to t3."""

    def __init__(self, qtbot: QtBot, clock: FakeClock, width: int = 400, height: int = 300) -> None:
        self.clock = clock
        self.wall = Wall(clock)
        qtbot.addWidget(self.wall)
        self.sources = [FakeSource(clock, seed=i) for i in range(4)]
        self.tiles = [
            TileContent(f"t{i}", f"c{i}", i + 1, f"Camera {i}", source=source) for i, source in enumerate(self.sources)
        ]
        self.painted: list[tuple[str, int]] = []
        self.wall.frame_painted.connect(lambda key, sequence, _mono: self.painted.append((key, sequence)))
        self.wall.resize(width, height)
        self.wall.set_arrangement(layouts.grid(4))
        self.wall.set_tiles(self.tiles)
        with qtbot.waitExposed(self.wall):
            self.wall.show()
        self.wall._tick.stop()
        self.settle()

    def settle(self) -> None:
        """One tick and the paint it asked for."""
        self.wall.tick()
        QApplication.sendPostedEvents(self.wall)
        QApplication.processEvents()

    def push_all(self, age: float = 0.05) -> None:
        for source in self.sources:
            source.push(age)

    def live(self) -> None:
        """Every tile has a fresh picture on screen."""
        self.push_all()
        self.settle()
        self.painted.clear()

    def pass_time(self, seconds: float) -> None:
        """Let time pass with a fresh picture at its end."""
        self.clock.advance(seconds)
        self.push_all()
        self.settle()

    def tile(self, key: str = "t0") -> TileState:
        return self.wall._board.tiles[key]

    def face(self, key: str = "t0") -> Face:
        return self.wall.faces()[key]

    def image(self) -> QImage:
        return self.wall.grab().toImage()

    def colour_at(self, key: str) -> QColor:
        body = self.tile(key).body
        return self.image().pixelColor(body.center().x(), body.top() + body.height() // 4)

    def centre(self, key: str) -> QPoint:
        return self.tile(key).body.center()

    def wheel(self, at: QPoint, notches: float = 1.0) -> None:
        """Turn the wheel over a point of the wall."""
        event = QWheelEvent(
            QPointF(at),
            QPointF(self.wall.mapToGlobal(at)),
            QPoint(),
            QPoint(0, round(120 * notches)),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(self.wall, event)
