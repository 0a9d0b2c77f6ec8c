"""The points that cry wolf: which were worst in a week, and a setting for each that would have spared most of it. Pure.

Everything is counted from the record alone. A proposal says how many of the week's nuisances it would have spared; one
that would have lost any other alarm is not made. A person decides, nothing is set by itself. Drills and tests are left
out. For a point that ever was of priority 1 that week nothing is proposed but a look at it.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from alarms import incidents, states
from alarms.model import Action, Occurrence, Priority, Verdict

#: Delays that are worth proposing, in seconds; longer ones would make an alarm useless.
_ON_DELAYS = (0.5, 1.0, 2.0, 3.0, 5.0, 10.0)
_OFF_DELAYS = (5.0, 10.0, 30.0, 60.0)
_COUNT_WINDOW_S = 60.0
#: Fewer nuisances than these are no pattern.
_LEAST = 3
#: A proposal has to spare at least this share of them.
_SHARE = 0.5


class Setting(StrEnum):
    """What may be set at a point; MAINTAIN is no setting but a look at the detector."""

    ON_DELAY = "on_delay_s"
    OFF_DELAY = "off_delay_s"
    COUNT = "count"
    MAINTAIN = "maintain"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A setting and its value, how many nuisances it would have spared, how many other alarms it would have lost."""

    setting: Setting
    value: float = 0.0
    spared: int = 0
    lost: int = 0


@dataclass(frozen=True, slots=True)
class PointReport:
    """One point's week: its alarms in all, the nuisances among them with the causes people gave, most often first."""

    point: str
    zone: str
    alarms: int
    nuisances: int
    chattering: int
    causes: tuple[tuple[str, int], ...]
    proposal: Proposal


@dataclass(frozen=True, slots=True)
class Judged:
    """An occurrence with what its incident turned out to be, if anybody said."""

    occurrence: Occurrence
    verdict: Verdict | None = None
    cause: str = ""

    @property
    def nuisance(self) -> bool:
        """Whether a person called it a nuisance, or its incident a nuisance or false."""
        return bool(self.occurrence.nuisance) or self.verdict in (Verdict.NUISANCE, Verdict.FALSE)


def judged(actions: Iterable[Action]) -> tuple[Judged, ...]:
    """All occurrences that entries of the record make, each with the verdict on its incident; in no order."""
    alarms: dict[str, list[Action]] = {}
    cases: dict[str, list[Action]] = {}
    for action in actions:
        if action.occurrence is not None:
            alarms.setdefault(action.occurrence, []).append(action)
        if action.incident is not None:
            cases.setdefault(action.incident, []).append(action)
    found = (states.fold(own) for own in alarms.values())
    return tuple(_with_verdict(one, cases.get(one.incident or "", [])) for one in found if one is not None)


def _with_verdict(occurrence: Occurrence, case: Sequence[Action]) -> Judged:
    incident = incidents.fold(case)
    return Judged(occurrence) if incident is None else Judged(occurrence, incident.verdict, incident.cause)


def worst_points(
    history: Iterable[Judged], until: float, *, days: float = 7.0, most: int = 10
) -> tuple[PointReport, ...]:
    """The points with the most nuisances in the days before ``until`` (UTC seconds), the worst first."""
    since = until - days * 86_400.0
    points: dict[str, list[Judged]] = {}
    for one in history:
        found = one.occurrence
        counts = not (found.drill or found.merged_into or one.verdict is Verdict.TEST)
        if since <= found.raised_at < until and counts:
            points.setdefault(found.point, []).append(one)
    reports = [_report(sorted(week, key=lambda one: one.occurrence.raised_at)) for week in points.values()]
    reports = [report for report in reports if report.nuisances]
    reports.sort(key=lambda report: (-report.nuisances, -report.alarms, report.point))
    return tuple(reports[:most])


def _report(week: Sequence[Judged]) -> PointReport:
    bad = [one for one in week if one.nuisance]
    causes = Counter(one.occurrence.nuisance or one.cause for one in bad)
    return PointReport(
        point=week[0].occurrence.point,
        zone=week[0].occurrence.zone,
        alarms=len(week),
        nuisances=len(bad),
        chattering=sum(one.occurrence.chatter for one in week),
        causes=tuple(sorted(((cause, n) for cause, n in causes.items() if cause), key=lambda one: (-one[1], one[0]))),
        proposal=_propose(week, bad),
    )


def _propose(week: Sequence[Judged], bad: Sequence[Judged]) -> Proposal:
    """The mildest setting that spares the most without losing anything else; else a look at the detector."""
    if len(bad) < _LEAST or any(one.occurrence.priority is Priority.P1 for one in week):
        return Proposal(Setting.MAINTAIN)
    tried = [
        *(_with_on_delay(week, delay) for delay in _ON_DELAYS),
        *(_with_off_delay(week, delay) for delay in _OFF_DELAYS),
        *(_with_count(week, count) for count in (2, 3)),
    ]
    good = [one for one in tried if not one.lost and one.spared >= _SHARE * len(bad)]
    return max(good, key=lambda one: one.spared, default=Proposal(Setting.MAINTAIN))


def _with_on_delay(week: Sequence[Judged], delay: float) -> Proposal:
    gone = [one for one in week if _lasted(one.occurrence) < delay]
    return _proposal(Setting.ON_DELAY, delay, gone)


def _with_off_delay(week: Sequence[Judged], delay: float) -> Proposal:
    """What came so soon after the end of the one before it would have been that one going on."""
    joined = []
    for before, one in itertools.pairwise(week):
        ended = before.occurrence.returned_at
        if ended is not None and 0 <= one.occurrence.raised_at - ended < delay:
            joined.append(one)
    return _proposal(Setting.OFF_DELAY, delay, joined)


def _with_count(week: Sequence[Judged], count: int) -> Proposal:
    times = [one.occurrence.raised_at for one in week]
    gone = []
    for at, one in enumerate(week):
        within = sum(times[at] - _COUNT_WINDOW_S < time for time in times[: at + 1])
        if within < count and _lasted(one.occurrence) < _COUNT_WINDOW_S:
            gone.append(one)
    return _proposal(Setting.COUNT, float(count), gone)


def _proposal(setting: Setting, value: float, gone: Sequence[Judged]) -> Proposal:
    spared = sum(one.nuisance for one in gone)
    return Proposal(setting, value, spared, len(gone) - spared)


def _lasted(occurrence: Occurrence) -> float:
    """For how long it stood; what still stands stands for ever."""
    ended = occurrence.returned_at
    return float("inf") if ended is None else ended - occurrence.raised_at
