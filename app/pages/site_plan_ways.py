"""Where a site plan leads: a camera to the wall, an alarm to its card, a zone or point to the page of zones."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.pages.alarm_desk import AlarmDesk
from app.pages.live import LivePage
from app.pages.points import PointsPage
from app.pages.site_plan_page import SitePlanPage


def lead_from_plans(
    page: SitePlanPage, live: LivePage, points: PointsPage, desk: AlarmDesk, show: Callable[[QWidget], None]
) -> None:
    """Join the page of plans, and the plan beside the wall, to the other pages of one window."""

    def camera(name: str) -> None:
        show(live)
        live.seat.call_camera(name)

    def alarm(occurrence: str) -> None:
        show(live)
        desk.choose(occurrence)

    def place(zone: str, point: str) -> None:
        show(points)
        points.view.turn_to(zone, point)

    page.panel.camera_wanted.connect(camera)
    page.panel.alarm_wanted.connect(alarm)
    page.panel.place_wanted.connect(place)
    live.stage.place_wanted.connect(place)
    page.published.connect(live.stage.plans_changed)
