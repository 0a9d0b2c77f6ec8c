"""What stands in a report and in the spreadsheet, in the language of the screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from alarms.model import Handling, Priority, Verdict
from app import texts, texts_people
from app.pages import nuisance_words
from app.pages.case_content import CaseRecord, roles
from app.pages.case_history import history_lines
from app.pages.entry_words import cause_name
from app.services.incident_figures import TARGETS, Figures
from app.services.incident_report import Picture, Report, Table
from app.services.incident_sheet import Cell
from app.services.places import Places
from app.store.incident_alarms import IncidentAlarms
from app.store.queries import IncidentSummary
from widgets import severity, times
from widgets.case_content import CaseContent, CaseStep
from widgets.incident_figures import DayPoint, FalseBar, FigureContent

translate = QCoreApplication.translate
TIMES_PICTURE, FALSE_PICTURE = "times-{}.png", "false.png"


def heads(*, people: bool) -> tuple[str, ...]:
    """Name the columns of the spreadsheet."""
    listed = (
        translate("Report", "Number"),
        translate("Report", "Opened"),
        translate("Report", "Priority"),
        translate("Report", "Zone"),
        translate("Report", "Point"),
        translate("Report", "Category"),
        translate("Report", "What happened"),
        translate("Report", "State"),
        translate("Report", "Disposition"),
        translate("Report", "Cause"),
        translate("Report", "Acknowledged after (s)"),
        translate("Report", "Acknowledged by"),
        translate("Report", "Closed"),
        translate("Report", "Closed by"),
        translate("Report", "Alarms"),
        translate("Report", "Opened by"),
        translate("Report", "Drill"),
    )
    return (*listed, translate("Report", "People")) if people else listed


def row_of(
    one: IncidentSummary,
    alarms: IncidentAlarms,
    places: Places,
    language: str,
    names: Callable[[str], str] | None = None,
) -> Sequence[Cell]:
    """Return one row; ``names`` tells the people of an incident, where they may be told."""
    answered = None if one.first_acked_at is None else round(max(0.0, one.first_acked_at - one.opened_at), 1)
    row: list[Cell] = [
        one.number,
        _moment(one.opened_at),
        severity.word(Priority(one.priority)),
        places.zone_name(one.zone, language) if one.zone else "",
        _points(alarms, places, language),
        texts.alarm_class(one.category),
        one.title,
        texts.handling(Handling(one.state)),
        texts.verdict(Verdict(one.verdict)) if one.verdict else "",
        cause_name(one.cause, places, language) if one.cause else "",
        answered,
        texts_people.who(alarms.answered_by),
        None if one.closed_at is None else _moment(one.closed_at),
        texts_people.who(one.closed_by),
        float(one.alarms),
        texts_people.who(one.opened_by),
        translate("Report", "Drill") if one.drill else "",
    ]
    return row if names is None else [*row, names(one.id)]


def line_of(
    one: IncidentSummary,
    alarms: IncidentAlarms,
    places: Places,
    language: str,
    names: Callable[[str], str] | None = None,
) -> tuple[str, ...]:
    """Return one incident as a line of a report of a period, see ``incident_table``."""
    verdict = texts.verdict(Verdict(one.verdict)) if one.verdict else texts.handling(Handling(one.state))
    cause = cause_name(one.cause, places, language) if one.cause else ""
    line = (
        one.number,
        _said(one.opened_at),
        _points(alarms, places, language) or places.zone_name(one.zone, language),
        one.title or texts.alarm_class(one.category),
        ": ".join(filter(None, (verdict, cause))),
        texts_people.who(alarms.answered_by or one.opened_by),
    )
    return line if names is None else (*line, names(one.id))


def incident_table(rows: tuple[tuple[str, ...], ...], *, people: bool) -> Table:
    """Return the incidents of a period, the newest first."""
    heads = (
        translate("Report", "Number"),
        translate("Report", "Opened"),
        translate("Report", "Point"),
        translate("Report", "What happened"),
        translate("Report", "Disposition"),
        translate("Report", "Acknowledged by"),
    )
    named = (*heads, translate("Report", "People")) if people else heads
    return Table(translate("Report", "The newest incidents"), rows, named)


def case_report(record: CaseRecord, content: CaseContent, places: Places, language: str, made: str) -> Report:
    """Return the report of one incident; names stand in it only where the content holds them."""
    words = {one.code: one.words for one in roles()}
    alarms = _alarms(record)
    facts = (
        (translate("Report", "Opened"), f"{times.date(content.opened_at)} {times.clock(content.opened_at)}"),
        (translate("Report", "Opened by"), content.opened_by or translate("Report", "an alarm")),
        (translate("Report", "Zone"), content.place),
        (translate("Report", "Point"), _points(alarms, places, language)),
        (translate("Report", "Acknowledged by"), texts_people.who(alarms.answered_by)),
        (translate("Report", "Priority"), severity.word(content.priority)),
        (translate("Report", "Category"), texts.alarm_class(content.category)),
        (translate("Report", "What happened"), content.title),
        (translate("Report", "State"), texts.handling(content.handling)),
        (translate("Report", "Disposition"), texts.verdict(content.verdict) if content.verdict else ""),
        (translate("Report", "Cause"), cause_name(content.cause, places, language) if content.cause else ""),
        (translate("Report", "Cameras on screen then"), ", ".join(content.cameras)),
    )
    people = tuple((words.get(one.role, one.role), one.name or one.secret, one.phone) for one in content.people)
    steps = tuple((one.text, _done(one), one.by) for one in content.steps)
    review = () if content.review is None else ((content.review.remark, content.review.by, _said(content.review.at)),)
    listed: tuple[Table | Picture, ...] = (
        Table(translate("Report", "The incident"), tuple(fact for fact in facts if fact[1])),
        Table(translate("Report", "People"), people, _role_heads()),
        Table(translate("Report", "Steps"), steps, _step_heads()),
        Table(
            translate("Report", "History"),
            tuple((line,) for line in history_lines(record, places, language)),
            (translate("Report", "When, what, who"),),
        ),
        Table(translate("Report", "Review"), review, _review_heads()),
        *(Picture(one.path, f"{one.camera}  {_said(one.at)}") for one in content.pictures if one.path),
    )
    return Report(
        translate("Report", "Incident %1").replace("%1", content.number),
        " · ".join(filter(None, (places.site.site.label(language), content.place, content.title))),
        listed,
        made,
        language,
        translate("Report", "This was a drill.") if content.drill else "",
    )


def _points(alarms: IncidentAlarms, places: Places, language: str) -> str:
    return "; ".join(places.point_name(one, language) for one in alarms.points)


def _alarms(record: CaseRecord) -> IncidentAlarms:
    rows = record.detail.alarms
    acked = [(one["acked_at"], str(one["acked_by"])) for one in rows if one["acked_at"] is not None]
    points = tuple(dict.fromkeys(str(one["point"]) for one in rows))
    return IncidentAlarms(points, min(acked)[1] if acked else "")


def _cost_rows(found: Figures, places: Places, language: str) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (places.point_name(one.point, language), str(one.incidents), times.span(one.seconds), times.span(one.median_s))
        for one in found.costs
    )


def _answer_rows(found: Figures) -> tuple[tuple[str, ...], ...]:
    return tuple((texts_people.who(one.person), str(one.alarms), times.span(one.median_s)) for one in found.answerers)


def figure_content(found: Figures, places: Places, language: str) -> FigureContent:
    """Return what the page of figures shows."""
    summary = translate("Report", "%1 incidents, %2 of them opened by hand; drills are left out.")
    return FigureContent(
        period=f"{times.date(found.since)} - {times.date(found.until)}",
        summary=summary.replace("%1", str(found.incidents)).replace("%2", str(found.by_hand)),
        days={
            priority: tuple(
                DayPoint(one.day, one.median_s, one.p90_s) for one in found.days if one.priority is priority
            )
            for priority in TARGETS
        },
        limits={priority: tuple(seconds for seconds, _ in targets) for priority, targets in TARGETS.items()},
        targets=tuple(f"{priority} {said} ({count})" for priority, said, count in target_rows(found)),
        false_points=tuple(
            FalseBar(places.point_name(one.point, language), one.alarms, one.false) for one in found.false_points
        ),
        costs=tuple(
            translate("Report", "%1: %2 in %3 incidents")
            .replace("%1", point)
            .replace("%2", together)
            .replace("%3", incidents)
            for point, incidents, together, _half in _cost_rows(found, places, language)
        ),
        worst=tuple(nuisance_words.line_of(one, places, language) for one in found.worst),
    )


def target_rows(found: Figures) -> tuple[tuple[str, str, str], ...]:
    """Say per target how many were answered in time, and how many should have been."""
    text = translate("Report", "within %1 s: %2 % (our target %3 %)")
    rows = []
    for one in found.targets:
        said = text.replace("%1", f"{one.within_s:g}").replace("%2", f"{100 * one.share:.1f}")
        rows.append((severity.word(one.priority), said.replace("%3", f"{100 * one.wanted:g}"), str(one.count)))
    return tuple(rows)


def period_report(found: Figures, places: Places, language: str, made: str) -> Report:
    """Return the report of a period; its curves are pictures named as above."""
    shown = figure_content(found, places, language)
    day_rows = tuple(
        (times.date(one.day), severity.word(one.priority), str(one.count), f"{one.median_s:.0f}", f"{one.p90_s:.0f}")
        for one in found.days
    )
    curves = tuple(
        Picture(TIMES_PICTURE.format(int(priority)), f"{severity.word(priority)}: {_times_words()}")
        for priority in TARGETS
        if shown.days[priority]
    )
    bars = (Picture(FALSE_PICTURE, translate("Report", "False alarms (orange) of all alarms (grey)")),)
    point_rows = tuple((one.name, str(one.alarms), str(one.false)) for one in shown.false_points)
    listed: tuple[Table | Picture, ...] = (
        Table(translate("Report", "Answered within our own targets"), target_rows(found), _target_heads()),
        *curves,
        Table(translate("Report", "Time to the acknowledgement"), day_rows, _day_heads()),
        *(bars if point_rows else ()),
        Table(translate("Report", "False alarms by point"), point_rows, _point_heads()),
        Table(translate("Report", "Time that points cost"), _cost_rows(found, places, language), _cost_heads()),
        Table(translate("Report", "Who took notice"), _answer_rows(found), _answer_heads()),
        Table(
            translate("Report", "The ten worst points, and a setting for each"),
            tuple((one,) for one in shown.worst),
            ("",),
        ),
    )
    title = translate("Report", "Incidents and alarms %1").replace("%1", shown.period)
    return Report(title, f"{places.site.site.label(language)} · {shown.summary}", listed, made, language)


def _moment(at: float) -> datetime:
    return times.local(at).replace(tzinfo=None, microsecond=0)


def _said(at: float) -> str:
    return f"{times.date(at)} {times.clock(at)}"


def _done(step: CaseStep) -> str:
    if step.done:
        return translate("Report", "done")
    return translate("Report", "not done") if step.applies else translate("Report", "does not apply")


def _times_words() -> str:
    return translate("Report", "half (dark) and nine of ten (grey) acknowledged within, our targets dashed")


def _role_heads() -> tuple[str, ...]:
    return translate("Report", "Role"), translate("Report", "Name"), translate("Report", "Telephone")


def _step_heads() -> tuple[str, ...]:
    return translate("Report", "Step"), translate("Report", "Done"), translate("Report", "By")


def _review_heads() -> tuple[str, ...]:
    return translate("Report", "Remark"), translate("Report", "By"), translate("Report", "When")


def _target_heads() -> tuple[str, ...]:
    return translate("Report", "Priority"), translate("Report", "Answered"), translate("Report", "Alarms")


def _day_heads() -> tuple[str, ...]:
    return (
        translate("Report", "Day"),
        translate("Report", "Priority"),
        translate("Report", "Acknowledged"),
        translate("Report", "Half within (s)"),
        translate("Report", "Nine of ten within (s)"),
    )


def _cost_heads() -> tuple[str, ...]:
    return (
        translate("Report", "Point"),
        translate("Report", "Incidents"),
        translate("Report", "From notice to end, all together"),
        translate("Report", "Half within"),
    )


def _answer_heads() -> tuple[str, ...]:
    return translate("Report", "Acknowledged by"), translate("Report", "Alarms"), translate("Report", "Half within")


def _point_heads() -> tuple[str, ...]:
    return translate("Report", "Point"), translate("Report", "Alarms"), translate("Report", "False")
