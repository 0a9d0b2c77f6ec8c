"""Words for the shift: kinds of entries, parts of the handover, drills and what came of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication

from alarms.model import Handling, Priority, Verdict
from app import texts
from app.duty.drill import End
from app.duty.drills import DrillState, Offer
from app.duty.page import Listing
from app.duty.scenario import ScenarioError, plan
from app.pages import health_content
from app.services.health import Level, PartStatus
from app.services.places import Places
from app.store.duty import DrillRecord, LogLine
from widgets import times
from widgets.duty_content import DrillOffer, DrillResultRow, ListRow, LogRow, Section

translate = QCoreApplication.translate


def kind(code: str) -> str:
    """Name a kind of entry."""
    words = {
        "note": translate("Duty", "Note"),
        "round": translate("Duty", "Round"),
        "visitor": translate("Duty", "Visitor"),
        "fault": translate("Duty", "Fault"),
        "lent": translate("Duty", "Lent, returned"),
        "quiet": translate("Duty", "Nothing to report"),
        "correction": translate("Duty", "Put right"),
        "handover": translate("Duty", "Handover"),
        "missed": translate("Duty", "Not written in time"),
    }
    return words.get(code, code)


def log_rows(lines: list[LogLine], own: str, now: float) -> tuple[LogRow, ...]:
    """The entries as the panel shows them, the newest first; another station's bear its name."""
    mended = {line.corrects for line in lines if line.corrects}
    return tuple(
        LogRow(
            line.id,
            times.day_and_clock(line.at, now),
            line.person,
            "" if line.station == own else line.station,
            kind(line.kind),
            line.text,
            line.id in mended,
            line.corrects,
        )
        for line in lines
    )


def sections(found: Listing, language: str, now: float) -> tuple[Section, ...]:
    """The handover's list, in words; ``now`` decides how a time of day is told."""
    return list_sections(found.content(), language, now)


def list_sections(content: Mapping[str, Any], language: str, now: float) -> tuple[Section, ...]:
    """The same of a record's content."""
    none = translate("Duty", "none")
    return (
        Section(translate("Duty", "Open alarms"), tuple(_alarm(one, language, now) for one in content["alarms"]), none),
        Section(
            translate("Duty", "Open incidents"),
            tuple(_incident(one, language, now) for one in content["incidents"]),
            none,
        ),
        Section(translate("Duty", "Set aside"), tuple(_aside(one, language, now) for one in content["aside"]), none),
        Section(translate("Duty", "Faults"), tuple(_fault(one, now) for one in content["faults"]), none),
    )


def _named(one: Mapping[str, Any], language: str) -> str:
    return str(one["name"] if language.startswith("zh") else one["name_en"] or one["name"])


def _alarm(one: Mapping[str, Any], language: str, now: float) -> ListRow:
    what = " · ".join(filter(None, (texts.alarm_class(one["alarm_class"]), texts.alarm_kind(one["kind"]))))
    state = translate("Duty", "nobody took notice") if one["unacked"] else translate("Duty", "acknowledged")
    note = f"{what} · {times.day_and_clock(one['raised_at'], now)} · {state}"
    return ListRow(_named(one, language), note, Priority(one["priority"]), drill=one["drill"])


def _incident(one: Mapping[str, Any], language: str, now: float) -> ListRow:
    note = f"{texts.handling(Handling(one['handling']))} · {times.day_and_clock(one['opened_at'], now)}"
    text = " ".join(filter(None, (one["number"], _named(one, language), one.get("words", ""))))
    return ListRow(text, note, Priority(one["priority"]), drill=one["drill"])


def _aside(one: Mapping[str, Any], language: str, now: float) -> ListRow:
    how = {
        "shelved": translate("Duty", "shelved"),
        "out_of_service": translate("Duty", "out of service"),
        "disarmed": translate("Duty", "disarmed by hand"),
    }[one["how"]]
    until = one["until"]
    ends = translate("Duty", "until %1") if until is not None else translate("Duty", "no end set")
    words = [how, ends.replace("%1", times.day_and_clock(until, now) if until is not None else "")]
    words += [text for text in (one["reason"], one["user"]) if text]
    return ListRow(_named(one, language), " · ".join(words), Priority.EVENT, hollow=True)


def _fault(one: Mapping[str, Any], now: float) -> ListRow:
    status = PartStatus(one["part"], Level(one["level"]), one["code"], one["detail"], one["since"])
    reason, step = health_content.words(status)
    text = f"{health_content.part_name(one['part'])}: {reason}"
    return ListRow(text, " · ".join(filter(None, (step, times.day_and_clock(one["since"], now)))))


def offer(one: Offer, places: Places, language: str) -> DrillOffer:
    """A scenario as it can be chosen, with what will happen and how long it takes."""
    name = one.scenario.label(language) if one.scenario is not None else one.id
    text = ""
    if one.scenario is not None:
        text = one.scenario.text if language.startswith("zh") else one.scenario.text_en or one.scenario.text
    problem = drill_refusal(one.problem, one.given or one.where) if one.problem else ""
    return DrillOffer(one.id, name, text, problem, _plan(one, places, language) if not problem else ())


def _plan(one: Offer, places: Places, language: str) -> tuple[str, ...]:
    if one.scenario is None:
        return ()
    try:
        steps = plan(one.scenario, places.site).steps
    except ScenarioError:
        return ()
    raised = translate("Duty", "after %1: %2 raises an alarm")
    cleared = translate("Duty", "after %1: %2 is normal again")
    lines = [
        (raised if step.active else cleared)
        .replace("%1", times.span(step.at_s))
        .replace("%2", places.point_name(point.id, language))
        for step, point in steps
    ]
    return (*lines, translate("Duty", "over after %1 at the latest").replace("%1", times.span(one.scenario.lasts_s)))


def drill_refusal(code: str, given: str = "") -> str:
    """Say why a drill cannot be played; empty for a code of somebody else's."""
    words = {
        "no_such_point": translate("Duty", "This site has no such alarm point: %1."),
        "not_in_drill": translate("Duty", "The scenario expects something of a point that it does not use: %1."),
        "drill_running": translate("Duty", "A drill is running already."),
        "real_alarm": translate("Duty", "A real alarm waits: answer it first."),
        "unknown_scenario": translate("Duty", "There is no such scenario: %1."),
        "unreadable": translate("Duty", "The file cannot be read: %1."),
        "too_large": translate("Duty", "The file is too large: %1."),
    }
    mistake = translate("Duty", "The scenario's file has a mistake (%1).")
    known = words.get(code, mistake if code in _MISTAKES else "")
    return known.replace("%1", given or code)


_MISTAKES = frozenset(
    (
        *("not_toml", "schema_unknown", "no_steps", "duplicate_id", "ends_too_early", "wrong_type", "missing_key"),
        *("unknown_expectation", "point_or_class", "out_of_range"),
    )
)


def expectation(what: str, value: str) -> str:
    """Say what was expected."""
    words = {
        "acknowledge": translate("Duty", "Acknowledge"),
        "verdict": translate("Duty", "Verdict: %1").replace("%1", _verdict(value)),
        "step": translate("Duty", "Step: %1").replace("%1", value),
        "note": translate("Duty", "Write a note"),
        "dispatch": translate("Duty", "Send somebody"),
    }
    return words.get(what, what)


def _verdict(value: str) -> str:
    try:
        return texts.verdict(Verdict(value))
    except ValueError:
        return value


def end(outcome: str, why: str = "") -> str:
    """Say how a drill ended."""
    words = {
        "complete": translate("Duty", "Complete"),
        "aborted": translate("Duty", "Aborted: a real alarm came"),
        "stopped": translate("Duty", "Stopped by hand"),
        "failed": translate("Duty", "Failed"),
    }
    reasons = {
        "not_sent": translate("Duty", "its messages were not taken"),
        "nothing_raised": translate("Duty", "no alarm came of it"),
        "station_ended": translate("Duty", "the program ended"),
    }
    return ": ".join(filter(None, (words.get(outcome, outcome), reasons.get(why, ""))))


def result_rows(
    content: Mapping[str, Any], steps: Mapping[str, str], places: Mapping[str, str]
) -> tuple[DrillResultRow, ...]:
    """What was expected and what became of it; ``steps`` and ``places`` name steps and points in words."""
    rows = []
    for one in content.get("results", ()):
        value = steps.get(one["value"], one["value"])
        text = f"{expectation(one['what'], value)} · {places.get(one['point'], one['point'])}"
        took, within = one["took_s"], times.span(one["within_s"])
        time = f"{times.span(took)} / {within}" if took is not None else f"– / {within}"
        rows.append(DrillResultRow(text, one["mark"], time))
    return tuple(rows)


def score(value: object) -> str:
    """Say a score."""
    return translate("Duty", "%1 of 100").replace("%1", str(value)) if value is not None else ""


def result(outcome: str, value: object) -> str:
    """Say the score of a drill that has ended, or that it has none."""
    return score(value) or ("" if outcome in ("", End.COMPLETE) else translate("Duty", "not scored"))


def drill_title(state: DrillState, language: str) -> str:
    """Name the drill that runs, or ran last, and how it stands."""
    if state.scenario is None:
        return ""
    name = state.scenario.label(language)
    stands = translate("Duty", "running") if state.end is None else end(state.end.value, state.why)
    return f"{name} · {stands}"


def earlier(record: DrillRecord, language: str) -> str:
    """One earlier drill in one line."""
    content = record.content
    name = (
        content.get("name", record.scenario) if language.startswith("zh") else content.get("name_en", record.scenario)
    )
    parts = (
        times.day_and_minute(record.at),
        record.station,
        str(name),
        end(record.outcome, str(content.get("why", ""))),
    )
    return " · ".join(filter(None, (*parts, result(record.outcome, content.get("score")))))
