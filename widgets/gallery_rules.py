"""The sheet of detection rules in its states."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from video.detect.model import RuleKind
from video.model import Box, BoxSet
from widgets.box_memory import Shown
from widgets.gallery_pictures import scene
from widgets.gallery_samples import CAMERAS, NOW, pick
from widgets.rule_editor import RuleEditor
from widgets.rule_shapes import DrawnRule

_AREA = ((0.05, 0.55), (0.6, 0.5), (0.75, 0.95), (0.05, 0.95))
_POINT = ("east", ("东围栏有人进入", "Somebody inside the east fence"))


def _editor(language: str, rules: tuple[DrawnRule, ...]) -> RuleEditor:
    editor = RuleEditor()
    editor.set_cameras([(f"c{at}", f"{at + 1:02}  {pick(CAMERAS[at], language)}") for at in range(4)])
    editor.form.offer_points([(_POINT[0], pick(_POINT[1], language))])
    editor.begin(rules, frozenset())
    walker = Box(0.3, 0.45, 0.38, 0.85, "person", 0.9, 7, (0.1, 0.0))
    editor.canvas.set_picture(scene(640, 360, 1), Shown(BoxSet("c0", NOW, (walker,), "sample"), reckoned=True))
    return editor


def _drawn(language: str) -> QWidget:
    """An area, a line with its direction, a fire lane; the area's second corner is in the hand."""
    editor = _editor(
        language,
        (
            DrawnRule(
                "c0-1", RuleKind.INTRUSION, _AREA, hours=("daily 22:00-06:00",), point="east", classes=("person",)
            ),
            DrawnRule("c0-2", RuleKind.LINE_CROSSING, line=((0.3, 0.3), (0.9, 0.4)), direction="right"),
            DrawnRule("c0-3", RuleKind.VEHICLE_STOPPED, ((0.8, 0.6), (0.98, 0.6), (0.98, 0.95), (0.8, 0.95))),
        ),
    )
    editor.draft.choose(0, 1)
    editor.reason.setText(pick(("围栏内夜间无人", "Nobody is inside the fence at night"), language))
    editor.set_message(pick(("这份草稿还没有发布。", "This draft is not published yet."), language))
    return editor


def _line(language: str) -> QWidget:
    """A line that counts one way, chosen."""
    way = DrawnRule("c0-2", RuleKind.WRONG_WAY, _AREA, ((0.3, 0.6), (0.6, 0.8)), classes=("car", "truck"))
    editor = _editor(language, (way, DrawnRule("c0-1", RuleKind.LINE_CROSSING, line=((0.1, 0.4), (0.9, 0.45)))))
    editor.draft.choose(1, 1)
    return editor


def _wrong(language: str) -> QWidget:
    """An outline that crosses itself is told, and cannot be published."""
    crossed = DrawnRule("c0-1", RuleKind.CROWD, ((0.2, 0.3), (0.7, 0.8), (0.7, 0.3), (0.2, 0.8)))
    return _editor(language, (crossed,))


def _empty(language: str) -> QWidget:
    """A camera without rules."""
    return _editor(language, ())


#: Name, how it is made, and its size at 100 %.
EXHIBITS: tuple[tuple[str, Callable[[str], QWidget], int, int], ...] = (
    ("rule_editor", _drawn, 1280, 700),
    ("rule_editor_line", _line, 1280, 700),
    ("rule_editor_wrong", _wrong, 1280, 700),
    ("rule_editor_empty", _empty, 1280, 700),
)
