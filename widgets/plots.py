"""Curves in the theme's colours: the one place where pyqtgraph is found, and only once somebody wants to see a curve.

Importing it takes 0.4 s of processor, so no page does so at the start, and no page does so in the GUI thread: a
`PlotFrame` imports it beside that thread and draws when it is there. What only prints (a report) may call `library`.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtGui import QColor, QGuiApplication, QHideEvent, QPen, QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from alarms.model import Priority
from widgets import severity, theme
from widgets.theme import Theme

log = logging.getLogger(__name__)

ASK_AGAIN_MS = 20
#: Width of curves, of limits and of axes, in pixels at 100 %.
CURVE, LIMIT, AXIS = 2.0, 1.5, 1.0
_LOADING = threading.Lock()


class _Library:
    """pyqtgraph, once it is there."""

    module: Any = None
    thread: threading.Thread | None = None


def library() -> Any:
    """Return pyqtgraph, importing it now where that has not been done: 0.4 s of processor, so not on a live page."""
    with _LOADING:
        if _Library.module is None:
            import pyqtgraph  # noqa: PLC0415 - most windows never show a curve

            pyqtgraph.setConfigOptions(antialias=True, exitCleanup=False)
            _Library.module = pyqtgraph
    return _Library.module


def loaded() -> bool:
    """Whether it is there already."""
    return _Library.module is not None


def load_beside() -> None:
    """Import it in a thread of its own; may be called again and again."""
    if not loaded() and (_Library.thread is None or not _Library.thread.is_alive()):
        _Library.thread = threading.Thread(target=_load, name="plots", daemon=True)
        _Library.thread.start()


def _load() -> None:
    try:
        library()
    except ImportError:
        log.exception("curves cannot be drawn")


def make_plot(look: Theme | None = None, *, times_below: bool = False, parent: QWidget | None = None) -> Any:
    """Return an empty pyqtgraph PlotWidget in the theme's colours; ``times_below``: UTC seconds, told in site time.

    The mouse moves nothing in it and opens no menu: what a guard brushes against stays as it is.
    """
    look = look or theme.current()
    axes = {}
    if times_below:
        from widgets.plot_axes import TimeAxis  # noqa: PLC0415 - needs the library

        axes = {"bottom": TimeAxis("bottom")}
    plot = library().PlotWidget(parent, background=look.colour("panel"), axisItems=axes)
    plot.setFrameShape(QFrame.Shape.NoFrame)
    plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    plot.viewport().setFocusPolicy(Qt.FocusPolicy.NoFocus)
    plot.setMenuEnabled(False)
    plot.setMouseEnabled(x=False, y=False)
    plot.hideButtons()
    plot.showGrid(x=True, y=True, alpha=0.25)
    for name in ("left", "bottom"):
        axis = plot.getAxis(name)
        axis.setPen(axis_pen(look))
        axis.setTextPen(look.colour("caption"))
        axis.setTickFont(look.font(theme.CAPTION))
    return plot


def axis_pen(look: Theme | None = None) -> QPen:
    """Return the pen of axes and of the grid."""
    return pen((look or theme.current()).colour("control_line"), AXIS, look=look)


def curve_pen(look: Theme | None = None) -> QPen:
    """Return the pen of what was measured."""
    return pen((look or theme.current()).colour("text"), CURVE, look=look)


def limit_pen(priority: Priority = Priority.P2, look: Theme | None = None) -> QPen:
    """Return the dashed pen of a limit, in the colour of what its crossing means."""
    look = look or theme.current()
    return pen(severity.mark_colour(priority, look), LIMIT, Qt.PenStyle.DashLine, look=look)


def band_colour(look: Theme | None = None) -> QColor:
    """Return the fill between least and most: the curve's colour, thin."""
    colour = QColor((look or theme.current()).colour("caption"))
    colour.setAlpha(70)
    return colour


def pen(colour: QColor, width: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine, *, look: Theme | None = None) -> QPen:
    """Return a pen whose width, in pixels at 100 %, is the same wherever the axes end.

    Such a pen counts the screen's own pixels, of which a sharp one has more.
    """
    application = QGuiApplication.instance()
    sharp = application.devicePixelRatio() if isinstance(application, QGuiApplication) else 1.0
    made = QPen(colour, width * (look or theme.current()).scale * sharp, style)
    made.setCosmetic(True)
    return made


class PlotFrame(QFrame):
    """Holds one plot, made by ``build`` as soon as the frame is seen and the library is there; then ``draw`` fills it.

    ``draw`` is called with the plot after it is made and after each ``redraw``; until then the frame says that it is
    being prepared. The plot itself is ``plot``, None so long.
    """

    def __init__(self, build: Callable[[], Any], draw: Callable[[Any], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", True)
        self.plot: Any = None
        self._build = build
        self._draw = draw
        self._words = QLabel()
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words.setProperty("role", "caption")
        self._asking = QTimer(self)
        self._asking.setInterval(ASK_AGAIN_MS)
        self._asking.timeout.connect(self._ask)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._words)
        self._retranslate()

    def redraw(self) -> None:
        """Draw what has changed; nothing while there is no plot yet."""
        if self.plot is not None:
            self._draw(self.plot)

    def showEvent(self, event: QShowEvent) -> None:
        """Have the library imported when somebody looks."""
        super().showEvent(event)
        if self.plot is None:
            load_beside()
            self._asking.start()
            self._ask()

    def hideEvent(self, event: QHideEvent) -> None:
        """Wait for nothing that nobody sees."""
        self._asking.stop()
        super().hideEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Speak another language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _ask(self) -> None:
        if self.plot is None and loaded():
            self.plot = self._build()
            self._words.hide()
            layout = self.layout()
            if layout is not None:
                layout.addWidget(self.plot)
            self._draw(self.plot)
        if self.plot is not None:
            self._asking.stop()

    def _retranslate(self) -> None:
        self._words.setText(QCoreApplication.translate("Plots", "The curve is being prepared"))
