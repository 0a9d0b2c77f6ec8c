"""What a person needs of every control, whoever looks or listens: its words uncut, a name, a way there by keyboard.

Each function gives findings as lines of text, empty where all is well; a widget is told by its class and its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QAccessible, QFontMetrics, QInputMethodQueryEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QStyle,
    QStyleOptionButton,
    QStyleOptionComboBox,
    QTableView,
    QTextEdit,
    QToolButton,
    QWidget,
)

from widgets.labels import ElidedLabel
from widgets.read_only import ReadOnly

#: Fonts are measured in whole pixels by some and in parts of them by others.
SLACK = 1
KEY = re.compile(
    r"\b(F\d{1,2}|Ctrl\+\S+|Esc|Enter|Space|Home|Ins|PgUp|PgDn|Shift\+\S+)|\([+-]\)|\([A-Z](, [A-Z])*\)|  [A-Z\[\],.] "
)
#: Tab may go from thing to thing within one control, as on a plan or in a date, but has to leave it at last.
MOST_STEPS_WITHIN = 120
TEXT_ENTRY = (QLineEdit, QPlainTextEdit, QTextEdit)
CONTROLS = (QAbstractButton, QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QAbstractSpinBox, QAbstractItemView)
#: Parts of other controls, which have no way of their own.
INNER = (QHeaderView,)


def place(widget: QWidget) -> str:
    """Tell a widget: its class, and what it lies in."""
    path = [type(widget).__name__]
    above = widget.parentWidget()
    while above is not None:
        if type(above).__module__.partition(".")[0] in ("app", "widgets"):
            path.append(type(above).__name__)
        above = above.parentWidget()
    return " < ".join(path[:3])


def shown(root: QWidget) -> Iterator[QWidget]:
    """Every widget that can be seen now, the root too."""
    for widget in (root, *root.findChildren(QWidget)):
        if widget.isVisible() and not widget.visibleRegion().isEmpty():
            yield widget


def controls(root: QWidget) -> Iterator[QWidget]:
    """Everything that a person can do something with."""
    for widget in shown(root):
        if isinstance(widget, INNER) or _is_part(widget):
            continue
        own = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not isinstance(widget, QLabel)
        if isinstance(widget, CONTROLS) or own:
            yield widget


def _is_part(widget: QWidget) -> bool:
    """Whether it belongs to another control: the field of a spin box, the corner of a table, a list's scroll bar."""
    above = widget.parentWidget()
    return isinstance(above, QAbstractSpinBox | QComboBox | QAbstractItemView) or (
        isinstance(above, QLineEdit) and isinstance(widget, QToolButton)
    )


# Words.


def cut(root: QWidget) -> list[str]:
    """Words that do not fit where they stand, save those that end in an ellipsis and are whole in a tool tip."""
    found = []
    for widget in shown(root):
        for text, needed, given in _texts(widget):
            if needed.width() > given.width() + SLACK or needed.height() > given.height() + SLACK:
                size = f"{needed.width()}x{needed.height()} in {given.width()}x{given.height()}"
                found.append(f"{place(widget)}: {text!r} needs {size}")
    return found


def _texts(widget: QWidget) -> Iterator[tuple[str, QSize, QSize]]:
    """What a widget says, the room that it needs and has."""
    if isinstance(widget, ElidedLabel):
        if widget.toolTip() != widget.text():
            yield widget.text(), QSize(9999, 0), widget.size()
    elif isinstance(widget, QLabel) and widget.text():
        yield widget.text(), _of_label(widget), _visible(widget, widget.rect())
    elif isinstance(widget, QPushButton | QCheckBox | QRadioButton | QToolButton) and widget.text():
        yield widget.text(), _of_button(widget), _visible(widget, _room(widget))
    elif isinstance(widget, QComboBox) and not widget.isEditable() and widget.currentText() not in widget.toolTip():
        yield widget.currentText(), _of_combo(widget), _visible(widget, _field(widget))
    elif isinstance(widget, QTableView):
        yield from _of_table(widget)


def _visible(widget: QWidget, rect: QRect) -> QSize:
    """The part of a rectangle that no parent cuts off, unless it can be scrolled to."""
    return rect.size() if _scrolled(widget) else (widget.visibleRegion().boundingRect() & rect).size()


def _scrolled(widget: QWidget) -> bool:
    above = widget.parentWidget()
    while above is not None:
        if above.inherits("QAbstractScrollArea"):
            return True
        above = above.parentWidget()
    return False


def _of_label(label: QLabel) -> QSize:
    if not label.wordWrap():
        return QSize(label.sizeHint().width(), label.fontMetrics().height())
    return QSize(_longest_word(label), label.heightForWidth(label.width()))


def _longest_word(label: QLabel) -> int:
    """A line can be broken between words, and between Chinese signs."""
    words = re.split(r"[\s\u3000-\u9fff\uff00-\uffef]+", label.text())
    return max((label.fontMetrics().horizontalAdvance(word) for word in words), default=0)


def _of_button(button: QAbstractButton) -> QSize:
    metrics: QFontMetrics = button.fontMetrics()
    size = metrics.size(Qt.TextFlag.TextShowMnemonic, button.text())
    if not button.icon().isNull() and not isinstance(button, QToolButton):
        size.setWidth(size.width() + button.iconSize().width() + 4)
    return size


def _room(button: QAbstractButton) -> QRect:
    if isinstance(button, QPushButton):
        option = QStyleOptionButton()
        button.initStyleOption(option)
        return button.style().subElementRect(QStyle.SubElement.SE_PushButtonContents, option, button)
    if isinstance(button, QCheckBox | QRadioButton):
        option = QStyleOptionButton()
        button.initStyleOption(option)
        return button.style().subElementRect(QStyle.SubElement.SE_CheckBoxContents, option, button)
    return button.rect()


def _of_combo(combo: QComboBox) -> QSize:
    return combo.fontMetrics().size(0, combo.currentText())


def _field(combo: QComboBox) -> QRect:
    """The part of a combo box that its words have."""
    option = QStyleOptionComboBox()
    combo.initStyleOption(option)
    part = QStyle.SubControl.SC_ComboBoxEditField
    return combo.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, combo)


def _of_table(table: QTableView) -> Iterator[tuple[str, QSize, QSize]]:
    """Headings whole, and cells whole or with their words in a tool tip; a cell may break its lines."""
    model = table.model()
    header = table.horizontalHeader()
    for column in range(model.columnCount()):
        if table.isColumnHidden(column):
            continue
        title = str(model.headerData(column, Qt.Orientation.Horizontal) or "")
        if header.isVisible() and title:
            room = QSize(table.columnWidth(column), header.height())
            yield title, header.sectionSizeFromContents(column), room
        for row in range(model.rowCount()):
            index = model.index(row, column)
            if table.visualRect(index).intersects(table.viewport().rect()):
                yield from _of_cell(table, model, index)


def _of_cell(table: QTableView, model: QAbstractItemModel, index: QModelIndex) -> Iterator[tuple[str, QSize, QSize]]:
    text = str(model.data(index) or "")
    if not text or table.itemDelegateForIndex(index).metaObject().className() not in ("QStyledItemDelegate",):
        return
    rect = table.visualRect(index) & table.viewport().rect()
    needed = table.sizeHintForIndex(index)
    metrics = table.fontMetrics()
    if table.wordWrap() and needed.width() > rect.width():
        flags = int(Qt.TextFlag.TextWordWrap)
        height = metrics.boundingRect(QRect(0, 0, max(1, rect.width() - 6), 9999), flags, text).height()
        needed = QSize(min(needed.width(), rect.width()), height)
    told = str(model.data(index, Qt.ItemDataRole.ToolTipRole) or "")
    if text not in told and table.findChild(ReadOnly) is None:
        yield text, needed, rect.size()


# Names for those who listen.


def unnamed(root: QWidget) -> list[str]:
    """Controls, and rows of lists, that a screen reader would call nothing."""
    found = [place(widget) for widget in controls(root) if not spoken_name(widget)]
    for view in shown(root):
        if isinstance(view, QAbstractItemView) and not isinstance(view, INNER):
            found += [f"{place(view)}: row {row}" for row in _silent_rows(view)]
    return found


def _silent_rows(view: QAbstractItemView) -> Iterator[int]:
    model: QAbstractItemModel | None = view.model()
    if model is None:
        return
    roles = (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.DisplayRole)
    top = QModelIndex()
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(top)
    for row in range(model.rowCount(top)):
        cells = [model.index(row, column, top) for column in range(columns)]
        if not any(str(cell.data(role) or "").strip() for cell in cells for role in roles):
            yield row


def spoken_name(widget: QWidget) -> str:
    """What a screen reader says of a widget."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name).strip() if interface is not None else ""


# The keyboard.


def can_be_reached(widget: QWidget) -> bool:
    """Whether Tab may come by it now."""
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.isEnabled()


def reached(first: QWidget) -> list[QWidget]:
    """What Tab comes by, from a widget on until it is there again."""
    first.setFocus(Qt.FocusReason.TabFocusReason)
    seen: list[QWidget] = []
    steps = 0
    for _ in range(1000):
        focused = QApplication.focusWidget()
        steps = steps + 1 if seen and focused is seen[-1] else 0
        inside = 0 < steps < MOST_STEPS_WITHIN
        if focused is None or (focused in seen and not inside):
            break
        if not inside:
            seen.append(focused)
        control, none = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
        QTest.keyClick(focused, Qt.Key.Key_Tab, control if _keeps_tab(focused) else none)
    return seen


def _keeps_tab(widget: QWidget) -> bool:
    return isinstance(widget, QPlainTextEdit | QTextEdit) and not widget.tabChangesFocus()


def unreachable(root: QWidget, seen: list[QWidget]) -> list[str]:
    """Enabled controls that neither Tab reaches nor a key that is written on them."""
    found = []
    for widget in controls(root):
        if widget.isEnabled() and widget not in seen and widget.focusProxy() not in seen:
            words = widget.text() if isinstance(widget, QAbstractButton) else ""
            said = f"{words} {widget.toolTip()}"
            if not KEY.search(said):
                found.append(f"{place(widget)}: {said.strip() or spoken_name(widget)!r}")
    return found


def without_focus_mark(widgets: list[QWidget]) -> list[str]:
    """Widgets that look the same with the keyboard on them and without."""
    found = []
    for widget in widgets:
        if not widget.isVisible():
            continue
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        with_focus = widget.grab().toImage()
        widget.clearFocus()
        if with_focus == widget.grab().toImage():
            found.append(place(widget))
    return found


def taken_by_input_method(widgets: list[QWidget]) -> list[str]:
    """Widgets without a text to type whose keys an input method would take for itself."""
    found = []
    for widget in widgets:
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        if isinstance(widget, TEXT_ENTRY) or (isinstance(widget, QAbstractSpinBox | QComboBox) and _typed(widget)):
            continue
        target = widget.focusProxy() or widget
        query = QInputMethodQueryEvent(Qt.InputMethodQuery.ImEnabled)
        QApplication.sendEvent(target, query)
        if query.value(Qt.InputMethodQuery.ImEnabled):
            found.append(place(widget))
    return found


def _typed(widget: QWidget) -> bool:
    return not isinstance(widget, QComboBox) or widget.isEditable()
