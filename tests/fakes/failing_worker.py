"""Faults inside a video worker, called up by a file: memory that grows without end, a codec that never returns."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from video import decoder
from video.clock import Clock
from video.commands import Session
from video.model import AudioPacket, Packet, StreamAddress, StreamInfo, StreamKind, StreamState, Transport
from video.session import CameraSession

GROW, HANG = "grow", "hang"
_BLOCK = 48 * 1024 * 1024
_hoard: list[bytearray] = []


@dataclass(frozen=True, slots=True)
class FailingSessions:
    """Sessions as usual, until `file` says what camera `camera`'s worker is to suffer; the file is taken away then."""

    file: Path
    camera: str

    def __call__(
        self,
        address: StreamAddress,
        camera: str,
        kind: StreamKind,
        clock: Clock,
        *,
        on_packet: Callable[[Packet, StreamInfo], None],
        on_state: Callable[[StreamState], None],
        transport: Transport,
        on_audio: Callable[[AudioPacket], None] | None = None,
    ) -> Session:
        def hear(packet: Packet, info: StreamInfo) -> None:
            if camera == self.camera:
                self._suffer()
            on_packet(packet, info)

        return CameraSession(address, camera, kind, clock, hear, on_state, transport=transport, on_audio=on_audio)

    def _suffer(self) -> None:
        if _hoard:
            _hoard.append(bytearray(_BLOCK))
        if not self.file.exists():
            return
        fault = self.file.read_text(encoding="ascii")
        self.file.unlink()
        if fault == GROW:
            _hoard.append(bytearray(_BLOCK))
        else:
            decoder.PictureDecoder.decode = _never  # type: ignore[method-assign, assignment]


def _never(*_arguments: object) -> list[object]:
    threading.Event().wait()
    return []
