"""What the end-to-end tests share: cameras in their own process, and a desktop that is tidied up afterwards."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.bootstrap import Desktop
from app.people import accounts
from app.people.passwords import Hasher
from tests.end_to_end.driving import Post
from tests.fakes.people import CHEAP
from tests.fakes.rtsp_process import RtspProcess
from tests.fakes.small_station import load, site_text


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords cost next to nothing here; what they cost in earnest is tested where they are made."""
    monkeypatch.setattr(accounts, "Hasher", lambda: Hasher(CHEAP))


@pytest.fixture
def cameras() -> Iterator[RtspProcess]:
    server = RtspProcess(("c1", "c2", "c3"))
    server.start()
    yield server
    server.kill()


@pytest.fixture
def desktop(qapp: QApplication) -> Iterator[Desktop]:
    sheet, palette, font = qapp.styleSheet(), qapp.palette(), qapp.font()
    made = Desktop()
    yield made
    made.translations.clear()
    qapp.setStyleSheet(sheet)
    qapp.setPalette(palette)
    qapp.setFont(font)


@pytest.fixture
def post(desktop: Desktop, cameras: RtspProcess, tmp_path: Path) -> Iterator[Post]:
    made = Post(desktop, load(tmp_path, site_text(cameras)), tmp_path / "data")
    yield made
    made.stop()


@pytest.fixture
def make_post(desktop: Desktop, tmp_path: Path) -> Iterator[Callable[[str], Post]]:
    made: list[Post] = []

    def make(text: str) -> Post:
        made.append(Post(desktop, load(tmp_path, text), tmp_path / "data"))
        return made[-1]

    yield make
    for one in made:
        one.stop()
