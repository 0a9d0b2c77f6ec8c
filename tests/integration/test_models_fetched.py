"""Models are fetched from a real server, exported for real, and nothing is opened that is not what it should be."""

import hashlib
import json
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from app import cli
from tests.fakes.tiny_model import tiny_model
from video.detect.fetching import OFFERS, Offer, fetch, offered
from video.detect.model import DetectError, ModelChoice
from video.detect.registry import ModelRegistry


class Handler(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A server of a folder's files."""
    folder = tmp_path / "release"
    folder.mkdir()
    made = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
    made.daemon_threads = False
    thread = threading.Thread(target=made.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{made.server_address[1]}", folder
    made.shutdown()
    thread.join()
    made.server_close()


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def offer(server: tuple[str, Path], digest: str | None, pinned: str = "") -> Offer:
    address, folder = server
    (folder / "small.pt").write_bytes(b"weights" * 1000)
    page = {"assets": [{"name": "other.pt", "digest": "sha256:0"}, {"name": "small.pt", "digest": digest}]}
    (folder / "page.json").write_text(json.dumps(page))
    return Offer("small", f"{address}/small.pt", "AGPL-3.0", "", f"{address}/page.json", pinned)


RIGHT = sha256(b"weights" * 1000)


def test_what_the_page_publishes_or_a_pin_says_is_believed(server: tuple[str, Path], tmp_path: Path) -> None:
    heard: list[tuple[int, int]] = []
    made = fetch(offer(server, f"sha256:{RIGHT}"), tmp_path / "in", lambda done, whole: heard.append((done, whole)))
    assert made == tmp_path / "in" / "small.pt" and sha256(made.read_bytes()) == RIGHT
    assert heard[-1] == (7000, 7000)
    assert fetch(offer(server, None, RIGHT), tmp_path / "in2").exists()


@pytest.mark.parametrize(
    ("digest", "pinned", "code"),
    [
        (None, "", "hash_unknown"),
        ("md5:1", "", "hash_unknown"),
        (f"sha256:{'0' * 64}", "", "fetch_wrong"),
        (f"sha256:{RIGHT}", "1" * 64, "fetch_wrong"),
    ],
)
def test_anything_else_is_not_kept(
    server: tuple[str, Path], tmp_path: Path, digest: str | None, pinned: str, code: str
) -> None:
    with pytest.raises(DetectError, match=code):
        fetch(offer(server, digest, pinned), tmp_path / "in")
    assert not (tmp_path / "in").exists() or list((tmp_path / "in").iterdir()) == []


def test_no_server_no_file_and_no_web_are_said(server: tuple[str, Path], tmp_path: Path) -> None:
    def code(url: str) -> str:
        with pytest.raises(DetectError) as caught:
            fetch(Offer("x", url, "", "", sha256=RIGHT), tmp_path)
        assert "secret" not in str(caught.value)
        return caught.value.code

    assert code(f"{server[0]}/gone.pt") == code("http://guard:secret@127.0.0.1:1/x.pt") == "fetch_failed"
    assert code("file:///etc/passwd") == code("ftp://127.0.0.1/x.pt") == "fetch_failed"


def test_offers_have_a_licence_and_a_safe_address() -> None:
    assert {one.license for one in OFFERS} == {"AGPL-3.0"}
    assert all(one.url.startswith("https://") and one.releases.startswith("https://") for one in OFFERS)
    mirrored = offered("yolo11n", "http://10.0.0.1/yolo11n.pt")
    assert (mirrored.license, mirrored.releases) == ("AGPL-3.0", "")
    with pytest.raises(DetectError, match="model_unknown"):
        offered("nobody")


def test_the_command_fetches_and_lists(
    server: tuple[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WATCHROOM_HOME", str(tmp_path / "home"))
    address, folder = server
    onnx = _onnx(tmp_path, folder)
    fetched = ["models", "fetch", "people", "--url", f"{address}/people.onnx"]
    assert cli.run(fetched) == 2
    assert "--sha256" in capsys.readouterr().err
    assert cli.run([*fetched, "--sha256", "2" * 64]) == 2
    assert "not the file" in capsys.readouterr().err
    assert cli.run([*fetched, "--sha256", sha256(onnx), "--license", "CC0-1.0"]) == 0
    capsys.readouterr()
    assert cli.run(["models", "list", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    one = next(entry for entry in listed if entry["name"] == "people")
    assert (one["license"], one["classes"], one["sha256"]) == ("CC0-1.0", ["person", "car"], sha256(onnx))
    assert cli.run(["models", "fetch"]) == 0
    assert "yolo11n" in capsys.readouterr().out


def _onnx(tmp_path: Path, folder: Path) -> bytes:
    """A whole ONNX model, written by hand: openvino reads such files and writes none."""
    from tests.fakes.tiny_onnx import tiny_onnx

    data = tiny_onnx(("person", "car"))
    (folder / "people.onnx").write_bytes(data)
    return data


@pytest.mark.timeout(600)  # torch on a machine with much else to do
def test_a_model_is_exported_for_real_and_finds_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("ultralytics", reason="the AI pack is not installed")
    monkeypatch.setenv("WATCHROOM_HOME", str(tmp_path / "home"))
    from video import quiet

    quiet.settle()
    from ultralytics.models.yolo.model import YOLO

    made = tmp_path / "drawn.pt"
    YOLO("yolo11n.yaml", task="detect").save(str(made))
    assert cli.run(["models", "add", str(made), "--license", "AGPL-3.0-or-later"]) == 0
    assert cli.run(["models", "export", "drawn", "--format", "openvino", "--size", "64"]) == 0
    registry = ModelRegistry(tmp_path / "home")
    entry = registry.find("drawn-openvino")
    assert (len(entry.classes), entry.license) == (80, "AGPL-3.0-or-later")
    assert registry.choice("drawn-openvino").sha256 == entry.sha256
    trial = registry.test("drawn-openvino")
    assert trial.engine == "openvino" and trial.fps > 0
    assert registry.test("drawn", ModelChoice(device="cpu")).engine == "ultralytics"


def test_what_cannot_be_exported_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WATCHROOM_HOME", str(tmp_path / "home"))
    assert cli.run(["models", "add", str(tiny_model(tmp_path / "tiny"))]) == 0
    assert cli.run(["models", "export", "tiny"]) == 2
    assert "_" not in capsys.readouterr().err.split(":", 1)[1]
