"""The delay that a tile shows runs from the camera's own clock to the screen."""

from dataclasses import replace

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from video.frames import Frame
from video.model import Phase, StreamKind, StreamState
from widgets.gallery_pictures import StillClock, StillSource
from widgets.tile import TileContent
from widgets.tile_state import TileState

NOW = 1_793_628_000.0


class Shifted(StillSource):
    """A source whose camera's clock is ahead of ours and whose pictures need a while on the way."""

    def __init__(self, ahead: float, way: float) -> None:
        self._shift = ahead - way
        super().__init__(QImage(64, 36, QImage.Format.Format_RGB32), StillClock(NOW))

    def latest(self) -> Frame | None:
        frame = super().latest()
        return None if frame is None else replace(frame, captured_at=frame.received_at + self._shift)


@pytest.mark.parametrize(("offset", "shown"), [(3.0, 0.35), (None, 0.1)])
def test_what_the_way_takes_is_counted_where_the_cameras_clock_is_known(
    qapp: QApplication, offset: float | None, shown: float
) -> None:
    source = Shifted(ahead=3.0, way=0.25)
    state = StreamState("c", StreamKind.SUB, Phase.LIVE, NOW, clock_offset=offset)
    tile = TileState(TileContent("live:c", "c", 1, "C", source=source, state=state, kind=StreamKind.SUB))
    assert tile.pull(StillClock(NOW).monotonic())
    assert tile.sampled_latency() == pytest.approx(shown, abs=1e-6)
    assert tile.latency == pytest.approx(0.1)
