"""The alarm card in its fuller states: a question that waits for a digit, people on the way, a measured value."""

from __future__ import annotations

from dataclasses import replace

from alarms.case_marks import Stage
from alarms.model import Priority, Verdict
from widgets import gallery_flood, theme
from widgets import gallery_samples as samples
from widgets.alarm_card import AlarmCard
from widgets.card_content import AlarmCardContent, CardGuard, CardNeighbour, CardPlace, CardStep, CardTrend, Seen
from widgets.side_column import SideColumn

_WORDS = {
    "k5": ("K5 厨房", "Kitchen K5"),
    "gas": ("燃气报警 · 甲烷", "Gas alarm · methane"),
    "li": ("李梅", "Li Mei"),
    "patrol": ("巡逻岗", "Patrol"),
    "north": ("北门岗", "North gate post"),
    "zhang": ("张建国", "Zhang Jianguo"),
    "door": ("K5 厨房门", "Door of kitchen K5"),
    "smoke": ("K5 烟感", "Smoke detector K5"),
    "state": ("未确认", "Not acknowledged"),
    "quiet": ("正常", "quiet"),
    "busy": ("18:05:10 起在北门", "at the North gate since 18:05:10"),
    "open": ("开窗通风，不开关电器", "Open the windows, touch no switch"),
    "valve": ("关闭总阀", "Close the main valve"),
    "reset": ("查明误报原因", "Find the cause of the false alarm"),
    "now": ("18 %LEL · 现在 24 %LEL", "18 %LEL · now 24 %LEL"),
    "seen": ("摄像机看到：02:14:37 3 号楼大厅：人 ×2", "Cameras saw: 02:14:37 Lobby, block 3: person ×2"),
    "back": (
        "02:15:02 李梅 撤回：判定 误报（02:14:58 张建国）",
        "02:15:02 Li Mei took back: Verdict False alarm (02:14:58 Zhang Jianguo)",
    ),
    "help": ("已呼叫主管（我一个人）", "supervisor called (I am alone)"),
}


def _say(key: str, language: str) -> str:
    return samples.pick(_WORDS[key], language)


def measured(language: str) -> AlarmCardContent:
    """A gas alarm judged real: two people sent, a value that rises, a neighbour in alarm, a word taken back."""
    at = samples.NOW
    values = tuple((at - 480 + 40 * i, round(2 + 22 * (i / 12) ** 3, 1)) for i in range(13))
    there = CardGuard("li", _say("li", language), stage=Stage.ON_SCENE, since=at - 20, place=_say("k5", language))
    coming = replace(there, id="patrol", name=_say("patrol", language), stage=Stage.SENT, since=at - 45)
    return replace(
        samples.card_handling(language),
        incident="i2",
        priority=Priority.P1,
        place=_say("k5", language),
        thing=_say("gas", language),
        verdict=Verdict.REAL,
        steps=(
            CardStep("open", _say("open", language), True, done=True, done_by="1021", done_at=at - 30),
            CardStep("valve", _say("valve", language), True, only_if="real"),
            CardStep("reset", _say("reset", language), True, only_if="false"),
        ),
        phones=(),
        sent=(there, coming),
        guards=(
            replace(coming, number="8001"),
            CardGuard("north", _say("north", language), "8002", elsewhere=_say("busy", language)),
            there,
            CardGuard("zhang", _say("zhang", language)),
        ),
        places=(
            CardPlace("k5", "gas", _say("k5", language)),
            CardPlace("lobby", "", samples.pick(("3 号楼大厅", "Lobby, block 3"), language)),
        ),
        on_scene_s=112.0,
        help=_say("help", language),
        value=_say("now", language),
        trend=CardTrend(values, "%LEL", None, 15.0, at),
        seen=Seen.SOMEBODY,
        seen_text=_say("seen", language),
        neighbours=(
            CardNeighbour(_say("smoke", language), _say("state", language), Priority.P2, True),
            CardNeighbour(_say("door", language), _say("quiet", language)),
        ),
        taken_back=(_say("back", language),),
    )


def measured_card(language: str) -> AlarmCard:
    """The card of it."""
    card = AlarmCard()
    card.set_content(measured(language))
    return card


def board_card(language: str) -> AlarmCard:
    """The same while it is asked who goes."""
    card = measured_card(language)
    card.open_board()
    return card


def cause_card(language: str) -> AlarmCard:
    """A smoke alarm just called false, while it is asked what it came from."""
    card = AlarmCard()
    card.set_content(replace(samples.card_handling(language), verdict=Verdict.FALSE))
    card.ask_cause("false")
    return card


def low_column(language: str) -> SideColumn:
    """A card over many alarms where the screen has no room for the heading of these: one line of it stays."""
    card, below = AlarmCard(), gallery_flood.flood_list(language)
    column = SideColumn(card, below, least=theme.TARGET)
    card.set_content(replace(measured(language), phones=samples.card(language).phones))
    card.show()
    return column


EXHIBITS = (
    ("alarm_card_measured", measured_card, 360, 860),
    ("alarm_card_board", board_card, 360, 760),
    ("alarm_card_cause", cause_card, 360, 760),
    ("side_column_low", low_column, 360, 380),
)
