"""What cannot be loaded is replaced by motion, with the reason."""

from pathlib import Path

import pytest

from tests.fakes.tiny_model import tiny_model
from video.detect.fingerprint import fingerprint
from video.detect.loading import load, load_exactly, load_fire, model_name
from video.detect.model import DetectError, ModelChoice
from video.detect.openvino_backend import pick_device
from video.detect.threads import inference_threads
from video.detect.yolo import wanted_labels


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    folder = tmp_path / "broken_openvino_model"
    folder.mkdir()
    (folder / "broken.xml").write_text("<net name='x' version='11'><layers>")
    (folder / "broken.bin").write_bytes(b"\0" * 64)
    return folder


def test_no_model_is_motion_and_says_so() -> None:
    loaded = load(ModelChoice())
    assert (loaded.backend.engine, loaded.degraded, loaded.code) == ("motion", True, "no_model")


def test_a_missing_model_is_motion_and_says_so(tmp_path: Path) -> None:
    loaded = load(ModelChoice(tmp_path / "none.onnx"))
    assert (loaded.backend.engine, loaded.degraded, loaded.code) == ("motion", True, "model_missing")


def test_a_corrupt_model_is_motion_and_says_so(broken: Path) -> None:
    loaded = load(ModelChoice(broken))
    assert (loaded.backend.engine, loaded.degraded, loaded.code) == ("motion", True, "model_corrupt")


def test_a_model_of_fire_runs_on_another_device_when_its_own_is_absent_and_not_at_all_when_broken(
    tmp_path: Path, broken: Path
) -> None:
    fire = tiny_model(tmp_path / "hearth_openvino_model", names=("smoke", "fire"))
    loaded = load_fire(ModelChoice(fire=fire, device="no-such-device"))
    assert loaded is not None
    assert (loaded.backend.engine, loaded.model, loaded.code) == ("openvino", "hearth", "device_missing")
    loaded.backend.close()
    assert load_fire(ModelChoice(fire=broken)) is None
    assert load_fire(ModelChoice()) is None


def test_an_empty_folder_is_no_model(tmp_path: Path) -> None:
    assert load(ModelChoice(tmp_path)).code == "model_missing"


def test_other_weights_than_those_listed_are_refused(broken: Path) -> None:
    with pytest.raises(DetectError, match="model_changed"):
        load_exactly(ModelChoice(broken, sha256="0" * 64))
    with pytest.raises(DetectError, match="model_corrupt"):
        load_exactly(ModelChoice(broken, sha256=fingerprint(broken).upper()))


def test_a_fingerprint_covers_names_and_contents(broken: Path) -> None:
    before = fingerprint(broken)
    (broken / "broken.bin").rename(broken / "other.bin")
    renamed = fingerprint(broken)
    (broken / "other.bin").write_bytes(b"\1" * 64)
    assert len({before, renamed, fingerprint(broken)}) == 3


def test_names_are_short() -> None:
    assert model_name(ModelChoice(Path("/a/yolo11n_int8_openvino_model"))) == "yolo11n_int8"
    assert model_name(ModelChoice(Path("/a/fire.onnx"))) == "fire"
    assert model_name(ModelChoice()) == ""


def test_devices_are_found_or_said() -> None:
    assert pick_device("auto", ["CPU"]) == "CPU"
    assert pick_device("auto", ["CPU", "GPU.0"]) == "GPU.0"
    assert pick_device("npu", ["CPU", "NPU"]) == "NPU"
    with pytest.raises(DetectError, match="device_missing"):
        pick_device("GPU", ["CPU"])


def test_labels_become_numbers() -> None:
    assert wanted_labels((), ("a", "b")) is None
    assert wanted_labels(("b", "x"), ("a", "b")) == (1,)
    assert wanted_labels(("x",), ("a", "b")) == ()


def test_half_of_the_cores_are_left_to_the_wall() -> None:
    assert [inference_threads(0, cores) for cores in (1, 2, 8)] == [1, 1, 4]
    assert inference_threads(3, 2) == 3
