"""The bars and the panel of the shift, in their states."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from alarms.model import Priority
from widgets.duty_bar import DrillBar, DutyBar
from widgets.duty_content import (
    DrillBarView,
    DrillOffer,
    DrillResultRow,
    DrillView,
    DutyBarView,
    HandoverStage,
    HandoverView,
    ItemRow,
    ListRow,
    LogRow,
    Section,
)
from widgets.duty_panel import WIDTH, DutyPanel
from widgets.gallery_samples import pick

Two = tuple[str, str]


def _bar(view: DutyBarView) -> Callable[[str], QWidget]:
    def make(_language: str) -> QWidget:
        bar = DutyBar()
        bar.set_view(view)
        return bar

    return make


def _banner(aborted: bool) -> Callable[[str], QWidget]:
    def make(language: str) -> QWidget:
        bar = DrillBar()
        words = pick(("中止：来了真实报警", "Aborted: a real alarm came"), language) if aborted else ""
        name = pick(("大堂火警", "Fire in a lobby"), language)
        bar.set_view(DrillBarView(name, 0.0 if aborted else 187.0, not aborted, aborted, words))
        return bar

    return make


def _log(language: str) -> QWidget:
    def row(at: str, who: Two, kind: Two, text: Two, **more: str | bool) -> LogRow:
        words = (pick(who, language), "", pick(kind, language), pick(text, language))
        return LogRow(at, at, *words, mended=bool(more.get("mended")))

    zhang, li = ("张建国", "Zhang Jianguo"), ("李梅", "Li Mei")
    note, quiet = ("记事", "Note"), ("一切正常", "Nothing to report")
    panel = DutyPanel()
    panel.log.set_rows(
        (
            row("02:10:41", zhang, ("更正", "Put right"), ("南门道闸，不是北门。", "The south gate, not the north.")),
            row("02:06:12", zhang, note, ("北门道闸抬杆慢。", "The north gate opens slowly."), mended=True),
            row("00:05:30", zhang, quiet, ("", "")),
            row(
                "22:04:02",
                li,
                ("交接班", "Handover"),
                ("李梅 → 张建国\n3 号楼门禁等配件。", "Li Mei → Zhang\nDoor of building 3 waits for a part."),
            ),
        )
    )
    panel.open_page(panel.log)
    return panel


def _sections(language: str) -> tuple[Section, ...]:
    def section(title: Two, *rows: ListRow) -> Section:
        return Section(pick(title, language), rows, pick(("无", "none"), language))

    def row(text: Two, note: Two, priority: Priority | None = None, hollow: bool = False) -> ListRow:
        return ListRow(pick(text, language), pick(note, language), priority, hollow=hollow)

    fence = (
        ("东围栏 3 区电子围栏", "East fence 3, electronic fence"),
        ("周界报警 · 断线 · 02:03:21 · 已确认", "Perimeter alarm · wire cut · 02:03:21 · acknowledged"),
    )
    case = (
        ("20261121-gs1-014 东围栏 3 区", "20261121-gs1-014 East fence 3"),
        ("已派人 · 02:03:21", "Guard sent · 02:03:21"),
    )
    aside = (
        ("5 号楼 502 室燃气", "Building 5, room 502, gas"),
        ("停用 · 到 11-22 08:00:00 · 更换探测器", "out of service · until 11-22 08:00:00 · detector replaced"),
    )
    fault = (
        ("摄像机：16 台中 1 台无画面", "Cameras: 1 of 16 without a picture"),
        ("看 07 西围栏 · 01:14:09", "Look at 07 West fence · 01:14:09"),
    )
    return (
        section(("未处理完的报警", "Open alarms"), row(*fence, Priority.P2)),
        section(("未结案的事件", "Open incidents"), row(*case, Priority.P2)),
        section(("搁置和停用", "Set aside"), row(*aside, Priority.EVENT, hollow=True)),
        section(("故障", "Faults"), row(*fault)),
    )


def _items(language: str, counted: bool) -> tuple[ItemRow, ...]:
    named = (
        ("keys", ("钥匙", "Keys"), 12, 12),
        ("radios", ("对讲机", "Radios"), 4, 3),
        ("torches", ("手电筒", "Torches"), 3, 3),
    )
    why = pick(("一台在南门充电", "one is charging at the south gate"), language)
    return tuple(
        ItemRow(key, pick(name, language), expected, count if counted else expected, counted, why if counted else "")
        for key, name, expected, count in named
    )


def _handover(stage: HandoverStage) -> Callable[[str], QWidget]:
    def make(language: str) -> QWidget:
        panel = DutyPanel()
        signed = pick(("张建国 已于 05:58:20 签字。", "Zhang Jianguo has signed at 05:58:20."), language)
        on = stage is HandoverStage.INCOMING
        panel.handover.set_view(
            HandoverView(
                stage=stage,
                sections=_sections(language),
                items=_items(language, on),
                remarks=pick(("3 号楼门禁等配件", "Door of building 3 waits for a part"), language) if on else "",
                outgoing=pick(("张建国", "Zhang Jianguo"), language),
                signed=signed if on else "",
                names=("li", "wang"),
                message=""
                if on
                else pick(("用 + 和 - 清点，回车到下一项。", "Count with + and -, Enter goes on."), language),
            )
        )
        panel.open_page(panel.handover)
        return panel

    return make


def _drill(language: str) -> QWidget:
    def row(text: Two, mark: str, time: str) -> DrillResultRow:
        return DrillResultRow(pick(text, language), mark, time)

    panel = DutyPanel()
    offers = (
        DrillOffer(
            "fire",
            pick(("大堂火警", "Fire in a lobby"), language),
            pick(
                (
                    "一个感烟探测器报警，半分钟后同一区域第二个探测器报警。",
                    "One smoke detector, half a minute later a second one of the same place.",
                ),
                language,
            ),
        ),
        DrillOffer("fence", pick(("夜间周界入侵", "Perimeter at night"), language)),
    )
    panel.drills.set_view(
        DrillView(
            offers=offers,
            title=pick(("大堂火警 · 完成", "Fire in a lobby · Complete"), language),
            score=pick(("70 分（满分 100）", "70 of 100"), language),
            results=(
                row(("确认报警 · 3 号楼大堂感烟探测器", "Acknowledge · Lobby 3, smoke detector"), "met", "11 s / 30 s"),
                row(("确认报警 · 3 号楼 1 层走廊", "Acknowledge · Building 3, corridor"), "late", "42 s / 30 s"),
                row(("步骤：派人到现场确认", "Step: send the nearest person"), "met", "38 s / 1 min 0 s"),
                row(("步骤：拨打 119", "Step: call 119"), "missed", "– / 2 min 0 s"),
                row(("判定：真实", "Verdict: Real"), "met", "1 min 20 s / 3 min 0 s"),
            ),
            earlier=(
                pick(
                    (
                        "11-14 15:00 · gs1 · 夜间周界入侵 · 完成 · 100 分",
                        "11-14 15:00 · gs1 · Perimeter at night · Complete · 100",
                    ),
                    language,
                ),
            ),
        )
    )
    panel.open_page(panel.drills)
    return panel


#: Name, how it is made, width and height at 100 %.
EXHIBITS: tuple[tuple[str, Callable[[str], QWidget], int, int], ...] = (
    ("duty_bar_presence", _bar(DutyBarView("presence", False, 83.0)), 1280, 40),
    ("duty_bar_log", _bar(DutyBarView("log", True)), 1280, 40),
    ("drill_bar", _banner(False), 1280, 40),
    ("drill_bar_aborted", _banner(True), 1280, 40),
    ("duty_log", _log, WIDTH, 560),
    ("handover_counting", _handover(HandoverStage.COUNT), WIDTH, 720),
    ("handover_taking", _handover(HandoverStage.INCOMING), WIDTH, 720),
    ("drill_result", _drill, WIDTH, 720),
)
