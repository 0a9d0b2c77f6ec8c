"""Pictures without a camera: drawn frames behind the wall's door, on a test's clock."""

from __future__ import annotations

from tests.fakes.clock import FakeClock
from video.frames import Frame
from widgets.gallery_pictures import scene


class FakeSource:
    """A PictureSource a test pushes pictures into; counts how often it was asked for one."""

    def __init__(self, clock: FakeClock, width: int = 64, height: int = 36, seed: int = 1) -> None:
        self._clock = clock
        self._picture = scene(width, height, seed)
        self._frame: Frame | None = None
        self.taken = 0

    @property
    def sequence(self) -> int:
        """Of the newest picture, 0 while there is none."""
        return self._frame.sequence if self._frame is not None else 0

    def latest(self) -> Frame | None:
        """The newest picture."""
        self.taken += 1
        return self._frame

    def push(
        self, age: float = 0.05, key_only: bool = False, captured_at: float | None = None, behind: float = 0.0
    ) -> None:
        """Bring a new picture that came in `age` seconds ago, `behind` seconds later than usual."""
        picture, now, monotonic = self._picture, self._clock.now() - age, self._clock.monotonic() - age
        self._frame = Frame(
            pixels=memoryview(picture.bits()),
            width=picture.width(),
            height=picture.height(),
            stride=picture.bytesPerLine(),
            sequence=self.sequence + 1,
            captured_at=now if captured_at is None else captured_at,
            received_at=now,
            received_mono=monotonic,
            decoded_mono=monotonic,
            written_mono=monotonic,
            key_only=key_only,
            dropped=0,
            behind=behind,
        )
