"""Every part of the station that can be judged has a name and words for each judgement, in both languages."""

import ast
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication

from app.pages import health_content
from app.pages.health_words import reasons
from app.translations import Translations

ROOT = Path(__file__).parents[3] / "app"


def judged() -> set[tuple[str, str]]:
    """Part and code of every judgement that is written out in the program."""
    found: set[tuple[str, str]] = set()
    for file in ROOT.rglob("*.py"):
        if "PartStatus(" not in (source := file.read_text("utf-8")):
            continue
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "PartStatus" and len(node.args) > 2:
                part, code = node.args[0], node.args[2]
                spelt = [] if isinstance(code, ast.JoinedStr) else list(ast.walk(code))
                codes = [one for one in spelt if isinstance(one, ast.Constant) and isinstance(one.value, str)]
                if isinstance(part, ast.Constant):
                    found |= {(str(part.value), str(one.value)) for one in codes}
    return found


JUDGED = judged()


def test_the_parts_are_found() -> None:
    assert {"ptz", "cameras", "broker", "journal", "people"} <= {part for part, _ in JUDGED}


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_each_part_and_judgement_has_words(language: str, qapp: QCoreApplication) -> None:
    translations = Translations(qapp)
    translations.use(language)
    try:
        words = reasons()
        for part in {part for part, _ in JUDGED} | {part for part, _ in words}:
            name = health_content.part_name(part)
            assert name != part, part
            assert language == "en" or not name.isascii(), part
        missing = {one for one in JUDGED if one not in words}
        assert missing == set()
        assert all(language == "en" or not said.isascii() for said, _ in words.values() if "%" not in said)
    finally:
        translations.use("en")
