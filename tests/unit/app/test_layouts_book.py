"""Layouts are documents that never change; editing one place moves no other; everything can be taken back."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.layouts import FREE, NAMED, Layout, LayoutBook, Place, from_json, reconcile, site_layouts
from app.site_document import Camera, SiteDocument, SiteInfo
from app.site_document import Layout as SiteLayout

CAMERAS = [f"cam{number:02d}" for number in range(1, 13)]
names = st.sampled_from(CAMERAS)


@given(
    st.sampled_from(NAMED),
    st.lists(st.sampled_from([*CAMERAS, ""]), max_size=20, unique=True),
    st.sets(st.integers(0, 63), max_size=3),
)
def test_every_camera_has_exactly_one_place_somewhere(named: str, own: list[str], spots: set[int]) -> None:
    layout = Layout("a", arrangement=named)
    for place in sorted(spots):
        layout = layout.with_spot(CAMERAS, place, True)
    for place, camera in enumerate(own):
        layout = layout.dropped(CAMERAS, 0, place, camera)
    pages = layout.pages(CAMERAS)
    shown = [camera for page in pages for camera in page if camera]
    assert all(len(page) == int(named) for page in pages)
    if len(layout.spots) < layout.places:
        assert sorted(shown) == CAMERAS
    assert not any(page[spot] for page in pages for spot in layout.spots)


@given(st.sampled_from(["4", "6", "9"]), st.integers(0, 2), st.integers(0, 8), names)
def test_dropping_a_camera_moves_no_other_than_the_one_whose_place_it_takes(
    named: str, page: int, place: int, camera: str
) -> None:
    layout = Layout("a", arrangement=named)
    before = [one for row in layout.pages(CAMERAS) for one in row]
    if page >= len(layout.pages(CAMERAS)) or place >= layout.places:
        return
    after = [one for row in layout.dropped(CAMERAS, page, place, camera).pages(CAMERAS) for one in row]
    at = page * layout.places + place
    assert after[at] == camera
    shown = layout.places * (page + 1)
    moved = {index for index in range(shown) if before[index] != after[index]}
    assert moved <= {at, before.index(camera)}


def test_two_places_change_their_cameras() -> None:
    layout = Layout("a", arrangement="4", cameras=("cam01", "cam02", "cam03", "cam04"))
    assert layout.swapped(CAMERAS, 0, 0, 3).cameras == ("cam04", "cam02", "cam03", "cam01")


def test_a_spot_has_no_camera_of_its_own_and_its_camera_moves_on() -> None:
    layout = Layout("a", arrangement="4").with_spot(CAMERAS, 0, True)
    assert layout.pages(CAMERAS)[0] == ("", "cam02", "cam03", "cam04")
    assert "cam01" in layout.pages(CAMERAS)[1]
    assert layout.with_spot(CAMERAS, 0, False).pages(CAMERAS)[0][1] == "cam02"


def test_a_camera_that_left_the_site_leaves_its_place_empty_and_comes_back_to_it() -> None:
    layout = Layout("a", arrangement="4", cameras=("cam01", "gone", "cam03", "cam04"))
    assert layout.pages(CAMERAS)[0] == ("cam01", "", "cam03", "cam04")
    edited = layout.swapped(CAMERAS, 0, 0, 2)
    assert edited.pages([*CAMERAS, "gone"])[0] == ("cam03", "gone", "cam01", "cam04")


def test_fewer_cameras_than_places_leave_places_empty() -> None:
    for named in ("25", "36", "64"):
        (page,) = Layout("a", arrangement=named).pages(CAMERAS)
        assert list(page) == CAMERAS + [""] * (int(named) - 12)


def test_a_document_comes_back_as_it_was_and_a_damaged_one_costs_only_itself() -> None:
    free = Layout("a", 3, "甲", "A", FREE, (Place(0, 0, 0.5, 1), Place(0.5, 0, 0.5, 1)), ("cam01",), (1,), "guard")
    assert from_json(json.loads(json.dumps(free.to_json()))) == free
    others: list[Any] = [None, [], {"id": "a"}, free.to_json() | {"arrangement": "5"}, free.to_json() | {"free": []}]
    for damaged in others:
        assert from_json(damaged) is None


def test_every_change_is_a_new_version_and_can_be_taken_back() -> None:
    told: list[tuple[str, int]] = []
    book = LayoutBook(changed=lambda new: told.extend((one.id, one.version) for one in new))
    first = book.add(Layout("a", arrangement="4"))
    second = book.edit(replace(first, name="Gates", by="guard"))
    assert (first.version, second.version) == (1, 2)
    assert first.name == ""
    assert book.undo()
    assert book.get("a") == first
    third = book.edit(replace(first, name="Doors", by="guard"))
    assert third.version == 3
    assert told == [("a", 1), ("a", 2), ("a", 3)]
    assert book.edit(third) is third
    book.add(Layout("a", arrangement="9"))
    assert [one.id for one in book.shelf] == ["a", "a-1"]
    assert book.remove("a")
    assert not book.remove("a-1")
    assert book.undo()
    assert book.get("a") == third
    book.move("a", 1)
    assert [one.id for one in book.shelf] == ["a-1", "a"]
    with pytest.raises(KeyError):
        book.edit(Layout("unknown"))


def site(*given: SiteLayout, cameras: int = 12) -> SiteDocument:
    return SiteDocument(
        site=SiteInfo(id="s", name="S"),
        camera=tuple(Camera(id=f"cam{n:02d}", name="C", sub="rtsp://127.0.0.1/s") for n in range(1, cameras + 1)),
        layout=given,
    )


@pytest.mark.parametrize(("cameras", "first"), [(1, "1"), (3, "4"), (12, "16"), (17, "25"), (30, "36"), (90, "64")])
def test_a_site_without_layouts_starts_with_the_grid_that_fits(cameras: int, first: str) -> None:
    assert site_layouts(site(cameras=cameras))[0].arrangement == first


def test_the_site_documents_layouts_start_the_book_and_never_undo_a_guards_work() -> None:
    gates = SiteLayout(id="gates", name="门", tiles=4, cameras=("cam01",))
    doors = SiteLayout(id="doors", name="出", tiles=9)
    book = LayoutBook()
    seen = reconcile(book, site_layouts(site(gates, doors)), {})
    assert [one.id for one in book.shelf] == ["gates", "doors"]
    book.remove("doors")
    mine = book.edit(replace(book.shelf[0], name="Mine", by="guard"))
    newer = gates.model_copy(update={"tiles": 16})
    seen = reconcile(book, site_layouts(site(newer, doors)), seen)
    assert book.shelf == (mine,)
    fresh = LayoutBook()
    known = reconcile(fresh, site_layouts(site(gates)), {})
    reconcile(fresh, site_layouts(site(newer)), known)
    assert [(one.arrangement, one.version) for one in fresh.shelf] == [("16", 2)]
