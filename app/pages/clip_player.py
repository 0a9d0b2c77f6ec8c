"""An incident's clips in the player: one button per camera, and the pictures from ten seconds before the alarm."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app import texts
from app.services.places import Places
from app.store.records import Clip
from video.clock import Clock
from video.engine import VideoEngine
from video.views import PlaybackHandle, PlaybackState
from widgets.player import Player
from widgets.replay_content import TileStatus
from widgets.replay_words import absence
from widgets.timeline import TimelineMark

VIEW = "review"
BEFORE_SECONDS = 10.0


class _States(QObject):
    """Carries playback states from the engine's thread to the GUI thread."""

    told = Signal(object)


class ClipPlayer(QWidget):
    """Plays the clips of one incident, one camera at a time.

    withheld: of which cameras nothing may be shown, since what of them is private is lost.
    """

    def __init__(
        self,
        video: VideoEngine,
        places: Places,
        clock: Clock,
        language: str,
        withheld: Callable[[str], bool] = lambda _camera: False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._withheld = withheld
        self._video = video
        self._places = places
        self._language = language
        self._clips: tuple[Clip, ...] = ()
        self._camera = ""
        self._size = (0, 0)
        self._position = 0.0
        self._playing = False
        self._start_at = 0.0
        self._handle: PlaybackHandle | None = None
        self._states = _States(self)
        self._states.told.connect(self._take_state)
        self._alarm_at = 0.0
        self.player = Player()
        self._connect()
        self._buttons = QHBoxLayout()
        self._buttons.setContentsMargins(0, 0, 0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(self._buttons)
        column.addWidget(self.player, 1)

    @property
    def has_picture(self) -> bool:
        """Whether a picture of the chosen clip is on screen."""
        return self._handle is not None and self._handle.sequence > 0

    def show_clips(self, clips: Sequence[Clip], alarm_at: float) -> None:
        """Offer the clips' cameras and show the first, ten seconds before the alarm."""
        chosen = tuple(clip for clip in clips if clip.kind == "clip")
        self.player.set_nothing("" if chosen else self.tr("There is no recording of this incident"))
        if chosen == self._clips:
            return
        another = alarm_at != self._alarm_at
        self._clips = chosen
        self._start_at = alarm_at - BEFORE_SECONDS
        self._position = 0.0 if another else self._position
        self._alarm_at = alarm_at
        cameras = list(dict.fromkeys(clip.camera for clip in chosen))
        self._fill_buttons(cameras)
        if another or self._camera not in cameras or self._handle is None:
            self.close_view()
            self._playing = False
            if cameras:
                self.choose(cameras[0])

    def choose(self, camera: str) -> None:
        """Show a camera's clips of this incident, one after the other, from the moment that was on screen."""
        self.close_view()
        self._camera = camera
        self._size = self.player.picture_size()
        if self._withheld(camera):
            self.player.set_nothing(absence(TileStatus(code="undeclared")))
        else:
            self._play()
        self.player.set_marks([TimelineMark(self._alarm_at, texts.clock_time(self._alarm_at))])
        for index in range(self._buttons.count()):
            item = self._buttons.itemAt(index)
            button = item.widget() if item is not None else None
            if isinstance(button, QPushButton):
                button.setChecked(button.property("camera") == camera)

    def _paths(self) -> list[Path]:
        return [Path(clip.path) for clip in self._clips if clip.camera == self._camera]

    def _connect(self) -> None:
        self.player.play_requested.connect(self.play)
        self.player.pause_requested.connect(self.pause)
        self.player.step_requested.connect(self.step)
        self.player.seek_requested.connect(self.seek)
        self.player.speed_requested.connect(self.set_speed)
        self.player.picture_resized.connect(self._resized)

    def seek(self, at: float) -> None:
        """Go to a moment (UTC seconds)."""
        if self._handle is not None:
            self._handle.seek(at)

    def set_speed(self, speed: float) -> None:
        """Play faster or slower."""
        if self._handle is not None:
            self._handle.set_speed(speed)

    def play(self) -> None:
        """Go on."""
        self._playing = True
        if self._handle is not None:
            self._handle.play()

    def pause(self) -> None:
        """Hold the picture."""
        self._playing = False
        if self._handle is not None:
            self._handle.pause()

    def step(self, frames: int) -> None:
        """Move by whole pictures."""
        self._playing = False
        if self._handle is not None:
            self._handle.step(frames)

    def close_view(self) -> None:
        """Release the pictures."""
        if self._handle is not None:
            self.player.set_source(None)
            self._video.hide(VIEW)
            self._handle = None

    def _resized(self, width: int, height: int) -> None:
        """A picture of another size is another view of the same clips, from where it stands."""
        if self._handle is None or (width, height) == self._size:
            return
        self._size = (width, height)
        self._play()

    def _play(self) -> None:
        at = self._position or self._start_at
        self._handle = self._video.play(VIEW, self._paths(), *self._size, self._states.told.emit, at)
        self.player.set_source(self._handle)
        if self._playing:
            self._handle.play()

    def _take_state(self, state: PlaybackState) -> None:
        if self._handle is not None:
            self._position = state.position
            self.player.set_state(state)

    def _fill_buttons(self, cameras: Sequence[str]) -> None:
        while (item := self._buttons.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for camera in cameras:
            button = QPushButton(self._places.camera_name(camera, self._language))
            button.setCheckable(True)
            button.setMinimumHeight(32)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setProperty("camera", camera)
            button.clicked.connect(lambda _checked=False, camera=camera: self.choose(camera))
            self._buttons.addWidget(button)
        self._buttons.addStretch(1)
