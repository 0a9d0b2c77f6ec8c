"""The form for handing out footage, the register, and the sheet of private areas, in their states."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from widgets.evidence_form import EvidenceForm
from widgets.gallery_pictures import scene
from widgets.gallery_samples import pick
from widgets.mask_editor import MaskEditor
from widgets.register_content import HandingContent, Place, RegisterRow
from widgets.register_view import RegisterView

_SAID = {
    "name": ("张警官", "Officer Zhang"),
    "unit": ("翠湖派出所", "Lakeside police station"),
    "document": ("翠公（刑）调字〔2026〕12号", "2026/12"),
    "reason": ("东围栏翻越", "Somebody climbed the east fence"),
    "approver": ("王经理", "Manager Wang"),
}
_STICK = ("U 盘（/media/usb，剩余 14.2 GB）", "STICK (/media/usb, 14.2 GB free)")
_MARK = "3F2A-91C0-77DE-0B14-5AC8-E0F3-42D9-6B71-08EE-C2A4-9D35-17F6-BB60-4E8C-D1A7-2059"


def _content(language: str, *, private: bool = False, second: bool = False) -> HandingContent:
    return HandingContent(
        pick(("导出事件 20261102-N-0007", "Hand out incident 20261102-N-0007"), language),
        pick(
            (
                "包括相关摄像机的录像和抓拍、报警、处置记录、车辆通行、时钟偏差和平面图。",
                "Recordings and snapshots of its cameras, alarms, actions, vehicles, clocks, plan.",
            ),
            language,
        ),
        (pick(("07 北门", "07 North gate"), language),) if private else (),
        (),
        (("police", pick(("公安", "Police"), language)),),
        (
            Place(
                "/media/usb", pick(("U 盘（/media/usb，剩余 14.2 GB）", "STICK (/media/usb, 14.2 GB free)"), language)
            ),
        ),
        second,
    )


def _form(language: str, content: HandingContent) -> EvidenceForm:
    form = EvidenceForm()
    form.set_content(content)
    for name, words in _SAID.items():
        form.fields[name].setText(pick(words, language))
        form.fields[name].setCursorPosition(0)
    return form


def _asked(language: str) -> QWidget:
    return _form(language, _content(language, private=True))


def _working(language: str) -> QWidget:
    form = _form(language, _content(language, second=True))
    form.show()
    form.set_working(True)
    form.set_progress(pick(("正在写入并签名", "Writing and signing"), language), 0.42)
    return form


def _done(language: str) -> QWidget:
    form = _form(language, _content(language))
    words = ("证据包在 /media/usb/20261102-N-0007.zip", "Evidence is in /media/usb/20261102-N-0007.zip")
    form.set_result(pick(words, language), _MARK)
    return form


def _register(language: str) -> QWidget:
    view = RegisterView()
    who = (("翠湖派出所 张警官", "Lakeside police Zhang"), ("3-201 业主", "Resident of 3-201"))
    rows = []
    for number in range(1, 6):
        out = "20261102-N-0007.zip" if number % 2 else ""
        void = number == 4
        columns = (
            f"20261102-N-R{number:03}",
            f"2026-11-02 1{number}:05",
            pick(who[number % 2], language),
            pick(_SAID["reason"], language),
            pick(_SAID["approver"], language),
            pick(("已作废", "void"), language) if void else out,
        )
        facts = (
            (pick(("登记号", "Number"), language), columns[0]),
            (pick(("签名指纹", "Fingerprint"), language), _MARK),
        )
        rows.append(RegisterRow(str(number), columns, facts, void))
    view.set_rows(tuple(rows))
    return view


def _masks(language: str) -> QWidget:
    view = MaskEditor()
    view.set_cameras((("c7", pick(("07 北门", "07 North gate"), language)),))
    view.canvas.set_picture(scene(640, 360, 7))
    view.begin((((0.1, 0.15), (0.4, 0.12), (0.42, 0.5), (0.12, 0.55)), ((0.7, 0.2), (0.9, 0.2), (0.85, 0.45))))
    return view


def _masks_lost(language: str) -> QWidget:
    view = MaskEditor()
    view.set_cameras((("c7", pick(("07 北门", "07 North gate"), language)),))
    view.canvas.set_picture(scene(640, 360, 7))
    view.begin(())
    view.set_undeclared(("c7", "c8", "c9"))
    return view


#: Name, how it is made, width and height at 100 %.
EXHIBITS: tuple[tuple[str, Callable[[str], QWidget], int, int], ...] = (
    ("evidence_form", _asked, 900, 700),
    ("evidence_form_working", _working, 900, 640),
    ("evidence_form_done", _done, 900, 700),
    ("footage_register", _register, 1280, 460),
    ("private_areas", _masks, 900, 700),
    ("private_areas_lost", _masks_lost, 900, 700),
)
