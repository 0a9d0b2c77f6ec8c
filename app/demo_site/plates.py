"""Pictures of number plates (GA 36-2018), as a plate camera at the barrier would deliver them.

Drawn with Qt, so a QGuiApplication must exist in the process that draws. Every plate is made up.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QLinearGradient, QPainter, QPen, QPolygonF, QTransform

from video.cv import cv2

PLATES: Final = (
    ("沪A12345", "blue"),
    ("沪B6K088", "blue"),
    ("沪AD09217", "green"),
    ("苏E71Q62", "blue"),
    ("沪AF31886", "green"),
    ("浙A5R903", "blue"),
    ("沪C80H17", "blue"),
    ("皖B2468E", "yellow"),
)

_COLOURS: Final = {
    "blue": (QColor(24, 66, 160), QColor(16, 50, 132), QColor(240, 244, 250)),
    "green": (QColor(225, 240, 228), QColor(88, 190, 120), QColor(18, 22, 20)),
    "yellow": (QColor(236, 178, 30), QColor(224, 164, 16), QColor(20, 18, 12)),
}
WIDTH, HEIGHT = 640, 360


def picture_path(folder: Path, plate: str) -> Path:
    """Return where the picture of a plate is kept; the file name is plain ASCII."""
    return folder / f"plate-{'-'.join(f'{ord(sign):x}' for sign in plate)}.jpg"


def write_plates(folder: Path) -> None:
    """Draw the pictures that are not there yet."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, (plate, colour) in enumerate(PLATES):
        path = picture_path(folder, plate)
        if not path.exists():
            part = path.with_suffix(".part")
            part.write_bytes(plate_picture(plate, colour, number))
            part.replace(path)


def plate_picture(plate: str, colour: str, seed: int) -> bytes:
    """Return a JPEG of a car's front with its plate, a little askew and noisy, 640 x 360."""
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_BGR888)
    painter = QPainter(image)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    chance = random.Random(seed)
    _draw_front(painter, chance)
    _draw_plate(painter, plate_image(plate, colour), chance)
    painter.end()
    return _photographed(image, seed)


def plate_image(plate: str, colour: str) -> QImage:
    """Return the bare plate, 440 x 140 mm (480 for new energy) at one pixel to the millimetre."""
    top, bottom, ink = _COLOURS[colour]
    width = 480 if colour == "green" else 440
    image = QImage(width, 140, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ground = QLinearGradient(0, 0, 0, 140)
    ground.setColorAt(0, top)
    ground.setColorAt(1, bottom)
    painter.setBrush(ground)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawRoundedRect(QRectF(0, 0, width, 140), 10, 10)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(ink, 3))
    painter.drawRoundedRect(QRectF(6, 6, width - 12, 128), 7, 7)
    _draw_signs(painter, plate, ink, width)
    painter.end()
    return image


def _draw_signs(painter: QPainter, plate: str, ink: QColor, width: int) -> None:
    """Place the signs at the standard's pitch: a gap with a dot after the second."""
    pitch = 57.0 if len(plate) == 7 else 53.0
    left = (width - (pitch * len(plate) + 14)) / 2
    font = QFont(["Noto Sans CJK SC", "Microsoft YaHei", "WenQuanYi Micro Hei", "sans-serif"])
    font.setPixelSize(92)
    font.setWeight(QFont.Weight.Bold)
    painter.setFont(font)
    painter.setPen(ink)
    for index, sign in enumerate(plate):
        x = left + index * pitch + (14 if index >= 2 else 0)
        painter.save()
        metrics = painter.fontMetrics()
        advance = metrics.horizontalAdvance(sign)
        painter.translate(x + pitch / 2, 70)
        painter.scale(min(1.0, (pitch - 7) / advance), 1.0 if index == 0 else 1.12)
        painter.drawText(QRectF(-70, -70, 140, 140), Qt.AlignmentFlag.AlignCenter, sign)
        painter.restore()
    painter.setBrush(ink)
    painter.drawEllipse(QPointF(left + 2 * pitch + 7, 70), 5, 5)


def _draw_front(painter: QPainter, chance: random.Random) -> None:
    """Paint bonnet, grille, bumper and lamps of a car that fills the picture."""
    shade = chance.choice([QColor(44, 48, 54), QColor(150, 154, 158), QColor(92, 24, 26), QColor(30, 44, 74)])
    body = QLinearGradient(0, 0, 0, HEIGHT)
    body.setColorAt(0, shade.lighter(150))
    body.setColorAt(0.45, shade)
    body.setColorAt(1, shade.darker(190))
    painter.fillRect(0, 0, WIDTH, HEIGHT, body)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(18, 19, 21))
    painter.drawRoundedRect(QRectF(150, 66, 340, 84), 18, 18)
    painter.setPen(QPen(QColor(70, 74, 78), 3))
    for y in range(80, 148, 13):
        painter.drawLine(162, y, 478, y)
    painter.setPen(Qt.PenStyle.NoPen)
    for x, sign in ((18, 1), (622, -1)):
        lamp = QPolygonF([QPointF(x + sign * dx, dy) for dx, dy in ((0, 70), (118, 84), (108, 128), (10, 122))])
        painter.setBrush(QColor(214, 222, 230, 200))
        painter.drawPolygon(lamp)
        painter.setBrush(QColor(250, 252, 255))
        painter.drawEllipse(QPointF(x + sign * 46, 100), 17, 17)
    painter.setBrush(QColor(14, 15, 17))
    painter.drawRoundedRect(QRectF(90, 286, 460, 50), 20, 20)


def _draw_plate(painter: QPainter, plate: QImage, chance: random.Random) -> None:
    centre = QPointF(320 + chance.uniform(-14, 14), 216 + chance.uniform(-6, 6))
    transform = QTransform().translate(centre.x(), centre.y())
    transform.rotate(chance.uniform(-2.5, 2.5)).shear(chance.uniform(-0.05, 0.05), 0).scale(0.72, 0.72)
    painter.save()
    painter.setTransform(transform)
    painter.drawImage(QPointF(-plate.width() / 2, -70), plate)
    painter.restore()


def _photographed(image: QImage, seed: int) -> bytes:
    """Add the lens's softness and the sensor's noise, and encode."""
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(HEIGHT, image.bytesPerLine())
    picture = rows[:, : WIDTH * 3].reshape(HEIGHT, WIDTH, 3)
    soft = cv2.GaussianBlur(picture, (0, 0), 0.9).astype(np.float32)
    noise = np.random.default_rng(seed).standard_normal(soft.shape, np.float32) * 3
    noisy = np.clip(soft + noise, 0, 255).astype(np.uint8)
    ok, encoded = cv2.imencode(".jpg", noisy, [cv2.IMWRITE_JPEG_QUALITY, 88])
    if not ok:
        raise RuntimeError("the plate picture could not be encoded")
    return bytes(encoded.tobytes())
