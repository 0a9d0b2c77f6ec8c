"""YOLO models through OpenVINO's asynchronous queue: no torch, both cores of a small machine, any Intel device.

Colour order, scaling to 0..1 and layout are built into the model's graph, so a frame is handed over as the bytes it is.
What comes after the last convolutions is done here (see openvino_head), where the model ends as YOLO models do.
THROUGHPUT with requests in flight gave 1.4 times the frames of LATENCY on two cores, at three quarters of the CPU.
"""

from __future__ import annotations

import logging
import queue
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from video.detect.backend import Job
from video.detect.letterbox import Fit, Picture, letterbox
from video.detect.metadata import ModelFacts, read_facts, weights_file
from video.detect.model import DetectError, EngineName, ModelChoice
from video.detect.openvino_head import Head, cut
from video.detect.threads import inference_threads
from video.detect.yolo import Detections, Filter, decode, to_boxes, wanted_labels

log = logging.getLogger(__name__)
DEFAULT_SIDE = 640


@dataclass(slots=True)
class _Flight:
    job: Job
    done: Callable[[Job], None]
    place: Fit
    input: Picture


class OpenVinoBackend:
    """One compiled model and its request queue. whole: it keeps its own end, for those who measure the runtime."""

    engine = EngineName.OPENVINO

    def __init__(self, choice: ModelChoice, *, whole: bool = False) -> None:
        assert choice.path is not None
        import openvino  # noqa: PLC0415  only the inference process may load it

        self._openvino: Any = openvino
        facts = read_facts(choice.path)
        if facts.task != "detect":
            raise DetectError("model_unsupported", task=facts.task)
        core = openvino.Core()
        self.device = pick_device(choice.device, core.available_devices)
        self._head: Head | None = None
        model = self._read(core, weights_file(choice.path), facts, whole=whole)
        self.classes = facts.classes
        self._filter = Filter(choice.confidence, choice.iou, wanted_labels(choice.classes, facts.classes))
        self._compiled = self._compile(core, model, inference_threads(choice.threads))
        self._queue = openvino.AsyncInferQueue(self._compiled, max(1, self._requests() >> choice.halvings))
        self._queue.set_callback(self._arrived)
        self.capacity = len(self._queue)
        self._inputs: queue.SimpleQueue[Picture] = queue.SimpleQueue()
        for _ in range(self.capacity + 1):
            self._inputs.put(np.empty((self._height, self._width, 3), np.uint8))

    @property
    def compiled(self) -> Any:
        """The model as the runtime holds it, for those who measure the runtime alone."""
        return self._compiled

    def _read(self, core: Any, weights: Path, facts: ModelFacts, *, whole: bool) -> Any:
        """Load the model, pin its input to one picture, and build colour, scale and layout into it."""
        try:
            model = core.read_model(str(weights))
            if len(model.inputs) != 1:
                raise DetectError("model_unsupported", inputs=len(model.inputs))
            shape = model.input().partial_shape
            width, height = facts.input_size or (DEFAULT_SIDE, DEFAULT_SIDE)
            if shape.is_dynamic or shape[0].get_length() != 1:
                model.reshape([1, 3, *(_side(shape[i], side) for i, side in ((2, height), (3, width)))])
            self._height, self._width = (int(side) for side in model.input().shape[2:4])
            ending = None if whole else cut(self._openvino, core, model)
            if ending is not None:
                model, self._head = ending
            return self._with_preprocessing(model)
        except RuntimeError as error:
            raise DetectError("model_corrupt", path=str(weights)) from error

    def _with_preprocessing(self, model: Any) -> Any:
        ov = self._openvino
        build = ov.preprocess.PrePostProcessor(model)
        tensor = build.input().tensor()
        tensor.set_element_type(ov.Type.u8).set_layout(ov.Layout("NHWC"))
        tensor.set_color_format(ov.preprocess.ColorFormat.BGR)
        build.input().model().set_layout(ov.Layout("NCHW"))
        steps = build.input().preprocess().convert_element_type(ov.Type.f32)
        steps.convert_color(ov.preprocess.ColorFormat.RGB).scale(255.0)
        return build.build()

    def _compile(self, core: Any, model: Any, threads: int) -> Any:
        settings: dict[str, Any] = {"PERFORMANCE_HINT": "THROUGHPUT"}
        if self.device == "CPU":
            settings["INFERENCE_NUM_THREADS"] = threads
        try:
            return core.compile_model(model, self.device, settings)
        except RuntimeError as error:
            raise DetectError("device_missing", device=self.device) from error

    def _requests(self) -> int:
        """As many as the device asks for and one more, so that it never waits for the next picture."""
        return int(self._compiled.get_property("OPTIMAL_NUMBER_OF_INFER_REQUESTS")) + 1

    def submit(self, job: Job, done: Callable[[Job], None]) -> None:
        """See Backend.submit. The picture is letterboxed here and may not be reused before `done`."""
        into = self._inputs.get()
        place = letterbox(job.picture, into)
        self._queue.start_async(self._openvino.Tensor(into[None], shared_memory=True), _Flight(job, done, place, into))

    def _arrived(self, request: Any, flight: _Flight) -> None:
        try:
            found = self._decode(request)
            flight.job.boxes = to_boxes(found, flight.place, self.classes)
        except Exception as error:  # an exception here would end inside the runtime's own thread
            log.exception("inference failed")
            flight.job.error = type(error).__name__
        finally:
            self._inputs.put(flight.input)
            flight.done(flight.job)

    def _decode(self, request: Any) -> Detections:
        outputs = [np.asarray(one.data, np.float32)[0] for one in request.output_tensors]
        return decode(outputs[0], self._filter) if self._head is None else self._head.decode(outputs, self._filter)

    def close(self) -> None:
        """Wait for the requests under way."""
        self._queue.wait_all()


def _side(dimension: Any, default: int) -> int:
    return default if dimension.is_dynamic else int(dimension.get_length())


def pick_device(wanted: str, available: list[str]) -> str:
    """Choose among OpenVINO's devices. "auto" prefers the graphics chip, then the processor; an absent one is said."""
    if wanted in ("", "auto"):
        return next((name for name in available if name.startswith("GPU")), "CPU")
    name = wanted.upper()
    if name == "CPU" or any(device == name or device.startswith(f"{name}.") for device in available):
        return name
    raise DetectError("device_missing", device=wanted)
