"""Drawing the site plans: from the draft that was left, kept at every step, published under the table of rights."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import texts
from app.operations import Operation
from app.pages.site_plan_content import Names, placed_on
from app.people.authorised import Authority, AuthorityNeeded
from app.people.rights import Action
from app.services.plan_book import PlanDraft, PlanRefused
from app.site_plan import Plan, PlanCamera, PlanSpot, PlanStall, PlanZone
from app.station import Station
from widgets import site_map_image, theme
from widgets.site_map_content import KINDS, Key, Placed
from widgets.site_map_draft import DraftPlan
from widgets.site_map_forms import Area
from widgets.site_map_setup import SiteMapSetup

#: A draft is written so soon after the last step, ms.
KEEP_MS = 400
SUBJECT = "site plans"


class SitePlanSetup(QWidget):
    """See the module. `published`: other plans hold now; `left`: the installer is done for now."""

    published = Signal()
    left = Signal()
    notice = Signal(str)
    authority_wanted = Signal(object, object)  # AuthorityNeeded, and what takes the future of the act tried again

    def __init__(self, station: Station, language: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._station = station
        self._book = station.plans
        self._language = language
        self._base = ""
        self._begun = False
        names = Names(station.places, language)
        self.view = SiteMapSetup(_offered(station, names), names.item)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.view)
        self.setFocusProxy(self.view)
        self._keep = QTimer(self, singleShot=True, interval=KEEP_MS)
        self._keep.timeout.connect(self.keep_now)
        self._connect()

    def open(self) -> None:
        """Begin with the draft that was left, else with the plans that hold; asked for once, then drawn on."""
        areas = tuple(Area(zone.id, zone.label(self._language)) for zone in self._station.site.zones)
        Operation(self, self._book.images).success(lambda found: self.view.plan_form.offer(areas, found)).run()
        if self._begun:
            return
        self._begun = True
        draft = self._book.draft()
        self._base = draft.base if draft is not None else self._book.base
        self.view.begin(tuple(_drawn(plan) for plan in (draft.plans if draft is not None else self._book.plans)))
        if draft is not None:
            self.view.set_message(self.tr("This draft is not published yet."))

    def keep_now(self) -> None:
        """Write the draft; it outlives the program."""
        self._keep.stop()
        draft = self._draft()
        Operation(self, lambda: self._book.keep_draft(draft)).run()

    def close_view(self) -> None:
        """Write what is not written yet: the window goes."""
        if self._keep.isActive():
            self._keep.stop()
            self._book.keep_draft(self._draft())

    def _connect(self) -> None:
        self.view.changed.connect(self._changed)
        self.view.image_wanted.connect(self._read)
        self.view.publish_wanted.connect(self._publish)
        self.view.discard_wanted.connect(self._discard)
        self.view.left.connect(self.left)

    def _changed(self) -> None:
        self.view.set_message(self.tr("This draft is not published yet."))
        self._keep.start()

    def _draft(self) -> PlanDraft:
        return PlanDraft(tuple(_plan(one) for one in self.view.draft), self._base)

    def _read(self, image: str) -> None:
        file, look = self._book.file.parent / image, theme.current()
        Operation(self, lambda: site_map_image.drawing(file, look)).success(
            lambda drawing: self.view.set_drawing(image, drawing)
        ).failure(lambda _error: self.view.set_drawing(image, None)).run()

    def _discard(self) -> None:
        """Draw on from what holds; the draft can be brought back by Undo."""
        self._base = self._book.base
        self.view.replace_draft(tuple(_drawn(plan) for plan in self._book.plans))

    def _publish(self, reason: str) -> None:
        draft = self._draft()
        self._do(self._station.acts.permit(Action.CHANGE_SETTINGS, SUBJECT, reason=reason), draft)

    def _do(self, future: Future[Any], draft: PlanDraft) -> None:
        def permitted(held: Authority) -> None:
            work = Operation(self, lambda: self._book.publish(draft, held.user))
            work.success(lambda _plans: self._published()).failure(self._refused).run()

        def refused(error: BaseException) -> None:
            if isinstance(error, AuthorityNeeded):
                self.authority_wanted.emit(error, lambda again: self._do(again, draft))
            else:
                self._refused(error)

        Operation(self, future).success(permitted).failure(refused).run()

    def _published(self) -> None:
        self._keep.stop()
        self._base = self._book.base
        self.view.reason.clear()
        words = self.tr("Published. The version before is kept beside it.")
        self.view.set_message(words)
        self.notice.emit(words)
        self.published.emit()

    def _refused(self, error: BaseException) -> None:
        if isinstance(error, PlanRefused) and error.problems:
            where, what, fix = error.problems[0].told(self._language)
            self.view.set_message(f"{where}: {what}. {fix}.")
        elif isinstance(error, PlanRefused):
            words = self.tr("Somebody else published plans meanwhile. As published shows them; Undo brings yours back.")
            self.view.set_message(words)
        elif isinstance(error, OSError):
            words = self.tr("The plans cannot be written to %1: %2. The draft is kept.")
            reason = error.strerror or type(error).__name__
            self.view.set_message(words.replace("%2", reason).replace("%1", str(self._book.file)))
        else:
            self.view.set_message(texts.refusal(getattr(error, "code", type(error).__name__)))


def _offered(station: Station, names: Names) -> tuple[Key, ...]:
    """All that can be placed, cameras first, zones last."""
    site = station.site
    keys: list[Key] = [("camera", one.id) for one in site.cameras]
    keys += [("point", one.id) for one in site.points]
    keys += [("gate", one.id) for one in site.gates]
    keys += [("door", one.id) for one in site.doors]
    keys += [("equipment", one.id) for one in site.devices]
    keys += [("stall", one.id) for one in site.stalls]
    keys += [("zone", one.id) for one in site.zones]
    order = {kind: index for index, kind in enumerate(reversed(KINDS))}
    return tuple(sorted(keys, key=lambda key: order[key[0]]))


def _drawn(plan: Plan) -> DraftPlan:
    return DraftPlan(
        plan.id,
        plan.name,
        plan.name_en,
        plan.area or "",
        plan.floor,
        plan.image,
        plan.metres_per_pixel,
        placed_on(plan),
    )


def _plan(drawn: DraftPlan) -> Plan:
    """Without checks: what is wrong is told when it is published, in words."""
    spots: dict[str, list[Any]] = {}
    for one in drawn.items:
        spots.setdefault(one.kind, []).append(_entry(one))
    listed = {kind: tuple(entries) for kind, entries in spots.items()}
    return Plan.model_construct(
        id=drawn.id,
        name=drawn.name,
        name_en=drawn.name_en,
        area=drawn.area or None,
        floor=drawn.floor,
        image=drawn.image,
        metres_per_pixel=drawn.metres_per_pixel,
        zones=listed.get("zone", ()),
        cameras=listed.get("camera", ()),
        points=listed.get("point", ()),
        doors=listed.get("door", ()),
        gates=listed.get("gate", ()),
        stalls=listed.get("stall", ()),
        equipment=listed.get("equipment", ()),
    )


def _entry(one: Placed) -> PlanSpot | PlanZone:
    if one.kind == "zone":
        return PlanZone.model_construct(id=one.id, polygon=one.corners)
    if one.kind == "camera":
        return PlanCamera(id=one.id, at=one.at, direction=one.direction, angle=one.angle, reach=one.reach)
    if one.kind == "stall":
        return PlanStall(id=one.id, at=one.at, direction=one.direction)
    return PlanSpot(id=one.id, at=one.at)
