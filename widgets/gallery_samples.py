"""What the gallery's widgets are told: a small community at 02:14 in the night, in its own language or in English."""

from __future__ import annotations

from dataclasses import replace

from alarms.model import (
    Acknowledgement,
    Condition,
    EscalationStep,
    Handling,
    Occurrence,
    Priority,
    Suppression,
    Verdict,
)
from alarms.qt.alarm_model import AlarmText
from widgets import alarm_marks, card_words
from widgets.card_content import AlarmCardContent, CardCause, CardPhone, CardStep
from widgets.card_words import CAUSES_WHEN as CAUSES
from widgets.gate_content import GateView
from widgets.health_view import HealthRow
from widgets.incident_model import IncidentRow
from widgets.lamp import LampView
from widgets.parking_view import ParkingGroup, ParkingView

#: 2026-11-21 02:14:44 in China.
NOW = 1_795_198_484.0

CAMERAS = (
    ("北门", "North gate"),
    ("南门", "South gate"),
    ("东围栏 1 区", "East fence 1"),
    ("东围栏 2 区", "East fence 2"),
    ("东围栏 3 区", "East fence 3"),
    ("车库 A 入口", "Car park A entry"),
    ("车库 B 坡道", "Car park B ramp"),
    ("5 号楼电梯", "Lift, block 5"),
    ("3 号楼大厅", "Lobby, block 3"),
    ("主干道", "Main road"),
    ("西环路", "West road"),
    ("儿童乐园", "Playground"),
    ("垃圾房", "Bin yard"),
    ("水泵房", "Pump room"),
    ("屋顶平台", "Roof terrace"),
    ("南围栏", "South fence"),
)


def pick(pair: tuple[str, str], language: str) -> str:
    """Choose the site's own words or the English ones."""
    return pair[0 if language.startswith("zh") else 1]


def occurrence(ident: str, alarm_class: str, priority: Priority, ago: float, acked: bool = False) -> Occurrence:
    """Give one alarm, raised `ago` seconds before NOW."""
    return Occurrence(
        id=ident,
        point=ident,
        device="panel",
        zone="east",
        alarm_class=alarm_class,
        kind="",
        priority=priority,
        raised_at=NOW - ago,
        received_at=NOW - ago,
        acknowledgement=Acknowledgement.ACKED if acked else Acknowledgement.UNACKED,
        acked_by="1021" if acked else "",
    )


def occurrences() -> list[Occurrence]:
    """Give alarms in every state the list knows."""
    over = occurrence("door", "door", Priority.P3, 640)
    latched = occurrence("gas", "gas", Priority.P1, 900, acked=True)
    shelved = occurrence("lamp", "fault", Priority.P4, 7300)
    return [
        occurrence("smoke", "fire", Priority.P2, 4),
        occurrence("help", "panic", Priority.P1, 12),
        replace(occurrence("fence", "perimeter", Priority.P2, 35), count=3),
        replace(over, condition=Condition.NORMAL),
        occurrence("lift", "device", Priority.P3, 300, acked=True),
        replace(latched, condition=Condition.NORMAL, awaiting_reset=True),
        replace(shelved, suppression=Suppression.SHELVED),
        replace(occurrence("drill", "perimeter", Priority.P2, 60), drill=True),
    ]


_WORDS = {
    "smoke": (("5 号楼 2 单元 3 层", "Block 5, stair 2, floor 3"), ("火警 · 烟感", "Fire alarm · smoke detector")),
    "help": (("12 号楼 501 室", "Block 12, flat 501"), ("求助按钮", "Help button")),
    "fence": (("东围栏 3 区", "East fence 3"), ("周界报警 · 红外对射", "Perimeter alarm · beam broken")),
    "door": (("地下室防火门 2", "Basement fire door 2"), ("门禁报警 · 开门超时", "Door alarm · held open")),
    "lift": (("5 号楼电梯", "Lift, block 5"), ("设备离线", "Device lost")),
    "gas": (("K5 厨房", "Kitchen K5"), ("燃气报警", "Gas alarm")),
    "lamp": (("西环路路灯 14", "Street lamp 14, west road"), ("设备故障", "Fault")),
    "drill": (("南围栏 1 区", "South fence 1"), ("周界报警 · 攀爬", "Perimeter alarm · climbing")),
}


def describe(found: Occurrence, language: str) -> AlarmText:
    """Give the words of a sample alarm."""
    place, thing = _WORDS[found.id]
    return AlarmText(pick(place, language), pick(thing, language))


def card(language: str) -> AlarmCardContent:
    """Give the card of a smoke alarm that nobody has acknowledged."""
    steps = (
        ("confirm", ("到现场确认是否起火", "Go and see whether there is a fire"), True),
        ("linkage", ("消防联动转为自动", "Set the fire linkage to automatic"), True),
        ("call", ("拨打 119，说明地点和火情", "Call 119: say where and what burns"), True),
        ("lead", ("派人到北门引导消防车", "Send someone to the north gate to guide the engine"), False),
    )
    phones = ((("火警", "Fire brigade"), "119"), (("物业经理 王", "Manager Wang"), "138 0013 8000"))
    place, thing = _WORDS["smoke"]
    return AlarmCardContent(
        incident="i1",
        number="20261121-1-003",
        occurrence="smoke",
        priority=Priority.P2,
        place=pick(place, language),
        thing=pick(thing, language),
        raised_at=NOW - 4,
        acknowledge_blocked="picture",
        steps=tuple(CardStep(ident, pick(text, language), required) for ident, text, required in steps),
        phones=tuple(CardPhone(pick(name, language), number) for name, number in phones),
        facts=(pick(("3 层东侧走廊，探测器 L05-031", "Floor 3, east corridor, detector L05-031"), language),),
        looked_s=0.1,
        more=2,
        causes=tuple(CardCause(when, code, card_words.cause(code)) for when, codes in CAUSES.items() for code in codes),
    )


def card_unanswered(language: str) -> AlarmCardContent:
    """A fire that nobody answered for a minute and a half, taken at another station meanwhile."""
    unanswered = replace(
        occurrence("fire", "fire", Priority.P1, 95.0), unacked_since=NOW - 95, escalation=EscalationStep.CALL_OUT
    )
    taker = pick(("李梅", "Li Mei"), language)
    return replace(card(language), marks=alarm_marks.explanations(unanswered), taken_by=taker)


def card_handling(language: str) -> AlarmCardContent:
    """Give the same, acknowledged, two steps done."""
    fresh = card(language)
    steps = tuple(
        replace(step, done=i < 2, done_by="1021" if i < 2 else "", done_at=NOW + 20 * i if i < 2 else None)
        for i, step in enumerate(fresh.steps)
    )
    return replace(
        fresh,
        acknowledgement=Acknowledgement.ACKED,
        acknowledge_blocked="",
        acked_by="1021",
        answered_s=9.0,
        handling=Handling.ACKNOWLEDGED,
        steps=steps,
        more=0,
    )


def card_closing(language: str) -> AlarmCardContent:
    """Give the same, judged false, back to normal: a drill, ready to close."""
    handling = card_handling(language)
    return replace(
        handling,
        steps=tuple(replace(s, done=True, done_by="1021", done_at=NOW) for s in handling.steps),
        condition=Condition.NORMAL,
        verdict=Verdict.FALSE,
        handling=Handling.RESOLVED,
        notes=("02:16:31 1021: " + pick(("住户炒菜，油烟大", "Resident cooking, much smoke"), language),),
        drill=True,
    )


def gates(language: str) -> tuple[GateView, ...]:
    """Give a gate that works and one that has answered nothing."""
    north, south = pick(CAMERAS[0], language), pick(CAMERAS[1], language)
    return (
        GateView("g1", north, "closed", "auto", "沪A12345", "blue", True, "in", NOW - 40, shortcut="Ctrl+F1"),
        GateView("g2", south, "open", "held_open", "沪AD67890", "green", False, "out", NOW - 400, shortcut="Ctrl+F2"),
    )


def gates_in_trouble(language: str) -> tuple[GateView, ...]:
    """Give a gate that is silent and one that is stuck and refused to open."""
    north, south = gates(language)
    return (
        replace(north, stale_since=NOW - 90, command="expired"),
        replace(south, position="stuck", mode="auto", command="refused", command_reason="obstacle"),
    )


def gates_at_work(language: str) -> tuple[GateView, ...]:
    """Give a gate that is asked to open and one that has accepted."""
    north, south = gates(language)
    return (
        replace(north, command="pending", stage="waits"),
        replace(south, position="moving", mode="auto", command="accepted"),
    )


def gates_beside_a_panel(language: str) -> tuple[GateView, ...]:
    """Give a gate that jams before a car that waits and one that works, where a panel takes half of the room."""
    north, south = gates(language)
    return (
        replace(north, position="stuck", command="refused", command_reason="fault", stage="waits"),
        replace(south, mode="auto", position="closed"),
    )


def parking(language: str) -> ParkingView:
    """Give one group that is known and one that is not."""
    return ParkingView(
        (
            ParkingGroup("a", pick(("A 区", "Area A"), language), 40, 12),
            ParkingGroup("b", pick(("B 区", "Area B"), language), 60, None, stale_since=NOW - 700),
        )
    )


def lamps(language: str) -> tuple[LampView, ...]:
    """Give one lamp of each level; the good one does not show."""
    return (
        LampView("broker", "", "good"),
        LampView("cameras", pick(("摄像机：16 路中 14 路正常", "Cameras: 14 of 16 live"), language), "warning"),
        LampView("database", pick(("共享数据库：连接不上", "Shared database: not reachable"), language), "bad"),
        LampView("sound", pick(("声音：没有音响", "Sound: no loudspeaker"), language), "note"),
    )


def incidents(language: str) -> list[IncidentRow]:
    """Give incidents in several states."""
    rows = []
    for at, (key, priority, handling, verdict) in enumerate(
        (
            ("smoke", Priority.P2, Handling.NEW, None),
            ("help", Priority.P1, Handling.DISPATCHED, None),
            ("fence", Priority.P2, Handling.RESOLVED, Verdict.FALSE),
            ("door", Priority.P3, Handling.REVIEWED, Verdict.REAL),
            ("lamp", Priority.P4, Handling.RESOLVED, Verdict.NUISANCE),
            ("drill", Priority.P2, Handling.RESOLVED, Verdict.TEST),
        )
    ):
        place, thing = (pick(words, language) for words in _WORDS[key])
        answered = None if handling is Handling.NEW else 9.0 + at
        number = f"20261121-1-{6 - at:03d}"
        rows.append(
            IncidentRow(
                key,
                number,
                NOW - at * 3700,
                priority,
                place,
                thing,
                handling,
                verdict,
                clips=at % 3,
                drill=key == "drill",
                answered_s=answered,
            )
        )
    return rows


def health(language: str) -> tuple[HealthRow, ...]:
    """Give one part in each state."""
    zh = language.startswith("zh")
    return (
        HealthRow("摄像机" if zh else "Cameras", "ok", "16 路正常" if zh else "16 of 16 live", "", NOW - 9000),
        HealthRow(
            "检测" if zh else "Detection",
            "degraded",
            "没有模型，只检测移动" if zh else "no model: motion only",
            "添加检测模型" if zh else "Add a detection model.",
            NOW - 8000,
        ),
        HealthRow(
            "共享数据库" if zh else "Shared database",
            "failed",
            "连接不上，120 条记录在本机等待" if zh else "not reachable; 120 records wait here",
            "记录不会丢。检查到数据库服务器的网络" if zh else "Nothing is lost. Check the network to the server.",
            NOW - 300,
        ),
        HealthRow("声音" if zh else "Sound", "not_present", "没有音响" if zh else "no loudspeaker", "", NOW - 9000),
    )


def waiting_alarm(language: str) -> str:
    """Name the alarm that waits for the main place of a call-up."""
    return " ".join(pick(part, language) for part in _WORDS["help"])
