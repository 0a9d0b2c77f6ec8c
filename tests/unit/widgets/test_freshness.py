"""What a tile shows of a picture of some age."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.freshness import Face, KeyPictures, judge


@pytest.mark.parametrize(
    ("age", "face"),
    [
        (None, Face.WAITING),
        (0.0, Face.PICTURE),
        (1.99, Face.PICTURE),
        (2.0, Face.STALE),
        (9.99, Face.STALE),
        (10.0, Face.DEAD),
        (86400.0, Face.DEAD),
    ],
)
def test_age_decides(age: float | None, face: Face) -> None:
    assert judge(age) is face


def test_key_pictures_are_not_called_old_between_two_of_them() -> None:
    assert judge(7.0, KeyPictures(interval=8.0, packet_age=0.1)) is Face.KEY_PICTURES


def test_key_pictures_without_packets_are_old() -> None:
    assert judge(7.0, KeyPictures(interval=8.0, packet_age=7.0)) is Face.STALE
    assert judge(12.0, KeyPictures(interval=8.0, packet_age=12.0)) is Face.DEAD


def test_key_pictures_overdue_are_old_though_packets_come() -> None:
    assert judge(23.0, KeyPictures(interval=8.0, packet_age=0.1)) is Face.DEAD


@given(st.floats(2.0, 1e6), st.none() | st.builds(KeyPictures, st.none() | st.floats(0.1, 20), st.floats(2.0, 1e6)))
def test_nothing_old_is_ever_shown_as_it_is(age: float, key: KeyPictures | None) -> None:
    assert judge(age, key) in {Face.STALE, Face.DEAD}
