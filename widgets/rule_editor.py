"""The sheet on which a camera's detection rules are drawn: camera, picture, list, fields, and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from video.detect.model import RuleKind
from widgets import theme
from widgets.labels import caption, wrapped
from widgets.rule_canvas import RuleCanvas
from widgets.rule_draft import RuleDraft
from widgets.rule_form import RuleForm
from widgets.rule_shapes import DrawnRule, problem
from widgets.rule_words import kind_word, problem_words

SIDE_WIDTH = 330
_LIST_HEIGHT = 116


class RuleEditor(QWidget):
    """`camera_chosen` asks for a camera's picture and rules, `edited` tells that its rules are drawn otherwise,
    `publish_wanted` camera, rules and reason, `discard_wanted` that what is published is to be shown again."""

    camera_chosen = Signal(str)
    edited = Signal(str, object)
    publish_wanted = Signal(str, object, str)
    trial_wanted = Signal(str, object)  # the chosen rule, tried on what was seen before
    discard_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.draft = RuleDraft(self)
        self.camera, self.list = QComboBox(), QListWidget()
        self.canvas, self.form = RuleCanvas(self.draft), RuleForm(self.draft)
        self.new_area, self.new_line, self.remove = QPushButton(), QPushButton(), QPushButton()
        self.back, self.forth, self.turn = QPushButton(), QPushButton(), QPushButton()
        self.reason, self.publish, self.discard = QLineEdit(), QPushButton(), QPushButton()
        self.trial = QPushButton()
        self.help, self.wrong, self.message = caption(wrap=True), wrapped(), wrapped()
        self._arrange()
        self._connect()
        self._say()
        self._refresh()

    def set_cameras(self, cameras: Sequence[tuple[str, str]]) -> None:
        """Offer these: (id, name)."""
        with QSignalBlocker(self.camera):
            chosen = self.camera.currentData()
            self.camera.clear()
            for key, name in cameras:
                self.camera.addItem(name, key)
            self.camera.setCurrentIndex(max(0, self.camera.findData(chosen)))
        self._refresh()

    @property
    def chosen(self) -> str:
        """The camera that is drawn on, "" for none."""
        return str(self.camera.currentData() or "")

    def choose(self, camera: str) -> None:
        """Draw on this camera."""
        if (index := self.camera.findData(camera)) >= 0:
            self.camera.setCurrentIndex(index)

    def begin(self, rules: tuple[DrawnRule, ...], taken: frozenset[str]) -> None:
        """Draw on from these rules; see RuleDraft.begin."""
        self.draft.begin(rules, self.chosen, taken)

    def set_message(self, text: str) -> None:
        """Say what was done or refused; empty says nothing. Its line stays: the picture must not move under a hand."""
        self.message.setText(text or "\u00a0")

    def changeEvent(self, event: QEvent) -> None:
        """Speak another language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._say()
            self._refresh()
        super().changeEvent(event)

    def _arrange(self) -> None:
        look = theme.current()
        tools, below, side, columns = QHBoxLayout(), QHBoxLayout(), QVBoxLayout(), QHBoxLayout()
        tools.addWidget(self.camera, 1)
        for button in (self.new_area, self.new_line, self.turn, self.remove, self.back, self.forth):
            tools.addWidget(button)
        below.addWidget(self.reason, 1)
        below.addWidget(self.trial)
        below.addWidget(self.discard)
        below.addWidget(self.publish)
        controls: tuple[QWidget, ...] = (*self._buttons(), self.camera, self.reason)
        for control in controls:
            control.setMinimumHeight(look.px(theme.TARGET))
        self.list.setFixedHeight(look.px(_LIST_HEIGHT))
        scroll = self.fields = QScrollArea()
        scroll.setWidget(self.form)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        roomy = scroll.sizePolicy()
        roomy.setRetainSizeWhenHidden(True)  # where nothing is drawn yet the list stays where it is
        scroll.setSizePolicy(roomy)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        side.addWidget(self.list)
        side.addWidget(self.wrong)
        side.addWidget(scroll, 1)
        holder = QWidget()
        holder.setFixedWidth(look.px(SIDE_WIDTH))
        holder.setLayout(side)
        side.setContentsMargins(0, 0, 0, 0)
        columns.addWidget(self.canvas, 1)
        columns.addWidget(holder)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addLayout(tools)
        column.addLayout(columns, 1)
        column.addWidget(self.help)
        column.addLayout(below)
        column.addWidget(self.message)
        self.set_message("")

    def _buttons(self) -> tuple[QPushButton, ...]:
        return (
            self.new_area,
            self.new_line,
            self.turn,
            self.remove,
            self.back,
            self.forth,
            self.trial,
            self.discard,
            self.publish,
        )

    def _connect(self) -> None:
        draft = self.draft
        self.camera.currentIndexChanged.connect(lambda _index: self.camera_chosen.emit(self.chosen))
        draft.changed.connect(self._refresh)
        draft.edited.connect(lambda: self.edited.emit(self.chosen, draft.rules))
        self.list.currentRowChanged.connect(lambda row: draft.choose(row) if row >= 0 else None)
        acts: Mapping[QPushButton, Callable[[], None]] = {
            self.new_area: lambda: draft.add(RuleKind.INTRUSION),
            self.new_line: lambda: draft.add(RuleKind.LINE_CROSSING),
            self.turn: draft.turn,
            self.remove: draft.remove,
            self.back: draft.undo,
            self.forth: draft.redo,
        }
        for button, act in acts.items():
            button.clicked.connect(partial(self._pressed, act))
        self.trial.clicked.connect(lambda _checked=False: self.trial_wanted.emit(self.chosen, draft.rule))
        self.discard.clicked.connect(lambda _checked=False: self.discard_wanted.emit(self.chosen))
        self.reason.returnPressed.connect(self.publish.click)
        self.publish.clicked.connect(
            lambda _checked=False: self.publish_wanted.emit(self.chosen, draft.rules, self.reason.text().strip())
        )

    def _pressed(self, act: Callable[[], None], _checked: bool = False) -> None:
        """What a button does is done on the picture: the keys go on there."""
        act()
        self.canvas.setFocus()

    def _refresh(self) -> None:
        draft = self.draft
        rule = draft.rule
        with QSignalBlocker(self.list):
            while self.list.count() > len(draft.rules):
                self.list.takeItem(self.list.count() - 1)
            while self.list.count() < len(draft.rules):
                self.list.addItem(QListWidgetItem())
            for index, one in enumerate(draft.rules):
                said = kind_word(one.kind) if not problem(one) else f"⚠ {kind_word(one.kind)}"
                self.list.item(index).setText(f"{index + 1}  {said}")
            self.list.setCurrentRow(draft.chosen)
        self.fields.setVisible(rule is not None)
        self.turn.setEnabled(rule is not None and bool(rule.line))
        self.remove.setEnabled(rule is not None)
        self.back.setEnabled(draft.can_undo)
        self.forth.setEnabled(draft.can_redo)
        for control in (self.new_area, self.new_line, self.discard):
            control.setEnabled(bool(self.chosen))
        wrong = next((one for one in (rule, *draft.rules) if one is not None and problem(one)), None)
        self.publish.setEnabled(bool(self.chosen) and wrong is None)
        self.trial.setEnabled(bool(self.chosen) and rule is not None and not problem(rule))
        self.wrong.setVisible(wrong is not None)
        if wrong is not None:
            number = str(draft.rules.index(wrong) + 1)
            self.wrong.setText(f"⚠ {number}  {problem_words(problem(wrong))}")

    def _say(self) -> None:
        self.camera.setAccessibleName(self.tr("Camera"))
        self.list.setAccessibleName(self.tr("Rules of this camera"))
        self.canvas.setAccessibleName(self.tr("Detection rules on the picture"))
        self.new_area.setText(self.tr("New area  N"))
        self.new_line.setText(self.tr("New line  L"))
        self.turn.setText(self.tr("Turn line  R"))
        self.remove.setText(self.tr("Remove  Del"))
        self.back.setText(self.tr("Undo  Ctrl+Z"))
        self.forth.setText(self.tr("Redo  Ctrl+Y"))
        self.trial.setText(self.tr("Try on the last 7 days"))
        self.discard.setText(self.tr("As published"))
        self.publish.setText(self.tr("Use from now on"))
        self.reason.setPlaceholderText(self.tr("Reason"))
        self.reason.setAccessibleName(self.reason.placeholderText())
        self.help.setText(
            self.tr(
                "Drag over the picture for an area, with Shift for a line; drag a corner, the middle of an edge, or "
                "all of it. Tab: next corner, arrows move it, Shift finer, Ctrl the whole rule; Insert and Backspace: "
                "corners; PgUp and PgDown: rules. Pictures that are covered, moved, blurred, frozen or replayed are "
                "found on every camera without a rule."
            )
        )
