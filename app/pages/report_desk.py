"""Writes the list and the reports: the spreadsheet beside the window's thread, pages laid out by Qt with fonts inside.

Only curves are drawn in the window's thread, for pyqtgraph draws nowhere else; the page itself is laid out beside it.
"""

from __future__ import annotations

import base64
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import asdict, replace
from itertools import islice
from pathlib import Path
from typing import Any

from PySide6.QtCore import QBuffer, QEventLoop, QMarginsF, QObject, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QFont, QImage, QPageLayout, QPageSize, QPdfWriter, QTextDocument

from app import texts
from app.operations import Operation
from app.pages import case_content, report_words
from app.pages.case_content import CaseRecord
from app.pages.incident_window import IncidentWindow
from app.pages.stills import read_still
from app.people.authorised import Authority, AuthorityNeeded
from app.services.incident_figures import TARGETS, Figures, figures
from app.services.incident_report import Picture, Report, html_of
from app.services.incident_sheet import CancelledError, every, write_sheet
from app.station import Station
from app.store.incident_people import Person
from video.masks import Areas
from widgets import plots, theme, times
from widgets.incident_figures import FigureContent, IncidentFigures, draw_false, draw_times

CHART = QSize(900, 300)
PDF_DPI = 120
#: Pictures taken by hand are made this wide in a report.
STILL_WIDTH = 1280
#: Incidents that a report of a period lists at most; all of them are in the spreadsheet.
LISTED = 200


class ReportDesk(QObject):
    """Serves the page of figures: reads them, and writes what is asked."""

    notice = Signal(str)
    authority_wanted = Signal(object, object)
    written = Signal(object)  # Path

    def __init__(self, station: Station, page: IncidentFigures, shown: IncidentWindow, language: str) -> None:
        super().__init__(page)
        self._station = station
        self._page = page
        self._shown = shown
        self._language = language
        self._figures: Figures | None = None
        self._cancelled = threading.Event()
        page.sheet_wanted.connect(self._sheet)
        page.report_wanted.connect(self._period)
        page.cancel_wanted.connect(self._cancelled.set)
        page.destroyed.connect(self._cancelled.set)

    def refresh(self) -> None:
        """Read the figures of what the list shows."""
        station, which = self._station, self._shown.filter
        Operation(self, lambda: figures(station.database, which, station.clock.now())).success(self._show).run()

    def case(self, record: CaseRecord, kind: str, *, people: bool) -> None:
        """Write the report of one incident."""

        def work(names: Mapping[str, Person] | None) -> Path:
            content = case_content.case_content(record, self._station.places, self._language, names)
            report = report_words.case_report(record, content, self._station.places, self._language, self._made())
            areas = {clip.path: self._station.privacy.areas_of_past(clip.camera) for clip in record.clips}
            stills = {one.name: _still(one.name, areas[one.name]) for one in report.parts if isinstance(one, Picture)}
            return self._write(report, stills, kind, content.number)

        def granted(_held: Authority) -> None:
            station, case = self._station, record.incident.id
            self._run(lambda: work(station.records.people.of_incident(case) if people else None))

        asked = self._station.case_acts.export_list({"incident": record.incident.id, "kind": kind}, people=people)
        self._ask(asked, granted)

    def _show(self, found: Figures) -> None:
        self._figures = found
        self._page.set_content(report_words.figure_content(found, self._station.places, self._language))

    def _sheet(self, people: bool) -> None:
        which = self._shown.filter
        detail = {"kind": "xlsx", **{name: value for name, value in asdict(which).items() if value}}
        detail.pop("meanings", None)
        self._ask(self._station.case_acts.export_list(_plain(detail), people=people), lambda _held: self._rows(people))

    def _rows(self, people: bool) -> None:
        station, language = self._station, self._language
        names = self._names if people else None
        path = self._free("xlsx", "incidents")
        self._cancelled.clear()
        cancelled = self._cancelled
        self._page.set_working(True, "0")

        def work() -> Path:
            write_sheet(
                path,
                station.incidents,
                self._shown.filter,
                report_words.heads(people=people),
                lambda one, alarms: report_words.row_of(one, alarms, station.places, language, names),
                cancelled,
            )
            return path

        self._run(work)

    def _names(self, incident: str) -> str:
        people = self._station.records.people.of_incident(incident).values()
        return "; ".join(" ".join(filter(None, (one.name, one.phone))) for one in people)

    def _period(self, kind: str, people: bool) -> None:
        found = self._figures
        if found is None:
            self.refresh()
            self.notice.emit(self.tr("The figures are being read. Try again in a moment."))
            return

        def granted(_held: Authority) -> None:
            report = report_words.period_report(found, self._station.places, self._language, self._made())
            charts = self._charts(report_words.figure_content(found, self._station.places, self._language))
            name = f"report-{times.date(found.since)}-{times.date(found.until)}"
            self._run(lambda: self._write(self._with_incidents(report, found, people), charts, kind, name))

        told = {"kind": kind, "since": found.since, "until": found.until}
        self._ask(self._station.case_acts.export_list(told, people=people), granted)

    def _with_incidents(self, report: Report, found: Figures, people: bool) -> Report:
        """Add the newest incidents, with the people concerned where that was asked for; reads the record."""
        station, which = self._station, replace(self._shown.filter, since=found.since, until=found.until + 0.001)
        listed = islice(every(station.incidents, which), LISTED)
        names = self._names if people else None
        rows = tuple(report_words.line_of(one, alarms, station.places, self._language, names) for one, alarms in listed)
        return replace(report, parts=(*report.parts, report_words.incident_table(rows, people=people)))

    def _charts(self, content: FigureContent) -> dict[str, QImage]:
        """Draw the curves in the look of paper."""
        look = theme.Theme(theme.LIGHT, family=theme.current().family)
        drawn = {}
        for priority in TARGETS:
            if content.days[priority]:
                plot = plots.make_plot(look, times_below=True)
                draw_times(plot, content.days[priority], content.limits[priority], look)
                drawn[report_words.TIMES_PICTURE.format(int(priority))] = _grabbed(plot)
        if content.false_points:
            plot = plots.make_plot(look)
            draw_false(plot, content.false_points, look)
            drawn[report_words.FALSE_PICTURE] = _grabbed(plot)
        return drawn

    def _write(self, report: Report, pictures: Mapping[str, QImage], kind: str, name: str) -> Path:
        path = self._free(kind, name)
        draft = path.with_suffix(".part")
        try:
            if kind == "pdf":
                write_pdf(report, pictures, draft)
            else:
                draft.write_text(html_of(report, lambda one: _data(pictures[one])), encoding="utf-8")
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
        return path

    def _free(self, kind: str, name: str) -> Path:
        folder = self._station.folder.exports / "reports"
        folder.mkdir(parents=True, exist_ok=True)
        plain = "".join(sign if sign.isalnum() or sign in "-_" else "-" for sign in name)
        path, count = folder / f"{plain}.{kind}", 1
        while path.exists():
            count += 1
            path = folder / f"{plain}-{count}.{kind}"
        return path

    def _made(self) -> str:
        now = self._station.clock.now()
        text = self.tr("Made on %1 by %2, station %3")
        text = text.replace("%3", self._station.site.station.id).replace("%2", self._station.user)
        return text.replace("%1", f"{times.date(now)} {times.clock(now)}")

    def _ask(self, asked: Future[Any], granted: Callable[[Any], None]) -> None:
        def refused(error: BaseException) -> None:
            if isinstance(error, AuthorityNeeded):
                self.authority_wanted.emit(error, lambda again: self._ask(again, granted))
            else:
                self._failed(error)

        Operation(self, asked).success(granted).failure(refused).run()

    def _run(self, work: Callable[[], Path]) -> None:
        Operation(self, work).success(self._done).failure(self._failed).run()

    def _done(self, path: Path) -> None:
        self._page.set_working(False)
        self.notice.emit(self.tr("It is in %1").replace("%1", str(path)))
        self.written.emit(path)

    def _failed(self, error: BaseException) -> None:
        self._page.set_working(False)
        if isinstance(error, CancelledError):
            self.notice.emit(self.tr("Stopped; nothing was written."))
        else:
            self.notice.emit(texts.refusal(getattr(error, "code", type(error).__name__)))


def write_pdf(report: Report, pictures: Mapping[str, QImage], path: Path) -> None:
    """Lay the report out on A4 and write it, its fonts inside; not for the window's thread."""
    waiting = QEventLoop()  # laying long pages out starts timers, which need one in whatever thread this is
    writer = QPdfWriter(str(path))
    writer.setResolution(PDF_DPI)
    writer.setTitle(report.title)
    writer.setCreator("Watchroom")
    margins = QMarginsF()  # the document keeps 2 cm of its own, and numbers its pages there
    writer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter
        )
    )
    document = QTextDocument()
    document.setDefaultFont(QFont(theme.current().family or theme.family(), 10))
    for name, image in pictures.items():
        document.addResource(QTextDocument.ResourceType.ImageResource.value, QUrl(name), image)
    document.setHtml(html_of(report, lambda name: name))
    document.print_(writer)
    del waiting


def _grabbed(plot: Any) -> QImage:
    plot.resize(CHART)
    image = plot.grab().toImage()
    plot.close()
    plot.deleteLater()
    return image


def _still(path: str, areas: Areas) -> QImage:
    image = read_still(path, areas)
    if image.width() > STILL_WIDTH:
        return image.scaledToWidth(STILL_WIDTH, Qt.TransformationMode.SmoothTransformation)
    return image


def _data(image: QImage) -> str:
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return "data:image/png;base64," + base64.b64encode(bytes(buffer.data().data())).decode("ascii")


def _plain(detail: Mapping[str, Any]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in detail.items()}
