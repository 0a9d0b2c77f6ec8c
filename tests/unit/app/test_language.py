"""The command line speaks the computer's language, however its system names it."""

import locale

import pytest

from app.language import system_language


@pytest.mark.parametrize(
    ("variables", "locale_name", "chinese"),
    [
        ({"LC_ALL": "zh_CN.UTF-8", "LANG": "en_GB.UTF-8"}, None, True),
        ({"LC_ALL": "en_GB.UTF-8", "LANG": "zh_CN.UTF-8"}, "zh_CN", False),
        ({"LANG": "zh_CN.UTF-8"}, None, True),
        ({}, "zh_CN", True),
        ({}, "Chinese (Simplified)_China", True),  # as Windows names it
        ({}, "English_United Kingdom", False),
        ({}, None, False),
    ],
)
def test_the_language_follows_the_environment_then_the_locale(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], locale_name: str | None, chinese: bool
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(locale, "getlocale", lambda: (locale_name, None))
    assert system_language().startswith("zh") is chinese
