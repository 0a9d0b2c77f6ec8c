"""Taking notice: what F5 does. Each press does one thing that can be seen, and says so; none of them does nothing.

First it acknowledges what is on the card: the alarm itself, then the others of its incident, one by one. Then it turns
to the next incident whose alarm waits, and comes back by itself to the more urgent one it left once that is
acknowledged: no key pressed too often leaves a fire aside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Future
from typing import Any, Protocol

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QWidget

from alarms.model import ActionKind, Occurrence
from app.pages import card_facts
from app.pages.alarm_desk import AlarmDesk
from app.services.call_up import CallUp
from app.station import Station
from widgets.alarm_card import AlarmCard

#: So many points are named after several were acknowledged at once.
NAMED = 3


class Do(Protocol):
    """Waits for an act and tells what went wrong, or asks who signs for it."""

    def __call__(self, future: Future[Any], done: Callable[[Any], None] | None = None) -> None:
        """Take the act's future; `done` is told what it gave."""


class CardNotice(QObject):
    """Acknowledges; `available` says whether an alarm's cameras show a live picture."""

    notice = Signal(str)

    def __init__(
        self,
        station: Station,
        desk: AlarmDesk,
        card: AlarmCard,
        do: Do,
        available: Callable[[Occurrence], bool],
        language: str,
        parent: QWidget | QObject,
    ) -> None:
        super().__init__(parent)
        self._station, self._desk, self._card, self._do = station, desk, card, do
        self._available, self._language = available, language
        self._left = ""  # the more urgent incident that F5 turned away from
        self._painted = ""
        card.head.band.installEventFilter(self)  # painted anew for each alarm, and painted first

    def occurrence(self) -> Occurrence | None:
        """Return the alarm on the card."""
        current = self._desk.current
        return self._desk.occurrence(current.occurrence) if current is not None else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note which incident the card has really shown."""
        if event.type() == QEvent.Type.Paint and watched is self._card.head.band and self._card.content is not None:
            self._painted = self._card.content.incident
        return super().eventFilter(watched, event)

    def on_screen(self) -> bool:
        """Whether the card that can be seen shows the incident that has the wall."""
        current = self._desk.current
        return current is None or not self._card.isVisible() or self._painted == current.incident

    def was_seen(self) -> bool:
        """Let a key act on the card only if its incident was on the screen: else it was meant for another; say so."""
        if self.on_screen():
            return True
        self.notice.emit(self.tr("This alarm has only just come up: look first, then press again."))
        return False

    def acknowledge(self) -> None:
        """F5: see the head of this file. Nothing is ever acknowledged that was not on the card when it was pressed."""
        self._card.leave_question()
        if not self.was_seen():
            return
        taken = self._next_on_card()
        if taken is not None:
            self._acknowledge(taken)
            return
        current, queue = self._desk.current, self._desk.state.queue
        above = next((call for call in queue if current is not None and call.claim < current.claim), None)
        waiting = next((call for call in queue if call.unacked), None)
        if waiting is not None:
            if current is not None and current.claim < waiting.claim:
                self._left = current.incident
            self._turn(waiting)
        elif above is not None:
            self._turn(above)
        else:
            self.notice.emit(self._nothing_left())

    def acknowledge_many(self, occurrences: Iterable[str]) -> None:
        """Take notice of several of the list at once; those of priority 1 and 2 are left out, and that is said."""
        known = (self._desk.occurrence(one) for one in occurrences)
        waiting = [one for one in known if one is not None and one.unacked]
        left_out = sum(one.priority.guarded for one in waiting)

        def done(entries: tuple[Any, ...]) -> None:
            taken = [entry.occurrence for entry in entries if entry.kind is ActionKind.ACKNOWLEDGE]
            self.notice.emit(self._bulk_words([one for one in waiting if one.id in taken], left_out))

        if len(waiting) > left_out:
            self._do(self._station.acts.acknowledge_many([one.id for one in waiting]), done)
        else:
            self.notice.emit(self._bulk_words([], left_out))

    def _next_on_card(self) -> Occurrence | None:
        """The alarm on the card, or the next of its incident that the card lists as waiting."""
        one = self.occurrence()
        if one is None or one.unacked:
            return one
        waiting = [other for other in self._desk.siblings(one.incident) if other.unacked]
        return min(waiting, key=lambda other: (other.priority, other.raised_at), default=None)

    def _acknowledge(self, occurrence: Occurrence) -> None:
        seen = self._desk.picture_seen(occurrence.id, self._available(occurrence))

        def done(_entries: tuple[Any, ...]) -> None:
            others = self._desk.siblings(occurrence.incident)
            words = card_facts.acknowledged_words(occurrence, others, self._station.places, self._language)
            self.notice.emit(words if any(one.unacked for one in others) else self._come_back(words))

        acts = self._station.acts
        taken = acts.acknowledge(occurrence.id, seen.since, no_picture=not seen.available, called_at=seen.called)
        self._do(taken, done)

    def _come_back(self, words: str) -> str:
        """Turn back to the more urgent one that F5 left, if it still waits for its end; add that to what is said."""
        left, self._left = self._left, ""
        call, current = next((one for one in self._desk.state.queue if one.incident == left), None), self._desk.current
        if call is None or (current is not None and current.claim < call.claim):
            return words
        self._desk.choose(call.occurrence)
        back = self.tr("Back to: %1").replace("%1", self._name(call))
        return f"{words} {back}"

    def _turn(self, call: CallUp) -> None:
        before = self._desk.current
        self._desk.choose(call.occurrence)
        text = self.tr("Now on the wall: %1.").replace("%1", self._name(call))
        if before is not None and before.claim < call.claim:
            still = self.tr("%1 is not finished: F5 goes back to it.").replace("%1", self._name(before))
            text = f"{text} {still}"
        self.notice.emit(text)

    def _nothing_left(self) -> str:
        """What is not on the card is acknowledged in the list."""
        if any(one.unacked for one in self._desk.occurrences()):
            return self.tr("Not on the card: choose it in the list, Shift+F5; or all of its zone, Ctrl+F5.")
        return self.tr("All alarms are acknowledged.")

    def _name(self, call: CallUp) -> str:
        return self._station.places.point_name(call.point, self._language)

    def _bulk_words(self, taken: list[Occurrence], left_out: int) -> str:
        if not taken and not left_out:
            return self.tr("Nothing to acknowledge here.")
        text = self.tr("%1 acknowledged.").replace("%1", str(len(taken)))
        if taken:
            names = dict.fromkeys(self._station.places.point_name(one.point, self._language) for one in taken)
            listed = ", ".join(list(names)[:NAMED]) + (" ..." if len(names) > NAMED else "")
            text = self.tr("%1 acknowledged: %2.").replace("%1", str(len(taken))).replace("%2", listed)
        if left_out:
            text += " " + self.tr("%1 left out: critical and high alarms are answered one by one (F5).")
            text = text.replace("%1", str(left_out))
        return text
