"""A site document with mistakes: the wall starts with what is good, and says what was left out."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.bootstrap import Desktop
from app.pages.health_content import words
from app.services.health import Level
from app.settings import load_site
from tests.end_to_end.driving import Post, live_cameras, part, until
from tests.fakes.rtsp_process import RtspProcess
from tests.fakes.small_station import site_text
from video.model import Credentials
from video.rtsp.server import RtspServer
from video.rtsp.server_thread import RtspServerThread
from widgets import tile_words

BAD = """
[[camera]]
id = "c9"
name = "c9"
number = 9
colour = "red"
zone = "nowhere"
[[camera]]
id = "c8"
number = 8
name = "c8"
zone = "lobby"
sub = "{guarded}"
username = "guard"
password = "env:NO_SUCH_VARIABLE_HERE"
"""


@pytest.fixture
def guarded() -> Iterator[str]:
    """The address of a camera that asks for a password."""
    server = RtspServer(Credentials("guard", "secret"))
    with RtspServerThread(server):
        yield server.url("c8/sub")


@pytest.fixture
def post(desktop: Desktop, cameras: RtspProcess, guarded: str, tmp_path: Path) -> Iterator[Post]:
    path = tmp_path / "site.toml"
    path.write_text(site_text(cameras, more=BAD.format(guarded=guarded)), encoding="utf-8")
    loaded = load_site(path)
    assert loaded.problems
    made = Post(desktop, loaded, tmp_path / "data")
    yield made
    made.stop()


def test_the_wall_starts_with_what_is_good_and_health_names_what_is_not(post: Post) -> None:
    station = post.station
    until("the good cameras live", lambda: live_cameras(station) == {"c1", "c2", "c3"})
    until("the wall painted", lambda: all(post.paints(f"live:{one}") for one in ("c1", "c2", "c3")))
    status = part(station, "site")
    assert status.level is Level.DEGRADED
    assert "camera" in words(status)[0]
    assert status.detail["count"] == len(station.problems) + 1
    cameras = part(station, "cameras")
    assert cameras.level is Level.DEGRADED
    assert cameras.detail["missing"] == "c9, c8"


def test_a_password_that_cannot_be_read_is_told_apart_from_one_that_is_wrong(post: Post) -> None:
    def told() -> str:
        states = post.station.cameras.stream_states()
        return "".join(tile_words.reason(state) for state in states if state.camera == "c8")

    until("its tile says so", lambda: "--self-check" in told())
