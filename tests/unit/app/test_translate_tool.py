"""packaging/translate.py notices what is missing, unfinished or gone, and fills in what it is given."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[3]
CODE = """from PySide6.QtCore import QCoreApplication
translate = QCoreApplication.translate
def words():
    return translate("Gate", "Open"), translate("Gate", "%n car(s)", None, 2)
"""


@pytest.fixture
def tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The tool over a program of one file, with its texts collected once."""
    spec = importlib.util.spec_from_file_location("translate_script", ROOT / "packaging" / "translate.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "gate.py").write_text(CODE, "utf-8")
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module.translations, "SOURCES", tmp_path / "ts")
    module.update()
    return module


def fill(tool: ModuleType, tmp_path: Path, *rows: str) -> None:
    table = tmp_path / "table.tsv"
    table.write_text("\n".join(rows) + "\n", "utf-8")
    tool.fill("zh_CN", table)


def test_untranslated_texts_are_unfinished(tool: ModuleType) -> None:
    lines = tool.problems("zh_CN")
    assert len(lines) == 2
    assert all("unfinished" in line for line in lines)


def test_english_holds_plurals_only(tool: ModuleType) -> None:
    assert [key[1] for key, _ in tool.messages(tool.ts_file("en"))] == ["%n car(s)"]


def test_filled_in_texts_are_complete(tool: ModuleType, tmp_path: Path) -> None:
    fill(tool, tmp_path, "Gate\tOpen\t\t开闸", "Gate\t%n car(s)\t\t%n 辆车")
    assert tool.problems("zh_CN") == []


def test_a_new_text_is_missing(tool: ModuleType, tmp_path: Path) -> None:
    code = CODE + 'more = translate("Gate", "Close")\n'
    (tmp_path / "app" / "gate.py").write_text(code, "utf-8")
    assert any("missing" in line and "Close" in line for line in tool.problems("zh_CN"))


def test_a_removed_text_is_gone(tool: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "app" / "gate.py").write_text(CODE.replace('"Open"', '"Lift"'), "utf-8")
    assert any("gone" in line and "Open" in line for line in tool.problems("zh_CN"))


def test_collecting_again_keeps_what_is_translated(tool: ModuleType, tmp_path: Path) -> None:
    fill(tool, tmp_path, "Gate\tOpen\t\t开闸", "Gate\t%n car(s)\t\t%n 辆车")
    tool.update()
    assert tool.problems("zh_CN") == []


def test_released_files_lie_beside_their_sources(tool: ModuleType, tmp_path: Path) -> None:
    tool.release()
    assert (tmp_path / "ts" / "watchroom_zh_CN.qm").stat().st_size > 0


def test_a_language_without_a_file_is_named(tool: ModuleType) -> None:
    tool.ts_file("en").unlink()
    assert tool.problems("en") == ["watchroom_en.ts does not exist"]
