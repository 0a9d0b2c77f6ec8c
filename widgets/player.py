"""Play an incident's clips: picture with its own clock, a timeline to seek on, single pictures both ways."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QEvent, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from video.frames import Frame
from video.qt.surface import image
from video.views import PlaybackState
from widgets import theme, times
from widgets.focus_line import FocusLine
from widgets.timeline import Timeline, TimelineMark

#: Looks for a new picture this often, milliseconds.
_TICK_MS = 16
#: A window being resized tells its picture's size after this rest, milliseconds.
_RESIZE_REST_MS = 120
SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0)


class PictureSource(Protocol):
    """Where pictures are pulled from; video.views.PlaybackHandle is one."""

    @property
    def sequence(self) -> int:
        """Grows with each new picture."""
        ...

    def latest(self) -> Frame | None:
        """The newest picture."""
        ...


class PlayerPicture(QWidget):
    """The picture, whole and undistorted, on black."""

    resized = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._source: PictureSource | None = None
        self._sequence = 0
        self._text = ""
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._look)

    def sizeHint(self) -> QSize:
        """Give the shape of most cameras."""
        return QSize(640, 360)

    def set_source(self, source: PictureSource | None) -> None:
        """Show another source's pictures, or none."""
        self._source, self._sequence = source, 0
        self._run()
        self.update()

    def set_text(self, text: str) -> None:
        """Say why there is no picture; over a picture nothing is said."""
        self._text = text
        self.update()

    def showEvent(self, event: QShowEvent) -> None:
        """Look for pictures while shown."""
        super().showEvent(event)
        self._run()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest while hidden."""
        super().hideEvent(event)
        self._timer.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell that another size is wanted."""
        super().resizeEvent(event)
        self.resized.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the newest picture, or the words in its place."""
        look = theme.current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), look.colour("picture_ground"))
        frame = self._source.latest() if self._source is not None else None
        if frame is not None:
            self._sequence = frame.sequence
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self._place(frame), image(frame))
        elif self._text:
            painter.setPen(look.colour("caption"))
            painter.setFont(look.font(theme.STEP))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._text)

    def _place(self, frame: Frame) -> QRect:
        size = QSize(frame.width, frame.height).scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (self.width() - size.width()) // 2, (self.height() - size.height()) // 2
        return QRect(left, top, size.width(), size.height())

    def _look(self) -> None:
        if self._source is not None and self._source.sequence != self._sequence:
            self.update()

    def _run(self) -> None:
        if self._source is not None and self.isVisible():
            self._timer.start()
        else:
            self._timer.stop()


class Player(QWidget):
    """Shows what `set_source` gives and where `set_state` says it stands; asks by signals.

    picture_resized tells the device pixels the picture may take, once a resize has come to rest.
    """

    play_requested = Signal()
    pause_requested = Signal()
    step_requested = Signal(int)
    seek_requested = Signal(float)
    speed_requested = Signal(float)
    picture_resized = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Recording: Space plays, comma and full stop go by single pictures"))
        FocusLine(self)
        self._state: PlaybackState | None = None
        self._recorded = False
        self._nothing = ""
        self.picture = PlayerPicture()
        self.timeline = Timeline()
        self._clock, self._date, self._place = QLabel(), QLabel(), QLabel()
        self._clock.setProperty("role", "clock")
        for label in (self._date, self._place):
            label.setProperty("role", "caption")
        self._back, self._play, self._on = QPushButton(), QPushButton(), QPushButton()
        self._speed = QComboBox()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_RESIZE_REST_MS)
        self._lay_out()
        self._connect()
        self._translate()
        self._refresh()

    def picture_size(self) -> tuple[int, int]:
        """Width and height in device pixels that a picture may take."""
        ratio = self.devicePixelRatioF()
        return max(16, round(self.picture.width() * ratio)), max(16, round(self.picture.height() * ratio))

    def set_source(self, source: PictureSource | None) -> None:
        """Show another clip's pictures, or none."""
        self._state, self._recorded = None, False
        self.picture.set_source(source)
        self._refresh()

    def set_nothing(self, words: str) -> None:
        """Say why there is nothing to play, "" for nothing chosen."""
        self._nothing = words
        self._refresh()

    def set_state(self, state: PlaybackState) -> None:
        """Show where playback stands."""
        self._state = state
        self._refresh()

    def set_recorded(self, segments: Sequence[tuple[float, float]]) -> None:
        """Show which stretches (UTC) have pictures, until another source is set; else all between the clips' ends."""
        self._recorded = bool(segments)
        if segments:
            self.timeline.set_span(segments[0][0], segments[-1][1], segments)

    def set_marks(self, marks: Sequence[TimelineMark]) -> None:
        """Show on the timeline what happened."""
        self.timeline.set_marks(marks)

    def changeEvent(self, event: QEvent) -> None:
        """Speak the language that was just chosen."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._translate()
            self._refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space plays and pauses, comma and full stop step, arrows move a second (with Shift ten), Home and End."""
        far = 10.0 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1.0
        match event.key():
            case Qt.Key.Key_Space:
                self._toggle()
            case Qt.Key.Key_Comma | Qt.Key.Key_Less:
                self.step_requested.emit(-1)
            case Qt.Key.Key_Period | Qt.Key.Key_Greater:
                self.step_requested.emit(1)
            case Qt.Key.Key_Left:
                self._seek_by(-far)
            case Qt.Key.Key_Right:
                self._seek_by(far)
            case Qt.Key.Key_Home:
                self._seek_by(float("-inf"))
            case Qt.Key.Key_End:
                self._seek_by(float("inf"))
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.timeline.zoom(0.5)
            case Qt.Key.Key_Minus:
                self.timeline.zoom(2.0)
            case _:
                super().keyPressEvent(event)

    def _lay_out(self) -> None:
        controls = QHBoxLayout()
        controls.setContentsMargins(8, 4, 8, 4)
        controls.setSpacing(8)
        for button in (self._back, self._play, self._on):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            controls.addWidget(button)
        self._play.setProperty("primary", True)
        self._speed.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        controls.addWidget(self._speed)
        controls.addStretch(1)
        for label in (self._place, self._date, self._clock):
            controls.addWidget(label)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.picture, 1)
        column.addWidget(self.timeline)
        column.addLayout(controls)

    def _connect(self) -> None:
        for speed in SPEEDS:
            self._speed.addItem(f"{speed:g}×", speed)
        self._speed.setCurrentIndex(SPEEDS.index(1.0))
        self._speed.activated.connect(lambda index: self.speed_requested.emit(SPEEDS[index]))
        self._back.clicked.connect(lambda: self.step_requested.emit(-1))
        self._on.clicked.connect(lambda: self.step_requested.emit(1))
        self._play.clicked.connect(self._toggle)
        self.timeline.sought.connect(self.seek_requested)
        self.picture.resized.connect(self._rest.start)
        self._rest.timeout.connect(lambda: self.picture_resized.emit(*self.picture_size()))

    def _translate(self) -> None:
        self._back.setText(self.tr("Step back  ,"))
        self._on.setText(self.tr("Step forward  ."))
        self._speed.setToolTip(self.tr("Speed"))
        # As wide as the longer of its two words, so that nothing moves under the hand.
        metrics = self._play.fontMetrics()
        widest = max(metrics.horizontalAdvance(text) for text in (self._play_text(), self._pause_text()))
        self._play.setMinimumWidth(widest + 3 * theme.current().px(16))

    def _play_text(self) -> str:
        return self.tr("Play  Space")

    def _pause_text(self) -> str:
        return self.tr("Pause  Space")

    def _refresh(self) -> None:
        state = self._state
        usable = state is not None and not state.error
        for widget in (self._back, self._play, self._on, self._speed, self.timeline):
            widget.setEnabled(usable)
        self._play.setText(self._pause_text() if state is not None and state.playing else self._play_text())
        self.picture.set_text(self._absence())
        if state is None or state.error:
            for label in (self._clock, self._date, self._place):
                label.clear()
            self.timeline.clear()
            return
        if not self._recorded:
            self.timeline.set_span(state.start, state.end)
        self.timeline.set_position(state.position)
        self._clock.setText(f"{times.clock(state.position)}.{int(state.position % 1 * 100):02d}")
        self._date.setText(times.date(state.position))
        place = self.tr("picture %1 of %2").replace("%1", str(state.frame + 1)).replace("%2", str(state.frames))
        self._place.setText(place)
        if state.speed in SPEEDS:
            self._speed.setCurrentIndex(SPEEDS.index(state.speed))

    def _absence(self) -> str:
        match self._state.error if self._state is not None else "":
            case "missing":
                return self.tr("The file of this clip is no longer there")
            case "":
                return self._nothing or self.tr("No clip chosen")
            case _:
                return self.tr("This clip cannot be read: its file is damaged")

    def _toggle(self) -> None:
        if self._state is None or self._state.error:
            return
        (self.pause_requested if self._state.playing else self.play_requested).emit()

    def _seek_by(self, seconds: float) -> None:
        if self._state is not None and not self._state.error:
            at = min(max(self._state.position + seconds, self._state.start), self._state.end)
            self.seek_requested.emit(at)
