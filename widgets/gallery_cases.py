"""The panel of an incident, the filters above the list, the list with little room, and the page of figures."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from alarms.model import Handling, Priority, Verdict
from widgets import plots
from widgets.case_content import CaseChoice, CaseContent, CaseNote, CasePerson, CaseReview, CaseStep
from widgets.case_panel import CasePanel
from widgets.gallery_samples import NOW, incidents, pick
from widgets.incident_figures import DayPoint, FalseBar, FigureContent, IncidentFigures
from widgets.incident_filters import IncidentFilters
from widgets.incident_list import IncidentList

_CATEGORIES = {"medical": ("人员生病或受伤", "Person ill or hurt"), "theft": ("盗窃", "Theft")}
_ZONES = {"east": ("东围栏", "East fence"), "lobby": ("3 号楼大堂", "Lobby 3")}
_ROLES = {"injured": ("伤者", "Injured person"), "witness": ("目击者", "Witness")}
_NAMES = {"wang": ("王秀英", "Wang Xiuying"), "zhang": ("张建国", "Zhang Jianguo")}
_STEPS = {"call": ("打电话 120", "Call 120"), "stay": ("留人陪护", "Leave somebody there")}

_TARGET = ("严重 90 秒内：92.1 %（自定目标 80 %）", "High within 90 s: 92.1 % (our target 80 %)")
_WORST = ("东围栏 3 区：40 次报警中 30 次为干扰报警。", "East fence 3: 30 of 40 were nuisances.")


def _choices(words: dict[str, tuple[str, str]], language: str) -> tuple[CaseChoice, ...]:
    return tuple(CaseChoice(code, pick(said, language)) for code, said in words.items())


def _case(language: str, **more: object) -> CaseContent:
    values: dict[str, object] = {
        "id": "c1",
        "number": "20261121-east-017",
        "opened_at": NOW - 600,
        "category": "medical",
        "title": pick(("3 号楼老人摔倒", "Old man fell in house 3"), language),
        "zone": "lobby",
        "by_hand": True,
        "opened_by": pick(_NAMES["zhang"], language),
        "handling": Handling.ACKNOWLEDGED,
        "cameras": ("01", "02", "07"),
        "people": (CasePerson("p1", "injured"), CasePerson("p2", "witness")),
        "steps": tuple(
            CaseStep(code, pick(said, language), required=code == "call", done=code == "call")
            for code, said in _STEPS.items()
        ),
        "notes": (CaseNote(pick(("已联系家属", "Family called"), language), "G01", NOW - 300),),
    }
    return CaseContent(**(values | more))  # type: ignore[arg-type]


def _panel(content: CaseContent, language: str) -> CasePanel:
    panel = CasePanel()
    panel.set_choices(_choices(_CATEGORIES, language), _choices(_ZONES, language), _choices(_ROLES, language))
    panel.set_content(content)
    return panel


def _by_hand(language: str) -> QWidget:
    return _panel(_case(language), language)


def _reviewed(language: str) -> QWidget:
    people = (CasePerson("p1", "injured", pick(_NAMES["wang"], language), "139 0000 1111"),)
    review = CaseReview(pick(("处置及时", "Well handled"), language), pick(_NAMES["zhang"], language), NOW)
    closed = {"open": False, "handling": Handling.REVIEWED, "verdict": Verdict.REAL, "review": review}
    return _panel(_case(language, people=people, cause=pick(("滑倒", "slipped"), language), **closed), language)


def _filters(language: str) -> QWidget:
    filters = IncidentFilters(NOW)
    filters.set_choices(_choices(_CATEGORIES, language), _choices(_ZONES, language))
    filters.text.setText(pick(("漏水", "water"), language))
    return filters


def _between(language: str) -> QWidget:
    filters = IncidentFilters(NOW)
    filters.set_choices(_choices(_CATEGORIES, language), _choices(_ZONES, language))
    filters.period.setCurrentIndex(filters.period.findData("times"))
    filters.since_time.setText("02:50")
    filters.until_time.setText("03:10")
    filters.period.activated.emit(filters.period.currentIndex())
    return filters


def _between_what(language: str) -> QWidget:
    filters = _between(language)
    assert isinstance(filters, IncidentFilters)
    filters.until_time.setText("25:10")
    filters.until_time.editingFinished.emit()
    return filters


def _narrow(language: str) -> QWidget:
    table = IncidentList()
    table.set_rows(incidents(language))
    return table


def _figures(language: str) -> QWidget:
    plots.library()
    page = IncidentFigures()
    days = tuple(DayPoint(NOW - 86400 * (13 - n), 20 + 7 * (n % 4), 60 + 15 * (n % 5)) for n in range(14))
    names = (
        *(("东围栏 3 区电子围栏", "East fence 3, wire"), ("北门", "North gate"), ("车库烟感", "Garage smoke")),
        *(("东围栏 2 区电子围栏", "East fence 2, wire"), ("东围栏 3 区有人进入", "East fence 3, person seen")),
        ("东围栏 1 区电子围栏", "East fence 1, wire"),
    )
    page.set_content(
        FigureContent(
            period="2026-11-08 - 2026-11-21",
            summary=pick(
                ("共 214 起事件，其中手动登记 12 起。", "214 incidents, 12 of them opened by hand."), language
            ),
            days={Priority.P2: days},
            limits={Priority.P2: (90.0, 180.0)},
            targets=(
                pick(("严重 90 秒内：92.1 %（自定目标 80 %）", "High within 90 s: 92.1 % (our target 80 %)"), language),
            ),
            false_points=tuple(
                FalseBar(pick(name, language), 40 - 7 * place, 30 - 6 * place) for place, name in enumerate(names)
            ),
            worst=(
                pick(
                    ("东围栏 3 区：40 次报警中 30 次为干扰报警。", "East fence 3: 30 of 40 were nuisances."), language
                ),
            ),
        )
    )
    return page


def _draft_left(language: str) -> QWidget:
    """Give a draft that an alarm's keys led away from."""
    title = pick(("三楼有人吵架", "A quarrel on floor 3"), language)
    draft = CaseContent("", "", NOW, "theft", title=title, zone="lobby", by_hand=True, draft=True)
    panel = _panel(draft, language)
    panel.set_away(True)
    return panel


EXHIBITS: tuple[tuple[str, Callable[[str], QWidget], int, int], ...] = (
    ("case_by_hand", _by_hand, 360, 1040),
    ("case_draft_left", _draft_left, 360, 460),
    ("case_reviewed", _reviewed, 560, 1040),
    ("incident_filters", _filters, 556, 118),
    ("incident_filters_times", _between, 556, 180),
    ("incident_filters_no_times", _between_what, 556, 180),
    ("incident_list_narrow", _narrow, 556, 320),
    ("incident_figures", _figures, 780, 860),
)
