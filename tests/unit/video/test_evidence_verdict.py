"""What the command prints of a package: whole in Chinese as in English, whatever was found."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from video import evidence_open, evidence_verdict, evidence_zip
from video.evidence_keys import KeyProblem
from video.evidence_manifest import Entry, ExportInfo, Manifest
from video.evidence_verdict import key_line, verdict_lines
from video.evidence_verify import Problem, Status, VerifyResult

INFO = {one.name: "" for one in fields(ExportInfo)} | {
    "exported_by": "李主管",
    "recipient": "派出所",
    "reason": "盗窃",
    "incident_number": "N-7",
    "register": "R1",
    "approved_by": "王经理",
    "created_at": 1.0,
}
MADE = Entry("derived/a.mp4", "clip", 1, "00", (), derived_from="a.mp4", derived="masked")
MANIFEST = Manifest("p-1", ExportInfo(**INFO), (MADE,))  # type: ignore[arg-type]
KINDS = ("changed", "missing", "extra", "link", "not_ours", "container", "unreadable")
LATIN = re.compile(r"[A-Za-z]{3,}")


def whole(status: Status) -> VerifyResult:
    """With every line that there is."""
    problems = [Problem(kind, f"{number}.x", number) for number, kind in enumerate(KINDS)]
    return VerifyResult(status, (*problems, Problem("unreadable", "b.x", detail="cut short")), "AB12", MANIFEST)


@pytest.mark.parametrize("status", Status)
def test_chinese_is_complete_and_tells_the_same(status: Status) -> None:
    english, chinese = (verdict_lines(whole(status), language) for language in ("en", "zh_CN"))
    assert len(english) == len(chinese) == 1 + len(KINDS) + 1 + 1 + 4
    quoted = re.compile(r"'[^']*'|ZIP")
    for line in chinese:
        assert not LATIN.search(quoted.sub("", line)), line
    for number in range(len(KINDS)):
        assert f"'{number}.x'" in english[1 + number] and f"'{number}.x'" in chinese[1 + number]
    assert "第 0 块（字节 0 至 1048575）" in chinese[1]
    for word in ("'N-7'", "'李主管'", "'派出所'", "'盗窃'", "'R1'", "'王经理'", "'derived/a.mp4'", "'a.mp4'"):
        assert any(word in line for line in english) and any(word in line for line in chinese), word


def test_each_reason_why_a_container_cannot_be_read_has_its_words() -> None:
    sources = [Path(str(module.__file__)).read_text("utf-8") for module in (evidence_zip, evidence_open)]
    reasons = [one for source in sources for one in re.findall(r'ZipError\("([^"]+)"\)', source)]
    assert len(reasons) > 8
    assert set(reasons) <= set(evidence_verdict._DETAILS)
    told = VerifyResult(Status.MALFORMED, (Problem("not_ours", "manifest.json", detail="field: files[2]"),))
    assert verdict_lines(told, "zh_CN")[1] == "  'manifest.json'：不能作为清单读取（字段不符：files[2]）"
    system = VerifyResult(Status.MALFORMED, (Problem("unreadable", "a.zip", detail="Input/output error"),))
    assert verdict_lines(system, "zh_CN")[1].endswith("（Input/output error）")


def test_what_is_no_key_is_said_in_the_language_asked_for() -> None:
    assert key_line(KeyProblem("no_file", "x"), "en").startswith("--key: no such key file")
    assert key_line(KeyProblem("no_key", "x"), "zh_CN") == "--key：文件里没有 Ed25519 公钥: 'x'"
