"""All plans of a site: one tab each with its alarms counted, the plan, and in words what it cannot show.

An alarm whose place is on no plan stands in a row of its own below: nothing is hidden for want of a drawing.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QPushButton, QTabBar, QVBoxLayout, QWidget

from alarms.model import Priority
from widgets import severity, site_map_words, theme
from widgets.labels import ElidedLabel, wrapped
from widgets.site_map import NEAR, SiteMap
from widgets.site_map_content import MapContent, MapPlan, OffPlan
from widgets.site_map_image import Drawing

#: Rows of alarms without a place that are seen at once; the others are reached by scrolling.
_ROWS = 3
#: From this width on, in pixels at 100 %, there are buttons for what keys and wheel do too.
_ROOMY = 520
#: Drawings held at a time; those of plans that were not looked at lately are read again when they are.
_KEPT = 3


class SitePlans(QWidget):
    """Shows a MapContent. `opened` carries kind and id; `alarm_opened` an occurrence that is on no plan;
    `image_wanted` the id of a plan whose drawing is to be handed in by `set_drawing`.
    """

    opened = Signal(str, str)
    alarm_opened = Signal(str)
    image_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.content = MapContent()
        self.tabs = QTabBar()
        self.map = SiteMap()
        self.line = ElidedLabel()
        self.empty = wrapped()
        self.off_plan = QListWidget()
        self.nearer, self.farther, self.whole = QPushButton("+"), QPushButton("−"), QPushButton()
        self._drawings: dict[str, Drawing | None] = {}
        self._focus = ""
        self._arrange()
        self._connect()
        self._speak()
        self._show()

    # What is told.

    def set_content(self, content: MapContent) -> None:
        """Show how things stand. A new focus turns to its plan and brings its place into the middle."""
        if content == self.content:
            return
        self.content = content
        self._show_tabs()
        self._show_off_plan()
        turned = content.focus != self._focus
        self._focus = content.focus
        self._show()
        if turned and content.focus:
            self.turn_to(content.focus)

    def turn_to(self, occurrence: str) -> bool:
        """Show where an alarm is; tells whether it is on a plan."""
        found = self.content.where(occurrence)
        if found is None:
            return False
        plan, item = found
        self.tabs.setCurrentIndex(self.content.plans.index(plan))
        self.map.centre_on(item.key, NEAR)
        return True

    def set_drawing(self, plan: str, drawing: Drawing | None) -> None:
        """Take the drawing of a plan; None: it cannot be read."""
        self._drawings[plan] = drawing
        others = [one for one in self._drawings if one not in (plan, self.current_id())]
        for old in others[: max(0, len(self._drawings) - _KEPT)]:
            del self._drawings[old]
        self._show()
        if self._focus and self.current is not None and self.current.id == plan:
            self.turn_to(self._focus)

    def forget_drawings(self) -> None:
        """Ask for all drawings anew: other files may stand behind the plans, or the look is another."""
        self._drawings.clear()
        self._show()

    def add_beside(self, widget: QWidget) -> None:
        """Put a control beside the tabs."""
        self._top.addWidget(widget)

    @property
    def current(self) -> MapPlan | None:
        """The plan that is shown."""
        index = self.tabs.currentIndex()
        return self.content.plans[index] if 0 <= index < len(self.content.plans) else None

    # How it is made.

    def _arrange(self) -> None:
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setElideMode(Qt.TextElideMode.ElideRight)
        self.off_plan.setUniformItemSizes(True)
        top = self._top = QHBoxLayout()
        top.setContentsMargins(0, 0, 0, 0)
        top.setSpacing(2)
        top.addWidget(self.tabs, 1)
        side = theme.current().px(theme.TARGET)
        for button in (self.farther, self.nearer, self.whole):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setMinimumHeight(side)
            top.addWidget(button)
        for button in (self.farther, self.nearer):
            button.setProperty("flat", True)
            button.setFixedWidth(side)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(top)
        column.addWidget(self.empty)
        column.addWidget(self.map, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(8, 2, 8, 2)
        foot.addWidget(self.line)
        column.addLayout(foot)
        column.addWidget(self.off_plan)
        self.setFocusProxy(self.map)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(lambda _index: self._show())
        self.map.opened.connect(self.opened)
        self.map.pointed.connect(self._show_line)
        self.map.turned.connect(self._turn)
        self.nearer.clicked.connect(lambda _checked=False: self.map.zoom(1.5))
        self.farther.clicked.connect(lambda _checked=False: self.map.zoom(1 / 1.5))
        self.whole.clicked.connect(lambda _checked=False: self.map.show_all())
        self.off_plan.itemActivated.connect(lambda row: self.alarm_opened.emit(row.data(Qt.ItemDataRole.UserRole)))
        self.off_plan.itemClicked.connect(lambda row: self.alarm_opened.emit(row.data(Qt.ItemDataRole.UserRole)))

    def _turn(self, step: int) -> None:
        if count := self.tabs.count():
            self.tabs.setCurrentIndex((self.tabs.currentIndex() + step) % count)

    # What is shown.

    def _show_tabs(self) -> None:
        shown = self.current_id()
        plans = self.content.plans
        self.tabs.blockSignals(True)
        while self.tabs.count() > len(plans):
            self.tabs.removeTab(self.tabs.count() - 1)
        for index, plan in enumerate(plans):
            if index == self.tabs.count():
                self.tabs.addTab("")
            self.tabs.setTabText(index, site_map_words.tab(plan).replace("&", "&&"))
            self.tabs.setTabData(index, plan.id)
            alarm = plan.gravest
            self.tabs.setTabIcon(index, _icon(alarm.priority) if alarm is not None else QIcon())
        at = next((index for index, plan in enumerate(plans) if plan.id == shown), 0)
        self.tabs.setCurrentIndex(at)
        self.tabs.blockSignals(False)

    def current_id(self) -> str:
        """Id of the plan whose tab is chosen."""
        return str(self.tabs.tabData(self.tabs.currentIndex()) or "")

    def _show(self) -> None:
        plan = self.current
        self.map.setVisible(plan is not None)
        self._fit_buttons()
        if plan is not None:
            wanted = plan.id not in self._drawings
            self.map.show_plan(plan, self._drawings.get(plan.id))
            if wanted and plan.image and self.isVisible():
                self.image_wanted.emit(plan.id)
        self._show_line()

    def _show_line(self) -> None:
        """Below the plan: what the pointer or the keyboard is at; else what is wrong with the plan itself."""
        plan, item = self.current, self.map.item_pointed_at
        if plan is None:
            self.empty.setText(self.tr("There is no site plan yet. The installer draws one: Set up."))
        elif plan.id in self._drawings and self._drawings[plan.id] is None:
            text = self.tr("The image of this plan cannot be read: %1. What stands on it is shown all the same.")
            self.empty.setText(text.replace("%1", plan.image))
        else:
            self.empty.setText("")
        self.empty.setVisible(bool(self.empty.text()))
        words = [site_map_words.line(item), site_map_words.what_enter_does(item)] if item is not None else []
        self.line.setText("   ".join(filter(None, words)) or self.tr("Click a camera to see its picture"))
        self.line.setVisible(plan is not None)

    def _show_off_plan(self) -> None:
        rows = self.content.off_plan
        self.off_plan.setVisible(bool(rows))
        self.off_plan.clear()
        for row in rows:
            self.off_plan.addItem(_row(row, self.tr("On no plan: %1").replace("%1", row.text)))
        height = self.off_plan.sizeHintForRow(0) if rows else 0
        self.off_plan.setFixedHeight(min(len(rows), _ROWS) * max(height, theme.current().px(theme.TARGET)) + 2)

    def _speak(self) -> None:
        self.tabs.setAccessibleName(self.tr("Plans"))
        self.off_plan.setAccessibleName(self.tr("Alarms on no plan"))
        self.whole.setText(self.tr("Whole"))
        self.whole.setToolTip(self.tr("Show the whole plan (Home)"))
        self.nearer.setToolTip(self.tr("Nearer (+)"))
        self.farther.setToolTip(self.tr("Farther (-)"))
        for button in (self.whole, self.nearer, self.farther):
            button.setAccessibleName(button.toolTip())

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for the drawing only once somebody looks."""
        super().showEvent(event)
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow the tabs need the room; keys and wheel zoom as well."""
        super().resizeEvent(event)
        self._fit_buttons()

    def _fit_buttons(self) -> None:
        roomy = self.current is not None and self.width() >= theme.current().px(_ROOMY)
        for button in (self.farther, self.nearer, self.whole):
            button.setVisible(roomy)

    def changeEvent(self, event: QEvent) -> None:
        """Speak anew; in another look every drawing is toned anew."""
        if event.type() == QEvent.Type.LanguageChange:
            self._speak()
            self._show_tabs()
            self._show_off_plan()
            self._show_line()
        super().changeEvent(event)


def _row(row: OffPlan, text: str) -> QListWidgetItem:
    made = QListWidgetItem(_icon(row.priority), text)
    made.setData(Qt.ItemDataRole.UserRole, row.occurrence)
    made.setSizeHint(QSize(0, theme.current().px(theme.TARGET)))
    return made


def _icon(priority: Priority) -> QIcon:
    look = theme.current()
    side = look.px(16)
    drawn = QPixmap(side, side)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    severity.paint_mark(painter, drawn.rect().toRectF(), priority, severity.mark_colour(priority, look))
    painter.end()
    return QIcon(drawn)
