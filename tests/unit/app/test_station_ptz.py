"""The site document's cameras that turn become sources; how they stand becomes a line of the health page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from app import texts_ptz
from app.people.authorised import Authority
from app.people.rights import Person, Role
from app.services.health import Level
from app.services.ptz import PtzView
from app.settings import load_site
from app.site_document import Camera
from app.station_ptz import _source, hand_for, ptz_status
from video.model import Credentials
from video.onvif.model import PtzPhase

Load = Callable[[str], Camera]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    def loader(ptz: str) -> Camera:
        path = tmp_path / "site.toml"
        path.write_text(
            'schema = 1\n[site]\nid = "s"\nname = "s"\n[[camera]]\nid = "c"\nname = "c"\nusername = "view"\n'
            f'password = "seen"\nsub = "rtsp://10.0.0.5/s"\n[camera.ptz]\n{ptz}\n',
            encoding="utf-8",
        )
        loaded = load_site(path)
        assert loaded.problems == ()
        return loaded.site.cameras[0]

    return loader


def test_the_account_is_the_cameras_unless_onvif_has_its_own(load: Load) -> None:
    source = _source(load("port = 8000"))
    assert source.address.url == "http://10.0.0.5:8000/onvif/device_service"
    assert source.address.credentials == Credentials("view", "seen")
    own = _source(load('username = "onvif"\npassword = "turn"'))
    assert own.address.credentials == Credentials("onvif", "turn")
    assert "turn" not in repr(own)


def test_a_password_that_cannot_be_read_leaves_the_camera_refused(load: Load, caplog: pytest.LogCaptureFixture) -> None:
    source = _source(load('password = "env:WATCHROOM_NO_SUCH_PASSWORD"'))
    assert source.address.credentials is None
    assert "cannot be read" in caplog.text


class Service:
    """As much of the service as is judged."""

    def __init__(self, failures: dict[str, str]) -> None:
        self.cameras = ("c1", "c2", "c3")
        self._failures = failures

    def failures(self) -> dict[str, str]:
        return self._failures


def test_the_health_page_names_those_that_cannot_be_turned() -> None:
    good = ptz_status(Service({}))  # type: ignore[arg-type]
    assert (good.level, good.code) == (Level.GOOD, "all_turn")
    bad = ptz_status(Service({"c2": "timeout", "c3": "unauthorized"}))  # type: ignore[arg-type]
    assert (bad.level, bad.code) == (Level.DEGRADED, "some_lost")
    assert (bad.detail["turning"], bad.detail["cameras"], bad.detail["missing"]) == (1, 3, "c2, c3")


def test_the_hand_is_the_persons() -> None:
    boss = Person("a1", "wang", "Wang", Role.SUPERVISOR)
    assert hand_for(Authority(boss)).label == "Wang"
    assert hand_for(Authority(boss)).rank > hand_for(Authority(None, station="s1")).rank
    assert hand_for(Authority(None, station="s1")).person == "nobody@s1"


@pytest.mark.parametrize(
    ("view", "words"),
    [
        (PtzView("c"), "Connecting"),
        (PtzView("c", PtzPhase.FAILED, "unauthorized"), "refuses user name or password"),
        (PtzView("c", PtzPhase.READY, holder="Wang", left=12.2), "Wang has it for 12 s"),
        (PtzView("c", PtzPhase.READY, holder="nobody@s2", left=0.2), "station s2 has it for 1 s"),
        (PtzView("c", PtzPhase.READY, by_alarm=True, left=3), "alarm is turning"),
        (PtzView("c", PtzPhase.READY, holder="Li", mine=True, left=20), ""),
        (PtzView("c", PtzPhase.READY), ""),
    ],
)
def test_the_tile_says_what_keeps_it_from_turning(view: PtzView, words: str) -> None:
    said = texts_ptz.on_tile(view)
    assert (words in said) if words else said == ""
    assert texts_ptz.on_pad(view)


def test_each_code_has_words_of_its_own() -> None:
    codes = ("unreachable", "timeout", "ended", "unauthorized", "untrusted", "unsupported", "no_profile", "no_preset")
    told = {texts_ptz.reason(code) for code in (*codes, "refused", "protocol")}
    assert len(told) == 10
    assert "Wang" in texts_ptz.trouble("held", "Dome", "Wang", 3.0)
    assert "Press again" in texts_ptz.trouble("alarm", "Dome", "", 3.0)
    assert texts_ptz.trouble("timeout", "Dome", "", 0.0).startswith("Dome cannot be turned")
