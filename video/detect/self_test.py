"""Proves that the inference runtime of this build loads, compiles and computes."""

from __future__ import annotations

from typing import Any

import numpy as np

from video import quiet
from video.detect.loading import load_exactly
from video.detect.model import DetectError, ModelChoice


def runtime_devices() -> tuple[str, tuple[str, ...]]:
    """Run a model of one addition; the runtime's version and the devices that it found. Raises DetectError."""
    quiet.settle()
    try:
        import openvino  # noqa: PLC0415  only a process that is meant for it may load it

        answer = _add_one(openvino, np.array([1.0, 2.0], np.float32))
        version, devices = openvino.get_version().split("-")[0], tuple(openvino.Core().available_devices)
    except (ImportError, OSError, RuntimeError) as error:
        raise DetectError("runtime_missing", runtime="openvino", reason=str(error).splitlines()[0]) from error
    if answer.tolist() != [2.0, 3.0]:
        raise DetectError("runtime_wrong", runtime="openvino", reason=str(answer.tolist()))
    return version, devices


def _add_one(openvino: Any, numbers: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    from openvino import opset8  # noqa: PLC0415

    given = opset8.parameter([len(numbers)], np.float32)
    model = openvino.Model([opset8.add(given, opset8.constant(np.float32(1.0)))], [given], "add")
    found = openvino.Core().compile_model(model, "CPU")(numbers)[0]
    return np.asarray(found)


def model_runs(choice: ModelChoice) -> str:
    """Load a model with its hash checked; the device that it runs on. Raises DetectError."""
    quiet.settle()
    backend = load_exactly(choice)
    device = backend.device
    backend.close()
    return device
