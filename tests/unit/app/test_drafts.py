"""Half-typed words go from one window to the next; passwords do not."""

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.pages.drafts import give, take


class Form(QWidget):
    """Two fields alike, one text, one password, one that is only read."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second, self.secret, self.fixed = QLineEdit(), QLineEdit(), QLineEdit(), QLineEdit("fixed")
        self.text = QPlainTextEdit()
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.fixed.setReadOnly(True)
        inner = QWidget()
        column = QVBoxLayout(inner)
        for field in (self.first, self.second, self.secret, self.fixed, self.text):
            column.addWidget(field)
        QVBoxLayout(self).addWidget(inner)


def test_words_and_cursor_arrive_where_they_were(qtbot: QtBot) -> None:
    old, new = Form(), Form()
    for form in (old, new):
        qtbot.addWidget(form)
        form.show()
    old.second.setText("two men with a lad")
    old.text.setPlainText("line")
    old.secret.setText("hidden")
    old.second.setFocus()
    old.activateWindow()
    qtbot.waitUntil(old.second.hasFocus)
    drafts = take(old)
    assert "hidden" not in str(drafts)
    new.activateWindow()
    give(new, drafts)
    assert (new.first.text(), new.second.text(), new.text.toPlainText()) == ("", "two men with a lad", "line")
    assert (new.secret.text(), new.fixed.text()) == ("", "fixed")
    qtbot.waitUntil(new.second.hasFocus)


def test_what_stands_in_the_new_window_already_stays(qtbot: QtBot) -> None:
    old, new = Form(), Form()
    for form in (old, new):
        qtbot.addWidget(form)
    old.first.setText("old")
    new.first.setText("new")
    give(new, take(old))
    assert new.first.text() == "new"
