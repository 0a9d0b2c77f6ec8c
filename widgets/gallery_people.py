"""The panel in which people sign, and the list of accounts, in their states."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from widgets.gallery_samples import pick
from widgets.people_content import AccountRow, Choice
from widgets.people_view import PeopleView
from widgets.sign_in import SignInPanel
from widgets.sign_in_content import OnDuty, SignInMode, SignInView

_PEOPLE = {
    "zhang": ("张建国", "Zhang Jianguo"),
    "li": ("李梅", "Li Mei"),
    "wang": ("王强", "Wang Qiang"),
    "zhou": ("周工", "Zhou"),
}
_ROLES = {
    "guard": ("保安员", "Guard"),
    "supervisor": ("主管", "Supervisor"),
    "installer": ("安装人员", "Installer"),
    "auditor": ("审计员", "Auditor"),
}
_ZONES = {"east": ("东围栏", "East fence"), "lobby": ("3 号楼大堂", "Lobby 3"), "garage": ("地下车库", "Garage")}


def _duty(language: str) -> tuple[OnDuty, ...]:
    guard = pick(_ROLES["guard"], language)
    return tuple(OnDuty(name, pick(_PEOPLE[name], language), guard) for name in ("zhang", "li"))


def _panel(view: SignInView, **typed: str) -> SignInPanel:
    panel = SignInPanel()
    panel.set_view(view)
    panel.name.setEditText(typed.pop("name", ""))
    for name, text in typed.items():
        panel.fields[name].setText(text)
    panel.show()
    return panel


def _at_rest(language: str) -> QWidget:
    return _panel(SignInView(SignInMode.SIGN_IN, _duty(language), tuple(_PEOPLE), may_manage=True))


def _refused(language: str) -> QWidget:
    message = (
        "密码错误次数太多，请 60 秒后再试。报警照常可以处理。",
        "Too many wrong passwords. Try again in 60 s. Alarms can be answered meanwhile.",
    )
    act = pick(("开闸", "Open a gate"), language)
    view = SignInView(SignInMode.FOR_ACT, (), tuple(_PEOPLE), act, pick(message, language), refused=True)
    return _panel(view, name="zhang")


def _second(language: str) -> QWidget:
    message = ("须第二个人用自己的密码签字。", "A second person has to sign, with their own password.")
    act = pick(("停用报警点", "Take a point out of service"), language)
    view = SignInView(
        SignInMode.SECOND, _duty(language), tuple(_PEOPLE), act, pick(message, language), asks_reason=True
    )
    return _panel(view, name="li", password="........", reason=pick(("更换探测器", "Detector replaced"), language))


def _accounts(language: str) -> QWidget:
    view = PeopleView()
    roles = tuple(Choice(code, pick(words, language)) for code, words in _ROLES.items())
    view.set_choices(roles, tuple(Choice(code, pick(words, language)) for code, words in _ZONES.items()))
    off = pick(("已停用", "switched off"), language)
    rows = (
        ("zhou", "installer", (), ""),
        ("wang", "supervisor", (), ""),
        ("zhang", "guard", ("east", "lobby"), ""),
        ("li", "guard", (), off),
    )
    view.set_rows(
        tuple(
            AccountRow(
                name,
                name,
                pick(_PEOPLE[name], language),
                role,
                pick(_ROLES[role], language),
                zones,
                state,
                enabled=not state,
            )
            for name, role, zones, state in rows
        )
    )
    view.table.selectRow(2)
    return view


#: Name, how it is made, width and height at 100 %.
EXHIBITS: tuple[tuple[str, Callable[[str], QWidget], int, int], ...] = (
    ("sign_in", _at_rest, 360, 560),
    ("sign_in_refused", _refused, 360, 420),
    ("sign_in_second", _second, 360, 480),
    ("accounts", _accounts, 1280, 620),
)
