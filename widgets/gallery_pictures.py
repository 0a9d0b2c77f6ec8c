"""Pictures for the gallery: drawn scenes behind the wall's door, the same at every call."""

from __future__ import annotations

import random

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter

from video.frames import Frame


class StillClock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: float, monotonic: float = 1000.25) -> None:
        self._now = now
        self._monotonic = monotonic

    def now(self) -> float:
        """UTC in seconds since the epoch."""
        return self._now

    def monotonic(self) -> float:
        """Seconds that only run forward."""
        return self._monotonic

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self._now += seconds
        self._monotonic += seconds


class StillSource:
    """A PictureSource with one picture in it, which came in `age` seconds before the clock's now."""

    def __init__(self, picture: QImage, clock: StillClock, age: float = 0.1, key_only: bool = False) -> None:
        self._picture = picture
        self._clock = clock
        self._frame: Frame | None = None
        self.push(age, key_only)

    @property
    def sequence(self) -> int:
        """Of the newest picture."""
        return self._frame.sequence if self._frame is not None else 0

    def latest(self) -> Frame | None:
        """The newest picture."""
        return self._frame

    def push(self, age: float = 0.1, key_only: bool = False) -> None:
        """Bring the picture once more, as one that came in `age` seconds ago."""
        picture, now, monotonic = self._picture, self._clock.now() - age, self._clock.monotonic() - age
        self._frame = Frame(
            pixels=memoryview(picture.bits()),
            width=picture.width(),
            height=picture.height(),
            stride=picture.bytesPerLine(),
            sequence=self.sequence + 1,
            captured_at=now,
            received_at=now,
            received_mono=monotonic,
            decoded_mono=monotonic,
            written_mono=monotonic,
            key_only=key_only,
            dropped=0,
        )


def scene(width: int, height: int, seed: int) -> QImage:
    """Draw a road between houses, by day or (every third) by night."""
    chance, night = random.Random(seed), seed % 3 == 0
    picture = QImage(width, height, QImage.Format.Format_RGB32)
    painter = QPainter(picture)
    sky = QLinearGradient(0, 0, 0, height)
    sky.setColorAt(0, QColor("#141a22" if night else "#a9bccb"))
    sky.setColorAt(1, QColor("#1c2024" if night else "#d9dcd8"))
    painter.fillRect(picture.rect(), sky)
    for _ in range(5):
        _house(painter, width, height, chance, night)
    ground = int(height * 0.62)
    painter.fillRect(QRect(0, ground, width, height - ground), QColor("#23282b" if night else "#7c8580"))
    painter.fillRect(QRect(0, int(height * 0.78), width, int(height * 0.1)), QColor("#2e3336" if night else "#5e6466"))
    for _ in range(2):
        left, wide = chance.randrange(width), width // 9
        paint = QColor(chance.choice(["#5b6f86", "#8a5a50", "#d4d4cc", "#3f4a44"]))
        painter.fillRect(QRect(left, int(height * 0.74), wide, height // 9), paint.darker(220) if night else paint)
    painter.end()
    return picture


def _house(painter: QPainter, width: int, height: int, chance: random.Random, night: bool) -> None:
    left, wide = chance.randrange(width), width // chance.randint(4, 7)
    top = int(height * chance.uniform(0.2, 0.45))
    wall = QColor(chance.choice(["#b5aa98", "#a0a5a8", "#c2b49a"]))
    painter.fillRect(QRect(left, top, wide, height - top), wall.darker(420) if night else wall)
    step = max(6, wide // 5)
    for x in range(left + step // 2, left + wide - step // 2, step):
        for y in range(top + step // 2, int(height * 0.6), step):
            lit = night and chance.random() < 0.3
            painter.fillRect(QRect(x, y, step // 2, step // 2), QColor("#c9a95c" if lit else "#3b4248"))
