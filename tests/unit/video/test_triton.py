"""Models on an inference server: the bytes on the wire, what comes back, and what is said when it does not."""

import queue
from collections.abc import Iterator

import numpy as np
import pytest

from tests.fakes.inference_server import InferenceServer
from video.detect import triton_backend
from video.detect.backend import Backend, Job
from video.detect.loading import load, load_exactly, model_name
from video.detect.model import DetectError, EngineName, ModelChoice

#: Two candidates over one another (a person), a car, and nothing.
OUTPUT = np.zeros((1, 6, 8), np.float32)
OUTPUT[0, :, 0] = (32, 32, 16, 32, 0.9, 0.0)
OUTPUT[0, :, 1] = (33, 32, 16, 32, 0.6, 0.0)
OUTPUT[0, :, 2] = (16, 40, 16, 8, 0.0, 0.8)


@pytest.fixture
def server() -> Iterator[InferenceServer]:
    made = InferenceServer(OUTPUT)
    made.start()
    yield made
    made.stop()


def ask(backend: Backend, *pictures: np.ndarray) -> list[Job]:
    done: queue.SimpleQueue[Job] = queue.SimpleQueue()
    jobs = [Job("gate", picture) for picture in pictures]
    for job in jobs:
        backend.submit(job, done.put)
    for _ in jobs:
        done.get(timeout=60)
    return jobs


def test_a_picture_goes_as_the_model_wants_it_and_its_boxes_come_back(server: InferenceServer) -> None:
    backend = load_exactly(ModelChoice(url=server.url))
    assert (backend.engine, backend.device, backend.classes) == (EngineName.TRITON, "127.0.0.1", ("person", "car"))
    picture = np.zeros((32, 64, 3), np.uint8)
    picture[:, :, 2] = 255  # red, in BGR
    (job,) = ask(backend, picture)
    backend.close()
    (sent,) = server.pictures
    assert sent.shape == (1, 3, 64, 64)
    assert (sent[0, 0, 32, 32], sent[0, 1, 32, 32], sent[0, 2, 32, 32]) == (1.0, 0.0, 0.0)
    assert sent[0, 0, 0, 0] == pytest.approx(114 / 255)
    person, car = job.boxes
    assert (person.label, person.confidence) == ("person", pytest.approx(0.9))
    assert (person.left, person.top, person.right, person.bottom) == pytest.approx((24 / 64, 0.0, 40 / 64, 1.0))
    assert (car.label, car.top, car.bottom) == ("car", pytest.approx(20 / 32), pytest.approx(28 / 32))


@pytest.mark.parametrize(("datatype", "binary"), [("FP16", True), ("FP32", False)])
def test_half_numbers_and_answers_in_words(server: InferenceServer, datatype: str, binary: bool) -> None:
    server.datatype, server.binary = datatype, binary
    backend = load_exactly(ModelChoice(url=server.url, classes=("car",)))
    jobs = ask(backend, *[np.zeros((64, 64, 3), np.uint8)] * 20)
    backend.close()
    assert [[box.label for box in job.boxes] for job in jobs] == [["car"]] * 20


def test_a_quick_server_is_given_more_at_once_and_a_slow_one_less(
    server: InferenceServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    backend = load_exactly(ModelChoice(url=server.url))
    assert backend.capacity == 2
    picture = np.zeros((64, 64, 3), np.uint8)
    monkeypatch.setattr(triton_backend, "_SOON_S", 60.0)
    monkeypatch.setattr(triton_backend, "_LATE_S", 60.0)
    ask(backend, *[picture] * 12)
    assert backend.capacity == 8
    monkeypatch.setattr(triton_backend, "_SOON_S", 0.0)
    monkeypatch.setattr(triton_backend, "_LATE_S", 0.0)
    ask(backend, *[picture] * 12)
    assert backend.capacity == 1
    assert [job.error for job in ask(backend, picture)] == [""]
    backend.close()


def test_a_server_that_went_away_is_an_error_and_its_return_is_none(server: InferenceServer) -> None:
    backend = load_exactly(ModelChoice(url=server.url))
    picture = np.zeros((64, 64, 3), np.uint8)
    assert ask(backend, picture)[0].error == ""
    server.refuse = True
    assert ask(backend, picture)[0].error != ""
    server.refuse = False
    assert len(ask(backend, picture)[0].boxes) == 2
    backend.close()


def test_what_cannot_be_had_is_motion_and_says_why(server: InferenceServer) -> None:
    def code(url: str) -> str:
        loaded = load(ModelChoice(url=url))
        assert loaded.backend.engine is EngineName.MOTION
        return loaded.code

    assert code(server.url.replace("people", "nobody")) == "model_missing"
    server.metadata = ""
    assert code(server.url) == "model_classes"
    server.metadata = "{'names': {0: 'cat'}, 'task': 'segment'}"
    assert code(server.url) == "model_unsupported"
    server.stop()
    assert code(server.url) == "server_missing"


def test_addresses(server: InferenceServer) -> None:
    assert model_name(ModelChoice(url=server.url)) == "people"
    with pytest.raises(DetectError, match="model_missing"):
        load_exactly(ModelChoice(url="http://127.0.0.1:1/"))
    backend = load_exactly(ModelChoice(url=server.url.replace("/people", "/v2/models/people/")))
    backend.close()
