"""The page that hands out footage: the form for one package, and the register of all that were."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QStorageInfo, QTimer, Signal
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from app import texts
from app.operations import Operation
from app.pages import register_words
from app.pages.evidence_missing import missing_words
from app.pages.register_pages import write_list, write_sheet
from app.people.authorised import Authority, AuthorityNeeded
from app.people.rights import Action
from app.services.evidence_order import ExportOrder, Phase, Watched
from app.station import Station
from app.store.queries import IncidentDetail
from app.store.register import FootageRequest, RegisterEntry, RegisterError, Requester
from video.evidence import EvidenceError, ExportResult
from widgets.evidence_form import EvidenceForm
from widgets.register_content import HandingContent, HandingForm, Place
from widgets.register_view import RegisterView

MEGA = 1_000_000
TELL_MS = 200
OFFERED = 30


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is to be handed out, with the words for it."""

    order: ExportOrder
    zone: str
    title: str
    scope: str


class _Progress(QObject):
    """Passes on how far an export is, at most a few times a second."""

    told = Signal(str, float)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._now: tuple[Phase, int, int] = ("gathering", 0, 1)
        self._cancelled = threading.Event()
        self._timer = QTimer(self, interval=TELL_MS)
        self._timer.timeout.connect(self._tell)

    def begin(self) -> Watched:
        """Start anew."""
        self._cancelled = threading.Event()
        self._now = ("gathering", 0, 1)
        self._timer.start()
        self._tell()
        return Watched(self._note, self._cancelled.is_set)

    def cancel(self) -> None:
        """Ask the export that is under way to stop."""
        self._cancelled.set()

    def end(self) -> None:
        """Tell no more."""
        self._timer.stop()

    def _note(self, phase: Phase, done: int, total: int) -> None:
        self._now = (phase, done, total)

    def _tell(self) -> None:
        phase, done, total = self._now
        self.told.emit(register_words.phase(phase), done / max(1, total))


class EvidencePage(QWidget):
    """See the module."""

    notice = Signal(str)
    exported = Signal(object)  # ExportResult
    authority_wanted = Signal(object, object)  # AuthorityNeeded, and what takes the future of the act tried again

    def __init__(self, station: Station, language: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._station, self._language = station, language
        self.form, self.register, self.tabs = EvidenceForm(), RegisterView(), QTabWidget()
        self._wanted: _Wanted | None = None
        self._entry = ""
        self._reasons: dict[str, str] = {}
        self._requested: FootageRequest | None = None  # entered by the export that runs
        self._progress = _Progress(self)
        self._looked = False
        self._handed_out = False  # what stands in the form is of a package that is made
        self.tabs.addTab(self.form, self.tr("Hand out"))
        self.tabs.addTab(self.register, self.tr("Register"))
        self.tabs.setAccessibleName(self.tr("Footage handed out"))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.tabs)
        self.setFocusProxy(self.tabs)
        self._connect()
        self._show_form(())

    def hand_out_incident(self, incident: str, number: str, zone: str) -> None:
        """Offer a case."""
        self._offer(self._of_incident(incident, number, zone))

    def _of_incident(self, incident: str, number: str, zone: str) -> _Wanted:
        title = self.tr("Hand out incident %1").replace("%1", number)
        scope = self.tr("Recordings and snapshots of its cameras, alarms, actions, vehicles, clocks, plan.")
        return _Wanted(ExportOrder(self._station.acts.exports, "", incident=incident), zone, title, scope)

    def export_selection(self, start: float, end: float, cameras: Sequence[str], zone: str = "") -> None:
        """Offer a stretch of the past (UTC seconds) of some cameras."""
        names = ", ".join(self._station.places.camera_name(camera, self._language) for camera in cameras)
        title = self.tr("Hand out recordings")
        scope = f"{texts.date_time(start)} – {texts.date_time(end)}\n{names}"
        order = ExportOrder(self._station.acts.exports, "", cameras=tuple(cameras), start=start, end=end)
        zones = {self._station.places.camera_zone(camera) for camera in cameras}
        self._offer(_Wanted(order, zone or (zones.pop() if len(zones) == 1 else ""), title, scope))

    def open_register(self) -> None:
        """Turn to the register."""
        self.tabs.setCurrentWidget(self.register)
        self.refresh()

    def refresh(self) -> None:
        """Read the register for whoever may."""
        permitted = self._station.acts.permit(Action.READ_REGISTER, "register")
        if self._looked:
            self._read(self.register.words.text())
        else:
            self._may_read(permitted)

    def forget(self) -> None:
        """Somebody signed in or out: what only the one before may read is shown no more."""
        self._looked = False
        self.register.set_rows(())

    def close_views(self) -> None:
        """An export goes on without the window; it is only watched no more."""
        self._progress.end()

    def _connect(self) -> None:
        self.form.start_wanted.connect(self._start)
        self.form.enter_wanted.connect(self._enter)
        self.form.cancel_wanted.connect(self._progress.cancel)
        self.form.sheet_wanted.connect(lambda: self._sheet(self._entry))
        self._progress.told.connect(self.form.set_progress)
        self.register.words_changed.connect(self._read)
        self.register.sheet_wanted.connect(self._sheet)
        self.register.list_wanted.connect(self._list)
        self.register.hand_out_wanted.connect(self._hand_out_for)
        self.register.void_wanted.connect(self._void)
        self.tabs.currentChanged.connect(lambda _tab: self._turned())

    def _turned(self) -> None:
        if self.tabs.currentWidget() is self.register:
            self.refresh()

    # The form.

    def _offer(self, wanted: _Wanted) -> None:
        self._wanted = wanted
        if self._handed_out:
            self.form.forget_request()
            self._handed_out = False
        self.tabs.setCurrentWidget(self.form)
        self.form.set_result("")
        self._show_form(())
        Operation(self, lambda: self._station.register.entries(limit=OFFERED)).success(self._show_form).run()
        self.form.fields["name"].setFocus()

    def _show_form(self, entries: Sequence[RegisterEntry]) -> None:
        wanted, evidence = self._wanted, self._station.site.evidence
        offered = [one for one in entries if not one.voided]
        self._reasons = {one.id: one.request.reason or one.request.document for one in offered}
        self.form.set_content(
            HandingContent(
                wanted.title if wanted is not None else self.tr("Nothing chosen to hand out"),
                wanted.scope
                if wanted is not None
                else self.tr("Open an incident, or choose a time, and press Ctrl+E."),
                self._private(wanted) if wanted is not None else (),
                tuple((one.id, f"{one.number}  {one.request.unit} {one.request.name}") for one in offered),
                tuple((one.value, register_words.requester(one)) for one in Requester),
                self._places(),
                evidence.second_approver,
                evidence.register_needed,
            )
        )
        if wanted is None:
            self.form.go.setEnabled(False)
            self.form.enter.setEnabled(True)

    def _private(self, wanted: _Wanted) -> tuple[str, ...]:
        cameras = wanted.order.cameras or tuple(self._station.privacy.all)
        listed = [camera for camera in cameras if self._station.privacy.areas(camera)]
        return tuple(self._station.places.camera_name(camera, self._language) for camera in listed)

    def _places(self) -> tuple[Place, ...]:
        """The station's own folder, and every stick or disk that can be written to."""
        own = self._station.acts.exports
        found = [Place(str(own), self._room(self.tr("This computer"), str(own)))]
        for volume in QStorageInfo.mountedVolumes():
            root = volume.rootPath()
            removable = root.startswith(("/media/", "/run/media/", "/mnt/")) or (len(root) == 3 and root[0] not in "Cc")
            if volume.isValid() and volume.isReady() and not volume.isReadOnly() and removable:
                found.append(Place(root, self._room(volume.displayName() or root, root)))
        return tuple(found)

    def _room(self, name: str, path: str) -> str:
        folder = Path(path)
        while not folder.exists() and folder != folder.parent:
            folder = folder.parent
        free = QStorageInfo(str(folder)).bytesAvailable()
        words = self.tr("%1 (%2, %3 GB free)").replace("%3", f"{free / 1000 / MEGA:.1f}")
        return words.replace("%2", path).replace("%1", name)

    def _request(self, form: HandingForm) -> FootageRequest:
        wanted = self._wanted
        scope = " ".join(filter(None, (wanted.title, wanted.scope))) if wanted is not None else ""
        said = {name: form.fields[name] for name in ("name", "unit", "document", "reason", "approver")}
        incident = wanted.order.incident if wanted is not None else ""
        return FootageRequest(Requester(form.requester), **said, scope=scope, incident=incident)

    def _start(self, form: HandingForm) -> None:
        wanted, evidence = self._wanted, self._station.site.evidence
        if wanted is None:
            return
        request = None if form.entry else self._request(form)
        lacks = request.missing() if request is not None else ""
        if lacks and not (lacks == "approver" and evidence.second_approver):  # who signs beside is the approver
            self._lacks(lacks)
            return
        order = ExportOrder(
            Path(form.place),
            form.fields["reason"] if request is not None else self._reasons.get(form.entry, ""),
            wanted.order.incident,
            wanted.order.cameras,
            wanted.order.start,
            wanted.order.end,
            form.entry,
            form.packed,
            form.watermark,
            form.unmasked,
        )
        self._entry, self._requested = form.entry, request
        self._export_as(self._station.acts.export(order, wanted.zone, request, self._progress.begin()))

    def _lacks(self, name: str) -> None:
        self.form.set_result(register_words.refusal("missing", register_words.field(name)))
        self.form.point_at(name)

    def _export_as(self, future: Future[ExportResult]) -> None:
        self.form.set_result("")
        self.form.set_working(True)
        Operation(self, future).success(self._exported).failure(self._export_failed).run()

    def _exported(self, result: ExportResult) -> None:
        self._progress.end()
        self._handed_out = True
        self.form.set_working(False)
        words = self.tr("Evidence is in %1").replace("%1", str(result.path))
        lacking = missing_words(result.missing, self._station.places, self._language)
        self.form.set_result("\n".join(filter(None, (words, lacking))), result.fingerprint)
        self.notice.emit(words)
        package = result.package

        def find() -> str:
            found = self._station.register.entries(package, limit=1)
            return found[0].id if found else ""

        Operation(self, find).success(self._remember).run()
        self.exported.emit(result)

    def _remember(self, entry: str) -> None:
        self._entry = entry
        self.form.sheet.setEnabled(bool(entry))

    def _export_failed(self, error: BaseException) -> None:
        if isinstance(error, AuthorityNeeded):
            self.form.set_working(False)
            self.authority_wanted.emit(error, self._export_as)
            return
        self._progress.end()
        self.form.set_working(False)
        detail = (
            register_words.field(error.detail) if isinstance(error, RegisterError) else getattr(error, "detail", "")
        )
        words = register_words.refusal(getattr(error, "code", type(error).__name__), detail)
        self.form.set_result(words)
        if not isinstance(error, EvidenceError | RegisterError):
            self.notice.emit(words)
        self._go_on_with_entry()

    def _go_on_with_entry(self) -> None:
        """What was entered for an export that came to nothing stands: the next try is for it, not for another one."""
        asked, self._requested = self._requested, None

        def found(entries: Sequence[RegisterEntry]) -> None:
            self._show_form(entries)
            for one in entries:
                same = asked is not None and replace(one.request, approver=asked.approver) == asked
                if same and not one.handed_out and not one.voided:
                    self.form.choose_entry(one.id)
                    return

        if asked is not None:
            Operation(self, lambda: self._station.register.entries(limit=OFFERED)).success(found).run()

    def _enter(self, form: HandingForm) -> None:
        request = self._request(form)
        if request.missing():
            self._lacks(request.missing())
            return
        self._entered(self._station.acts.enter_request(request))

    def _entered(self, future: Future[RegisterEntry]) -> None:
        def done(entry: RegisterEntry) -> None:
            self.form.set_result(self.tr("Entered as %1.").replace("%1", entry.number))
            Operation(self, lambda: self._station.register.entries(limit=OFFERED)).success(self._show_form).run()

        self._ask(future, done, self._entered)

    # The register.

    def _may_read(self, future: Future[Authority]) -> None:
        def granted(_held: Authority) -> None:
            self._looked = True
            self._read(self.register.words.text())

        self._ask(future, granted, self._may_read)

    def _read(self, words: str) -> None:
        if self._looked:
            Operation(self, lambda: self._station.register.entries(words)).success(self._show_rows).run()

    def _show_rows(self, entries: Sequence[RegisterEntry]) -> None:
        if self._looked:
            self.register.set_rows(tuple(register_words.row(one) for one in entries))

    def _hand_out_for(self, entry: str) -> None:
        """Offer the case that an entry was made for, or what was chosen last, with the entry chosen."""
        station = self._station

        def look() -> tuple[list[RegisterEntry], IncidentDetail | None]:
            one, listed = station.register.get(entry), station.register.entries(limit=OFFERED)
            about = station.incidents.detail(one.request.incident) if one is not None and one.request.incident else None
            return listed if one is None or one in listed else [one, *listed], about

        def offer(found: tuple[list[RegisterEntry], IncidentDetail | None]) -> None:
            entries, about = found
            if about is not None:
                self._wanted = self._of_incident(about.summary.id, about.summary.number, about.summary.zone)
            self.tabs.setCurrentWidget(self.form)
            self.form.set_result("")
            self._show_form(entries)
            self.form.choose_entry(entry)
            self.form.go.setFocus()

        Operation(self, look).success(offer).run()

    def _void(self, entry: str, reason: str) -> None:
        if not reason:
            self.register.set_message(texts.refusal("reason_missing"))
            self.register.reason.setFocus()
            return
        self._voided(self._station.acts.void_request(entry, reason))

    def _voided(self, future: Future[None]) -> None:
        def done(_nothing: object) -> None:
            self.register.reason.clear()
            self.register.set_message("")
            self._read(self.register.words.text())

        self._ask(future, done, self._voided)

    def _sheet(self, entry: str) -> None:
        self._print(lambda: write_sheet(self._station, entry, self._language))

    def _list(self) -> None:
        words = self.register.words.text()
        self._print(lambda: write_list(self._station, words, self._language))

    def _print(self, work: Callable[[], Path]) -> None:
        def done(path: Path) -> None:
            words = self.tr("To print: %1").replace("%1", str(path))
            self.notice.emit(words)  # and where it can still be read when somebody goes to print it
            if self.tabs.currentWidget() is self.form:
                self.form.add_result(words)
            else:
                self.register.set_message(words)

        Operation(self, work).success(done).failure(
            lambda error: self.notice.emit(texts.refusal(getattr(error, "code", type(error).__name__)))
        ).run()

    def _ask(self, future: Future[Any], done: Any, again: Any) -> None:
        def refused(error: BaseException) -> None:
            if isinstance(error, AuthorityNeeded):
                self.authority_wanted.emit(error, again)
                return
            detail = getattr(error, "detail", "")
            words = register_words.refusal(getattr(error, "code", type(error).__name__), detail)
            self.register.set_message(words)
            self.form.set_result(words)

        Operation(self, future).success(done).failure(refused).run()
