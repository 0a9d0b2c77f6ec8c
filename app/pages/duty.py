"""Joins the bars and the panel of the shift to the station: asks off the GUI thread, shows what comes back."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from app import texts, texts_people
from app.duty.drill import End
from app.duty.drills import DrillState, Offer
from app.duty.handover import Stage
from app.operations import Operation
from app.pages import duty_sheets, duty_words
from app.people.authorised import AuthorityNeeded
from app.people.book import Account
from app.people.duty import Duty, SignedOff
from app.services.usual_plans import plan_of, usual_plans
from app.station import Station
from app.store.duty import DrillRecord, HandoverRecord, LogLine
from app.store.errors import StoreError
from widgets import times
from widgets.duty_bar import DrillBar, DutyBar
from widgets.duty_content import (
    DrillBarView,
    DrillResultRow,
    DrillView,
    DutyBarView,
    HandoverStage,
    HandoverView,
    ItemRow,
)
from widgets.duty_panel import DutyPanel

LINES = 100
EARLIER = 5
_STAGES = {
    Stage.COUNT: HandoverStage.COUNT,
    Stage.OUTGOING: HandoverStage.OUTGOING,
    Stage.INCOMING: HandoverStage.INCOMING,
}


class DutyController(QObject):
    """Lives as long as a window; the station keeps all that matters. ``refresh`` is called once a second."""

    notice = Signal(str)
    authority_wanted = Signal(object, object)  # AuthorityNeeded, and what takes the future of the act tried again
    keyboard_free = Signal()

    def __init__(
        self, station: Station, bar: DutyBar, banner: DrillBar, panel: DutyPanel, language: str, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._station = station
        self._duty = station.duty
        self._bar, self._banner, self._panel = bar, banner, panel
        self._language = language
        self._busy = False
        self._message, self._refused_now = "", False
        self._done: HandoverRecord | None = None
        self._drill_message = ""
        #: The drill whose end was read and put aside.
        self.banner_seen = ""
        self._records: list[DrillRecord] = []
        self._offers: tuple[Offer, ...] = ()
        self._reading = False
        self._connect()

    def refresh(self) -> None:
        """Show what is so now; cheap, for once a second."""
        self._show_bar()
        state = self._duty.drills.state()
        self._show_banner(state)
        if self._panel.isVisible():
            if self._panel.pages.currentWidget() is self._panel.handover:
                self._show_handover()
            self._show_drills(state)

    def reload(self) -> None:
        """Read log and earlier drills again, off the GUI thread; called when something was written."""
        if not self._reading:
            self._reading = True
            work = Operation(self, self._read)
            work.success(self._loaded).failure(self._unread).run()
        self.refresh()

    def answer(self) -> None:
        """The one key of the bar; where nothing is asked, it opens the log."""
        self._show_bar()  # what is asked at this moment, not a second ago
        if not self._bar.answer():
            self.open_log()

    def open_log(self) -> None:
        """Ctrl+J."""
        self._panel.open_page(self._panel.log)

    def open_handover(self) -> None:
        """Ctrl+Shift+J: where the last one is done, a new one begins."""
        if not (self._panel.isVisible() and self._panel.pages.currentWidget() is self._panel.handover):
            self._done, self._message = None, ""
            self._duty.handing.open()
            self._show_handover()
        self._panel.open_page(self._panel.handover)

    def open_drills(self) -> None:
        """Ctrl+Shift+D."""
        self._show_drills(self._duty.drills.state())
        self._panel.open_page(self._panel.drills)

    def update_duty(self, _duty: Duty | None = None) -> None:
        """Somebody came or went."""
        self.refresh()

    def _connect(self) -> None:
        self._bar.present.connect(lambda: self._do(self._duty.acts.confirm_presence(), self._present))
        self._bar.written.connect(self._answered)
        self._bar.left.connect(self.keyboard_free)
        self._banner.stop_wanted.connect(self._stop)
        self._banner.seen.connect(self._saw)
        panel = self._panel
        panel.closed.connect(self.keyboard_free)
        panel.shown.connect(self.reload)
        panel.log.written.connect(self._write)
        panel.handover.count_changed.connect(self._count)
        panel.handover.item_confirmed.connect(lambda item: self._edit(lambda draft: draft.confirm(item)))
        panel.handover.item_explained.connect(lambda item, text: self._edit(lambda draft: draft.explain(item, text)))
        panel.handover.remarked.connect(lambda text: self._edit(lambda draft: draft.remark(text)))
        panel.handover.signed_off.connect(self._sign_off)
        panel.handover.taken_over.connect(self._take_over)
        panel.handover.print_wanted.connect(self._print_handover)
        panel.drills.start_wanted.connect(self._start)
        panel.drills.stop_wanted.connect(self._stop)
        panel.drills.print_wanted.connect(self._print_drill)

    # The bar and the log.

    def _show_bar(self) -> None:
        state = self._duty.watch.state()
        if state.presence:
            self._bar.set_view(DutyBarView("presence", state.presence_alarm, state.presence_left))
        elif state.log:
            self._bar.set_view(DutyBarView("log", state.log_missed, state.log_left))
        else:
            self._bar.set_view(DutyBarView())

    def _present(self, _none: object) -> None:
        self._show_bar()

    def _answered(self, words: str) -> None:
        self._write("note" if words else "quiet", words, "")

    def _write(self, kind: str, words: str, corrects: str) -> None:
        self._do(self._duty.acts.write(kind, words, corrects), lambda _line: self.reload())

    def _read(self) -> tuple[list[LogLine], list[DrillRecord], tuple[Offer, ...]]:
        records = self._duty.records
        return records.entries(LINES), records.drills(EARLIER), self._duty.drills.offers()

    def _loaded(self, found: tuple[list[LogLine], list[DrillRecord], tuple[Offer, ...]]) -> None:
        self._reading = False
        lines, self._records, self._offers = found
        now = self._station.clock.now()
        self._panel.log.set_rows(duty_words.log_rows(lines, self._station.site.station.id, now))
        self._show_drills(self._duty.drills.state())

    def _unread(self, error: BaseException) -> None:
        self._reading = False
        self.notice.emit(texts.refusal(getattr(error, "code", type(error).__name__)))

    # The handover.

    def _edit(self, change: Callable[[Any], None]) -> None:
        change(self._duty.handing.draft)
        self._message = ""
        self._show_handover()
        Operation(self, self._duty.handing.keep).failure(self._unkept).run()

    def _count(self, item: str, step: int) -> None:
        self._edit(lambda draft: draft.change(item, step))

    def _unkept(self, error: BaseException) -> None:
        self.notice.emit(texts.refusal(str(getattr(error, "code", type(error).__name__))))

    def _sign_off(self, password: str) -> None:
        if not password:
            self._say("handover_open")
            return
        self._busy = True
        self._show_handover()
        self._do(self._duty.acts.sign_off(password), self._signed_off, self._not_signed)

    def _signed_off(self, _signed: SignedOff) -> None:
        self._busy, self._message = False, ""
        self._panel.handover.forget()
        self._show_handover()
        self._panel.handover.open_at()

    def _take_over(self, name: str, password: str) -> None:
        self._busy = True
        self._show_handover()
        self._do(self._duty.acts.take_over(name, password), self._taken_over, self._not_signed)

    def _taken_over(self, record: HandoverRecord) -> None:
        self._busy, self._done = False, record
        self._panel.handover.forget()
        self._panel.handover.name.clearEditText()
        label = record.content["signatures"]["incoming"]["label"]
        self._message, self._refused_now = self.tr("%1 has taken over the shift.").replace("%1", label), False
        self._show_handover()
        self._panel.handover.open_at()
        self.notice.emit(self._message)
        self.reload()

    def _not_signed(self, error: BaseException) -> None:
        self._busy = False
        self._panel.handover.forget()
        code = str(getattr(error, "code", type(error).__name__))
        self._say(code, getattr(error, "wait_s", 0.0))
        self._panel.handover.open_at()

    def _say(self, code: str, seconds: float = 0.0) -> None:
        self._message, self._refused_now = texts_people.refusal(code, seconds) or texts.refusal(code), True
        self._show_handover()

    def _show_handover(self) -> None:
        handing, draft = self._duty.handing, self._duty.handing.draft
        actor = self._station.people.desk.duty.actor
        stage = _STAGES[draft.stage]
        if self._done is not None:
            stage = HandoverStage.DONE
        elif actor is None:
            stage = HandoverStage.NOBODY
        now = self._station.clock.now()
        found = handing.listing()
        signed, names = handing.signed, self._names()
        words = ""
        if signed is not None and self._done is None:
            words = self.tr("%1 has signed at %2.")
            words = words.replace("%1", signed.person.label).replace("%2", times.clock(signed.at))
        self._panel.handover.set_view(
            HandoverView(
                stage=stage,
                sections=duty_words.sections(found, self._language, now),
                items=self._items(),
                remarks=draft.remarks,
                outgoing=actor.label if actor is not None else "",
                signed=words,
                names=tuple(one.name for one in names if actor is None or one.name != actor.name),
                called=tuple(one.person().label for one in names if actor is None or one.name != actor.name),
                busy=self._busy,
                message=self._message or self._hint(stage),
                refused=self._refused_now and bool(self._message),
            )
        )

    def _hint(self, stage: HandoverStage) -> str:
        hints = {
            HandoverStage.NOBODY: self.tr("Sign in first: Ctrl+G."),
            HandoverStage.COUNT: self.tr("Count with + and -, Enter goes on."),
        }
        return hints.get(stage, "")

    def _names(self) -> tuple[Account, ...]:
        return tuple(one for one in self._station.people.accounts.listed() if one.enabled)

    def _items(self) -> tuple[ItemRow, ...]:
        draft, named = self._duty.handing.draft, {one.id: one for one in self._station.site.counted_items}
        return tuple(
            ItemRow(
                one.id,
                named[one.id].label(self._language),
                one.expected,
                draft.count(one.id),
                draft.counted(one.id),
                draft.words(one.id),
            )
            for one in draft.items
        )

    # Drills.

    def _show_banner(self, state: DrillState) -> None:
        if state.scenario is None or (
            not state.running and (state.id == self.banner_seen or state.end is End.COMPLETE)
        ):
            self._banner.set_view(DrillBarView())
            return
        aborted = state.end is End.ABORTED
        words = "" if state.running else duty_words.end(state.end.value if state.end is not None else "", state.why)
        name = state.scenario.label(self._language)
        self._banner.set_view(DrillBarView(name, state.left_s, state.running, aborted, words))

    def _saw(self) -> None:
        self.banner_seen = self._duty.drills.state().id
        self.refresh()

    def _start(self, scenario: str) -> None:
        self._drill_message = ""
        self._do(self._duty.acts.start_drill(scenario), lambda _run: self.reload(), self._not_started)

    def _stop(self) -> None:
        self._do(self._duty.acts.stop_drill(), lambda _stopped: self.reload())

    def _not_started(self, error: BaseException) -> None:
        code, given = str(getattr(error, "code", type(error).__name__)), str(getattr(error, "given", ""))
        words = duty_words.drill_refusal(code, given) or texts_people.refusal(code) or texts.refusal(code)
        self._drill_message = words
        self._show_drills(self._duty.drills.state())

    def _show_drills(self, state: DrillState) -> None:
        offers = tuple(duty_words.offer(one, self._station.places, self._language) for one in self._offers)
        content = state.content or {}
        self._panel.drills.set_view(
            DrillView(
                offers=offers,
                running=state.running,
                title=duty_words.drill_title(state, self._language),
                score=duty_words.result(state.end or "", content.get("score")),
                results=self._results(content),
                earlier=tuple(duty_words.earlier(one, self._language) for one in self._records),
                message=self._drill_message,
            )
        )

    def _results(self, content: Any) -> tuple[DrillResultRow, ...]:
        english = not self._language.startswith("zh")
        steps = {
            step.id: (step.text_en or step.text) if english else step.text
            for guidance in (*usual_plans(), *map(plan_of, self._station.site.guidance))
            for step in guidance.steps
        }
        places = {
            one["point"]: self._station.places.point_name(one["point"], self._language)
            for one in content.get("results", ())
        }
        return duty_words.result_rows(content, steps, places)

    # Sheets.

    def _print_handover(self) -> None:
        if self._done is not None:
            site = self._station.site.site.label(self._language)
            name = f"handover-{times.date(self._done.at)}-{self._done.id[:8]}"
            self._save(duty_sheets.handover_sheet(self._done, site, self._language), name)

    def _print_drill(self) -> None:
        wanted = self._duty.drills.state().id
        record = next((one for one in self._records if one.id == wanted), None)
        if record is not None:
            site = self._station.site.site.label(self._language)
            sheet = duty_sheets.drill_sheet(record, self._results(record.content), site, self._language)
            self._save(sheet, f"DRILL-{times.date(record.at)}-{record.id[:8]}")

    def _save(self, html: str, name: str) -> None:
        folder = self._station.folder.exports

        def told(file: Path) -> None:
            self.notice.emit(self.tr("Saved: %1").replace("%1", str(file)))

        Operation(self, lambda: duty_sheets.save_sheet(html, folder, name)).success(told).failure(self._unkept).run()

    def _do(
        self,
        future: Future[Any],
        done: Callable[[Any], None],
        failed: Callable[[BaseException], None] | None = None,
    ) -> None:
        def refused(error: BaseException) -> None:
            if isinstance(error, AuthorityNeeded):
                self._busy = False
                self.authority_wanted.emit(error, lambda again: self._do(again, done, failed))
            elif failed is not None and not isinstance(error, StoreError):
                failed(error)
            else:
                self._busy = False
                self.notice.emit(texts.refusal(str(getattr(error, "code", type(error).__name__))))

        Operation(self, future).success(done).failure(refused).run()
