"""The fields of a chosen detection rule: what it watches for, whom, when, and what it raises."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSignalBlocker
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QGridLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QWidget,
)

from video.detect.model import RuleKind
from widgets.overlay import class_word
from widgets.rule_draft import RuleDraft
from widgets.rule_shapes import KINDS, NEW_POLYGON, PLACES, DrawnRule
from widgets.rule_words import direction_words, kind_word
from widgets.steady import steady

#: What may count, as the model names it.
CLASSES = ("person", "bicycle", "motorcycle", "car", "bus", "truck")
_HOURS_APART = ";"
#: Kinds of which boxes and classes are not asked.
_FLAMES = frozenset({RuleKind.FIRE, RuleKind.SMOKE})


class RuleForm(QWidget):
    """Shows and changes the chosen rule of a draft; every change is a step that can be taken back."""

    def __init__(self, draft: RuleDraft, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._draft = draft
        self.kind, self.direction, self.point = QComboBox(), QComboBox(), QComboBox()
        self.point.addItem("", "")
        self.area = QCheckBox()
        self.count = QSpinBox(minimum=1, maximum=200)
        self.classes = {name: QCheckBox() for name in CLASSES}
        self.confidence = QSpinBox(minimum=0, maximum=100, suffix=" %", singleStep=5)
        self.least = QSpinBox(minimum=0, maximum=100, suffix=" %")
        self.most = QSpinBox(minimum=1, maximum=100, suffix=" %")
        self.delay = QDoubleSpinBox(minimum=-0.5, maximum=3600.0, decimals=1, singleStep=0.5, suffix=" s")
        self.again = QSpinBox(minimum=0, maximum=3600, suffix=" s")
        self.hours = QLineEdit()
        self._labels: list[QLabel] = []
        self._form = QFormLayout(self)
        self._arrange()
        self._connect()
        self._speak()
        steady(self)
        draft.changed.connect(self.refresh)
        self.refresh()

    def offer_points(self, points: Sequence[tuple[str, str]]) -> None:
        """Offer these alarm points: (id, name)."""
        with QSignalBlocker(self.point):
            _fill(self.point, [("", ""), *points])
        self._speak()
        self.refresh()

    def refresh(self) -> None:
        """Show the chosen rule."""
        rule = self._draft.rule
        self.setEnabled(rule is not None)
        if rule is None:
            return
        blocked = [QSignalBlocker(field) for field in (*self._fields(), *self.classes.values())]
        self.kind.setCurrentIndex(self.kind.findData(rule.kind))
        self.direction.setCurrentIndex(self.direction.findData(rule.direction))
        self.point.setCurrentIndex(max(0, self.point.findData(rule.point)))
        self.area.setChecked(bool(rule.polygon))
        self.count.setValue(rule.count)
        for name, box in self.classes.items():
            box.setChecked(name in rule.classes)
        self.confidence.setValue(round(rule.min_confidence * 100))
        self.least.setValue(round(rule.min_height * 100))
        self.most.setValue(round(rule.max_height * 100))
        self.delay.setValue(self.delay.minimum() if rule.on_delay_s is None else rule.on_delay_s)
        self.again.setValue(round(rule.rearm_s))
        if self.hours.text() != (text := f"{_HOURS_APART} ".join(rule.hours)):
            self.hours.setText(text)
        del blocked
        self._show_fields(rule)

    def _show_fields(self, rule: DrawnRule) -> None:
        """Only what the kind has a use for."""
        optional = rule.kind not in PLACES and rule.kind is not RuleKind.LINE_CROSSING
        shown = {
            self.direction: rule.kind is RuleKind.LINE_CROSSING,
            self.area: optional,
            self.count: rule.kind is RuleKind.CROWD,
            self._whom: rule.kind not in _FLAMES,
            self.confidence: rule.kind not in _FLAMES,
            self._heights: rule.kind not in _FLAMES,
        }
        for field, wanted in shown.items():
            self._form.setRowVisible(field, wanted)

    def _fields(self) -> tuple[QWidget, ...]:
        return (
            self.kind,
            self.direction,
            self.area,
            self.count,
            self.confidence,
            self.least,
            self.most,
            self.delay,
            self.again,
            self.hours,
            self.point,
        )

    def _arrange(self) -> None:
        self._whom, self._heights = QWidget(), QWidget()
        grid, row = QGridLayout(self._whom), QGridLayout(self._heights)
        for index, box in enumerate(self.classes.values()):
            grid.addWidget(box, index // 2, index % 2)
        row.addWidget(self.least, 0, 0)
        row.addWidget(self.most, 0, 1)
        for holder in (self._whom, self._heights):
            holder.setProperty("flat", True)
        for inner in (grid, row):
            inner.setContentsMargins(0, 0, 0, 0)
        self._form.setContentsMargins(6, 6, 6, 6)
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        for choice in (self.kind, self.direction, self.point):
            choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            choice.setMinimumContentsLength(10)
        for field in self._rows():
            label = QLabel()
            if field not in (self._whom, self._heights):
                label.setBuddy(field)
            self._labels.append(label)
            self._form.addRow(label, field)

    def _rows(self) -> tuple[QWidget, ...]:
        return (
            self.kind,
            self.direction,
            self.area,
            self.count,
            self._whom,
            self.confidence,
            self._heights,
            self.delay,
            self.again,
            self.hours,
            self.point,
        )

    def _connect(self) -> None:
        draft = self._draft
        self.kind.activated.connect(lambda _index: draft.set(kind=RuleKind(self.kind.currentData())))
        self.direction.activated.connect(lambda _index: draft.set(direction=self.direction.currentData()))
        self.point.activated.connect(lambda _index: draft.set(point=self.point.currentData()))
        self.area.toggled.connect(lambda on: draft.set(polygon=NEW_POLYGON if on else ()))
        self.count.valueChanged.connect(lambda value: draft.set("count", count=value))
        for box in self.classes.values():
            box.toggled.connect(lambda _on: self._tell_classes())
        self.confidence.valueChanged.connect(lambda value: draft.set("confidence", min_confidence=value / 100))
        self.least.valueChanged.connect(lambda value: draft.set("least", min_height=value / 100))
        self.most.valueChanged.connect(lambda value: draft.set("most", max_height=value / 100))
        self.delay.valueChanged.connect(lambda value: draft.set("delay", on_delay_s=None if value < 0 else value))
        self.again.valueChanged.connect(lambda value: draft.set("again", rearm_s=float(value)))
        self.hours.textEdited.connect(lambda text: draft.set("hours", hours=_times(text)))
        self.hours.editingFinished.connect(self.refresh)

    def _tell_classes(self) -> None:
        rule = self._draft.rule
        if rule is not None:
            others = tuple(name for name in rule.classes if name not in self.classes)
            self._draft.set(classes=(*(name for name, box in self.classes.items() if box.isChecked()), *others))

    def changeEvent(self, event: QEvent) -> None:
        """Speak another language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._speak()
            self.refresh()
        super().changeEvent(event)

    def _speak(self) -> None:
        names = (
            self.tr("Watches for"),
            self.tr("Direction"),
            self.tr("Place"),
            self.tr("At most"),
            self.tr("Who or what"),
            self.tr("Least confidence"),
            self.tr("Height in the picture, from and to"),
            self.tr("Report after"),
            self.tr("Again after an absence of"),
            self.tr("Hours"),
            self.tr("Alarm point"),
        )
        for label, row, name in zip(self._labels, self._rows(), names, strict=True):
            label.setText(name)
            row.setAccessibleName(name)
        self.area.setText(self.tr("Only in the area drawn"))
        self.least.setAccessibleName(self.tr("Least height in the picture"))
        self.most.setAccessibleName(self.tr("Largest height in the picture"))
        for name, box in self.classes.items():
            box.setText(class_word(name))
            box.setToolTip(self.tr("None ticked: people or vehicles, as the kind needs"))
        self.delay.setSpecialValueText(self.tr("as usual for the kind"))
        self.hours.setPlaceholderText(self.tr("always; or mon-fri 22:00-06:00"))
        self.point.setItemText(0, self.tr("the camera's own"))
        with QSignalBlocker(self.kind), QSignalBlocker(self.direction):
            _fill(self.kind, [(kind, kind_word(kind)) for kind in KINDS])
            _fill(self.direction, direction_words())


def _fill(choice: QComboBox, words: Sequence[tuple[str, str]]) -> None:
    """Offer these under their words, and leave chosen what is."""
    chosen = choice.currentData()
    choice.clear()
    for key, word in words:
        choice.addItem(word, key)
    choice.setCurrentIndex(max(0, choice.findData(chosen)))


def _times(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(_HOURS_APART) if part.strip())
