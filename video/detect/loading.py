"""From a choice to something that finds boxes. Never fails: what cannot be had is replaced by motion, with why."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from video.detect.backend import Backend
from video.detect.fingerprint import fingerprint
from video.detect.metadata import demo_only
from video.detect.model import DetectError, ModelChoice
from video.detect.motion import MotionBackend
from video.detect.triton_backend import TritonBackend

log = logging.getLogger(__name__)
#: What a model of fire must know, and boxes from which its confirmation judges.
FIRE_CLASSES, FIRE_CONFIDENCE = ("fire", "flame", "smoke"), 0.2
_ULTRALYTICS_FORMATS = (".pt", ".engine")


@dataclass(frozen=True, slots=True)
class Loaded:
    """A backend and how it came about; code "" when it is what was chosen."""

    backend: Backend
    model: str
    degraded: bool = False
    code: str = ""
    detail: Mapping[str, str | float] = field(default_factory=dict)


def load(choice: ModelChoice) -> Loaded:
    """Load what was chosen; on another device when its device is absent; else motion."""
    if (choice.path is None and not choice.url) or choice.runtime == "motion":
        return Loaded(MotionBackend(), "", degraded=True, code="no_model")
    try:
        backend = load_exactly(choice)
        if choice.classes and not set(choice.classes) & set(backend.classes):
            backend.close()
            raise DetectError("model_classes", model=model_name(choice))
        return Loaded(backend, model_name(choice))
    except DetectError as error:
        log.warning("detection model not usable: %s", error)
        return _instead(choice, error)


def load_fire(choice: ModelChoice) -> Loaded | None:
    """Load the model of fire and smoke, if one is chosen and can be used, on another device when its own is absent."""
    if choice.fire is None:
        return None
    own = replace(
        choice, path=choice.fire, url="", sha256=choice.fire_sha256, classes=FIRE_CLASSES, confidence=FIRE_CONFIDENCE
    )
    loaded = load(own)
    return None if isinstance(loaded.backend, MotionBackend) else loaded


def load_exactly(choice: ModelChoice) -> Backend:
    """Load what was chosen or raise DetectError."""
    if choice.url:
        return TritonBackend(choice)
    path = choice.path
    if path is None or not path.exists():
        raise DetectError("model_missing", path=str(path))
    if choice.sha256 and fingerprint(path) != choice.sha256.lower():
        raise DetectError("model_changed", path=str(path))
    if not choice.sha256 and demo_only(path):  # the demo alone names its model's hash
        raise DetectError("model_demo_only", model=model_name(choice))
    runtime = choice.runtime
    if runtime == "ultralytics" or (runtime == "auto" and path.suffix in _ULTRALYTICS_FORMATS):
        from video.detect.ultralytics_backend import UltralyticsBackend  # noqa: PLC0415

        return UltralyticsBackend(choice)
    try:
        from video.detect.openvino_backend import OpenVinoBackend  # noqa: PLC0415

        return OpenVinoBackend(choice)
    except ImportError as error:
        raise DetectError("runtime_missing", runtime="openvino") from error


def _instead(choice: ModelChoice, error: DetectError) -> Loaded:
    if error.code == "device_missing" and choice.device != "auto":
        second = load(replace(choice, device="auto"))
        return second if second.code else replace(second, degraded=True, code=error.code, detail=error.detail)
    return Loaded(MotionBackend(), "", degraded=True, code=error.code, detail=error.detail)


def model_name(choice: ModelChoice) -> str:
    """A name short enough for a lamp: the file's or folder's, without what only says its format."""
    if choice.url:
        return urlsplit(choice.url).path.rstrip("/").rpartition("/")[2]
    return choice.path.stem.removesuffix("_openvino_model") if choice.path is not None else ""
