"""Cameras and guidance are inherited; what the site document gives the alarm core and the detector."""

import json
from pathlib import Path

import pytest

from alarms.model import Priority
from app.services.alarm_site import alarm_site
from app.services.detection_rules import detection_rules, model_choice
from app.services.places import Places
from app.settings import load_site
from app.site_document import SiteDocument
from tests.fakes.small_station import site_text

MORE = """
[[zone]]
id = "corner"
name = "角"
name_en = "Corner"
parent = "fence"
[[camera]]
id = "k1"
number = 7
name = "角机"
name_en = "Corner camera"
zone = "corner"
sub = "rtsp://127.0.0.1:9/k1"
[[device]]
id = "own"
name = "本机"
zone = "fence"
kind = "station"
[[point]]
id = "walk"
device = "own"
class = "intrusion"
channel = "R1"
name = "越线"
zone = "corner"
cameras = ["k1"]
guidance = "walk"
priority = 1
[[guidance]]
id = "walk"
text = "查"
[[rule]]
id = "r1"
camera = "k1"
polygon = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]]
point = "walk"
"""


@pytest.fixture
def site(tmp_path: Path) -> SiteDocument:
    path = tmp_path / "site.toml"
    text = site_text(None, more=MORE).replace("cameras = []\nguidance", 'cameras = ["k1"]\nguidance')
    path.write_text(text, encoding="utf-8")
    loaded = load_site(path)
    assert loaded.problems == ()
    return loaded.site


def test_cameras_and_guidance_come_from_the_nearest_place_that_has_any(site: SiteDocument) -> None:
    places = Places(site)
    assert places.cameras_for("fence-z01", "corner") == ("k1",)
    assert places.cameras_for("", "nowhere") == ()
    inherited, own = places.guidance_for("", "corner", "perimeter"), places.guidance_for("walk", "fence")
    assert (inherited.id, own.id) == ("fence", "walk")
    assert places.guidance_for("", "lobby").id == "usual"


def test_names_follow_the_language_and_fall_back_to_the_id(site: SiteDocument) -> None:
    places = Places(site)
    assert (places.zone_name("corner", "zh_CN"), places.zone_name("corner", "en")) == ("角", "Corner")
    assert places.point_name("unlisted", "en") == "unlisted"
    assert places.camera_by_number(7) == "k1"
    assert places.camera_by_number(8) is None


@pytest.mark.parametrize(
    ("point", "name"),
    [
        ("zone/corner/cameras", "Corner"),
        ("fence1/fault/psu", "围栏主机 psu"),
        ("fence1/device", "围栏主机"),
        ("stranger/fault/psu", "stranger/fault/psu"),
    ],
)
def test_a_point_that_is_not_listed_is_called_by_its_device_or_zone(site: SiteDocument, point: str, name: str) -> None:
    assert Places(site).point_name(point, "en") == name


def test_every_camera_is_a_point_and_own_points_belong_to_the_station(site: SiteDocument) -> None:
    core = alarm_site(site)
    lost = core.point("s1", "camera", "k1")
    assert (lost.id, lost.zone, lost.priority, lost.latching) == ("k1", "corner", Priority.P3, False)
    walk = core.point("s1", "intrusion", "R1")
    assert (walk.id, walk.priority) == ("walk", Priority.P1)
    assert core.point("fence1", "perimeter", "Z01").zone == "fence"
    assert not core.knows("own")
    assert str(core.timezone) == "Asia/Shanghai"


def test_rules_belong_to_their_camera(site: SiteDocument) -> None:
    (rule,) = detection_rules(site.rules)["k1"]
    assert (rule.id, rule.classes, len(rule.polygon)) == ("r1", ("person",), 3)


def test_the_model_is_the_named_one_else_the_stations_first_else_none(site: SiteDocument, tmp_path: Path) -> None:
    detection = site.detection
    assert model_choice(detection, tmp_path / "models").path is None
    (tmp_path / "models" / "b_openvino").mkdir(parents=True)
    (tmp_path / "models" / "a.onnx").touch()
    assert model_choice(detection, tmp_path / "models").path == tmp_path / "models" / "a.onnx"
    named = detection.model_copy(update={"model": "b_openvino"})
    assert model_choice(named, tmp_path / "models").path == tmp_path / "models" / "b_openvino"


def test_fire_has_a_model_of_its_own_named_or_the_first_that_knows_it(site: SiteDocument, tmp_path: Path) -> None:
    detection, models = site.detection, tmp_path / "models"
    assert model_choice(detection, models).fire is None
    models.mkdir()
    rows = [("people", ["person"]), ("hearth", ["smoke", "fire"])]
    listed = [{"name": name, "file": name + ".onnx", "sha256": name, "classes": known} for name, known in rows]
    (models / "models.json").write_text(json.dumps({"schema": 1, "models": listed}), "utf-8")
    choice = model_choice(detection, models)
    assert (choice.path, choice.sha256) == (models / "people.onnx", "people")
    assert (choice.fire, choice.fire_sha256) == (models / "hearth.onnx", "hearth")
    named = detection.model_copy(update={"fire_model": "other.onnx"})
    assert model_choice(named, models).fire == models / "other.onnx"


def test_a_camera_without_a_stream_is_never_called_up(site: SiteDocument) -> None:
    mute = tuple(
        camera.model_copy(update={"sub": "", "main": ""}) if camera.id == "k1" else camera for camera in site.cameras
    )
    places = Places(site.model_copy(update={"cameras": mute}))
    assert not places.streams("k1")
    assert "k1" not in places.cameras_for("walk", "corner")
    assert places.camera_by_number(7) is None
    assert places.camera_name("k1", "en") == "Corner camera"
