"""[camera.ptz] of the site document: read, checked, each mistake told at its line and costing no more than itself."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.settings import LoadResult, load_site
from app.site_ptz import Ptz, address_of

HEAD = """schema = 1
[site]
id = "s"
name = "小区"
[[zone]]
id = "east"
name = "东"
[[camera]]
id = "dome"
name = "球机"
sub = "rtsp://192.168.1.20:554/sub"
"""
Load = Callable[[str], LoadResult]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    def loader(text: str, head: str = HEAD) -> LoadResult:
        path = tmp_path / "site.toml"
        path.write_text(head + text, encoding="utf-8")
        return load_site(path)

    return loader


def ptz_of(result: LoadResult) -> Ptz:
    found = result.site.cameras[0].ptz
    assert found is not None
    return found


GOOD = """[camera.ptz]
username = "onvif"
password = "env:DOME"
presets = [{ number = 1, token = "Preset001", name = "门", name_en = "Gate" }, { number = 2, name = "角" }]
home = 2
call_ups = [{ zone = "east", preset = 2 }]
afterwards = "home"
"""


def test_a_camera_that_turns(load: Load) -> None:
    result = load(GOOD)
    assert result.problems == ()
    ptz = ptz_of(result)
    gate = ptz.preset(1)
    assert gate is not None
    assert (gate.label("en"), gate.token, ptz.preset(9)) == ("Gate", "Preset001", None)
    assert address_of(ptz, "rtsp://192.168.1.20:554/sub") == "http://192.168.1.20:80/onvif/device_service"
    assert repr(ptz.password) == "Secret('env:DOME')"


def test_an_address_is_taken_as_given_or_from_the_streams(load: Load) -> None:
    assert address_of(Ptz(port=8080), "", "rtsps://[fe80::1]/x") == "http://[fe80::1]:8080/onvif/device_service"
    assert address_of(Ptz(address="https://cam/x"), "rtsp://other/") == "https://cam/x"
    assert address_of(Ptz(), "test:", "file:/x.mp4") == ""


@pytest.mark.parametrize(
    ("text", "code", "line", "words"),
    [
        ('[camera.ptz]\naddress = "rtsp://h/x"', "bad_onvif_address", 13, "device_service"),
        ('[camera.ptz]\naddress = "http://me:secret@h/x"', "bad_onvif_address", 13, "device_service"),
        ("[camera.ptz]\nport = 0", "out_of_range", 13, "1 or more"),
        ('[camera.ptz]\nadress = ""', "unknown_key", 13, "address"),
        ('[camera.ptz]\nafterwards = "away"', "not_one_of", 13, "back"),
        ('[camera.ptz]\npresets = [{ number = 10, name = "x" }]', "out_of_range", 13, "9 or less"),
        (
            '[camera.ptz]\npresets = [{ number = 1, name = "x" }, { number = 1, name = "y" }]',
            "ptz_number_twice",
            13,
            "digit",
        ),
        ('[camera.ptz]\nhome = 3\npresets = [{ number = 1, name = "x" }]', "ptz_no_preset", 13, "one of: 1"),
        ("[camera.ptz]\ncall_ups = [{ preset = 1 }]", "ptz_place", 13, "zone ="),
        ('[camera.ptz]\n[[camera.ptz.call_ups]]\nzone = "esat"\npreset = 1', "unknown_reference", 14, '"east"'),
        ('[camera.ptz]\ncall_ups = [{ point = "p1", preset = 1 }]', "unknown_reference", 13, "take the name out"),
        (
            '[camera.ptz]\npresets = [{ number = 1, name = "x" }]\ncall_ups = [{ zone = "east", preset = 2 }]',
            "ptz_no_preset",
            14,
            "one of: 1",
        ),
    ],
)
def test_a_mistake_is_told_at_its_line_and_leaves_the_camera_turning(
    load: Load, text: str, code: str, line: int, words: str
) -> None:
    result = load(text)
    (problem,) = result.problems
    assert (problem.code, problem.line) == (code, line)
    assert words in problem.fix
    assert problem.told("zh_CN")[2] != problem.fix
    assert "secret" not in problem.line_of_text("en")
    assert result.site.cameras[0].ptz is not None


def test_one_bad_line_leaves_the_others(load: Load) -> None:
    ptz = ptz_of(load(GOOD.replace('{ zone = "east", preset = 2 }', '{ preset = 1 }, { zone = "east", preset = 1 }')))
    assert [(one.zone, one.preset) for one in ptz.call_ups] == [("east", 1)]
    assert (ptz.home, len(ptz.presets)) == (2, 2)


def test_without_any_host_it_cannot_be_turned(load: Load) -> None:
    result = load("[camera.ptz]\nhome = 1", HEAD.replace("rtsp://192.168.1.20:554/sub", "test:1"))  # type: ignore[call-arg]
    assert [(one.code, one.line) for one in result.problems] == [("ptz_no_address", 12)]
    assert result.site.cameras[0].ptz is None
