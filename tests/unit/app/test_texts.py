"""Every refusal that the alarm core can give has words that say what to do."""

import re
from pathlib import Path

import pytest

from app import texts

CORE = Path(__file__).parents[3] / "alarms"
CODES = sorted(
    {code for file in CORE.rglob("*.py") for code in re.findall(r'ActionRefused\(\s*"(\w+)"', file.read_text("utf-8"))}
)


def test_the_codes_are_found() -> None:
    assert {"picture_not_seen", "priority_one", "second_person_missing"} <= set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_each_refusal_has_words(code: str) -> None:
    assert code not in texts.refusal(code)
