"""A real OpenVINO model of a few kilobytes in YOLO's form: it finds its own boxes, whatever the picture."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

SIDE = 64
#: Centre x, centre y, width, height in the model's pixels, confidence.
TinyBox = tuple[float, float, float, float, float]


def tiny_model(
    folder: Path, names: Sequence[str] = ("person",), boxes: Sequence[TinyBox] = ((32, 32, 16, 24, 0.9),)
) -> Path:
    """Write the folder of a model whose boxes are all of its first class."""
    import openvino
    from openvino import opset8

    rows = np.zeros((1, 4 + len(names), max(8, len(boxes))), np.float32)
    for number, box in enumerate(boxes):
        rows[0, :5, number] = box
    picture = opset8.parameter([1, 3, SIDE, SIDE], np.float32, name="images")
    nothing = opset8.multiply(opset8.reduce_mean(picture, np.array([1, 2, 3]), True), np.float32(0.0))
    found = opset8.add(opset8.constant(rows), opset8.reshape(nothing, np.array([1, 1, 1]), False))
    folder.mkdir(parents=True, exist_ok=True)
    openvino.save_model(openvino.Model([found], [picture], "tiny"), str(folder / "tiny.xml"))
    said = "".join(f"  {number}: {name}\n" for number, name in enumerate(names))
    (folder / "metadata.yaml").write_text(
        f"task: detect\nimgsz: [{SIDE}, {SIDE}]\nlicense: CC0-1.0\nnames:\n{said}", "utf-8"
    )
    return folder
