"""Models through ultralytics' own `predict`: .pt files, CUDA, TensorRT. Needs the AI pack; imported only when chosen.

ultralytics may install packages and call home by itself; both are switched off before it is imported.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from video import quiet
from video.detect.backend import Job
from video.detect.model import DetectError, EngineName, ModelChoice
from video.detect.threads import inference_threads
from video.model import Box

log = logging.getLogger(__name__)


def _load(choice: ModelChoice) -> Any:
    quiet.settle()
    try:
        import torch  # noqa: PLC0415
        from ultralytics.models.yolo.model import YOLO  # noqa: PLC0415
    except ImportError as error:
        raise DetectError("runtime_missing", runtime="ultralytics") from error
    torch.set_num_threads(inference_threads(choice.threads))
    if choice.path is None or not choice.path.exists():
        raise DetectError("model_missing", path=str(choice.path))
    try:
        return YOLO(str(choice.path), task="detect")
    except Exception as error:
        raise DetectError("model_corrupt", path=str(choice.path)) from error


class UltralyticsBackend:
    """One picture at a time on the submitting thread; the card or torch's threads do the rest."""

    engine = EngineName.ULTRALYTICS
    capacity = 1

    def __init__(self, choice: ModelChoice) -> None:
        self._model = _load(choice)
        self._choice = choice
        names = _names(self._model)
        self.classes = tuple(names[number] for number in sorted(names))
        self._labels = [number for number, name in names.items() if name in choice.classes] if choice.classes else None
        self.device = self._device()

    def _device(self) -> str:
        if self._choice.device not in ("", "auto"):
            return self._choice.device
        import torch  # noqa: PLC0415

        return "cuda:0" if torch.cuda.is_available() else "cpu"

    def submit(self, job: Job, done: Callable[[Job], None]) -> None:
        """See Backend.submit."""
        try:
            choice = self._choice
            result = self._model.predict(
                job.picture,
                conf=choice.confidence,
                iou=choice.iou,
                classes=self._labels,
                device=self.device,
                verbose=False,
            )[0]
            job.boxes = tuple(self._boxes(result))
        except Exception as error:
            log.exception("inference failed")
            job.error = type(error).__name__
        done(job)

    def _boxes(self, result: Any) -> list[Box]:
        found = result.boxes
        rows = zip(found.xyxyn.tolist(), found.conf.tolist(), found.cls.tolist(), strict=True)
        return [
            Box(left, top, right, bottom, result.names[int(label)], score)
            for (left, top, right, bottom), score, label in rows
        ]

    def close(self) -> None:
        """Nothing is under way between calls."""


def _names(model: Any) -> dict[int, str]:
    try:
        return {int(number): str(name) for number, name in model.names.items()}
    except Exception as error:
        raise DetectError("model_corrupt", path="") from error
