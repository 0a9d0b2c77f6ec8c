"""What the guard does at the card, by key or by mouse: each act goes through the rights and comes back as news."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from alarms.case_marks import Stage
from alarms.model import Action, ActionKind, EscalationStep, Incident, Occurrence, Verdict
from app import texts, texts_people
from app.pages import card_facts
from app.pages.alarm_desk import AlarmDesk
from app.pages.card_content import Surroundings, card_content
from app.pages.card_notice import CardNotice, Do
from app.station import Station
from widgets import alarm_marks, card_words
from widgets.alarm_card import AlarmCard
from widgets.card_content import AlarmCardContent, CardPlace

CARD_PERIOD_MS = 250
#: The same digit again within so many seconds is one press: nobody arrives in the moment in which he is sent.
SAME_PRESS_S = 1.5
#: Nothing is done by the key of the next step that has not stood on the card for so long, so that a key pressed twice
#: does one thing; a number to call has to be seen for longer.
READ_S, DIAL_S = 0.6, 2.0
NEEDS_CAUSE = (Verdict.FALSE, Verdict.NUISANCE)
ESCALATE = "escalate"


class CardHand(QObject):
    """Fills the card and does what it asks for. `live` says whether a camera's picture is live."""

    notice = Signal(str)

    def __init__(
        self,
        station: Station,
        desk: AlarmDesk,
        card: AlarmCard,
        do: Do,
        live: Callable[[str], bool],
        language: str,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._station = station
        self._desk = desk
        self._card = card
        self._do = do
        self._live = live
        self._language = language
        self._asked = EscalationStep.NONE
        self._sent: tuple[str, float] = ("", float("-inf"))
        self._stands: tuple[object, float] = (None, 0.0)
        self.taking = CardNotice(station, desk, card, do, self._picture_available, language, self)
        self.taking.notice.connect(self.notice)
        self._timer = QTimer(self)
        self._timer.setInterval(CARD_PERIOD_MS)
        self._timer.timeout.connect(self.show_card)
        self._connect()

    def acknowledge(self) -> None:
        """F5; see CardNotice."""
        self.taking.acknowledge()

    def rest(self) -> None:
        """The window goes: alarms are no longer this card's."""
        self._timer.stop()
        self._desk.card_changed.disconnect(self.show_card)
        self._desk.help_called.disconnect(self._tell_help)

    def show_card(self) -> None:
        """Show the incident that has the wall, as it stands now."""
        occurrence = self.occurrence()
        if occurrence is None:
            self._timer.stop()
            self._card.set_content(None)
            return
        if not self._timer.isActive():
            self._timer.start()
        content = card_content(
            occurrence,
            self._desk.incident(occurrence.incident),
            self._desk.siblings(occurrence.incident),
            self._desk.picture_seen(occurrence.id, self._picture_available(occurrence)),
            self._station.places,
            self._language,
            self._station.clock.now(),
            self._around(occurrence),
        )
        step = card_words.first_open(content)
        stands = (content.incident, card_words.next_action(content), None if step is None else step.id)
        if stands != self._stands[0]:
            self._stands = (stands, self._station.clock.monotonic())
        self._card.set_content(content)

    def _stood_for(self) -> float:
        """Seconds for which the next step has been what it is."""
        return self._station.clock.monotonic() - self._stands[1]

    def occurrence(self) -> Occurrence | None:
        """Return the alarm on the card."""
        return self.taking.occurrence()

    # Saying what it was.

    def give_verdict(self, verdict: str, cause: str = "") -> None:
        """F6 to F8: say what the incident was, at once; then a digit may say where it came from."""
        current = self._desk.current
        if current is None or not self.taking.was_seen():
            return
        if self._unanswered(current.incident):
            self.notice.emit(texts.refusal("not_acknowledged"))
            return
        case = self._desk.incident(current.incident)
        before = case.verdict if case is not None else None
        if before is Verdict.REAL and verdict != before and not cause:
            self._offer(current.incident, verdict)  # what was called real stays so until somebody says why not
            return
        stated = cause or (card_words.NOT_STATED if verdict in NEEDS_CAUSE else "")

        def done(_entries: tuple[Any, ...]) -> None:
            if before is not None and verdict != before:
                self.notice.emit(self._changed_words(before, Verdict(verdict)))
            if not cause:
                self._offer(current.incident, verdict)

        self._do(self._station.acts.verdict(current.incident, Verdict(verdict), stated), done)

    def _changed_words(self, before: Verdict, now: Verdict) -> str:
        text = self.tr("CHANGED from %1 to %2. Ctrl+Z takes it back.")
        return text.replace("%1", card_words.verdict(before)).replace("%2", card_words.verdict(now))

    def _unanswered(self, incident: str) -> bool:
        """Whether a critical or high alarm of it waits for F5: a key meant for the card before must not judge it."""
        known = (one for one in self._station.alarms.snapshot().occurrences if one.incident == incident)
        return any(one.unacked and one.priority.guarded for one in known)

    def call_help(self) -> None:
        """F9: bring the incident before the next who can help, at once; then a digit may say why."""
        current = self._desk.current
        if current is None or not self.taking.was_seen():
            return

        def done(entries: tuple[Any, ...]) -> None:
            case = next((one for one in entries if one.kind is ActionKind.ESCALATE and one.incident), None)
            if case is not None:
                self._asked = EscalationStep(case.data["step"])
                self.notice.emit(self._help_words(self._asked))
                self._offer(current.incident, ESCALATE)

        self._do(self._station.acts.escalate(current.incident), done)

    def _offer(self, incident: str, when: str) -> None:
        current = self._desk.current
        if current is not None and current.incident == incident:
            self._card.ask_cause(when)

    def _cause(self, when: str, cause: str) -> None:
        current = self._desk.current
        if current is not None and when == ESCALATE:
            self._do(self._station.acts.escalate(current.incident, cause, step=self._asked))
        elif current is not None:
            self.give_verdict(when, cause)

    def _help_words(self, step: EscalationStep) -> str:
        text = self._in_drill(self._card.content, self.tr("Help is called: %1. Ctrl+Z takes it back."))
        return text.replace("%1", alarm_marks.escalation(step))

    def _tell_help(self, incident: Incident) -> None:
        call = incident.help
        if call is not None and call.station != self._station.site.station.id:
            place = self._station.places.zone_name(incident.zone, self._language)
            text = self.tr("%1 at station %2 calls for help: %3, %4")
            words = (
                texts_people.who(call.user),
                call.station,
                place,
                card_facts.help_words(incident, self._station.places, self._language),
            )
            for at, word in enumerate(words, 1):
                text = text.replace(f"%{at}", word)
            self.notice.emit(text)

    # Sending people.

    def open_board(self) -> None:
        """Ctrl+D: who can be sent, by digits; each digit does the next thing with that person."""
        if self._desk.current is not None:
            self.show_card()
            self._card.open_board()

    def _guard(self, guard: str, place: CardPlace | None) -> None:
        """Send, note as there, or note as free: what stands on the line that was chosen."""
        occurrence, content = self.occurrence(), self._card.content
        one = next((line for line in content.guards if line.id == guard), None) if content is not None else None
        if occurrence is None or occurrence.incident is None or one is None:
            return
        acts, incident = self._station.acts, occurrence.incident
        now, (last, at) = self._station.clock.monotonic(), self._sent
        if one.id == last and now - at < SAME_PRESS_S:
            return
        self._sent = (one.id, now)
        if one.stage is Stage.SENT:
            self._do(acts.arrived(incident, one.dispatch))
        elif one.stage is Stage.ON_SCENE:
            self._do(acts.cleared(incident, one.dispatch))
        else:
            goal = place or CardPlace(occurrence.zone, occurrence.point, "")
            self._do(acts.dispatch(incident, one.id, name=one.name, zone=goal.zone, point=goal.point))

    # Steps, notes, ending it.

    def do_next(self) -> None:
        """F12: do what the card calls the next step where a key may; without a card, turn to the alarm that waits."""
        self._card.leave_question()
        content, queue = self._card.content, self._desk.state.queue
        if self._desk.current is None or content is None:
            if queue:
                self._desk.choose(queue[0].occurrence)
            return
        if not self.taking.was_seen():
            return
        action = card_words.next_action(content)
        if action in card_words.BY_KEY and self._stood_for() < READ_S:
            text = self.tr("Read the next step first, then F12: %1")
            self.notice.emit(text.replace("%1", card_words.next_step(content)))
            return
        self._begin(action, content)

    def _begin(self, action: card_words.Next, content: AlarmCardContent) -> None:
        """What the key of the next step does."""
        match action:
            case card_words.Next.SEND | card_words.Next.OUT:
                self.open_board()
            case card_words.Next.CALL:
                self.notice.emit(self._dial_words(content))
            case card_words.Next.THERE:
                self.notice.emit(self._nobody_there())
                self.open_board()
            case card_words.Next.CAUSE:
                self._card.ask_cause(Verdict.TEST.value)
            case card_words.Next.TICK:
                step = card_words.first_open(content)
                if step is not None:
                    self._tick(step.id, True)
            case card_words.Next.RESET:
                self._reset()
            case card_words.Next.CLOSE:
                self._close_incident()
            case _:
                self.notice.emit(card_words.next_step(content))

    def do_surely(self) -> None:
        """Ctrl+F12: what has consequences: the call was made; or the case is closed though people are still out."""
        content = self._card.content
        action = None if self._desk.current is None or content is None else card_words.next_action(content)
        if content is None or action not in card_words.BY_SURE_KEY:
            self.notice.emit(self.tr("This key does nothing here. F12 does the next step."))
            return
        step = card_words.first_open(content)
        if action is card_words.Next.OUT:
            self._close_incident(sure=True)
        elif self._stood_for() < DIAL_S:
            waits = action is card_words.Next.THERE
            self.notice.emit(self._nobody_there() if waits else self._dial_words(content))
        elif step is not None:
            self._tick(step.id, True)
            if action is card_words.Next.CALL:
                self.notice.emit(self._in_drill(content, self.tr("Noted as called: %1.")).replace("%1", step.number))
        else:
            self._reset()

    def _in_drill(self, content: AlarmCardContent | None, text: str) -> str:
        """Say first, in a drill, that nobody is really called."""
        return f"{card_words.drill_only()} {text}" if content is not None and content.drill else text

    def _nobody_there(self) -> str:
        text = self.tr("Nobody is there yet: Ctrl+D notes who has arrived; %1 does it all the same.")
        return text.replace("%1", card_words.SURE_KEY)

    def _dial_words(self, content: AlarmCardContent) -> str:
        text = self.tr("To note %1 as called: %2") if content.drill else self.tr("Dial %1 now. Once it was called: %2")
        text = self._in_drill(content, text)
        number = card_words.number_to_call(content) or card_words.next_step(content)
        return text.replace("%1", number).replace("%2", card_words.SURE_KEY)

    def undo(self) -> bool:
        """Ctrl+Z: take back the newest act on the incident of the card; whether there is one."""
        self._card.leave_question()
        current = self._desk.current
        if current is not None:
            self._do(self._station.acts.undo(current.incident), self._undone)
        return current is not None

    def _undone(self, actions: tuple[Action, ...]) -> None:
        """Say what was taken back: on the card it may be no more than a tick that is gone."""
        kinds = [str(one.data.get("kind", "")) for one in actions if one.kind is ActionKind.UNDO]
        if kinds:
            words = texts.action(ActionKind(kinds[0]))
            self.notice.emit(self.tr("Taken back: %1. The record keeps both.").replace("%1", words))

    def note_for(self, incident: str) -> Callable[[str], None]:
        """Return what adds a note to an incident, whichever is on the card by then."""
        kept = self.tr("Note kept.")
        return lambda text: self._do(self._station.acts.note(incident, text), lambda _: self.notice.emit(kept))

    def _note(self, text: str) -> None:
        current = self._desk.current
        if current is not None:
            self.note_for(current.incident)(text)

    def _tick(self, step: str, done: bool) -> None:
        current = self._desk.current
        if current is not None:
            self._do(self._station.acts.tick_step(current.incident, step, done=done))

    def _close_incident(self, *, sure: bool = False) -> None:
        """Close it, and say how soon it was looked at and answered; with people still out only once more, surely."""
        current, content = self._desk.current, self._card.content
        if current is None:
            return
        out = card_words.still_out(content) if content is not None else ""
        if out and not sure:
            text = self.tr("Still out: %1. Ctrl+D notes them as free; %2 closes all the same.")
            self.notice.emit(text.replace("%1", out).replace("%2", card_words.SURE_KEY))
            return
        case, alarms = self._desk.incident(current.incident), self._desk.siblings(current.incident)

        def done(_entries: tuple[Any, ...]) -> None:
            if case is not None:
                words = filter(
                    None, (content.place if content is not None else "", card_facts.times_line(case, alarms))
                )
                self.notice.emit(self.tr("Closed: %1").replace("%1", " · ".join(words)))

        self._do(self._station.acts.close(current.incident), done)

    def _reset(self) -> None:
        occurrence = self.occurrence()
        if occurrence is not None:
            incident = self._desk.incident(occurrence.incident)
            verdict = (incident.verdict if incident is not None else None) or Verdict.REAL
            self._do(self._station.acts.reset(occurrence.id, verdict))

    # What the card is told.

    def _around(self, occurrence: Occurrence) -> Surroundings:
        station, places, language = self._station, self._station.places, self._language
        point, overview = places.point(occurrence.point), self._desk.overview
        aside = frozenset(one.point for one in (*overview.shelved, *overview.out_of_service))
        now, seen = station.clock.now(), occurrence.cross_check
        trend: tuple[tuple[float, float], ...] = ()
        if seen is None:
            seen = station.cameras.cross_check.so_far(occurrence.point, occurrence.zone, occurrence.raised_at)
        if point is not None:
            trend = station.trends.of(point.device, point.alarm_class, point.channel, now)
        out, incident = self._desk.dispatches, occurrence.incident or ""
        return Surroundings(
            guards=card_facts.board(station.roster.people(), out, incident, places, language),
            neighbours=card_facts.neighbours(occurrence, self._desk.occurrences(), aside, places, language),
            trend=trend,
            seen=seen,
            more=len(self._desk.state.queue),
        )

    def _picture_available(self, occurrence: Occurrence) -> bool:
        cameras = self._station.places.cameras_for(occurrence.point, occurrence.zone)
        return any(self._live(camera) for camera in cameras)

    def _connect(self) -> None:
        card = self._card
        card.acknowledge_requested.connect(self.acknowledge)
        card.verdict_given.connect(self.give_verdict)
        card.cause_given.connect(self._cause)
        card.help_wanted.connect(self.call_help)
        card.board_wanted.connect(self.open_board)
        card.guard_chosen.connect(self._guard)
        card.step_ticked.connect(self._tick)
        card.note_added.connect(self._note)
        card.close_requested.connect(self._close_incident)
        card.reset_requested.connect(self._reset)
        self._desk.card_changed.connect(self.show_card)
        self._desk.help_called.connect(self._tell_help)
