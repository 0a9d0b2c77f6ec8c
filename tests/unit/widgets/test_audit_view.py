"""The audit log's table: what is looked for, what is shown, and that it is forgotten."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from widgets import times
from widgets.audit_view import AuditChoice, AuditRow, AuditView
from widgets.gallery_samples import NOW

DAY = 86_400.0


def test_it_looks_for_the_last_week_of_the_sites_days_at_first(qtbot: QtBot) -> None:
    view = AuditView()
    qtbot.addWidget(view)
    view.start(NOW)
    with qtbot.waitSignal(view.wanted) as asked:
        view.look.click()
    (choice,) = asked.args
    assert choice.until - choice.since == 7 * DAY
    assert choice.since < NOW < choice.until
    assert times.clock(choice.since) == "00:00:00"
    view.since.setDate(view.until.date())
    view.start(NOW + 5 * DAY)
    assert view.choice().until - view.choice().since == DAY, "what somebody chose stays"


def test_actors_and_acts_are_offered_by_words_and_meant_by_code(qtbot: QtBot) -> None:
    view = AuditView()
    qtbot.addWidget(view)
    view.set_names((("7", "Li Mei"),), (("sign_in", "Sign in"), ("disarm", "Disarm a zone")))
    view.actor.setCurrentIndex(1)
    view.action.setCurrentIndex(2)
    assert view.choice() == AuditChoice("7", "disarm", view.choice().since, view.choice().until)
    view.set_names((("3", "Zhang"), ("7", "Li Mei")), (("disarm", "Disarm a zone"),))
    assert (view.choice().actor, view.choice().action) == ("7", "disarm")
    view.set_names((), ())
    assert (view.choice().actor, view.choice().action) == ("", "")


def test_older_entries_come_below_and_all_is_forgotten(qtbot: QtBot) -> None:
    view = AuditView()
    qtbot.addWidget(view)
    row = AuditRow(NOW, "Li Mei", "Sign in", "Li Mei", "on duty: yes")
    view.show_rows((row, row), more=True)
    assert view.older.isEnabled()
    with qtbot.waitSignal(view.older_wanted):
        view.older.click()
    view.show_rows((row,), more=False, add=True)
    assert (view.table.rowCount(), view.table.currentRow()) == (3, 2)
    assert not view.older.isEnabled()
    view.forget()
    assert view.table.rowCount() == 0
    view.show_rows((), more=False)
    assert "Nothing" in view.message.text()
    view.show_refusal("No.")
    assert view.message.text() == "No."


def test_the_days_that_are_looked_through_can_be_read_and_a_cut_id_is_told_whole(qtbot: QtBot) -> None:
    view = AuditView()
    qtbot.addWidget(view)
    view.resize(1366, 600)
    with qtbot.waitExposed(view):
        view.show()
    view.start(NOW)
    for field in (view.since, view.until):
        line = field.findChild(QLineEdit)
        assert line is not None
        shown = field.grab(line.geometry()).toImage()
        ground = shown.pixelColor(1, 1)
        marks = {
            (x, y) for x in range(shown.width()) for y in range(shown.height()) if shown.pixelColor(x, y) != ground
        }
        assert len({x for x, _ in marks}) > 40, "a date of ten figures is not to be seen"
    view.show_rows((AuditRow(NOW, "Li", "Close", "record …12345678", key="0199-whole-12345678"),), False)
    view.table.setCurrentCell(0, 0)
    assert "0199-whole-12345678" in view.message.text()
