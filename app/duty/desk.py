"""The watch over the shift: asks for the log and for presence, enters what was asked, and alarms through the real path.

``tick`` runs in the station's own thread, about once a second; the rest may be called from any thread but the window's,
``state`` from every thread.
"""

from __future__ import annotations

import logging
import random
import threading
import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Protocol

from alarms.ports import Clock
from alarms.schedule import Schedule
from app.duty.presence import Ended, Moment, Outcome, PresenceCheck, PresenceRules
from app.duty.prompts import LogPrompt, PromptRules, Turn, Unattended
from app.site_duty import Duty as DutyRules
from app.store.duty import DutyRecords, PresenceRecord
from app.store.errors import StoreError

log = logging.getLogger(__name__)

DUTY_CLASS = "duty"
PRESENCE, LOG, UNATTENDED = "presence", "log", "unattended"
#: Channel -> what the alarm is called.
KINDS = {PRESENCE: "no_presence", LOG: "no_log", UNATTENDED: "unattended"}


class Report(Protocol):
    """``AlarmService.report``."""

    def __call__(self, alarm_class: str, channel: str, active: bool, *, cause: str, kind: str = "") -> object:
        """Raise or end an alarm of the station's own."""
        ...


@dataclass(frozen=True, slots=True)
class OnDuty:
    """Who is on duty, as the watch has to know it; ``accounts``: whether there are any."""

    present: bool = False
    accounts: bool = False
    label: str = ""
    account: str = ""


@dataclass(frozen=True, slots=True)
class WatchState:
    """What is asked now; seconds are what is left to answer."""

    presence: bool = False
    presence_alarm: bool = False
    presence_left: float = 0.0
    log: bool = False
    log_missed: bool = False
    log_left: float = 0.0


@dataclass(frozen=True, slots=True)
class Around:
    """What the watch asks of the station: who is on duty, is an alarm being handled, which of its own alarms stand."""

    on_duty: Callable[[], OnDuty]
    busy: Callable[[], bool]
    standing: Callable[[], Collection[str]]
    report: Report


def presence_rules(rules: DutyRules, schedule: Schedule | None) -> PresenceRules:
    """The rules of the site document; without a schedule presence is never checked."""
    return PresenceRules(
        within=(lambda _at: False) if schedule is None else schedule.holds,
        least_s=rules.presence_least_min * 60.0,
        most_s=rules.presence_most_min * 60.0,
        answer_s=float(rules.presence_answer_s),
        misses=rules.presence_misses,
    )


class DutyWatch:
    """See the module."""

    def __init__(
        self,
        rules: DutyRules,
        schedule: Schedule | None,
        records: DutyRecords,
        around: Around,
        clock: Clock,
        chance: random.Random,
    ) -> None:
        self._records = records
        self._around = around
        self._clock = clock
        self._lock = threading.RLock()
        now = clock.monotonic()
        last = records.last_line_at()
        elapsed = 0.0 if last is None else clock.now() - last
        self._prompt = LogPrompt(PromptRules(rules.log_every_min * 60.0, rules.log_answer_min * 60.0), now, elapsed)
        self._presence = PresenceCheck(presence_rules(rules, schedule), chance.uniform, records.misses())
        self._unattended = Unattended(rules.unattended_min * 60.0, now)

    def state(self) -> WatchState:
        """What is asked now."""
        with self._lock:
            now = self._clock.monotonic()
            return WatchState(
                self._presence.asked,
                self._presence.alarm,
                self._presence.left(now),
                self._prompt.asked_at is not None,
                self._prompt.missed,
                self._prompt.left(now),
            )

    def tick(self) -> None:
        """Look at the clock."""
        duty, busy = self._around.on_duty(), self._around.busy()
        with self._lock:
            now = self._moment()
            prompt = self._prompt.attend(now.monotonic, on_duty=duty.present)
            ended = self._presence.attend(now, on_duty=duty.present, busy=busy)
            alone = self._unattended.attend(now.monotonic, on_duty=duty.present or not duty.accounts)
            alarm = self._presence.alarm
        if prompt is Turn.MISSED:
            self._missed_log(duty)
        if ended is not None:
            self._enter(ended, duty.label, duty.account)
            if ended.outcome is Outcome.MISSED and alarm:
                self._alarm(PRESENCE, True)
        if alone is not Turn.NOTHING:
            self._alarm(UNATTENDED, alone is Turn.MISSED)
        elif duty.present:
            self._end(UNATTENDED)

    def answer(self, person: str, account: str) -> None:
        """The key was pressed."""
        with self._lock:
            ended = self._presence.answer(self._moment())
        self._there(ended, person, account)

    def acted(self, person: str) -> None:
        """A person did something else at this station."""
        with self._lock:
            ended = self._presence.acted(self._moment())
        self._there(ended, person, "")

    def written(self) -> None:
        """An entry was written at this station, which shows as well that somebody is there."""
        with self._lock:
            now = self._moment()
            self._prompt.written(now.monotonic)
            ended = self._presence.acted(now)
        self._there(ended, self._around.on_duty().label, "")
        self._end(LOG)

    def _there(self, ended: Ended | None, person: str, account: str) -> None:
        if ended is not None:
            self._enter(ended, person, account)
        self._end(PRESENCE)

    def _missed_log(self, duty: OnDuty) -> None:
        self._alarm(LOG, True)
        try:
            self._records.add(duty.label, "missed", "", account=duty.account)
        except StoreError as error:
            log.warning("a missed entry could not be entered: %s", error)

    def _enter(self, ended: Ended, person: str, account: str) -> None:
        record = PresenceRecord(
            id=str(uuid.uuid4()),
            station=self._records.station,
            at=ended.asked_at,
            ended_at=ended.ended_at,
            outcome=ended.outcome.value,
            person=person,
            account=account,
            misses=ended.misses,
        )
        try:
            self._records.keep(record, account or person or self._records.station)
        except StoreError as error:
            log.warning("a presence check could not be entered: %s", error)

    def _end(self, channel: str) -> None:
        """End an alarm of ours that stands, also one from before the program was last started."""
        if channel in self._around.standing():
            self._alarm(channel, False)

    def _alarm(self, channel: str, active: bool) -> None:
        kind = KINDS[channel]
        self._around.report(DUTY_CLASS, channel, active, cause=f"{kind}@{self._clock.now():.3f}", kind=kind)

    def _moment(self) -> Moment:
        return Moment(self._clock.monotonic(), self._clock.now())
