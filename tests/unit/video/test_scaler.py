"""Scaling in two steps: the same picture as in one, every pixel written, at any size and in any colours."""

import av
import numpy as np
import pytest
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter
from numpy.typing import NDArray

from video.frames import PixelFormat
from video.scaler import PictureScaler, fitted


def drawn(width: int, height: int, pixel_format: str) -> VideoFrame:
    """Soft colours with a bright frame at the edges."""
    y, x = np.mgrid[0:height, 0:width]
    rgb = np.stack([x * 255 / width, y * 255 / height, 255 - (x + y) * 255 / (width + height)], -1)
    rgb[:, -(width // 16) :] = rgb[-(height // 16) :] = (250, 250, 250)
    return VideoFrame.from_ndarray(rgb.astype(np.uint8), format="rgb24").reformat(format=pixel_format)


def pixels(frame: VideoFrame) -> NDArray[np.int16]:
    return frame.to_ndarray()[..., :3].astype(np.int16)


@pytest.mark.parametrize(
    ("size", "limit", "expected"),
    [
        ((640, 360), (320, 320), (320, 180)),
        ((640, 360), (1000, 90), (160, 90)),
        ((640, 360), (1280, 720), (1280, 720)),
        ((360, 640), (200, 200), (112, 200)),
        ((4000, 1), (10, 10), (10, 1)),
    ],
)
def test_fitting_keeps_the_shape(size: tuple[int, int], limit: tuple[int, int], expected: tuple[int, int]) -> None:
    assert fitted(*size, *limit) == expected


@pytest.mark.parametrize("pixel_format", ["bgra", "bgr24"])
@pytest.mark.parametrize("source", ["yuv420p", "yuvj420p", "yuv422p", "nv12"])
@pytest.mark.parametrize(
    ("size", "limit"),
    [
        ((640, 360), (341, 192)),
        ((640, 360), (338, 191)),
        ((640, 360), (640, 360)),
        ((1300, 730), (1300, 730)),
        ((1920, 1080), (1101, 618)),
        ((360, 640), (301, 301)),
        ((640, 360), (90, 50)),
        ((100, 60), (100, 60)),
        ((320, 180), (1277, 717)),
    ],
)
def test_two_steps_give_the_picture_of_one(
    size: tuple[int, int], limit: tuple[int, int], source: str, pixel_format: PixelFormat
) -> None:
    frame = drawn(*size, source)
    scaler = PictureScaler(limit, pixel_format)
    whole = fitted(*size, *limit)
    for _ in range(2):
        shown = scaler.scale(frame)
        assert 0 <= whole[0] - shown.width < 8 and 0 <= whole[1] - shown.height < 2
    # Even sizes of the general path only: the fast one is what is to be proved.
    same = VideoReformatter().reformat(
        drawn(*size, "rgb24"), shown.width, shown.height, "bgra", interpolation="BILINEAR", threads=1
    )
    difference = np.abs(pixels(shown) - pixels(same)).max(-1)
    if frame.height < 720:  # larger ones are taken for BT.709, which these colours are not
        assert difference.mean() < 6 and np.percentile(difference, 95) < 40
    edge = pixels(shown)[:, -2:]
    assert edge.min() > 190, "the last columns were not written"
    assert frame.format.name == source and (frame.width, frame.height) == size


def test_a_stream_that_changes_its_size_is_scaled_anew() -> None:
    scaler = PictureScaler((400, 400), "bgra")
    sizes = [scaler.scale(drawn(*size, "yuv420p")) for size in ((640, 360), (360, 640), (640, 360))]
    assert [(frame.width, frame.height) for frame in sizes] == [(400, 224), (224, 400), (400, 224)]


def test_large_unmarked_pictures_are_taken_for_hd_colours() -> None:
    red = np.zeros((720, 1280, 3), np.uint8)
    red[..., 0] = 200
    coded = VideoFrame.from_ndarray(red, format="rgb24").reformat(format="yuv420p", dst_colorspace="itu709")
    unmarked = av.VideoFrame(1280, 720, "yuv420p")
    for plane, source in zip(unmarked.planes, coded.planes, strict=True):
        plane.update(bytes(source))
    shown = pixels(PictureScaler((640, 360), "bgra").scale(unmarked))[180, 320]
    assert np.abs(shown - (0, 0, 200)).max() <= 6
