"""The worker process of playback: all its cameras on one clock. Live pictures are decoded in others."""

from __future__ import annotations

import gc
import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass

from video.commands import SetMasks
from video.frames import FrameSlot
from video.masks import MaskTable, Veil
from video.replay.commands import (
    FileCame,
    HearTrack,
    HideTrack,
    LiftVeil,
    MakeThumbnail,
    ReplayConfig,
    SetSpans,
    SetTempo,
    ShowTrack,
    StepTrack,
)
from video.replay.conductor import Conductor
from video.replay.ear import ReplayEar
from video.replay.thumbnails import ThumbnailMaker
from video.replay.track import Track
from video.worker_link import WorkerLink

_log = logging.getLogger(__name__)

BEAT_EVERY = 0.25


def run_replay(link: WorkerLink, config: ReplayConfig) -> None:
    """Serve until told to end (a target for video.supervisor)."""
    gc.freeze()
    ReplayWorker(link, config).run()


@dataclass(slots=True)
class _Shown:
    command: ShowTrack
    track: Track


class ReplayWorker:
    """Obeys on one thread, beats on another; tracks, thumbnails and sound have theirs."""

    def __init__(self, link: WorkerLink, config: ReplayConfig) -> None:
        self._link, self._config = link, config
        self._clock = config.clock()
        self._masks = MaskTable()
        self._conductor = Conductor(self._clock, link.send)
        self._tracks: dict[str, _Shown] = {}
        self._spans: dict[str, SetSpans] = {}
        self._thumbnails = ThumbnailMaker(self._masks, link.send)
        self._ear = ReplayEar(self._conductor, self._clock, link.send)
        self._ended = threading.Event()

    def run(self) -> None:
        """Serve until the supervisor asks to end or is gone."""
        beats = threading.Thread(target=self._beat, name="beats", daemon=True)
        beats.start()
        while (message := self._link.receive()) is not None:
            try:
                self._obey(message)
            except FileNotFoundError:
                pass  # the slot is gone again: another command is on the way
            except Exception:
                _log.exception("a command of playback was not carried out: %s", type(message).__name__)
        self._ended.set()
        for shown in self._tracks.values():
            shown.track.stop()
        self._thumbnails.stop()
        self._ear.stop()
        beats.join()

    def _beat(self) -> None:
        while not self._ended.wait(BEAT_EVERY):
            self._link.beat(self._used())

    def _used(self) -> Mapping[str, int]:
        return {camera: shown.track.kept_bytes for camera, shown in list(self._tracks.items())}

    def _obey(self, message: object) -> None:
        match message:
            case SetTempo(number, tempo):
                self._conductor.go(number, tempo)
                self._ear.follow()
            case SetMasks(areas):
                self._masks.replace(areas)
                for shown in self._tracks.values():
                    shown.track.show_anew()
            case ShowTrack():
                self._show(message)
            case HideTrack(camera):
                self._hide(camera)
            case SetSpans(camera):
                self._spans[camera] = message
                self._to(camera, message)
                self._ear.take(message)
            case FileCame(camera):
                self._to(camera, message)
            case StepTrack(camera, pictures):
                self._to(camera, pictures)
            case LiftVeil(camera, until):
                if camera in self._tracks:
                    self._tracks[camera].track.lift(until)
            case HearTrack(camera):
                self._ear.listen(camera, self._spans.get(camera))
            case MakeThumbnail():
                self._thumbnails.ask(message)

    def _to(self, camera: str, news: SetSpans | FileCame | int) -> None:
        if camera in self._tracks:
            self._tracks[camera].track.take(news)

    def _show(self, command: ShowTrack) -> None:
        known = self._tracks.get(command.camera)
        if known is not None and known.command.output == command.output:
            return
        slot = FrameSlot.attach(command.slot)
        veil = Veil(self._masks, (command.camera,), self._clock, command.lifted_until)
        if known is None:
            track = Track(command.camera, self._conductor, self._link.send, self._link.send)
            known = self._tracks[command.camera] = _Shown(command, track)
            if command.camera in self._spans:
                track.take(self._spans[command.camera])
            self._share_memory()
        known.command = command
        known.track.take((slot, veil))

    def _hide(self, camera: str) -> None:
        known = self._tracks.pop(camera, None)
        self._spans.pop(camera, None)
        if known is not None:
            self._share_memory()
            known.track.stop()

    def _share_memory(self) -> None:
        tracks = tuple(shown.track for shown in self._tracks.values())
        self._conductor.set_followers(tracks)
        for track in tracks:
            track.limit(self._config.kept_bytes // len(tracks))
