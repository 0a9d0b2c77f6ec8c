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
sub = "rtsp://127.0.0.1:9/c8/sub"
username = "guard"
password = "env:NO_SUCH_VARIABLE_HERE"
"""


@pytest.fixture
def post(desktop: Desktop, cameras: RtspProcess, tmp_path: Path) -> Iterator[Post]:
    path = tmp_path / "site.toml"
    path.write_text(site_text(cameras, more=BAD), encoding="utf-8")
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
