"""Drawing a site's plans: the sheet, what is still to be placed, the figures of what is chosen, and publishing.

Nothing here asks "are you sure": every step can be taken back, and what is published keeps the version before.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from widgets import icons, site_map_words, theme
from widgets.focus_line import FocusLine
from widgets.labels import caption, wrapped
from widgets.pinyin import initials
from widgets.site_map_content import KINDS, Key, MapItem, Placed
from widgets.site_map_draft import Draft, DraftPlan
from widgets.site_map_editor import MapEditor
from widgets.site_map_forms import ItemForm, PlanForm
from widgets.site_map_image import Drawing

SIDE_WIDTH = 340
_KEY = Qt.ItemDataRole.UserRole


class SiteMapSetup(QWidget):
    """The set-up page of site plans. ``offered`` is all that can be placed; ``named`` gives it as a thing at rest.

    `image_wanted` carries a plan's image file; `changed` tells of another draft; `publish_wanted` carries the reason.
    """

    changed = Signal()
    image_wanted = Signal(str)
    publish_wanted = Signal(str)
    discard_wanted = Signal()
    left = Signal()

    def __init__(
        self, offered: tuple[Key, ...], named: Callable[[Placed], MapItem], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._items = {key: named(Placed(*key)) for key in offered}
        self._drawings: dict[str, Drawing | None] = {}
        self.editor = MapEditor(named)
        self.plans, self.kinds = QComboBox(), QComboBox()
        self.plan_form, self.item_form = PlanForm(), ItemForm()
        self.search, self.todo = QLineEdit(), QListWidget()
        self.snap, self.reason = QCheckBox(), QLineEdit()
        self.help, self.message = caption(wrap=True), wrapped("strong")
        self.place, self.remove, self.undo, self.redo = (QPushButton() for _ in range(4))
        self.add_plan, self.remove_plan = QPushButton(), QPushButton()
        self.details = QPushButton()
        self.details.setCheckable(True)
        self.publish, self.discard, self.back = (QPushButton() for _ in range(3))
        self._arrange()
        self._connect()
        self._speak()
        self._show()

    # What is told.

    def begin(self, draft: Draft) -> None:
        """Draw these plans."""
        self.editor.begin(draft)
        self._fill_plans(0)
        self._turn(0)

    def replace_draft(self, draft: Draft) -> None:
        """Draw these instead, as a step that can be taken back."""
        self.editor.note_draft(draft)
        self._fill_plans(0)
        self._turn(0)

    def set_drawing(self, image: str, drawing: Drawing | None) -> None:
        """Take the drawing of an image file; None: it cannot be read."""
        self._drawings[image] = drawing
        if drawing is None:
            self.set_message(self.tr("The image %1 cannot be read.").replace("%1", image))
        plan = self.editor.drawn
        if plan is not None and plan.image == image:
            self.editor.turn_to(max(0, self.plans.currentIndex()), drawing)

    def set_message(self, text: str) -> None:
        """Say how it stands."""
        self.message.setText(text)
        self.message.setVisible(bool(text))

    @property
    def draft(self) -> Draft:
        """What is drawn."""
        return self.editor.draft

    # How it is made.

    def _arrange(self) -> None:
        holder = QWidget()
        holder.setLayout(self._fields())
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(holder)
        area.setAccessibleName(self.tr("What is chosen"))
        FocusLine(area)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        side = QWidget()
        side.setFixedWidth(theme.current().px(SIDE_WIDTH))
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(area, 1)
        column.addLayout(self._foot())
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(2)
        whole.addWidget(self.editor, 1)
        whole.addWidget(side)
        for box in (self.plans, self.kinds):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(6)
        self.publish.setProperty("primary", True)
        self.snap.setChecked(True)
        self.setFocusProxy(self.editor)

    def _fields(self) -> QVBoxLayout:
        """What scrolls where the screen is low."""
        side = QVBoxLayout()
        side.setContentsMargins(8, 8, 8, 8)
        side.setSpacing(6)
        side.addWidget(self.plans)
        plans = QHBoxLayout()
        for control in (self.details, self.add_plan, self.remove_plan):
            plans.addWidget(control, 1)
        side.addLayout(plans)
        self.plan_form.hide()
        side.addWidget(self.plan_form)
        row = QHBoxLayout()
        row.addWidget(self.kinds)
        row.addWidget(self.search, 1)
        side.addLayout(row)
        self.todo.setMinimumHeight(theme.current().px(90))
        side.addWidget(self.todo, 1)
        side.addWidget(self.place)
        side.addWidget(self.item_form)
        grid = QGridLayout()
        for index, button in enumerate((self.remove, self.snap, self.undo, self.redo)):
            grid.addWidget(button, index // 2, index % 2)
        side.addLayout(grid)
        return side

    def _foot(self) -> QVBoxLayout:
        """What is always seen: what the hand can do now, how it stands, and publishing."""
        foot = QVBoxLayout()
        foot.setContentsMargins(8, 6, 8, 8)
        foot.setSpacing(6)
        for widget in (self.help, self.message, self.reason):
            foot.addWidget(widget)
        grid = QGridLayout()
        grid.addWidget(self.publish, 0, 0, 1, 2)
        grid.addWidget(self.discard, 1, 0)
        grid.addWidget(self.back, 1, 1)
        foot.addLayout(grid)
        return foot

    def _connect(self) -> None:
        self.editor.changed.connect(self._changed)
        self.editor.pointed.connect(self._show)
        self.editor.hand_changed.connect(self._show)
        self.editor.turned.connect(self._turn_by)
        self.plans.activated.connect(self._turn)
        self.kinds.activated.connect(lambda _index: self._fill_todo())
        self.search.textChanged.connect(lambda _text: self._fill_todo())
        self.todo.itemActivated.connect(lambda _row: self._take())
        self.todo.itemSelectionChanged.connect(self._show)
        self.plan_form.changed.connect(self._plan_changed)
        self.item_form.changed.connect(self.editor.change_chosen)
        self.details.toggled.connect(self.plan_form.setVisible)
        self.snap.toggled.connect(lambda on: setattr(self.editor, "snap", on))
        for button, act in (
            (self.place, self._take),
            (self.remove, self.editor.remove_chosen),
            (self.undo, self.editor.undo),
            (self.redo, self.editor.redo),
            (self.add_plan, self._add_plan),
            (self.remove_plan, self._remove_plan),
            (self.publish, lambda: self.publish_wanted.emit(self.reason.text().strip())),
            (self.discard, self.discard_wanted.emit),
            (self.back, self.left.emit),
        ):
            button.clicked.connect(_plain(act))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the plans as they hold; the draft is kept."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    # What is done.

    def _take(self) -> None:
        row = self.todo.currentItem()
        if row is None:
            return
        kind, name = row.data(_KEY)
        self.editor.take(Placed(kind, name))
        self.editor.setFocus()

    def _turn_by(self, step: int) -> None:
        if count := self.plans.count():
            self.plans.setCurrentIndex((self.plans.currentIndex() + step) % count)
            self._turn(self.plans.currentIndex())

    def _turn(self, index: int) -> None:
        plan = self.draft[index] if 0 <= index < len(self.draft) else None
        image = plan.image if plan is not None else ""
        self.editor.turn_to(index, self._drawings.get(image))
        if image and image not in self._drawings:
            self.image_wanted.emit(image)
        self.plan_form.set_plan(plan)
        self._fill_todo()

    def _add_plan(self) -> None:
        taken = {plan.id for plan in self.draft}
        number = next(n for n in range(1, len(taken) + 2) if f"plan{n}" not in taken)
        image = str(self.plan_form.image.itemData(0) or "")
        plan = DraftPlan(f"plan{number}", self.tr("Plan %1").replace("%1", str(number)), image=image)
        self.editor.note_draft((*self.draft, plan))
        self._fill_plans(len(self.draft) - 1)
        self._turn(len(self.draft) - 1)
        self.details.setChecked(True)

    def _remove_plan(self) -> None:
        at = self.plans.currentIndex()
        if 0 <= at < len(self.draft):
            self.editor.note_draft((*self.draft[:at], *self.draft[at + 1 :]))
            self._fill_plans(max(0, at - 1))
            self._turn(self.plans.currentIndex())

    def _plan_changed(self, form: DraftPlan) -> None:
        """The form knows the plan's fields, the sheet what stands on it."""
        drawn = self.editor.drawn
        if drawn is not None:
            self.editor.note(replace(form, items=drawn.items))
            self._turn(self.plans.currentIndex())

    def _changed(self) -> None:
        self._fill_plans(self.plans.currentIndex())
        plan = self.editor.drawn
        self.plan_form.set_plan(plan)
        if plan is not None and plan.image and plan.image not in self._drawings:
            self.image_wanted.emit(plan.image)
        self._fill_todo()
        self.changed.emit()

    # What is shown.

    def _fill_plans(self, at: int) -> None:
        self.plans.blockSignals(True)
        self.plans.clear()
        for plan in self.draft:
            self.plans.addItem(" · ".join(dict.fromkeys(filter(None, (plan.name, plan.name_en)))), plan.id)
        self.plans.setCurrentIndex(min(at, len(self.draft) - 1))
        self.plans.blockSignals(False)

    def _fill_todo(self) -> None:
        """What is not on this plan yet; what is on another one is said to be."""
        chosen = self.todo.currentItem().data(_KEY) if self.todo.currentItem() is not None else None
        wanted, words = self.kinds.currentData(), self.search.text().lower().split()
        here = {placed.key for placed in self.editor.drawn.items} if self.editor.drawn is not None else set()
        elsewhere = {placed.key for plan in self.draft for placed in plan.items} - here
        self.todo.clear()
        for key, item in self._items.items():
            if key in here or wanted not in ("", None, key[0]) or not _matches(item, words):
                continue
            text = site_map_words.name(item)
            if key in elsewhere:
                text = self.tr("%1 (on another plan)").replace("%1", text)
            row = QListWidgetItem(icons.icon(item.icon, "caption"), text)
            row.setData(_KEY, key)
            row.setSizeHint(QSize(0, theme.current().px(theme.TARGET)))
            self.todo.addItem(row)
            if key == chosen:
                self.todo.setCurrentItem(row)
        if self.todo.currentItem() is None and self.todo.count():
            self.todo.setCurrentRow(0)
        self._show()

    def _show(self) -> None:
        editor, plan = self.editor, self.editor.drawn
        placed = editor.chosen_placed
        across = plan.metres_per_pixel * editor.view.image.width() if plan and plan.metres_per_pixel else None
        name = site_map_words.name(self._items[placed.key]) if placed and placed.key in self._items else ""
        self.item_form.set_item(placed, name, across)
        self.place.setEnabled(plan is not None and self.todo.currentItem() is not None)
        self.remove.setEnabled(placed is not None)
        self.remove_plan.setEnabled(plan is not None)
        self.undo.setEnabled(editor.history.can_go_back)
        self.redo.setEnabled(editor.history.can_go_forth)
        hand = editor.hand.kind if editor.hand is not None else None
        self.help.setText(site_map_words.hint(hand, placed.kind if placed is not None else None))

    def _speak(self) -> None:
        for button, text in (
            (self.place, self.tr("Place it")),
            (self.remove, self.tr("Remove  Del")),
            (self.undo, self.tr("Undo  Ctrl+Z")),
            (self.redo, self.tr("Redo  Ctrl+Y")),
            (self.details, self.tr("Details")),
            (self.add_plan, self.tr("New")),
            (self.remove_plan, self.tr("Remove")),
            (self.publish, self.tr("Publish")),
            (self.discard, self.tr("As published")),
            (self.back, self.tr("Back  Esc")),
        ):
            button.setText(text)
        self.snap.setText(self.tr("Snap to lines"))
        self.discard.setToolTip(self.tr("Draw on from the plans that hold; Undo brings the draft back"))
        self.search.setPlaceholderText(self.tr("Search"))
        self.reason.setPlaceholderText(self.tr("What was changed, and why"))
        for widget, text in (
            (self.plans, self.tr("Plan")),
            (self.kinds, self.tr("Kind of thing")),
            (self.search, self.tr("Search")),
            (self.todo, self.tr("Not on this plan yet")),
            (self.reason, self.tr("What was changed, and why")),
            (self.details, self.tr("Name, image and scale of this plan")),
            (self.add_plan, self.tr("New plan")),
            (self.remove_plan, self.tr("Remove this plan")),
        ):
            widget.setAccessibleName(text)
        at = self.kinds.currentIndex()
        self.kinds.clear()
        self.kinds.addItem(self.tr("All"), "")
        for kind in reversed(KINDS):
            self.kinds.addItem(site_map_words.kind(kind), kind)
        self.kinds.setCurrentIndex(max(0, at))

    def changeEvent(self, event: QEvent) -> None:
        """Speak anew."""
        if event.type() == QEvent.Type.LanguageChange:
            self._speak()
            self._fill_todo()
        super().changeEvent(event)


def _plain(act: Callable[[], object]) -> Callable[[bool], None]:
    def done(_checked: bool = False) -> None:
        act()

    return done


def _matches(item: MapItem, words: list[str]) -> bool:
    text = f"{site_map_words.name(item)} {item.placed.id}".lower()
    return all(word in text or word in initials(item.name) for word in words)
