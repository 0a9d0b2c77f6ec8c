"""The drawing under a site plan: read in any thread, then shown in greys, so that colour is left for what matters."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from weakref import WeakValueDictionary

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QImageReader, QPainter, qRgb
from PySide6.QtSvg import QSvgRenderer

from widgets.theme import Theme

#: Longest side kept, pixels: seen whole it is sharp on any screen, and one image takes 30 MB.
LONGEST = 3072
_ALLOCATION_MB = 640
_IGNORE = Qt.AspectRatioMode.IgnoreAspectRatio
#: A drawing has one ground; a photograph has none that fills a quarter of it.
_GROUND_SHARE = 0.25


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Drawing:
    """An image in the theme's greys, whole, half and quarter: far out, the small one is painted in a fraction.

    ``size`` is the file's own, in its pixels: what a plan's scale counts in.
    """

    size: QSize
    levels: tuple[QImage, ...]

    def level(self, scale: float) -> QImage:
        """Give the smallest that is sharp at `scale` screen pixels to one of the file's."""
        wanted = self.size.width() * scale
        return next((one for one in reversed(self.levels) if one.width() >= wanted), self.levels[0])


_known: WeakValueDictionary[tuple[str, int, bool], Drawing] = WeakValueDictionary()
_reading = Lock()


def drawing(file: Path, look: Theme) -> Drawing | None:
    """Read and tone an image; None where it cannot be read. For any thread but the GUI's.

    Whoever shows the same file at the same time is given the same drawing: it is large.
    """
    try:
        key = (str(file), file.stat().st_mtime_ns, look.palette.dark)
    except OSError:
        return None
    with _reading:
        found = _known.get(key) or _drawn(file, look)
        if found is not None:
            _known[key] = found
        return found


def _drawn(file: Path, look: Theme) -> Drawing | None:
    greys = read(file)
    if greys is None:
        return None
    whole = toned(greys, look)
    levels = [whole]
    for _ in range(2):
        half = QSize(max(1, levels[-1].width() // 2), max(1, levels[-1].height() // 2))
        levels.append(levels[-1].scaled(half, _IGNORE, Qt.TransformationMode.SmoothTransformation))
    return Drawing(natural_size(file) or whole.size(), tuple(levels))


def natural_size(file: Path) -> QSize | None:
    """Give the size the file says of itself; None where it says none."""
    if file.suffix.lower() == ".svg":
        size = QSvgRenderer(str(file)).viewBoxF().size().toSize()
    else:
        size = QImageReader(str(file)).size()
    return size if size.isValid() and not size.isEmpty() else None


def read(file: Path) -> QImage | None:
    """Read an image as greys, no longer than LONGEST; None where it cannot be read. For any thread but the GUI's."""
    image = _svg(file) if file.suffix.lower() == ".svg" else _raster(file)
    if image is None or image.isNull():
        return None
    flat = QImage(image.size(), QImage.Format.Format_RGB32)
    flat.fill(Qt.GlobalColor.white)
    painter = QPainter(flat)
    painter.drawImage(0, 0, image)
    painter.end()
    return flat.convertToFormat(QImage.Format.Format_Grayscale8)


def _raster(file: Path) -> QImage | None:
    reader = QImageReader(str(file))
    reader.setAllocationLimit(_ALLOCATION_MB)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and max(size.width(), size.height()) > LONGEST:
        reader.setScaledSize(size.scaled(QSize(LONGEST, LONGEST), Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read()


def _svg(file: Path) -> QImage | None:
    try:
        renderer = QSvgRenderer(QByteArray(file.read_bytes()))
    except OSError:
        return None
    if not renderer.isValid() or renderer.viewBoxF().isEmpty():
        return None
    renderer.setAspectRatioMode(Qt.AspectRatioMode.KeepAspectRatio)
    size = renderer.viewBoxF().size().scaled(LONGEST, LONGEST, Qt.AspectRatioMode.KeepAspectRatio).toSize()
    image = QImage(size, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    renderer.render(painter, QRectF(0, 0, size.width(), size.height()))
    painter.end()
    return image


def toned(greys: QImage, look: Theme) -> QImage:
    """Give the image between the theme's ground and its caption grey; in the dark a white drawing is turned round."""
    light_ground = _light_ground(greys)
    turned = light_ground is not None and light_ground is look.palette.dark
    ground, ink = look.colour("panel"), look.colour("caption")
    dark, light = (ground, ink) if look.palette.dark else (ink, ground)
    mixed = QImage(
        greys.constBits(), greys.width(), greys.height(), greys.bytesPerLine(), QImage.Format.Format_Indexed8
    )
    table = [_mixed(dark, light, (255 - level if turned else level) / 255) for level in range(256)]
    mixed.setColorTable(table)
    return mixed.convertToFormat(QImage.Format.Format_RGB32)


def _mixed(dark: QColor, light: QColor, share: float) -> int:
    one, other = (dark.red(), dark.green(), dark.blue()), (light.red(), light.green(), light.blue())
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return qRgb(red, green, blue)


def _light_ground(greys: QImage) -> bool | None:
    """Whether it is drawn on a light ground; None for a photograph, which is never turned round."""
    small = greys.scaled(64, 64)
    bins = [0] * 16
    for y in range(64):
        for x in range(64):
            bins[small.pixelColor(x, y).value() // 16] += 1
    most = max(range(16), key=lambda index: bins[index])
    return most >= 8 if bins[most] >= _GROUND_SHARE * 64 * 64 else None
