"""From a .pt file to what runs without ultralytics: OpenVINO or ONNX. Needs the AI pack; never run by a window."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from pathlib import Path
from typing import Literal

from video.detect.model import DetectError, ModelChoice
from video.detect.ultralytics_backend import load_yolo

ExportFormat = Literal["openvino", "onnx"]


def export(path: Path, kind: ExportFormat, folder: Path, *, side: int = 640, half: bool = False) -> Path:
    """Export a model into `folder`; gives the folder or file that was made.

    side: of the square that pictures are fitted into. half: 16-bit numbers, half the size. Raises DetectError:
    "model_missing", "model_corrupt", "runtime_missing", "export_failed".
    """
    if path.suffix != ".pt":
        raise DetectError("model_unsupported", path=str(path))
    with tempfile.TemporaryDirectory() as room:
        copy = Path(room) / path.name  # ultralytics writes beside the model
        try:
            shutil.copyfile(path, copy)
        except OSError as error:
            raise DetectError("model_missing", path=str(path)) from error
        model = load_yolo(ModelChoice(copy))
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # what torch will do without one day is no news for who exports
                made = Path(str(model.export(format=kind, imgsz=side, half=half, device="cpu", verbose=False)))
        except ImportError as error:
            raise DetectError("runtime_missing", runtime=error.name or kind) from error
        except Exception as error:
            raise DetectError("export_failed", reason=str(error).splitlines()[0]) from error
        target = folder / made.name
        if made.is_dir():
            shutil.copytree(made, target, dirs_exist_ok=True)
        else:
            shutil.copyfile(made, target)
    return target
