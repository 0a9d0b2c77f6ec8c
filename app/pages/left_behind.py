"""What one window leaves to the next, which speaks another language: where the guard was and what he had half done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.pages.drafts import Drafts, give, take

if TYPE_CHECKING:
    from app.main_window import MainWindow


@dataclass(frozen=True, slots=True)
class Left:
    """Which page stood, what was open beside it, what was half typed, what was put aside.

    panel, shift: number of the open tab at the left, of the open sheet of the shift; None where closed. incident: the
    one that was open on the page of incidents. notes: half-typed notes by incident. banner: the drill whose end was
    read and put aside.
    """

    page: int
    panel: int | None
    shift: int | None
    incident: str
    banner: str
    drafts: Drafts
    notes: dict[str, str]


def leave(window: MainWindow) -> Left:
    """Collect what the next window must not lose."""
    window.typing.release()  # what was typed there stands in its own field
    shift = window.shift.panel
    return Left(
        page=window.pages.currentIndex(),
        panel=window.live.stage.panel_tab,
        shift=None if shift.isHidden() else shift.pages.currentIndex(),
        incident=window.review.incident,
        banner=window.shift.desk.banner_seen,
        drafts=take(window),
        notes=window.live.card.foot.drafts(),
    )


def come_back(window: MainWindow, left: Left) -> None:
    """Put it back; the field that was typed in has the keyboard again, where it is on screen."""
    window.live.card.foot.set_drafts(left.notes)
    window.live.stage.open_panel(left.panel)
    window.shift.desk.banner_seen = left.banner
    if left.incident:
        window.review.open_incident(left.incident)
    sheet = None if left.shift is None else window.shift.panel.pages.widget(left.shift)
    if sheet is not None:
        window.shift.panel.open_page(sheet)
    window.shift.desk.refresh()
    page = window.pages.widget(left.page)
    if page is not None and page is not window.live:
        window.show_page(page)
    give(window, left.drafts)
