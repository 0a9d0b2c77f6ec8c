"""The pipeline of the languages: what is compiled, when, and what the program speaks then."""

import logging
import os
import re
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QLocale
from pytestqt.qtbot import QtBot

from app import translations

TS = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context><name>Test</name>
<message><source>Open the gate</source><translation>{text}</translation></message>
</context></TS>
"""


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of translations of our own, and a cache beside it."""
    folder = tmp_path / "translations"
    folder.mkdir()
    (folder / "watchroom_zh_CN.ts").write_text(TS.format(text="开闸"), "utf-8")
    monkeypatch.setenv("WATCHROOM_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(translations, "SOURCES", folder)
    return folder


@pytest.mark.usefixtures("sources")
def test_compiles_into_the_cache_once(tmp_path: Path) -> None:
    first = translations.compiled("zh_CN")
    assert first.parent == tmp_path / "home" / "cache" / "translations"
    assert first.match("watchroom_zh_CN-*.qm")
    stamp = first.stat().st_mtime_ns
    assert translations.compiled("zh_CN").stat().st_mtime_ns == stamp


def test_other_words_are_compiled_anew_and_two_checkouts_keep_apart(sources: Path) -> None:
    before = translations.compiled("zh_CN")
    content = before.read_bytes()
    source = sources / "watchroom_zh_CN.ts"
    source.write_text(TS.format(text="打开道闸"), "utf-8")
    os.utime(source, (before.stat().st_mtime - 10,) * 2)
    assert translations.compiled("zh_CN").read_bytes() != content
    assert before.read_bytes() == content


def test_a_shipped_file_is_used_as_it_is(sources: Path) -> None:
    shipped = sources / "watchroom_zh_CN.qm"
    translations.compile_file(sources / "watchroom_zh_CN.ts", shipped)
    (sources / "watchroom_zh_CN.ts").unlink()
    assert translations.compiled("zh_CN") == shipped


def test_a_broken_source_is_named(sources: Path) -> None:
    (sources / "watchroom_zh_CN.ts").write_text("<TS", "utf-8")
    with pytest.raises(translations.TranslationError, match=r"watchroom_zh_CN\.ts"):
        translations.compiled("zh_CN")


@pytest.mark.usefixtures("sources")
def test_speaks_the_language_and_lets_go_of_it(qtbot: QtBot, qapp: QCoreApplication) -> None:
    spoken = translations.Translations(qapp)
    spoken.use("zh_CN")
    try:
        assert QCoreApplication.translate("Test", "Open the gate") == "开闸"
    finally:
        spoken.clear()
    assert QCoreApplication.translate("Test", "Open the gate") == "Open the gate"


@pytest.mark.usefixtures("sources")
def test_without_the_tool_english_stays(
    qapp: QCoreApplication, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("app.translations.shutil.which", lambda *_, **__: None)
    spoken = translations.Translations(qapp)
    with caplog.at_level(logging.WARNING):
        spoken.use("zh_CN")
    spoken.clear()
    assert "lrelease is not part of this build" in caplog.text


@pytest.mark.parametrize(
    ("locale", "language"), [("zh_CN", "zh_CN"), ("zh_TW", "zh_CN"), ("en_GB", "en"), ("fr_FR", "en")]
)
def test_first_language_follows_the_system(locale: str, language: str) -> None:
    assert translations.preferred_language(QLocale(locale)) == language


def test_no_text_hides_from_the_collector_behind_a_function_of_its_own() -> None:
    root = Path(translations.__file__).resolve().parent.parent
    sources = [path for folder in ("app", "widgets", "alarms/qt", "video/qt") for path in (root / folder).rglob("*.py")]
    hidden = re.compile(r"\btranslate\(\s*\"\w+\",\s*[a-z]\w*\)")
    assert [path.name for path in sources if hidden.search(path.read_text("utf-8"))] == []


def test_no_text_hides_from_the_collector_within_an_f_string() -> None:
    root = Path(__file__).resolve().parents[3]
    hidden = re.compile(r"""\bf(["']).*\{[^}"']*\b(?:tr|translate)\(""")
    files = [file for room in ("app", "widgets", "alarms/qt") for file in (root / room).rglob("*.py")]
    found = [
        f"{file.name}: {line}" for file in files for line in file.read_text("utf-8").splitlines() if hidden.search(line)
    ]
    assert files
    assert found == []
