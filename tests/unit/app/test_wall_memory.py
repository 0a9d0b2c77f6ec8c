"""What is remembered of the walls survives a restart, in the station's real database."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.services.layouts import Layout
from app.services.screens import WindowMemory
from app.services.tours import Stop, Tour
from app.services.wall_memory import WallMemory
from app.services.wall_plan import WallChoice
from app.site_document import Camera, SiteDocument, SiteInfo
from app.site_document import Layout as SiteLayout
from app.store.database import StationDatabase
from app.store.remembered import Remembered
from tests.fakes.clock import FakeClock

Open = Callable[[], WallMemory]

SITE = SiteDocument(
    site=SiteInfo(id="s", name="S"),
    camera=(Camera(id="cam01", name="C", sub="rtsp://127.0.0.1/s"),),
    layout=(SiteLayout(id="gates", name="G", tiles=4, cameras=("cam01",)), SiteLayout(id="doors", name="D", tiles=9)),
)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[StationDatabase]:
    made = StationDatabase(tmp_path / "station.sqlite")
    yield made
    made.close()


@pytest.fixture
def reopen(database: StationDatabase) -> Iterator[Open]:
    opened: list[WallMemory] = []
    failures: list[BaseException] = []

    def make() -> WallMemory:
        if opened:
            opened[-1].close()
        opened.append(WallMemory(Remembered(database, FakeClock(), "wall/"), SITE, failures.append))
        opened[-1].load()
        return opened[-1]

    yield make
    opened[-1].close()
    assert failures == []


def test_layouts_tours_windows_and_the_call_ups_window_come_back(reopen: Open) -> None:
    memory = reopen()
    assert [one.id for one in memory.book.shelf] == ["gates", "doors"]
    mine = memory.book.edit(replace(memory.book.shelf[0], name="Mine", by="guard"))
    memory.book.remove("doors")
    added = memory.book.add(Layout("", arrangement="36"))
    tour = Tour("t", "Round", (Stop("layout", "gates", 20), Stop("camera", "cam01", 5)))
    memory.keep_tours([tour])
    window = WindowMemory("w2", "DEL|U2720|123", "Dell", WallChoice("gates", 1, "cam01"), ("cam01",))
    memory.keep_window(window)
    memory.keep_window(WindowMemory("w3"))
    memory.forget_window("w3")
    memory.keep_call_up("w2")
    again = reopen()
    assert again.book.shelf == (mine, added)
    assert again.tours == (tour,)
    assert again.windows == {"w2": window}
    assert again.call_up == "w2"
    assert not again.book.undo()


def test_a_version_is_never_written_twice_even_after_an_undo_and_a_restart(reopen: Open) -> None:
    memory = reopen()
    first = memory.book.shelf[0]
    memory.book.edit(replace(first, name="A", by="guard"))
    memory.book.undo()
    again = reopen()
    assert again.book.shelf[0] == first
    third = again.book.edit(replace(first, name="B", by="guard"))
    assert third.version == 3
    documents = Remembered(again._documents._database, FakeClock(), "wall/").read()  # type: ignore[attr-defined]
    again.settled().result(60)
    assert documents["layout/gates/2"]["name"] == "A"


def test_damaged_documents_cost_only_themselves(reopen: Open, database: StationDatabase) -> None:
    memory = reopen()
    memory.book.edit(replace(memory.book.shelf[1], name="Kept", by="guard"))
    memory.settled().result(60)
    damage: dict[str, Any] = {"layout/gates/1": 5, "tours": [7, {"id": 1}], "window/w2": [], "call_up": 3, "site": "x"}
    Remembered(database, FakeClock(), "wall/").write(damage)
    again = reopen()
    assert again.book.get("doors") is not None
    assert again.book.get("gates") is not None
    assert (again.tours, again.call_up, again.window("w2")) == ((), "main", WindowMemory("w2"))


def test_what_cannot_be_kept_is_told(database: StationDatabase) -> None:
    told: list[BaseException] = []

    class Broken(Remembered):
        def write(self, documents: Any) -> None:
            raise OSError("disk full")

    memory = WallMemory(Broken(database, FakeClock(), "wall/"), SITE, told.append)
    memory.load()
    memory.close()
    assert [str(error) for error in told] == ["disk full"]
