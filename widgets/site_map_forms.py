"""The fields beside a plan that is drawn: the plan's own, and those of what is chosen on it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QFormLayout, QLabel, QLineEdit, QSpinBox, QWidget

from widgets import site_map_draft, site_map_words
from widgets.site_map_content import Placed
from widgets.site_map_draft import DraftPlan


@dataclass(frozen=True, slots=True)
class Area:
    """A zone that a plan may show."""

    id: str
    name: str


class PlanForm(QWidget):
    """Names, area, floor, image and scale of a plan. `changed` carries the plan as it is now."""

    changed = Signal(object)  # DraftPlan

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plan: DraftPlan | None = None
        self.name, self.name_en = QLineEdit(), QLineEdit()
        self.area, self.image = QComboBox(), QComboBox()
        self.floor = QSpinBox(minimum=-20, maximum=200)
        self.scale = QDoubleSpinBox(minimum=0.0, maximum=100.0, decimals=4, singleStep=0.01)
        self._labels = [QLabel() for _ in range(6)]
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        fields = (self.name, self.name_en, self.area, self.floor, self.image, self.scale)
        for label, field in zip(self._labels, fields, strict=True):
            label.setBuddy(field)
            form.addRow(label, field)
        for box in (self.area, self.image):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(8)
            box.activated.connect(lambda _index: self._tell())
        for line in (self.name, self.name_en):
            line.editingFinished.connect(self._tell)
        self.floor.editingFinished.connect(self._tell)
        self.scale.editingFinished.connect(self._tell)
        self._speak()

    def offer(self, areas: tuple[Area, ...], images: tuple[str, ...]) -> None:
        """Offer these areas and image files."""
        with QSignalBlocker(self.area), QSignalBlocker(self.image):
            self.area.clear()
            self.area.addItem("", "")
            for area in areas:
                self.area.addItem(area.name, area.id)
            self.image.clear()
            for image in images:
                self.image.addItem(image, image)
        self.set_plan(self._plan)

    def set_plan(self, plan: DraftPlan | None) -> None:
        """Show a plan."""
        self._plan = plan
        self.setEnabled(plan is not None)
        if plan is None:
            return
        for field, text in ((self.name, plan.name), (self.name_en, plan.name_en)):
            if field.text() != text:
                field.setText(text)
        with QSignalBlocker(self.floor), QSignalBlocker(self.scale):
            self.floor.setValue(plan.floor)
            self.scale.setValue(plan.metres_per_pixel or 0.0)
        self.area.setCurrentIndex(max(0, self.area.findData(plan.area)))
        if plan.image and self.image.findData(plan.image) < 0:
            self.image.addItem(plan.image, plan.image)
        self.image.setCurrentIndex(self.image.findData(plan.image))

    def _tell(self) -> None:
        if self._plan is None:
            return
        plan = replace(
            self._plan,
            name=self.name.text().strip() or self._plan.name,
            name_en=self.name_en.text().strip(),
            area=str(self.area.currentData() or ""),
            floor=self.floor.value(),
            image=str(self.image.currentData() or ""),
            metres_per_pixel=round(self.scale.value(), 4) or None,
        )
        if plan != self._plan:
            self._plan = plan
            self.changed.emit(plan)

    def _speak(self) -> None:
        texts = (
            self.tr("Name"),
            self.tr("English name"),
            self.tr("Area"),
            self.tr("Floor"),
            self.tr("Image"),
            self.tr("Metres per pixel"),
        )
        fields = (self.name, self.name_en, self.area, self.floor, self.image, self.scale)
        for label, field, text in zip(self._labels, fields, texts, strict=True):
            label.setText(text)
            field.setAccessibleName(text)
        self.scale.setSpecialValueText(self.tr("not known"))
        self.image.setToolTip(self.tr("PNG, JPEG and SVG files in the site document's folder"))

    def changeEvent(self, event: QEvent) -> None:
        """Speak anew."""
        if event.type() == QEvent.Type.LanguageChange:
            self._speak()
        super().changeEvent(event)


class ItemForm(QWidget):
    """What is chosen, and a camera's view in figures. `changed` carries it as it is now."""

    changed = Signal(object)  # Placed

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._placed: Placed | None = None
        self._across = 0.0
        self.title = QLabel()
        self.title.setProperty("role", "strong")
        self.direction = QSpinBox(minimum=0, maximum=359, singleStep=5, suffix="°")
        self.direction.setWrapping(True)
        self.angle = QSpinBox(minimum=5, maximum=360, singleStep=5, suffix="°")
        self.reach = QDoubleSpinBox(minimum=0.5, maximum=2000.0, decimals=1, singleStep=1.0)
        self._labels = [QLabel() for _ in range(3)]
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.addRow(self.title)
        for label, field in zip(self._labels, (self.direction, self.angle, self.reach), strict=True):
            label.setBuddy(field)
            form.addRow(label, field)
            field.setKeyboardTracking(False)
        self.direction.valueChanged.connect(lambda _value: self._tell())
        self.angle.valueChanged.connect(lambda _value: self._tell())
        self.reach.valueChanged.connect(lambda _value: self._tell())
        self._speak()

    def set_item(self, placed: Placed | None, name: str, metres_across: float | None) -> None:
        """Show a thing. metres_across: what the image's width is; None: reach is told in hundredths of the width."""
        self._placed, self._across = placed, metres_across or 100.0
        kind = placed.kind if placed is not None else ""
        self.title.setText(f"{site_map_words.kind(placed.kind)} · {name}" if placed is not None else "")
        self.setVisible(placed is not None)
        form = self.layout()
        assert isinstance(form, QFormLayout)
        form.setRowVisible(self.direction, kind in ("camera", "stall"))
        form.setRowVisible(self.angle, kind == "camera")
        form.setRowVisible(self.reach, kind == "camera")
        if placed is None:
            return
        with QSignalBlocker(self.direction), QSignalBlocker(self.angle), QSignalBlocker(self.reach):
            self.reach.setSuffix(" m" if metres_across else " %")
            self.direction.setValue(round(placed.direction) % 360)
            self.angle.setValue(round(placed.angle))
            self.reach.setValue(placed.reach * self._across)

    def _tell(self) -> None:
        if self._placed is None:
            return
        self._placed = site_map_draft.aimed(
            self._placed,
            float(self.direction.value()),
            float(self.angle.value()),
            self.reach.value() / self._across,
        )
        self.changed.emit(self._placed)

    def _speak(self) -> None:
        texts = (self.tr("Direction"), self.tr("Opening"), self.tr("Sees as far as"))
        for label, field, text in zip(self._labels, (self.direction, self.angle, self.reach), texts, strict=True):
            label.setText(text)
            field.setAccessibleName(text)

    def changeEvent(self, event: QEvent) -> None:
        """Speak anew."""
        if event.type() == QEvent.Type.LanguageChange:
            self._speak()
        super().changeEvent(event)
