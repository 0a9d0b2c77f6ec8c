"""Models through ultralytics' own `predict`: .pt files, CUDA, TensorRT. Needs the AI pack; imported only when chosen.

ultralytics may install packages and call home by itself; both are switched off before it is imported.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Sequence
from typing import Any

from video import quiet
from video.detect.backend import Job
from video.detect.letterbox import Picture
from video.detect.model import DetectError, EngineName, ModelChoice
from video.detect.threads import inference_threads
from video.model import Box

log = logging.getLogger(__name__)
#: Pictures of one call on a graphics card, at most; a processor gains nothing from more than one.
_BATCH = 16
_Order = tuple[Job, Callable[[Job], None]]


def load_yolo(choice: ModelChoice) -> Any:
    """Load a model with ultralytics; DetectError "runtime_missing", "model_missing", "model_corrupt"."""
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
    """A thread of its own takes what waits, pictures of one size together, and asks the model once for all of them.

    A call that the card has no memory for is made again in halves, and no later one is larger.
    """

    engine = EngineName.ULTRALYTICS

    def __init__(self, choice: ModelChoice) -> None:
        self._model = load_yolo(choice)
        self._choice = choice
        names = _names(self._model)
        self.classes = tuple(names[number] for number in sorted(names))
        self._labels = [number for number, name in names.items() if name in choice.classes] if choice.classes else None
        self.device = self._device()
        self.batch = max(1, _BATCH >> choice.halvings) if self.device not in ("cpu", "mps") else 1
        #: A second load of pictures waits while one is with the model.
        self.capacity = 2 * self.batch
        self._room = threading.Semaphore(self.capacity)
        self._waiting: queue.SimpleQueue[_Order | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="ultralytics", daemon=True)
        self._thread.start()

    def _device(self) -> str:
        if self._choice.device not in ("", "auto"):
            return self._choice.device
        import torch  # noqa: PLC0415

        return "cuda:0" if torch.cuda.is_available() else "cpu"

    def submit(self, job: Job, done: Callable[[Job], None]) -> None:
        """See Backend.submit."""
        self._room.acquire()
        self._waiting.put((job, done))

    def predict(self, pictures: Sequence[Picture]) -> list[tuple[Box, ...]]:
        """Ask the model for the boxes of pictures of one size, in order."""
        choice = self._choice
        results = self._model.predict(
            list(pictures),
            conf=choice.confidence,
            iou=choice.iou,
            classes=self._labels,
            device=self.device,
            verbose=False,
        )
        return [tuple(_boxes(result)) for result in results]

    def close(self) -> None:
        """Wait for what is under way."""
        if self._thread.is_alive():
            self._waiting.put(None)
            self._thread.join()

    def _work(self) -> None:
        kept: _Order | None = None
        while (first := kept or self._waiting.get()) is not None:
            orders, kept = self._gather(first)
            self._answer(orders)

    def _gather(self, first: _Order) -> tuple[list[_Order], _Order | None]:
        """What waits and has the first one's size, and the one that has another."""
        orders = [first]
        while len(orders) < self.batch:
            try:
                other = self._waiting.get_nowait()
            except queue.Empty:
                break
            if other is None:
                self._waiting.put(None)
                break
            if other[0].picture.shape != first[0].picture.shape:
                return orders, other
            orders.append(other)
        return orders, None

    def _answer(self, orders: Sequence[_Order]) -> None:
        try:
            for (job, _), boxes in zip(orders, self.predict([job.picture for job, _ in orders]), strict=True):
                job.boxes = boxes
        except Exception as error:
            if len(orders) > 1 and _out_of_memory(error):
                self.batch = max(1, len(orders) // 2)
                log.warning("out of memory with %d pictures at once: from now on %d", len(orders), self.batch)
                self._answer(orders[: self.batch])
                self._answer(orders[self.batch :])
                return
            log.exception("inference failed")
            for job, _ in orders:
                job.error = type(error).__name__
        for job, done in orders:
            self._room.release()
            done(job)


def _boxes(result: Any) -> list[Box]:
    found = result.boxes
    rows = zip(found.xyxyn.tolist(), found.conf.tolist(), found.cls.tolist(), strict=True)
    return [
        Box(left, top, right, bottom, result.names[int(label)], score)
        for (left, top, right, bottom), score, label in rows
    ]


def _out_of_memory(error: Exception) -> bool:
    return isinstance(error, MemoryError) or "OutOfMemory" in type(error).__name__ or "out of memory" in str(error)


def _names(model: Any) -> dict[int, str]:
    try:
        return {int(number): str(name) for number, name in model.names.items()}
    except Exception as error:
        raise DetectError("model_corrupt", path="") from error
