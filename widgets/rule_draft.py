"""The rules of one camera while they are drawn: which is chosen, and every step, back and forth."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import QObject, Signal

from video.detect.model import RuleKind
from widgets.rule_paint import Spot
from widgets.rule_shapes import DrawnRule, fitted, least_corners

_STEPS: Final = 200
_Step = tuple[tuple[DrawnRule, ...], int]


class RuleDraft(QObject):
    """`changed`: other rules, or another is chosen. Steps of one kind in a row (`together`) are taken back as one."""

    changed = Signal()
    edited = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rules: tuple[DrawnRule, ...] = ()
        self.chosen = -1
        self.corner = 0
        self._name = "rule"
        self._taken: frozenset[str] = frozenset()
        self._back: list[_Step] = []
        self._forth: list[_Step] = []
        self._together = ""

    def begin(self, rules: tuple[DrawnRule, ...], name: str, taken: frozenset[str]) -> None:
        """Draw on from these. New ones are called `name` and a number that is not `taken`."""
        self.rules, self._name, self._taken = rules, name, taken
        self.chosen, self.corner = (0 if rules else -1), 0
        self._back, self._forth, self._together = [], [], ""
        self.changed.emit()

    @property
    def rule(self) -> DrawnRule | None:
        """The chosen rule."""
        return self.rules[self.chosen] if 0 <= self.chosen < len(self.rules) else None

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._back)

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to do again."""
        return bool(self._forth)

    def choose(self, index: int, corner: int = 0) -> None:
        """Work on another rule, or another corner."""
        if self.rules and (index % len(self.rules), corner) != (self.chosen, self.corner):
            self.chosen, self.corner, self._together = index % len(self.rules), corner, ""
            self.changed.emit()

    def add(
        self,
        kind: RuleKind,
        polygon: tuple[Spot, ...] = (),
        line: tuple[Spot, ...] = (),
        corner: int = 0,
        together: str = "",
    ) -> None:
        """A new rule; without a shape it gets one in the middle, to be pulled where it belongs."""
        used = {rule.id for rule in self.rules} | self._taken
        number = next(n for n in range(1, len(used) + 2) if f"{self._name}-{n}" not in used)
        rule = fitted(DrawnRule(f"{self._name}-{number}", kind, polygon, line))
        self._take((*self.rules, rule), len(self.rules), corner, together)

    def remove(self) -> None:
        """Take the chosen rule away."""
        if self.rule is not None:
            left = (*self.rules[: self.chosen], *self.rules[self.chosen + 1 :])
            self._take(left, min(self.chosen, len(left) - 1), 0)

    def set(self, together: str = "", **values: Any) -> None:
        """Change fields of the chosen rule."""
        if self.rule is not None:
            self._replace(fitted(replace(self.rule, **values)), together=together)

    def clear_polygon(self) -> None:
        """Watch the whole picture, for kinds that may."""
        if self.rule is not None:
            self.corner = 0
            self._replace(fitted(replace(self.rule, polygon=())))

    def turn(self) -> None:
        """Let the line run the other way round."""
        if self.rule is not None and self.rule.line:
            self._replace(replace(self.rule, line=self.rule.line[::-1]))

    # Corners.

    def move_corner(self, to: Spot, together: str = "") -> None:
        """Put the chosen corner there, or as near as the picture goes."""
        self._corner((min(1.0, max(0.0, to[0])), min(1.0, max(0.0, to[1]))), together)

    def shift(self, dx: float, dy: float, together: str = "") -> None:
        """Move the whole rule, within the picture."""
        rule = self.rule
        if rule is None or not rule.corners:
            return
        columns, rows = [x for x, _ in rule.corners], [y for _, y in rule.corners]
        dx = max(-min(columns), min(1 - max(columns), dx))
        dy = max(-min(rows), min(1 - max(rows), dy))
        moved = [tuple((x + dx, y + dy) for x, y in part) for part in (rule.line, rule.polygon)]
        self._replace(replace(rule, line=moved[0], polygon=moved[1]), together=together)

    def split(self, together: str = "") -> None:
        """A new corner in the middle of the edge that begins at the chosen corner; at a line's end, of its last."""
        rule = self.rule
        if rule is None or not rule.corners:
            return
        part, at = rule.part_of(self.corner)
        spots = rule.line if part == "line" else rule.polygon
        at = min(at, len(spots) - 2) if part == "line" else at
        (x0, y0), (x1, y1) = spots[at], spots[(at + 1) % len(spots)]
        self.corner = (0 if part == "line" else len(rule.line)) + at + 1
        longer = (*spots[: at + 1], ((x0 + x1) / 2, (y0 + y1) / 2), *spots[at + 1 :])
        self._replace(rule.with_part(part, longer), together=together)

    def drop_corner(self) -> None:
        """Take the chosen corner away, where enough are left."""
        rule = self.rule
        if rule is None or not rule.corners:
            return
        part, at = rule.part_of(self.corner)
        spots = rule.line if part == "line" else rule.polygon
        if len(spots) > least_corners(part):
            self.corner = max(0, self.corner - 1)
            self._replace(rule.with_part(part, (*spots[:at], *spots[at + 1 :])))

    def _corner(self, spot: Spot, together: str) -> None:
        rule = self.rule
        if rule is None or not 0 <= self.corner < len(rule.corners):
            return
        part, at = rule.part_of(self.corner)
        spots = list(rule.line if part == "line" else rule.polygon)
        spots[at] = spot
        self._replace(rule.with_part(part, tuple(spots)), together=together)

    # Steps.

    def undo(self) -> None:
        """Take the last step back."""
        if self._back:
            self._forth.append((self.rules, self.chosen))
            self._restore(self._back.pop())

    def redo(self) -> None:
        """Do again what was taken back."""
        if self._forth:
            self._back.append((self.rules, self.chosen))
            self._restore(self._forth.pop())

    def settle(self) -> None:
        """What comes next is a step of its own."""
        self._together = ""

    def replace_all(self, rules: tuple[DrawnRule, ...]) -> None:
        """Draw on from other rules; a step like any other."""
        self._take(rules, 0 if rules else -1, 0)

    def _restore(self, step: _Step) -> None:
        (self.rules, self.chosen), self._together = step, ""
        corners = len(self.rule.corners) if self.rule is not None else 0
        self.corner = min(self.corner, max(0, corners - 1))
        self.changed.emit()
        self.edited.emit()

    def _replace(self, rule: DrawnRule, together: str = "") -> None:
        if rule != self.rule:
            rules = (*self.rules[: self.chosen], rule, *self.rules[self.chosen + 1 :])
            corner = min(self.corner, max(0, len(rule.corners) - 1))
            self._take(rules, self.chosen, corner, together)

    def _take(self, rules: tuple[DrawnRule, ...], chosen: int, corner: int, together: str = "") -> None:
        if not (together and together == self._together):
            self._back = [*self._back, (self.rules, self.chosen)][-_STEPS:]
        self._forth, self._together = [], together
        self.rules, self.chosen, self.corner = rules, chosen, corner
        self.changed.emit()
        self.edited.emit()
