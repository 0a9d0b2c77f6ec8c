import argparse
import json
import re
from pathlib import Path

import pytest

from app import site_check
from app.demo_site.site import DOCUMENT
from app.site_messages import EXPECTED, MESSAGES, PHRASES
from app.site_problems import close_match

BAD = (
    'schema = 1\n[site]\nid = "s"\nname = "n"\n[[camera]]\nid = "a"\nname = "n"\npasword = "x"\n[[camera]]\nid = "b"\n'
)


def run(path: Path, **options: object) -> int:
    return site_check.run(argparse.Namespace(file=path, **{"json": False, "lang": "en", **options}))


def test_a_good_file_exits_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(DOCUMENT) == 0
    assert "in order: 16 cameras, 16 alarm points" in capsys.readouterr().out


def test_every_mistake_is_printed_at_once_and_exits_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(BAD, encoding="utf-8")
    assert run(path) == 2
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f'{path}:8:1: camera "a": there is no key "pasword" here. perhaps "password".'
    assert lines[1].startswith(f'{path}:9:1: camera "b": "name" is missing. add name = ...')
    assert lines[2] == f"2 to mend in {path}"


def test_in_chinese(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(BAD, encoding="utf-8")
    assert run(path, lang="zh_CN") == 2
    assert "摄像机 “a”：此处没有键 “pasword”。可能是 “password”。" in capsys.readouterr().out


def test_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(BAD, encoding="utf-8")
    assert run(path, json=True) == 2
    told = json.loads(capsys.readouterr().out)
    assert told["ok"] is False
    assert [(p["line"], p["code"]) for p in told["problems"]] == [(8, "unknown_key"), (9, "missing_key")]


def test_a_missing_file_is_a_problem_of_its_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path / "none.toml") == 2
    assert "cannot be read" in capsys.readouterr().out


@pytest.mark.parametrize("code", sorted(MESSAGES))
def test_both_languages_use_known_placeholders(code: str) -> None:
    english, chinese = (set(re.findall(r"\{(\w+)\}", "".join(texts))) for texts in MESSAGES[code])
    assert chinese <= english


def test_phrases_use_the_same_placeholders() -> None:
    for english, chinese in PHRASES.values():
        assert set(re.findall(r"\{(\w+)\}", english)) == set(re.findall(r"\{(\w+)\}", chinese))
    for (english, chinese), _ in EXPECTED.values():
        assert english and chinese


def test_close_matches() -> None:
    assert close_match("Cam07", ("cam01", "cam07")) == "cam07"
    assert close_match("lift", ("cam01", "cam07")) is None
