"""The form for handing out footage, and the register beside it, as hands use them."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from widgets.evidence_form import EvidenceForm
from widgets.register_content import HandingContent, HandingForm, Place, RegisterRow
from widgets.register_view import RegisterView

CONTENT = HandingContent(
    "Hand out incident 7",
    "all of it",
    ("Gate",),
    (("e1", "R001 Police"),),
    (("police", "Police"), ("inside", "Our own people")),
    (Place("/out", "This computer (/out, 5.0 GB free)"), Place("/media/stick", "STICK (/media/stick, 3.1 GB free)")),
)


@pytest.fixture
def form(qapp: QApplication) -> Iterator[EvidenceForm]:
    made = EvidenceForm()
    made.set_content(CONTENT)
    made.resize(900, 700)
    made.show()
    yield made
    made.close()
    made.deleteLater()


def test_what_is_typed_is_told(form: EvidenceForm) -> None:
    told: list[HandingForm] = []
    form.start_wanted.connect(told.append)
    for name, field in form.fields.items():
        QTest.keyClicks(field, f"my {name}")
    form.place.setCurrentIndex(1)
    form.watermark.setChecked(True)
    form.unmasked.setChecked(True)
    QTest.mouseClick(form.go, Qt.MouseButton.LeftButton)
    (one,) = told
    assert one.fields == {name: f"my {name}" for name in form.fields}
    assert (one.entry, one.requester, one.place) == ("", "police", "/media/stick")
    assert (one.packed, one.watermark, one.unmasked) == (True, True, True)


def test_a_place_is_a_folder_whatever_is_free_in_it_by_now(form: EvidenceForm) -> None:
    form.place.setCurrentIndex(1)
    less = tuple(replace(place, words=place.words.replace(".", ",")) for place in CONTENT.places)
    form.set_content(replace(CONTENT, places=less))
    assert form.typed().place == "/media/stick"
    form.place.setEditText("/mnt/other")
    form.set_content(CONTENT)
    assert form.typed().place == "/mnt/other"


def test_an_entry_that_is_there_asks_for_nothing_again(form: EvidenceForm) -> None:
    form.choose_entry("e1")
    assert form.typed().entry == "e1"
    assert not any(field.isVisible() for field in form.fields.values())
    assert not form.enter.isVisible()


def test_the_second_person_is_the_approver_where_the_site_wants_one(form: EvidenceForm) -> None:
    form.set_content(replace(CONTENT, second_approver=True))
    assert not form.fields["approver"].isVisible()
    assert form.hint.isVisible()


def test_originals_are_only_offered_where_something_is_private(form: EvidenceForm) -> None:
    form.unmasked.setChecked(True)
    form.set_content(replace(CONTENT, private=()))
    assert not form.unmasked.isVisible()
    assert form.typed().unmasked is False


def test_while_it_works_it_can_be_stopped_by_key_and_nothing_else(form: EvidenceForm) -> None:
    stopped: list[bool] = []
    form.cancel_wanted.connect(lambda: stopped.append(True))
    form.go.setFocus()
    form.set_working(True)
    form.set_progress("Writing", 0.5)
    assert not form.go.isEnabled()
    assert form.bar.value() == 500
    held = form.focusWidget()
    assert held is form.cancel, "the keys go to what is disabled, or nowhere"
    QTest.keyClick(held, Qt.Key.Key_Escape)
    assert stopped == [True]
    form.set_working(False)
    assert form.focusWidget() is form.go
    form.set_result("Evidence is in /out", "AB12-CD34")
    assert form.focusWidget() is form.sheet, "to print it is the next step"
    assert "AB12-CD34" in form.mark.text()
    assert form.sheet.isVisible()
    assert form.go.isEnabled()


def test_what_is_said_last_is_in_view_on_a_low_screen(form: EvidenceForm, qtbot: QtBot) -> None:
    form.resize(900, 480)
    words = "Evidence is in /out\nNot in it:\n06 East fence\n09 Fire lane"
    form.set_result(words, "AB12-CD34-AB12-CD34")
    view = form.area.viewport()

    def shown() -> bool:
        bottom = form.mark.mapTo(view, form.mark.rect().bottomLeft()).y()
        return 0 < bottom <= view.height()

    qtbot.waitUntil(shown)


def test_every_control_has_a_name(form: EvidenceForm) -> None:
    for control in (form.entry, form.requester, form.place, form.form, *form.fields.values()):
        assert control.accessibleName()


def test_the_register_shows_asks_and_voids(qapp: QApplication) -> None:
    view = RegisterView()
    rows = tuple(RegisterRow(f"e{n}", (f"R{n}", "now", "who", "why", "by", ""), (("Number", f"R{n}"),)) for n in (1, 2))
    view.set_rows((rows[0], replace(rows[1], void=True)))
    view.show()
    asked: list[tuple[str, ...]] = []
    view.sheet_wanted.connect(lambda entry: asked.append(("sheet", entry)))
    view.hand_out_wanted.connect(lambda entry: asked.append(("out", entry)))
    view.void_wanted.connect(lambda entry, why: asked.append(("void", entry, why)))
    view.sheet.click()
    view.hand_out.click()
    view.reason.setText("mistake")
    view.void.click()
    view.choose("e2")
    assert not view.void.isEnabled()
    assert "R2" in view.details.text()
    view.hand_out.click()
    assert asked == [("sheet", "e1"), ("out", "e1"), ("void", "e1", "mistake")]
    view.close()
    view.deleteLater()
