"""The search of what was seen, beside playback: who may look asks, hits come with pictures, Enter goes there."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from app.operations import Operation
from app.pages.replay_desk import ReplayDesk
from app.services.seen_search import SeenPage, SeenQuestion, SeenSearch
from app.station import Station
from app.store.sightings import SeenTrack
from video.replay.commands import ThumbnailMade
from widgets import theme, times
from widgets.overlay import class_word
from widgets.replay_words import parse_time
from widgets.seen_content import SeenPlace, SeenRow, SeenWish
from widgets.seen_view import PICTURE, SeenView

#: How far back is looked where no time is chosen, seconds; playback starts so long before a hit.
USUAL_S, LEAD_S = 86_400.0, 3.0
#: A hit's picture is of its middle, but no later than this, seconds.
_PICTURE_AFTER_S = 3.0
ALL, SHOWN, ZONE = "all", "shown", "zone:"


class ReplaySearch(QObject):
    """Joins the view, the desk and what was seen."""

    def __init__(self, station: Station, desk: ReplayDesk, view: SeenView, language: str) -> None:
        super().__init__(view)
        self._station, self._desk, self._view, self._language = station, desk, view, language
        self._question: SeenQuestion | None = None
        self._hits: dict[int, SeenTrack] = {}
        self._last: SeenTrack | None = None
        self._asked = 0
        self._wanted: deque[int] = deque()
        self._making = False
        view.asked.connect(self._ask)
        view.more_wanted.connect(self._more)
        view.pictures_wanted.connect(self._picture)
        view.opened.connect(self._open)
        view.stepped.connect(self.jump)

    @property
    def _source(self) -> SeenSearch | None:
        return self._station.replay.search

    def offer(self) -> None:
        """The view is opened: propose the stretch that is chosen, else the day before the end; the keyboard goes in."""
        chosen, now = self._desk.selection(), self._station.clock.now()
        start, end = (now - USUAL_S, now) if chosen is None else (chosen.start, chosen.end)
        if self._question is None or chosen is not None:
            self._view.set_times(_typed(start), _typed(end + 1.0 if chosen is not None else end))
        self._view.set_places(self._places())
        self._view.kind.setFocus()

    def jump(self, step: int) -> None:
        """The next thing of the kind that the view has chosen before the cameras shown, or the one before."""
        source, kind, cameras = self._source, self._view.wish().kind, self._desk.wall.cameras
        if source is None or not cameras:
            return
        at = self._desk.engine.position + LEAD_S + 0.05 * step

        def found(hit: SeenTrack | None) -> None:
            if hit is None:
                self._desk.notice.emit(self.tr("Nothing more of this kind was seen in this direction."))
            else:
                self._go(hit)
                words = f"{class_word(hit.label)} · {self._name(hit.camera)} · {times.clock(hit.first)}"
                self._desk.notice.emit(words)

        Operation(self, lambda: source.beside(cameras, at, step, kind)).success(found).run()

    def _places(self) -> list[SeenPlace]:
        places, language = self._station.places, self._language
        found = [SeenPlace(ALL, self.tr("all cameras"))]
        if self._desk.wall.cameras:
            found.append(SeenPlace(SHOWN, self.tr("the cameras shown")))
        zones = {one.zone for one in places.site.cameras if one.zone}
        return found + [
            SeenPlace(ZONE + one.id, places.zone_name(one.id, language)) for one in places.site.zones if one.id in zones
        ]

    def _ask(self, wish: SeenWish) -> None:
        now = self._station.clock.now()
        start, end = parse_time(wish.since, now), parse_time(wish.until, now)
        if start is None or end is None:
            self._view.say(self.tr("That is not a time. Type it as 02:14, 02:14:09 or 11-20 02:14."))
            return
        if end <= start:
            self._view.say(self.tr("The end must be later than the beginning."))
            return
        cameras = self._cameras(wish.place)
        question = SeenQuestion(wish.kind, () if wish.place == ALL else cameras, start, end, wish.still)
        self._desk.may_look(cameras, lambda: self._run(question))

    def _cameras(self, place: str) -> tuple[str, ...]:
        if place == SHOWN:
            return self._desk.wall.cameras
        if place.startswith(ZONE) and self._source is not None:
            return self._source.cameras_of(place.removeprefix(ZONE))
        return tuple(one.id for one in self._station.places.site.cameras)

    def _run(self, question: SeenQuestion) -> None:
        self._question, self._last, self._hits = question, None, {}
        self._view.say(self.tr("Searching"))
        self._read(fresh=True)

    def _more(self) -> None:
        self._read(fresh=False)

    def _read(self, *, fresh: bool) -> None:
        source, question, before = self._source, self._question, self._last
        if source is None or question is None:
            self._view.say(self.tr("Detection is off: nothing is kept of what cameras see."))
            return
        self._asked += 1
        asked = self._asked

        def show(page: SeenPage) -> None:
            if asked == self._asked:
                self._show(page, fresh)

        def failed(_error: BaseException) -> None:
            self._view.say(self.tr("What was seen cannot be read: see F4."))

        Operation(self, lambda: source.page(question, before)).success(show).failure(failed).run()

    def _show(self, page: SeenPage, fresh: bool) -> None:
        self._hits.update({one.id: one for one in page.hits})
        self._last = page.hits[-1] if page.hits else self._last
        rows = [SeenRow(one.id, self._name(one.camera), one.label, one.first, one.last) for one in page.hits]
        (self._view.set_rows if fresh else self._view.add_rows)(rows, page.more)
        self._view.say(self._words(page))

    def _words(self, page: SeenPage) -> str:
        question = self._question
        count = self.tr("%1 or more").replace("%1", str(len(self._hits))) if page.more else str(len(self._hits))
        said = [self.tr("Seen: %1.").replace("%1", count) if self._hits else self.tr("Nothing of this was seen then.")]
        if page.since is None:
            said.append(self.tr("Nothing is kept yet of what cameras see."))
        elif question is not None and question.start < page.since - 60.0:
            said.append(self.tr("Kept since %1 only.").replace("%1", times.day_and_minute(page.since)))
        return " ".join(said)

    def _open(self, row: int) -> None:
        if row in self._hits:
            self._go(self._hits[row])

    def _go(self, hit: SeenTrack) -> None:
        shown, at = self._desk.wall.cameras, hit.first - LEAD_S
        self._desk.open(shown if hit.camera in shown else (hit.camera,), at)
        if hit.camera in self._desk.wall.cameras:
            self._desk.wall.select(hit.camera)

    def _picture(self, rows: Iterable[int]) -> None:
        self._wanted.extend(rows)
        self._next_picture()

    def _next_picture(self) -> None:
        """One after another: what has scrolled into view, the newest wish last."""
        while self._wanted and self._wanted[0] not in self._hits:
            self._wanted.popleft()  # of a search before
        if self._making or not self._wanted:
            return
        row = self._wanted.popleft()
        hit = self._hits[row]
        self._making = True

        def made(one: ThumbnailMade | None) -> None:
            self._making = False
            self._view.set_picture(row, None if one is None else _image(one))
            self._next_picture()

        at = hit.first + min((hit.last - hit.first) / 2, _PICTURE_AFTER_S)
        look = theme.current()
        size = look.px(PICTURE[0]), look.px(PICTURE[1])
        future = self._desk.engine.thumbnail(hit.camera, at, *size)
        Operation(self, future).success(made).failure(lambda _error: made(None)).run()

    def _name(self, camera: str) -> str:
        entry, name = self._station.places.camera(camera), self._station.places.camera_name(camera, self._language)
        return f"{entry.number:02d}  {name}" if entry is not None and entry.number else name


def _image(one: ThumbnailMade) -> QImage:
    return QImage(one.pixels, one.width, one.height, one.width * 3, QImage.Format.Format_RGB888).copy()


def _typed(at: float) -> str:
    """A time as `parse_time` reads it, the year with it: a search over New Year is one, too."""
    return f"{times.date(at)} {times.clock(at)}"
