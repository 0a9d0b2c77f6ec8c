"""The rules of GA 36-2018: every family is known, nothing is rejected."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from video.detect.ga36 import kind_of, likeness, normalise
from video.detect.model import PlateKind

KNOWN = {
    "川A8H458": PlateKind.ORDINARY,
    "皖K66666": PlateKind.ORDINARY,
    "京O12345": PlateKind.ORDINARY,
    "沪AF71017": PlateKind.NEW_ENERGY_SMALL,
    "京AD12345": PlateKind.NEW_ENERGY_SMALL,
    "粤BDF1234": PlateKind.NEW_ENERGY_SMALL,
    "粤B12345D": PlateKind.NEW_ENERGY_LARGE,
    "鄂F8888警": PlateKind.POLICE,
    "京A0006学": PlateKind.LEARNER,
    "粤ZA123港": PlateKind.HONG_KONG,
    "粤ZB456澳": PlateKind.MACAO,
    "224001使": PlateKind.EMBASSY,
    "使014578": PlateKind.EMBASSY,
    "沪A0023领": PlateKind.CONSULATE,
    "鲁B1234挂": PlateKind.TRAILER,
    "WJ京12345": PlateKind.ARMED_POLICE,
    "WJ01234": PlateKind.ARMED_POLICE,
    "VA12345": PlateKind.MILITARY,
    "京X0001应急": PlateKind.EMERGENCY,
    "民航A1234": PlateKind.CIVIL_AVIATION,
}


@pytest.mark.parametrize(("text", "kind"), KNOWN.items())
def test_every_family_is_known(text: str, kind: PlateKind) -> None:
    assert kind_of(text) is kind
    assert normalise(text) == text
    assert likeness(text) == 1.0


@pytest.mark.parametrize(
    "text",
    ["", "A12345", "京A1234", "京A123456", "京I12345", "京AABCDE", "粤AA123港", "京A1234O", "日A12345", "京AL12345"],
)
def test_others_fit_no_rule(text: str) -> None:
    assert kind_of(text) is PlateKind.OTHER


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("沪A·F71017", "沪AF71017"),
        ("沪A-F71017", "沪AF71017"),
        ("川a 8h458", "川A8H458"),
        ("京Ａ１２３４５", "京A12345"),
        ("川A8H45O", "川A8H450"),
        ("京OI2345", "京O12345"),
        ("JIN BFI", "JINBFI"),
        ("有车大师", ""),
    ],
)
def test_readings_are_normalised(raw: str, text: str) -> None:
    assert normalise(raw) == text


def test_what_is_like_a_plate_ranks_above_what_is_not() -> None:
    ranked = ["京A12345", "京A1234", "DU4356", "HTTPS"]
    assert sorted(ranked, key=likeness, reverse=True) == ranked
    assert likeness("HTTPS") == likeness("") == 0.0


@given(st.text(max_size=20))
def test_any_text_is_taken(raw: str) -> None:
    text = normalise(raw)
    assert normalise(text) == text
    assert 0.0 <= likeness(text) <= 1.0
