"""How a tile looks. Pictures are drawn each time they change, headers and cards only when their words do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen, QRegion

from widgets import rule_paint, tile_words, tile_zoom
from widgets.freshness import Face
from widgets.overlay import BoxPainter
from widgets.theme import Theme
from widgets.tile_bands import Band, BandPainter
from widgets.tile_card import CardPainter
from widgets.tile_header import TileHeader
from widgets.tile_state import TileState

#: What is drawn over pictures: what was found on them, the places that rules watch as well, or nothing.
Overlay = Literal["boxes", "rules", "nothing"]
#: A picture this many device pixels from the place's size is drawn as it is: scaling would only blur it.
_SNAP = 8


@dataclass(frozen=True, slots=True)
class Moment:
    """What a paint needs to know of now. lit: the bright half of the pulse of what nobody has acknowledged."""

    now: float
    monotonic: float
    lit: bool
    ratio: float


class TilePainter:
    """Paints tiles in one theme."""

    def __init__(self, theme: Theme, overlay: Overlay = "boxes") -> None:
        self.theme = theme
        self.overlay = overlay
        self.boxes = BoxPainter()
        self.bands = BandPainter(theme)
        self.card = CardPainter(theme)
        self.header = TileHeader(theme)

    def paint(
        self,
        painter: QPainter,
        tile: TileState,
        region: QRegion,
        moment: Moment,
        selected: bool,
        detailed: bool = False,
    ) -> None:
        """Paint what of `tile` lies in `region`."""
        if region.intersects(tile.header):
            self.header.paint(painter, tile, moment.monotonic, moment.lit, selected)
        if region.intersects(tile.body):
            self._body(painter, tile, region, moment, detailed)
            self._frame(painter, tile, selected)

    def body_key(self, tile: TileState, moment: Moment, detailed: bool = False) -> tuple[object, ...]:
        """Give what the body shows besides its picture: while it is equal only a new picture asks for paint."""
        details = self._details(tile, moment) if detailed else ()
        if tile.face in {Face.DEAD, Face.WAITING}:
            return (tile.face, details, *self.card.words(tile, moment.now, moment.monotonic))
        return (tile.face, details, *self._bands(tile, moment))

    def tells_age(self, tile: TileState) -> bool:
        """Whether a line over the picture tells its age: the header tells the same, and so is painted with it."""
        return tile.face in {Face.KEY_PICTURES, Face.STALE}

    def changing(self, tile: TileState, ratio: float) -> QRect:
        """Give what the next picture changes: not the bars beside it, nor the header."""
        said = tile.quality or tile.content.waits or tile.content.bare
        plain = tile.face is Face.PICTURE and not said and tile.shedding is None
        return self.picture_rect(tile, ratio) if plain else tile.body

    def picture_rect(self, tile: TileState, ratio: float) -> QRect:
        """Give where the picture lies in the tile's body: whole, in its own proportions, in the middle, or zoomed."""
        image = tile.image
        if image is None or image.isNull():
            return tile.body
        if tile.fit == "fill" or tile.zoom.active:
            return tile_zoom.place(tile.body, tile.shape, tile.fit, tile.zoom).target
        frame, body, known = tile.frame, tile.body, tile.picture_place
        shape = (frame.width, frame.height, ratio) if frame is not None else None
        if known is None or known[0] is not body or known[1] != shape:
            known = tile.picture_place = (body, shape, _place(image, body, ratio))
        return known[2]

    def _body(self, painter: QPainter, tile: TileState, region: QRegion, moment: Moment, detailed: bool) -> None:
        ground = self.theme.colour("picture_ground")
        if tile.face in {Face.DEAD, Face.WAITING} or tile.image is None:
            painter.fillRect(tile.body, ground)
            self.card.paint(painter, tile.body, self.card.words(tile, moment.now, moment.monotonic))
        else:
            picture = self.picture_rect(tile, moment.ratio)
            if picture != tile.body and region.intersects(bars := QRegion(tile.body) - QRegion(picture)):
                painter.save()
                painter.setClipRegion(bars, Qt.ClipOperation.IntersectClip)
                painter.fillRect(tile.body, ground)
                painter.restore()
            self._picture(painter, tile, picture, moment.ratio)
            if tile.face is Face.PAUSED:
                self._dashed(painter, tile.body)
            self.bands.paint(painter, tile.body, self._bands(tile, moment), moment.ratio)
        below = 0
        if detailed:
            below = self.bands.paint_details(painter, tile.body, self._details(tile, moment), moment.ratio)
        if tile.zoom.active and tile.image is not None:
            source = tile_zoom.place(tile.body, tile.shape, tile.fit, tile.zoom).source
            free = tile.body.adjusted(0, below, 0, 0)
            self.bands.paint_overview(painter, free, source, tile.zoom.factor, moment.ratio)

    def _details(self, tile: TileState, moment: Moment) -> tuple[str, ...]:
        """Give what the header had no room for, then the facts about the stream."""
        facts = tile_words.details(tile)
        return (*self.header.arranged(tile, moment.monotonic).left_out, *facts) if facts else ()

    def _picture(self, painter: QPainter, tile: TileState, picture: QRect, ratio: float) -> None:
        """Draw the picture; one that must not be taken for live loses its colour."""
        image = tile.grey() if tile.lying else tile.image
        if image is None:
            return
        zoomed = tile.fit == "fill" or tile.zoom.active
        placed = tile_zoom.place(tile.body, tile.shape, tile.fit, tile.zoom) if zoomed else None
        _draw(painter, picture, image, ratio, placed.source if placed is not None else None)
        if tile.lying or self.overlay == "nothing":
            return
        whole = placed.whole if placed is not None else QRectF(picture)
        if self.overlay == "rules" and tile.rules and tile.content.mode == "live":
            rule_paint.paint_over(painter, picture, whole, tile.rules, self.theme)
        if (shown := tile.boxes_to_draw()) is not None:
            self.boxes.paint(painter, picture, shown.boxes, self.theme, ratio, whole, shown.reckoned)

    def _bands(self, tile: TileState, moment: Moment) -> list[Band]:
        """Give the lines over a picture, the loudest first."""
        age = tile.age(moment.monotonic) or 0.0
        bands = []
        if tile.face is Face.PAUSED:
            bands.append(Band(*tile_words.paused(tile.paused_for(moment.monotonic)), loudness="loud", held=True))
        elif tile.face is Face.STALE:
            bands.append(Band(*tile_words.old_picture(age), loudness="loud"))
        if tile.content.bare:
            bands.append(Band((tile.content.bare,), "", "loud"))
        if tile.content.waits and tile.content.alarm is not None:
            bands.append(Band((tile.content.waits,), "", "trouble", tile.content.alarm.priority))
        if tile.quality:
            words, priority = tile_words.quality(tile.quality)
            bands.append(Band(words, "", "trouble", priority))
        if tile.face is Face.KEY_PICTURES:
            interval = tile.key_interval if tile.shedding is None else tile.shedding
            bands.append(Band(*tile_words.key_pictures(interval, age, tile.shedding is not None), loudness="quiet"))
        elif tile.shedding is not None and tile.face is Face.PICTURE:
            bands.append(Band(tile_words.shedding(tile.shedding), "", "quiet"))
        return bands

    def _dashed(self, painter: QPainter, body: QRect) -> None:
        frame = self.theme.px(6)
        painter.setPen(QPen(self.bands.theme.colour("text"), frame, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(body).adjusted(frame / 2, frame / 2, -frame / 2, -frame / 2))

    def _frame(self, painter: QPainter, tile: TileState, selected: bool) -> None:
        content, body = tile.content, tile.body
        if content.drill:
            brush = QBrush(self.theme.colour("drill"), Qt.BrushStyle.BDiagPattern)
            _border(painter, body, self.theme.px(10), brush)
        if content.alarm is not None:
            _border(painter, body, self.theme.px(4), QBrush(self.header.alarm_colour(content.alarm)))
        if content.mode == "past":
            _border(painter, body, self.theme.px(3), QBrush(QColor("#E6E9ED")))
        if selected:
            _border(painter, body, self.theme.px(2), QBrush(QColor("#FFFFFF")))


def _place(image: QImage, body: QRect, ratio: float) -> QRect:
    """Lay a picture into a body; asked for several times with each picture, so tiles keep the answer."""
    size = image.size().scaled(body.size() * ratio, Qt.AspectRatioMode.KeepAspectRatio)
    if abs(size.width() - image.width()) <= _SNAP and abs(size.height() - image.height()) <= _SNAP:
        size = image.size()
    size = QSize(round(size.width() / ratio), round(size.height() / ratio)).boundedTo(body.size())
    return QRect(body.x() + (body.width() - size.width()) // 2, body.y(), size.width(), size.height()).translated(
        QPoint(0, (body.height() - size.height()) // 2)
    )


def _draw(painter: QPainter, place: QRect, image: QImage, ratio: float, part: QRectF | None) -> None:
    """Draw all of a picture, or the `part` of it in fractions; without scaling where it has the place's pixels."""
    if part is None and _same_size(image, place, ratio):
        image.setDevicePixelRatio(ratio)
        painter.drawImage(place.topLeft(), image)
        return
    image.setDevicePixelRatio(1.0)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    if part is None:
        painter.drawImage(place, image)
        return
    width, height = image.width(), image.height()
    source = QRectF(part.x() * width, part.y() * height, part.width() * width, part.height() * height)
    if (exact := _exact(image, source, place, ratio)) is not None:
        image.setDevicePixelRatio(ratio)
        painter.drawImage(QPointF(place.topLeft()), image, QRectF(exact))
    else:
        painter.drawImage(QRectF(place), image, source)


def _exact(image: QImage, source: QRectF, place: QRect, ratio: float) -> QRect | None:
    """Give the pixels of a part that comes in the place's own size, None where it has to be scaled."""
    width, height = round(place.width() * ratio), round(place.height() * ratio)
    near = abs(source.width() - width) <= _SNAP and abs(source.height() - height) <= _SNAP
    if not near or width > image.width() or height > image.height():
        return None
    left, top = min(round(source.x()), image.width() - width), min(round(source.y()), image.height() - height)
    return QRect(left, top, width, height)


def _same_size(image: QImage, place: QRect, ratio: float) -> bool:
    return image.width() == round(place.width() * ratio) and image.height() == round(place.height() * ratio)


def _border(painter: QPainter, rect: QRect, width: int, brush: QBrush) -> None:
    x, y, w, h = rect.x(), rect.y(), rect.width(), rect.height()
    painter.fillRect(QRect(x, y, w, width), brush)
    painter.fillRect(QRect(x, y + h - width, w, width), brush)
    painter.fillRect(QRect(x, y + width, width, h - 2 * width), brush)
    painter.fillRect(QRect(x + w - width, y + width, width, h - 2 * width), brush)
