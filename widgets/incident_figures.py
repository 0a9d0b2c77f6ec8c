"""A period in curves and tables: how soon alarms were answered, which points cried wolf, and what would spare it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from alarms.model import Priority
from widgets import plots, severity, theme
from widgets.focus_line import FocusLine
from widgets.labels import caption, wrapped
from widgets.steady import steady
from widgets.theme import Theme

PLOT_HEIGHT = 200
_BAR = 0.6
#: Names of points stand in one row up to so many bars; the height of two rows, pixels.
_IN_ONE_ROW, _TWO_ROWS = 3, 48


@dataclass(frozen=True, slots=True)
class DayPoint:
    """One day's midnight (UTC seconds), and the seconds in which half, and nine of ten, were answered."""

    day: float
    median_s: float
    p90_s: float


@dataclass(frozen=True, slots=True)
class FalseBar:
    """A point by its name, its alarms, and how many of them were false."""

    name: str
    alarms: int
    false: int


@dataclass(frozen=True, slots=True)
class FigureContent:
    """All that is shown of a period. ``limits``: seconds of the own targets of each priority."""

    period: str = ""
    summary: str = ""
    days: dict[Priority, tuple[DayPoint, ...]] = field(default_factory=dict)
    limits: dict[Priority, tuple[float, ...]] = field(default_factory=dict)
    targets: tuple[str, ...] = ()
    false_points: tuple[FalseBar, ...] = ()
    worst: tuple[str, ...] = ()
    costs: tuple[str, ...] = ()


def draw_times(plot: Any, days: Sequence[DayPoint], limits: Sequence[float], look: Theme | None = None) -> None:
    """Draw median and nine of ten by day into a plot with times below, and the targets dashed."""
    look = look or theme.current()
    plot.clear()
    at = [one.day for one in days]
    for values, colour in (([one.p90_s for one in days], "caption"), ([one.median_s for one in days], "text")):
        pen = plots.pen(look.colour(colour), plots.CURVE, look=look)
        plot.plot(
            at, values, pen=pen, symbol="o", symbolSize=look.px(6), symbolBrush=look.colour(colour), symbolPen=None
        )
    for limit in limits:
        plot.addLine(y=limit, pen=plots.limit_pen(look=look))
    highest = max([*(one.p90_s for one in days), *limits, 1.0])
    plot.setYRange(0.0, highest * 1.1, padding=0.0)
    plot.setLabel("left", QCoreApplication.translate("IncidentFigures", "seconds"))


def draw_false(plot: Any, bars: Sequence[FalseBar], look: Theme | None = None) -> None:
    """Draw all alarms of each point as a grey bar, and beside it, never over it, the false ones among them."""
    look, library = look or theme.current(), plots.library()
    plot.clear()
    places = list(range(len(bars)))
    for heights, colour, aside in (
        ([one.alarms for one in bars], QColor(look.colour("caption")), -_BAR / 4),
        ([one.false for one in bars], QColor(look.colour("p2")), _BAR / 4),
    ):
        at, pen = [place + aside for place in places], plots.axis_pen(look)
        plot.addItem(library.BarGraphItem(x=at, height=heights, width=_BAR / 2, brush=colour, pen=pen))
    axis = plot.getAxis("bottom")
    two = len(bars) > _IN_ONE_ROW  # names in two rows, so that none lies over the next
    axis.setTicks([[(place, "\n" * (two and place % 2) + one.name) for place, one in enumerate(bars)]])
    axis.setHeight(look.px(_TWO_ROWS) if two else None)
    plot.setXRange(-0.7, max(len(bars), 6) - 0.3, padding=0.0)
    plot.setYRange(0.0, max([*(one.alarms for one in bars), 1]) * 1.1, padding=0.0)
    plot.setLabel("left", QCoreApplication.translate("IncidentFigures", "alarms"))


class IncidentFigures(QFrame):
    """The page of figures; its keys ask for the sheet and the reports."""

    sheet_wanted = Signal(bool)  # with the names of people
    report_wanted = Signal(str, bool)  # "pdf" or "html", with the names of people
    cancel_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", True)
        self._content = FigureContent()
        self.period, self.summary = QLabel(), wrapped()
        self.period.setProperty("role", "title")
        self.priority = QComboBox()
        self.times = plots.PlotFrame(lambda: plots.make_plot(times_below=True), self._draw_times)
        self.false = plots.PlotFrame(plots.make_plot, self._draw_false)
        self._headings = [caption(wrap=True) for _ in range(5)]
        self.targets, self.costs, self.worst = wrapped(), wrapped(), wrapped()
        self.names = QCheckBox()
        self.sheet, self.pdf, self.html, self.cancel = (QPushButton() for _ in range(4))
        self._arrange()
        steady(self)
        self._connect()
        self._speak()
        self.set_working(False)

    def set_content(self, content: FigureContent) -> None:
        """Show another period."""
        self._content = content
        self.period.setText(content.period)
        self.summary.setText(content.summary)
        self.targets.setText("\n".join(content.targets))
        self.worst.setText("\n".join(content.worst) or self.tr("None in this period."))
        self.costs.setText("\n".join(content.costs) or self.tr("None in this period."))
        self.times.redraw()
        self.false.redraw()

    def set_working(self, working: bool, words: str = "") -> None:
        """Say whether a file is being written now, and how far it is."""
        for button in (self.sheet, self.pdf, self.html, self.names):
            button.setEnabled(not working)
        self.cancel.setVisible(working)
        if words:
            self.cancel.setText(self.tr("Stop (%1)").replace("%1", words))

    def changeEvent(self, event: QEvent) -> None:
        """Speak another language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._speak()
        super().changeEvent(event)

    def _chosen(self) -> Priority:
        return Priority(int(self.priority.currentData() or Priority.P2))

    def _draw_times(self, plot: Any) -> None:
        chosen = self._chosen()
        draw_times(plot, self._content.days.get(chosen, ()), self._content.limits.get(chosen, ()))

    def _draw_false(self, plot: Any) -> None:
        draw_false(plot, self._content.false_points)

    def _arrange(self) -> None:
        look = theme.current()
        for frame in (self.times, self.false):
            frame.setFixedHeight(look.px(PLOT_HEIGHT))
        head = QHBoxLayout()
        head.addWidget(self._headings[0], 1)
        head.addWidget(self.priority)
        inside = QWidget()
        column = QVBoxLayout(inside)
        for widget in (self.period, self.summary):
            column.addWidget(widget)
        column.addLayout(head)
        column.addWidget(self.times)
        parts: tuple[QWidget, ...] = (self.targets, self.false, self.costs, self.worst)
        for heading, part in zip(self._headings[1:], parts, strict=True):
            column.addWidget(heading)
            column.addWidget(part)
        column.addStretch(1)
        body = QScrollArea()
        body.setWidgetResizable(True)
        body.setWidget(inside)
        body.setAccessibleName(self.tr("Figures"))
        FocusLine(body)
        keys = QHBoxLayout()
        for button in (self.sheet, self.pdf, self.html, self.cancel):
            button.setMinimumHeight(look.px(theme.TARGET))
            keys.addWidget(button)
        keys.addStretch(1)
        whole = QVBoxLayout(self)
        whole.addWidget(body, 1)
        whole.addWidget(self.names)
        whole.addLayout(keys)

    def _connect(self) -> None:
        self.priority.activated.connect(lambda _row: self.times.redraw())
        self.sheet.clicked.connect(lambda: self.sheet_wanted.emit(self.names.isChecked()))
        self.pdf.clicked.connect(lambda: self.report_wanted.emit("pdf", self.names.isChecked()))
        self.html.clicked.connect(lambda: self.report_wanted.emit("html", self.names.isChecked()))
        self.cancel.clicked.connect(self.cancel_wanted)

    def _speak(self) -> None:
        chosen = self._chosen() if self.priority.count() else Priority.P2
        self.priority.clear()
        for priority in (Priority.P1, Priority.P2, Priority.P3, Priority.P4):
            self.priority.addItem(severity.word(priority), int(priority))
        self.priority.setCurrentIndex(int(chosen) - 1)
        self.priority.setAccessibleName(self.tr("Priority"))
        words = (
            self.tr("Time to the acknowledgement by day: half (bright), nine of ten (grey), our target (dashed)"),
            self.tr("Answered within our own targets"),
            self.tr("False alarms by point (orange), of all its alarms (grey)"),
            self.tr("Time that points cost, from notice to the end; an incident of several counts for each"),
            self.tr("The worst points, and a setting that would spare most"),
        )
        for label, text in zip(self._headings, words, strict=True):
            label.setText(text)
        self.times.setAccessibleName(words[0])
        self.false.setAccessibleName(words[2])
        self.names.setText(self.tr("With the names of people (entered in the audit log)"))
        self.sheet.setText(self.tr("List as spreadsheet"))
        self.pdf.setText(self.tr("Report as PDF"))
        self.html.setText(self.tr("Report as web page"))
        self.cancel.setText(self.tr("Stop (%1)").replace("%1", "0"))
