"""What is drawn for a package: the site plan with the zone on it, and the words of a watermark."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter, QPen, QPolygonF

import resources
from app.services.places import Places
from app.services.plan_book import PlanBook
from app.site_plan import Plan
from video.derive import Stamp
from widgets import site_map_image, theme

#: The verifier that lies in each package.
VERIFY_PAGE: Final = Path(resources.__file__).parent / "evidence" / "verify.html"
#: Height of a watermark's line as a share of the picture's, and the smallest that can be read.
_LINE_SHARE: Final = 0.035
_LEAST_LINE: Final = 12
_WIDEST: Final = 1600
_ZONE_INK: Final = "#c81e1e"


class EvidencePictures:
    """See the module."""

    def __init__(self, places: Places, plans: PlanBook) -> None:
        self._places = places
        self._plans = plans

    def plan(self, zone: str) -> bytes | None:
        """Draw the first plan that shows the zone, or one it lies in, as PNG; None where none does."""
        chain = [one.id for one in self._places.zone_chain(zone)]
        for wanted in chain:
            for plan in self._plans.plans:
                if any(one.id == wanted for one in plan.zones):
                    return self._drawn(plan, wanted)
        return None

    def _drawn(self, plan: Plan, zone: str) -> bytes | None:
        greys = site_map_image.read(self._plans.image(plan))
        if greys is None:
            return None
        image = greys.convertToFormat(QImage.Format.Format_RGB32)
        if image.width() > _WIDEST:
            image = image.scaledToWidth(_WIDEST, Qt.TransformationMode.SmoothTransformation)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = QColor(_ZONE_INK)
        size = max(2, image.width() // 300)
        painter.setPen(QPen(ink, size))
        painter.setBrush(QColor(ink.red(), ink.green(), ink.blue(), 60))
        for one in plan.zones:
            if one.id == zone:
                corners = [QPointF(x * image.width(), y * image.height()) for x, y in one.polygon]
                painter.drawPolygon(QPolygonF(corners))
        painter.setBrush(ink)
        painter.setFont(_font(max(11, image.height() // 50)))
        for camera in plan.cameras:
            at = QPointF(camera.at[0] * image.width(), camera.at[1] * image.height())
            painter.drawEllipse(at, size * 1.5, size * 1.5)
            painter.drawText(at + QPointF(size * 3, 0), self._places.camera_name(camera.id, "zh_CN"))
        painter.end()
        buffer = QBuffer()
        buffer.open(QBuffer.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")  # type: ignore[call-overload]
        return bytes(buffer.data().data())

    def stamp(self, lines: tuple[str, ...], width: int, height: int) -> Stamp:
        """Draw the words white with a black edge, as wide as the picture at most."""
        font = _font(max(_LEAST_LINE, round(height * _LINE_SHARE)))
        metrics = QFontMetrics(font)
        step, edge = metrics.height(), 2
        shown = [metrics.elidedText(line, Qt.TextElideMode.ElideRight, width - 6 * edge) for line in lines if line]
        wide = min(width, max((metrics.horizontalAdvance(line) for line in shown), default=1) + 6 * edge)
        high = min(height, step * len(shown) + 4 * edge)
        black, white = (_words(shown, font, step, wide, high, edge, spread) for spread in (1, 0))
        pixels = bytes(
            2 if bright > 127 else (1 if dark > 127 else 0) for bright, dark in zip(white, black, strict=True)
        )
        return Stamp(wide, high, pixels)


def _words(lines: list[str], font: QFont, step: int, width: int, height: int, edge: int, spread: int) -> bytes:
    """The words as greys; `spread`: as their edge, drawn around."""
    image = QImage(width, height, QImage.Format.Format_Grayscale8)
    image.fill(0)
    painter = QPainter(image)
    painter.setFont(font)
    painter.setPen(Qt.GlobalColor.white)
    for row, line in enumerate(lines):
        for dx in range(-spread, spread + 1):
            for dy in range(-spread, spread + 1):
                painter.drawText(3 * edge + dx, edge + dy + step * row + QFontMetrics(font).ascent(), line)
    painter.end()
    bits = image.constBits()
    stride = image.bytesPerLine()
    return b"".join(bytes(bits[row * stride : row * stride + width]) for row in range(height))


def _font(pixels: int) -> QFont:
    font = QFont(theme.current().family or theme.family())
    font.setPixelSize(pixels)
    return font
