"""Whoever reads a package reads words: what was done, by whom, about which point, in Chinese and in English."""

import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from PySide6.QtWidgets import QApplication

from alarms.model import Action, ActionKind, EscalationStep, Handling, Verdict
from app.services.evidence_words import RecordWords, _written, word
from app.services.places import Places
from app.settings import load_site
from tests.unit.app.test_evidence_desk import SITE, Bench, names
from widgets.card_words import LIKELY

MORE = """[[camera]]
id = "cam06"
number = 6
name = "东围栏"
name_en = "East fence"
zone = "fence"
"""


@pytest.fixture
def words(tmp_path: Path) -> RecordWords:
    document = tmp_path / "site.toml"
    document.write_text(SITE + MORE, encoding="utf-8")
    return RecordWords(Places(load_site(document).site))


def entry(kind: ActionKind, user: str = "张建国", **data: Any) -> Action:
    about = "o1" if kind is not ActionKind.INCIDENT_OPEN else None
    return Action(f"a-{kind}", kind, about, "i", 1.0, user, "N", "1", data)


def case(*actions: Action) -> Any:
    alarm = {"id": "o1", "point": "p", "alarm_class": "perimeter", "kind": "wire_cut"}
    summary = SimpleNamespace(zone="fence", category="intrusion", number="20261122-N-001", drill=False)
    return cast(Any, SimpleNamespace(actions=actions, alarms=(alarm,), summary=summary))


def test_every_code_of_the_record_has_words_in_both_languages() -> None:
    tables = _written()
    wanted: dict[str, set[str]] = {
        "action": {str(one) for one in ActionKind},
        "verdict": {str(one) for one in Verdict},
        "handling": {str(one) for one in Handling},
        "escalation": {str(one) for one in EscalationStep if one is not EscalationStep.NONE},
        "cause": {code for likely in LIKELY.values() for codes in likely.values() for code in codes},
    }
    for table, codes in wanted.items():
        assert codes <= set(tables[table]), table
    for words in tables.values():
        assert all(one["zh"] and one["en"] for one in words.values())
    assert word("verdict", "what is not listed") == "what is not listed"


def test_what_was_done_is_said_in_words(words: RecordWords) -> None:
    sent = entry(ActionKind.DISPATCH, dispatch="d1", guard="patrol", name="巡逻岗", point="p", zone="fence")
    seen: dict[str, Any] = {
        "cameras": ["cam06"],
        "seen": [{"camera": "cam06", "what": "person", "count": 2, "at": 1.0}],
        "looks": [{"camera": "cam06", "looks": 3, "gap": 2.5}],
    }
    told: list[tuple[Action, str]] = [
        (entry(ActionKind.RAISE, ""), "报警 Alarm · P · 周界报警 perimeter alarm · 围栏被剪断 wire cut"),
        (entry(ActionKind.ACKNOWLEDGE, no_picture=True), "已确认 Acknowledged · P · 当时没有实时画面 no live picture"),
        (entry(ActionKind.VERDICT, verdict="real", cause="intruder"), "属实 Real (陌生人进入 stranger on the site)"),
        (entry(ActionKind.VERDICT, verdict="false", cause="not_stated"), "结论 Verdict · P · 误报 False alarm"),
        (sent, "已派人 Guard sent · P · 巡逻岗 → P"),
        (entry(ActionKind.ARRIVE, dispatch="d1"), "到场 On scene · P · 巡逻岗"),
        (entry(ActionKind.NOTE, text="围栏完好"), "备注 Note · P · 围栏完好"),
        (entry(ActionKind.UNDO, undoes=sent.id), "撤回 Taken back · P · 已派人 Guard sent · P · 巡逻岗 → P"),
        (entry(ActionKind.SNAPSHOT, camera="cam06"), "06 东围栏 East fence"),
        (entry(ActionKind.CLOSE), "结案 Closed · P"),
    ]
    whole = case(*(action for action, _ in told))
    for action, said in told:
        assert words.line(action, whole).endswith(said), action.kind
    line = words.line(entry(ActionKind.CROSS_CHECK, **seen), whole)
    assert (
        "06 东围栏 East fence: 人 person ×2; 检查了 looked at: 06 东围栏 East fence (3 张画面，最长间隔 2.5 秒；"
        in line
    )
    assert words.who(sent) == "张建国"
    assert words.who(entry(ActionKind.CLOSE, "nobody@N")) == "无人登录 nobody signed in (N)"
    assert words.who(entry(ActionKind.RAISE, "")) == "值守台 station N"


def test_a_step_is_named_by_the_words_of_the_plan(words: RecordWords) -> None:
    steps = words._places.guidance_for("p", "fence", "perimeter", "wire_cut").steps
    line = words.line(entry(ActionKind.STEP, step=steps[0].id, done=True), case())
    assert line == f"步骤 Step · P · {steps[0].text} {steps[0].text_en}"


@pytest.fixture
def bench(qapp: QApplication, tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path, MORE.replace("cam06", "yard"))
    yield made
    made.close()


def test_a_stretch_tells_what_happened_then_where_its_cameras_look(bench: Bench) -> None:
    now = bench.clock.now()
    result = bench.export(bench.order(incident="", cameras=("yard",), start=now - 20, end=now + 20))
    (kept,) = (name for name in names(result.path) if name.startswith("record/incident-"))
    assert json.loads((result.path / kept).read_text(encoding="utf-8"))["incident"]["id"] == bench.incident
    report = (result.path / "report.html").read_text(encoding="utf-8")
    for said in (
        "建立事件 Incident opened",
        "周界报警 perimeter alarm",
        "06 东围栏 East fence",
        "值守台 station N",
        "进 in",
    ):
        assert said in report, said
    assert "alarm_class" not in report and "<td>yard</td>" not in report
    early = bench.export(bench.order(incident="", cameras=("yard",), start=now - 20, end=now - 5))
    assert not [name for name in names(early.path) if name.startswith("record/incident")]
