"""The controls of playback, each with its key."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from widgets import theme, times
from widgets.labels import caption
from widgets.replay_words import precise

SPEEDS = (-16.0, -8.0, -4.0, -2.0, -1.0, -0.25, 0.25, 1.0, 2.0, 4.0, 8.0, 16.0)
#: Name of each act that a button asks for, and its key as it stands on the button.
KEYS = {
    "back": ",",
    "play": "Space",
    "on": ".",
    "previous": "PgUp",
    "next": "PgDn",
    "begin": "[",
    "end": "]",
    "bookmark": "B",
    "hold": "H",
    "marks": "M",
    "export": "Ctrl+E",
    "find": "F",
    "boxes": "X",
    "sound": "A",
    "unmask": "U",
    "cameras": "Ins",
    "live": "F1",
}
SPACING, MARGIN = 4, 6
#: Two rows of two groups each: at the left, and at the right.
_ROWS = (
    (("back", "play", "on", "speed", "previous", "next", "time"), ("remark", "date", "clock")),
    (("cameras", "boxes", "sound", "begin", "end", "export", "find"), ("bookmark", "hold", "marks", "live")),
)
#: What a button says while what it asks for is on.
_TURNED = {"play": "pause", "unmask": "mask"}
_CHECKABLE = {"boxes", "sound", "marks", "cameras", "find"}


class _TimeField(QLineEdit):
    """Where a time is typed; Esc leaves it as it was."""

    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMaxLength(24)
        self.setMinimumWidth(theme.current().px(96))
        self.setMaximumWidth(theme.current().px(150))

    def keyPressEvent(self, event: object) -> None:
        """Esc gives the keyboard back to the pictures."""
        if getattr(event, "key", lambda: None)() == Qt.Key.Key_Escape:
            self.clear()
            self.left.emit()
        else:
            super().keyPressEvent(event)  # type: ignore[arg-type]


class ReplayBar(QWidget):
    """Asks by `act` (a name of KEYS), `speed_wanted` and `time_typed`."""

    act = Signal(str)
    speed_wanted = Signal(float)
    time_typed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons = {name: QPushButton() for name in KEYS}
        self.speed = QComboBox()
        self.time = _TimeField()
        self.clock, self.date, self.remark = QLabel(), QLabel(), QLabel()
        self.private, self.private_words = QWidget(), caption(wrap=True)
        self._playing = self._bare = False
        self._rows: list[tuple[QBoxLayout, list[QHBoxLayout]]] = []
        self._arrange()
        self._connect()
        self._speak()

    def show_position(self, at: float | None) -> None:
        """Where the common clock stands."""
        self.clock.setText("" if at is None else precise(at))
        self.date.setText("" if at is None else times.date(at))

    def show_running(self, playing: bool, speed: float) -> None:
        """Whether it runs, and how fast."""
        self._playing = playing
        self._name("play")
        if speed in SPEEDS:
            self.speed.setCurrentIndex(SPEEDS.index(speed))

    def show_remark(self, words: str) -> None:
        """What is to be said of all pictures."""
        self.remark.setText(words)

    def show_private(self, *, some: bool, until: str = "") -> None:
        """Whether the selected camera has private areas, and until when they are shown, "" while they are black."""
        self._bare = bool(until)
        self.private.setVisible(some or self._bare)
        self._name("unmask")
        black = self.tr(
            "Private areas of this camera are black. Those with the right can show them for a while; a reason is asked."
        )
        shown = self.tr("Private areas of this camera are shown until %1. It is in the audit log.")
        self.private_words.setText(shown.replace("%1", until) if until else black)

    def show_chosen(self, *, selection: bool, cameras: bool) -> None:
        """Offer what can be done now."""
        self.buttons["export"].setEnabled(selection and cameras)
        for name in ("back", "play", "on", "bookmark", "hold", "boxes", "sound", "unmask", "begin", "end"):
            self.buttons[name].setEnabled(cameras)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside a panel on a low screen: what does not fit beside the rest stands below it."""
        super().resizeEvent(event)
        self._fold()

    def changeEvent(self, event: QEvent) -> None:
        """Speak the language that was just chosen."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._speak()
            self._fold()

    def _fold(self) -> None:
        room = self.width() - 2 * MARGIN
        for row, groups in self._rows:
            needed = sum(group.sizeHint().width() for group in groups) + len(groups) * SPACING
            beside, below = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
            row.setDirection(beside if needed <= room else below)

    def _arrange(self) -> None:
        self.clock.setProperty("role", "clock")
        self.date.setProperty("role", "caption")
        self.remark.setProperty("role", "caption")
        named = {"speed": self.speed, "time": self.time, "remark": self.remark, "date": self.date, "clock": self.clock}
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, 2, MARGIN, 4)
        column.setSpacing(SPACING)
        for groups in _ROWS:
            row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
            row.setSpacing(SPACING)
            laid: list[QHBoxLayout] = []
            for names in groups:
                group = QHBoxLayout()
                group.setSpacing(SPACING)
                for name in names:
                    group.addWidget(named.get(name) or self.buttons[name])
                row.addLayout(group)
                row.setAlignment(group, Qt.AlignmentFlag.AlignLeft)
                laid.append(group)
            row.insertStretch(1, 1)
            self._rows.append((row, laid))
            column.addLayout(row)
        beside = QHBoxLayout(self.private)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.addWidget(self.buttons["unmask"])
        beside.addWidget(self.private_words, 1)
        self.private_words.setMinimumWidth(0)
        self.private_words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        column.addWidget(self.private)
        self.private.hide()
        for speed in SPEEDS:
            self.speed.addItem(f"{speed:g}×".replace("-", "−"), speed)
        self.speed.setCurrentIndex(SPEEDS.index(1.0))
        self.speed.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.speed.setMinimumHeight(theme.current().px(theme.TARGET))

    def _connect(self) -> None:
        for name, button in self.buttons.items():
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setMinimumHeight(theme.current().px(theme.TARGET))
            button.setCheckable(name in _CHECKABLE)
            button.clicked.connect(lambda _checked=False, name=name: self.act.emit(name))
        self.buttons["play"].setProperty("primary", True)
        self.buttons["boxes"].setChecked(True)
        self.speed.activated.connect(lambda index: self.speed_wanted.emit(SPEEDS[index]))
        self.time.returnPressed.connect(self._typed)

    def _typed(self) -> None:
        self.time_typed.emit(self.time.text())
        self.time.clear()
        self.time.left.emit()

    def _speak(self) -> None:
        for name in self.buttons:
            self._name(name)
        self.speed.setAccessibleName(self.tr("Speed: slower or backwards, rest, faster (J, K, L)"))
        self.speed.setToolTip(self.speed.accessibleName())
        self.time.setPlaceholderText(self.tr("Go to (G)"))
        self.time.setAccessibleName(self.tr("Go to a time, such as 02:14 or 11-20 02:14 or -30 for seconds"))
        self.time.setToolTip(self.time.accessibleName())

    def _name(self, name: str) -> None:
        words = _words()
        turned = {"play": self._playing, "unmask": self._bare}.get(name, False)
        text = words[_TURNED[name] if turned else name]
        self.buttons[name].setText(f"{text}  {KEYS[name]}")


def _words() -> dict[str, str]:
    translate = QCoreApplication.translate
    return {
        "back": translate("ReplayBar", "Step back"),
        "play": translate("ReplayBar", "Play"),
        "pause": translate("ReplayBar", "Pause"),
        "on": translate("ReplayBar", "Step forward"),
        "previous": translate("ReplayBar", "Previous incident"),
        "next": translate("ReplayBar", "Next incident"),
        "begin": translate("ReplayBar", "From here"),
        "end": translate("ReplayBar", "To here"),
        "bookmark": translate("ReplayBar", "Bookmark"),
        "hold": translate("ReplayBar", "Keep"),
        "marks": translate("ReplayBar", "All marks"),
        "export": translate("ReplayBar", "Export"),
        "find": translate("ReplayBar", "Search"),
        "boxes": translate("ReplayBar", "Boxes"),
        "sound": translate("ReplayBar", "Sound"),
        "unmask": translate("ReplayBar", "Show private areas"),
        "mask": translate("ReplayBar", "Hide private areas"),
        "cameras": translate("ReplayBar", "Cameras"),
        "live": translate("ReplayBar", "Live"),
    }
