"""Choosing the plate among the texts of a picture, with a stand-in for the text engine."""

from collections.abc import Iterable

import numpy as np
import pytest

from video.cv import cv2
from video.detect.letterbox import Picture
from video.detect.model import DetectError, PlateColour, PlateKind
from video.detect.plate_colour import plate_colour
from video.detect.plates import PlateReader, stacked
from video.detect.text_engines import TextLine, upright

BLUE, YELLOW, GREEN, WHITE, BLACK = (180, 60, 20), (20, 190, 240), (100, 200, 60), (235, 235, 235), (20, 20, 20)


class Told:
    """Reads what it was told: one list of lines for each look at a picture, one line for each look at a crop."""

    name = "told"

    def __init__(self, *looks: list[TextLine], lines: Iterable[TextLine] = ()) -> None:
        self.looks, self.single = list(looks), list(lines)

    def lines(self, picture: Picture) -> list[TextLine]:
        return self.looks.pop(0) if self.looks else []

    def line(self, picture: Picture) -> TextLine | None:
        return self.single.pop(0) if self.single else None


def line(
    text: str, frame: tuple[float, float, float, float] = (100.0, 100.0, 200.0, 130.0), confidence: float = 0.9
) -> TextLine:
    return TextLine(text, confidence, frame)


def picture(colour: tuple[int, int, int] = BLUE, height: int = 300, width: int = 400) -> Picture:
    return np.full((height, width, 3), colour, np.uint8)


def test_the_plate_is_found_among_shop_signs() -> None:
    reading = PlateReader(Told([line("农夫山泉", confidence=0.99), line("川A·8H458"), line("2024年")])).read(picture())
    assert (reading.text, reading.raw, reading.fits_rule) == ("川A8H458", "川A·8H458", True)
    assert (reading.kind, reading.colour, reading.engine) == (PlateKind.ORDINARY, PlateColour.BLUE, "told")


def test_two_lines_make_one_plate() -> None:
    upper, lower = line("沪A", (110.0, 80.0, 160.0, 100.0)), line("N9241", (100.0, 100.0, 180.0, 130.0))
    assert PlateReader(Told([lower, upper])).read(picture(YELLOW)).text == "沪AN9241"


def test_lines_side_by_side_are_not_put_together() -> None:
    assert not list(stacked([line("沪A", (0.0, 0.0, 50.0, 20.0)), line("N9241", (60.0, 0.0, 150.0, 20.0))]))


def test_a_cut_off_end_is_found_by_looking_again() -> None:
    reading = PlateReader(Told([line("鄂F8888")], [line("鄂F8888警", confidence=0.8)])).read(picture(WHITE))
    assert (reading.text, reading.kind) == ("鄂F8888警", PlateKind.POLICE)


def test_what_fits_no_rule_is_kept() -> None:
    reading = PlateReader(Told([line("ABC-4567")])).read(picture())
    assert (reading.text, reading.raw, reading.fits_rule, reading.kind) == (
        "ABC4567",
        "ABC-4567",
        False,
        PlateKind.OTHER,
    )


def test_a_crop_is_read_as_one_line_until_it_fits() -> None:
    told = Told(lines=[line("A12345"), line("皖A12345", confidence=0.7), line("never asked")])
    reading = PlateReader(told).read(picture(height=24, width=94))
    assert reading.text == "皖A12345"
    assert len(told.single) == 1


def test_a_blue_plate_is_not_military() -> None:
    reading = PlateReader(Told([line("GA76737")])).read(picture(BLUE))
    assert (reading.kind, reading.fits_rule) == (PlateKind.MILITARY, False)
    assert PlateReader(Told([line("GA76737")])).read(picture(WHITE)).fits_rule


def test_no_text_is_an_empty_reading() -> None:
    assert PlateReader(Told([line("有车大师")])).read(picture()).text == ""


def test_encoded_pictures_are_read_and_garbage_is_said() -> None:
    data = cv2.imencode(".png", picture())[1].tobytes()
    assert PlateReader(Told([line("川A8H458")])).read_encoded(data).text == "川A8H458"
    for bad in (b"", b"not a picture"):
        with pytest.raises(DetectError, match="picture_unreadable"):
            PlateReader(Told()).read_encoded(bad)


@pytest.mark.parametrize(
    ("ground", "colour"),
    [
        (BLUE, PlateColour.BLUE),
        (YELLOW, PlateColour.YELLOW),
        (GREEN, PlateColour.GREEN),
        (WHITE, PlateColour.WHITE),
        (BLACK, PlateColour.BLACK),
    ],
)
def test_grounds_are_told_apart(ground: tuple[int, int, int], colour: PlateColour) -> None:
    assert plate_colour(picture(ground, 30, 90)) is colour


def test_a_yellow_and_green_plate_and_an_empty_crop() -> None:
    both = picture(GREEN, 30, 90)
    both[:, :30] = YELLOW
    assert plate_colour(both) is PlateColour.YELLOW_GREEN
    assert plate_colour(both[:0]) is PlateColour.UNKNOWN


def test_a_frame_is_put_around_slanted_corners() -> None:
    assert upright([[1, 2], [9, 0], [10, 5], [2, 7]]) == (1.0, 0.0, 10.0, 7.0)
