"""Models on an inference server (NVIDIA Triton) by the KServe v2 protocol over HTTP, tensors in binary as Triton takes
them. Nothing but the standard library: sites that outgrow one machine need no AI pack at the station.

Source: kserve.github.io "Open Inference Protocol (V2)", and Triton's extension_binary_data.md.
"""

from __future__ import annotations

import http.client
import json
import logging
import queue
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote, urlsplit

import numpy as np

from video.detect.backend import Job
from video.detect.letterbox import Floats, Picture, letterbox
from video.detect.metadata import ModelFacts, facts_of_text
from video.detect.model import DetectError, EngineName, ModelChoice
from video.detect.yolo import Filter, decode, to_boxes, wanted_labels

log = logging.getLogger(__name__)
#: Pictures on their way at once, at first and at most: the server makes batches of what comes together.
_FIRST_REQUESTS, _REQUESTS = 2, 8
#: An answer within so long lets one picture more go, one that takes longer than the second one less.
_SOON_S, _LATE_S = 0.3, 1.0
_TIMEOUT_S = 5.0
_DEFAULT_SIDE = 640
_MOST_BYTES = 64 << 20
_TYPES = {"FP32": np.float32, "FP16": np.float16}
_Order = tuple[Job, Callable[[Job], None]]


class _Server:
    """One connection at a time to the model's address; made again when it broke."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._host, self._secure = parts.netloc.rpartition("@")[2], parts.scheme == "https"
        self._path = "/v2/models/" + "/".join(quote(part) for part in _model_path(parts.path))
        self._connection: http.client.HTTPConnection | None = None

    def ask(self, what: str, body: bytes | None = None, headers: Mapping[str, str] | None = None) -> tuple[bytes, int]:
        """Ask below the model's address: the answer's bytes, and how many of them are its JSON part (0: all).

        Raises OSError and http.client.HTTPException.
        """
        fresh = self._connection is None
        try:
            return self._ask(what, body, headers or {})
        except (OSError, http.client.HTTPException):
            self.close()
            if fresh:
                raise
        return self._ask(what, body, headers or {})  # the server had let go of a connection that rested

    def _ask(self, what: str, body: bytes | None, headers: Mapping[str, str]) -> tuple[bytes, int]:
        if self._connection is None:
            if self._secure:
                context = ssl.create_default_context()
                self._connection = http.client.HTTPSConnection(self._host, timeout=_TIMEOUT_S, context=context)
            else:
                self._connection = http.client.HTTPConnection(self._host, timeout=_TIMEOUT_S)
        self._connection.request("GET" if body is None else "POST", self._path + what, body, dict(headers))
        answer = self._connection.getresponse()
        data = answer.read(_MOST_BYTES)
        if answer.status != http.HTTPStatus.OK:
            raise http.client.HTTPException(f"status {answer.status}")
        return data, int(answer.headers.get("Inference-Header-Content-Length", 0))

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class _Window:
    """How many pictures may be on their way: a server that is slow, or serves many, must not be given more than it
    answers in time, for then all of it comes too late."""

    def __init__(self, most: int) -> None:
        self._most, self.size = most, min(_FIRST_REQUESTS, most)
        self._under_way = 0
        self._changed = threading.Condition()

    def enter(self) -> None:
        """Wait for room."""
        with self._changed:
            self._changed.wait_for(lambda: self._under_way < self.size)
            self._under_way += 1

    def leave(self, seconds: float) -> None:
        """One has come back, after so long."""
        with self._changed:
            self._under_way -= 1
            step = (seconds < _SOON_S) - (seconds > _LATE_S)
            self.size = min(max(1, self.size + step), self._most)
            self._changed.notify()


class TritonBackend:
    """Asks the server for several pictures at a time, each on a connection of its own.

    url: http(s)://host:port/model, or .../model/versions/n. Raises DetectError: "server_missing", "model_missing"
    (the server does not know it), "model_unsupported", "model_classes" (it does not tell what it knows).
    """

    engine = EngineName.TRITON

    def __init__(self, choice: ModelChoice) -> None:
        self._url = choice.url
        self.device = urlsplit(choice.url).hostname or ""
        described, facts = self._describe()
        try:
            (self._input,), self._output = described["inputs"], str(described["outputs"][0]["name"])
            usable = self._input["datatype"] in _TYPES and facts.task == "detect"
        except (LookupError, TypeError, ValueError) as error:
            raise DetectError("model_unsupported", url=self.device) from error
        if not usable:
            raise DetectError("model_unsupported", url=self.device)
        self._size = _size(self._input["shape"], facts)
        self.classes = facts.classes
        if not self.classes:
            raise DetectError("model_classes", url=self.device)
        self._filter = Filter(choice.confidence, choice.iou, wanted_labels(choice.classes, facts.classes))
        most = max(1, _REQUESTS >> choice.halvings)
        self._window = _Window(most)
        self._waiting: queue.SimpleQueue[_Order | None] = queue.SimpleQueue()
        self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(most)]
        for thread in self._threads:
            thread.start()

    @property
    def capacity(self) -> int:
        """How many pictures the server is given at once, by how soon it answers."""
        return self._window.size

    def _describe(self) -> tuple[dict[str, Any], ModelFacts]:
        server = _Server(self._url)
        try:
            described = json.loads(server.ask("")[0])
            config = json.loads(server.ask("/config")[0])
        except (OSError, ValueError) as error:
            raise DetectError("server_missing", url=self.device) from error
        except http.client.HTTPException as error:
            raise DetectError("model_missing", path=self.device) from error
        finally:
            server.close()
        try:
            said = config.get("parameters", {}).get("metadata", {}).get("string_value", "")
            return described, facts_of_text(said)
        except (AttributeError, KeyError, ValueError) as error:
            raise DetectError("model_unsupported", url=self.device) from error

    def submit(self, job: Job, done: Callable[[Job], None]) -> None:
        """See Backend.submit."""
        self._window.enter()
        self._waiting.put((job, done))

    def close(self) -> None:
        """Wait for what is under way."""
        for _ in self._threads:
            self._waiting.put(None)
        for thread in self._threads:
            thread.join()

    def _work(self) -> None:
        server, into = _Server(self._url), np.empty((self._size[1], self._size[0], 3), np.uint8)
        while (order := self._waiting.get()) is not None:
            job, done = order
            began = time.monotonic()
            try:
                place = letterbox(job.picture, into)
                job.boxes = to_boxes(decode(self._infer(server, into), self._filter), place, self.classes)
            except Exception as error:
                log.warning("the inference server gave no boxes: %s", error)
                job.error = type(error).__name__
            self._window.leave(time.monotonic() - began)
            done(job)
        server.close()

    def _infer(self, server: _Server, picture: Picture) -> Floats:
        """Send a picture as the model wants it: RGB from 0 to 1, planes first; one picture's output comes back."""
        kind = _TYPES[self._input["datatype"]]
        planes = np.ascontiguousarray(picture[None, :, :, ::-1].transpose(0, 3, 1, 2), np.float32) / np.float32(255.0)
        data = np.ascontiguousarray(planes, kind).tobytes()
        told = {"name": self._input["name"], "datatype": self._input["datatype"], "shape": list(planes.shape)}
        head = {
            "inputs": [{**told, "parameters": {"binary_data_size": len(data)}}],
            "outputs": [{"name": self._output, "parameters": {"binary_data": True}}],
        }
        text = json.dumps(head).encode()
        headers = {"Content-Type": "application/octet-stream", "Inference-Header-Content-Length": str(len(text))}
        answer, length = server.ask("/infer", text + data, headers)
        return _output(answer, length, self._output)


def _output(answer: bytes, length: int, name: str) -> Floats:
    """The named output of an answer, in binary behind its JSON part, or in JSON where the server prefers it."""
    head = json.loads(answer[: length or None])
    at = length
    for one in head["outputs"]:
        size = one.get("parameters", {}).get("binary_data_size")
        if one["name"] == name:
            kind = np.dtype(_TYPES[one["datatype"]])
            if size is None:
                flat = np.array(one["data"], np.float32)
            else:
                flat = np.frombuffer(answer, kind, int(size) // kind.itemsize, at).astype(np.float32)
            found: Floats = flat.reshape(one["shape"])[0]
            return found
        at += size or 0
    raise ValueError("the answer lacks the output")


def _model_path(path: str) -> list[str]:
    parts = [part for part in path.split("/") if part]
    if parts[:2] == ["v2", "models"]:
        parts = parts[2:]
    if not parts:
        raise DetectError("model_missing", path=path)
    return parts


def _size(shape: list[int], facts: ModelFacts) -> tuple[int, int]:
    """Width and height of the input [n, 3, h, w]; what it leaves open is what the metadata says, else 640."""
    usual = facts.input_size or (_DEFAULT_SIDE, _DEFAULT_SIDE)
    if len(shape) not in (3, 4) or shape[-3] not in (3, -1):
        raise DetectError("model_unsupported", dimensions=len(shape))
    return int(shape[-1]) if shape[-1] > 0 else usual[0], int(shape[-2]) if shape[-2] > 0 else usual[1]
