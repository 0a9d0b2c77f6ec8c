"""Words for detection rules: kinds, hands of a line, and what is wrong with one."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from video.detect.model import RuleKind
from widgets.rule_paint import Direction
from widgets.rule_shapes import Problem


def kind_word(kind: RuleKind) -> str:
    """What a rule of a kind watches for, short."""
    translate = QCoreApplication.translate
    return {
        RuleKind.INTRUSION: translate("RuleWords", "Someone in an area"),
        RuleKind.LINE_CROSSING: translate("RuleWords", "Line crossed"),
        RuleKind.LOITERING: translate("RuleWords", "Loitering"),
        RuleKind.CROWD: translate("RuleWords", "Too many people"),
        RuleKind.WRONG_WAY: translate("RuleWords", "Vehicle the wrong way"),
        RuleKind.VEHICLE_STOPPED: translate("RuleWords", "Vehicle stopped"),
        RuleKind.OBJECT_LEFT: translate("RuleWords", "Thing left behind"),
        RuleKind.OBJECT_TAKEN: translate("RuleWords", "Thing taken away"),
        RuleKind.PERSON_DOWN: translate("RuleWords", "Person lying"),
        RuleKind.FIRE: translate("RuleWords", "Fire seen"),
        RuleKind.SMOKE: translate("RuleWords", "Smoke seen"),
    }.get(kind, kind.value)


def direction_words() -> tuple[tuple[Direction, str], ...]:
    """The ways over a line, as the arrows on the picture show them."""
    translate = QCoreApplication.translate
    return (
        ("any", translate("RuleWords", "Both ways")),
        ("right", translate("RuleWords", "To the right hand of the line")),
        ("left", translate("RuleWords", "To the left hand of the line")),
    )


def problem_words(problem: Problem) -> str:
    """What is wrong with a rule, and what to do about it; "" for nothing."""
    translate = QCoreApplication.translate
    return {
        "corners": translate("RuleWords", "Nothing is drawn yet: an area has three corners or more, a line two."),
        "crosses": translate("RuleWords", "The area's edges cross each other: pull its corners apart."),
        "small": translate("RuleWords", "The area is too small to stand in: pull its corners apart."),
        "short": translate("RuleWords", "The line is too short to cross: pull its ends apart."),
        "heights": translate("RuleWords", "The least height must be below the largest."),
        "hours": translate("RuleWords", "These are no hours. Write them like mon-fri 22:00-06:00; sat 00:00-24:00"),
    }.get(problem, "")
