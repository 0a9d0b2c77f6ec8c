"""Cameras are found by name, number, zone or first letters, dragged out, chosen by keys; states are told three ways."""

from dataclasses import replace
from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from widgets import camera_row
from widgets.camera_row import CameraRow, CameraState
from widgets.camera_tree import CameraTree
from widgets.camera_tree_view import row_of
from widgets.gallery_live import camera_tree
from widgets.pinyin import initials
from widgets.wall import CAMERA_MIME

ROWS = [
    CameraRow("gate", 1, "北门", "gates", "大门", "live"),
    CameraRow("fence1", 3, "东围栏 1 区", "east", "东围栏", "live"),
    CameraRow("fence2", 13, "东围栏 2 区", "east", "东围栏", "lost"),
    CameraRow("lift", 31, "Lift, block 5", "", "", "unknown"),
]
STATES: tuple[CameraState, ...] = ("live", "stale", "lost", "refused", "connecting", "unknown")


@pytest.fixture
def tree(qtbot: QtBot) -> CameraTree:
    made = CameraTree()
    qtbot.addWidget(made)
    made.set_cameras(ROWS)
    made.resize(300, 500)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.mark.parametrize(
    ("searched", "found"),
    [
        ("", ["gate", "fence1", "fence2", "lift"]),
        ("北", ["gate"]),
        ("3", ["fence1", "lift"]),
        ("03", ["fence1"]),
        ("13", ["fence2"]),
        ("dwl", ["fence1", "fence2"]),
        ("DM", ["gate"]),
        ("dwl 2", ["fence2"]),
        ("lift", ["lift"]),
        ("zz", []),
    ],
)
def test_cameras_are_found_by_name_number_zone_and_first_letters(
    tree: CameraTree, searched: str, found: list[str]
) -> None:
    tree.search.setText(searched)
    assert tree.found() == found
    assert tree.nothing.isVisible() is (not found)


def test_first_letters_of_usual_characters() -> None:
    assert initials("北门 1 区") == "bm1q"
    assert initials("围栏车库电梯大厅儿童乐园垃圾房") == "wlckdtdtetlyljf"
    assert initials("ABC-5，㐂") == "abc5"


def test_enter_in_the_search_chooses_the_first_found_and_down_goes_to_the_list(tree: CameraTree, qtbot: QtBot) -> None:
    chosen: list[str] = []
    tree.camera_chosen.connect(chosen.append)
    tree.search.setFocus()
    QTest.keyClick(tree.search, Qt.Key.Key_Return)
    assert chosen == []
    QTest.keyClicks(tree.search, "dwl")
    QTest.keyClick(tree.search, Qt.Key.Key_Return)
    assert chosen == ["fence1"]
    QTest.keyClick(tree.search, Qt.Key.Key_Down)
    QTest.keyClick(tree.tree, Qt.Key.Key_Down)
    QTest.keyClick(tree.tree, Qt.Key.Key_Return)
    assert chosen == ["fence1", "fence2"]
    QTest.keyClick(tree.search, Qt.Key.Key_Escape)
    assert tree.search.text() == ""
    assert len(tree.found()) == 4


def test_typing_in_the_list_searches_and_arrows_fold_a_zone(tree: CameraTree) -> None:
    zone = tree.tree.zones()[1]
    tree.tree.setCurrentItem(zone)
    tree.tree.setFocus()
    QTest.keyClick(tree.tree, Qt.Key.Key_Return)
    assert not zone.isExpanded()
    QTest.keyClick(tree.tree, Qt.Key.Key_Right)
    assert zone.isExpanded()
    QTest.keyClicks(tree.tree, "1")
    assert tree.search.text() == "1"


def test_a_double_click_chooses(tree: CameraTree) -> None:
    chosen: list[str] = []
    tree.camera_chosen.connect(chosen.append)
    place = tree.tree.visualItemRect(tree._items["fence2"]).center()
    QTest.mouseClick(tree.tree.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(tree.tree.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert chosen == ["fence2"]


def test_a_camera_is_dragged_out_by_its_id_and_a_zone_is_not(tree: CameraTree) -> None:
    data = tree.tree.mimeData([tree._items["fence1"]])
    assert data.formats() == [CAMERA_MIME] == tree.tree.mimeTypes()
    assert data.data(CAMERA_MIME).toStdString() == "fence1"
    zone = tree.tree.zones()[0]
    assert not zone.flags() & Qt.ItemFlag.ItemIsDragEnabled
    assert tree._items["fence1"].flags() & Qt.ItemFlag.ItemIsDragEnabled


def test_new_rows_keep_what_was_searched_folded_and_chosen(tree: CameraTree) -> None:
    tree.tree.zones()[0].setExpanded(False)
    tree.tree.setCurrentItem(tree._items["fence2"])
    tree.set_cameras([replace(row, state="live") for row in ROWS])
    assert not tree.tree.zones()[0].isExpanded()
    assert row_of(tree.tree.currentItem()) == replace(ROWS[2], state="live")
    tree.search.setText("lift")
    tree.set_cameras(ROWS)
    assert tree.found() == ["lift"]


def test_a_zones_line_says_how_many_of_its_cameras_are_in_trouble(tree: CameraTree) -> None:
    assert camera_row.standing(7, 0) == "7"
    assert camera_row.standing(7, 2) == "2 of 7 in trouble"


def test_states_differ_in_shape_or_hollowness_and_in_word() -> None:
    assert len({camera_row.word(state) for state in STATES}) == len(STATES)
    marks = [camera_row.MARKS[state] for state in STATES]
    assert len(set(marks)) == len(marks)


def test_states_are_told_apart_on_screen_and_by_those_who_hear_it(tree: CameraTree) -> None:
    pictures = []
    for state in STATES:
        tree.update_state("gate", state)
        QApplication.processEvents()
        rect = tree.tree.visualItemRect(tree._items["gate"])
        pictures.append(tree.tree.viewport().grab(rect).toImage())
        said = tree._items["gate"].data(0, Qt.ItemDataRole.AccessibleTextRole)
        assert said == f"1 北门, {camera_row.word(state)}"
    assert all(one != other for one, other in combinations(pictures, 2))


def test_an_unknown_camera_is_passed_over(tree: CameraTree) -> None:
    tree.update_state("nobody", "lost")
    assert tree.found() == ["gate", "fence1", "fence2", "lift"]


def test_an_alarm_is_marked(tree: CameraTree) -> None:
    place = tree.tree.visualItemRect(tree._items["gate"])
    before = tree.tree.viewport().grab(place).toImage()
    tree.set_cameras([replace(ROWS[0], alarm=True), *ROWS[1:]])
    QApplication.processEvents()
    assert tree.tree.viewport().grab(place).toImage() != before


def test_rows_are_targets_for_a_hand_and_nothing_scrolls_sideways(tree: CameraTree) -> None:
    assert all(tree.tree.visualItemRect(item).height() >= 32 for item in tree.tree.camera_items())
    assert tree.tree.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff


def test_a_name_too_long_gives_way_to_the_state(qtbot: QtBot) -> None:
    tree = camera_tree("en")
    qtbot.addWidget(tree)
    tree.set_cameras([CameraRow("c", 7, "A name much longer than the panel is wide", "z", "Z", "lost", alarm=True)])
    tree.resize(240, 200)
    with qtbot.waitExposed(tree):
        tree.show()
    rect = tree.tree.visualItemRect(tree._items["c"])
    picture = tree.tree.viewport().grab(rect).toImage()
    orange = QColor("#F0930F")
    right = [picture.pixelColor(x, y) for x in range(rect.width() - 60, rect.width() - 10) for y in range(8, 24)]
    assert any(abs(c.red() - orange.red()) + abs(c.green() - orange.green()) < 40 for c in right)
    assert rect.topLeft().x() == QPoint(0, 0).x()
