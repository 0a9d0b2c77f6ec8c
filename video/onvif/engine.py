"""All cameras that turn, on one thread with one asyncio loop. Nothing here ever waits for a camera in the caller."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any

from video.clock import Clock
from video.onvif.device import PATIENCE_S
from video.onvif.drive import Order, PtzDrive
from video.onvif.model import STILL, OnvifError, Position, PtzSource, PtzState, Status, Velocity


class PtzEngine:
    """Owns a drive for each camera. `on_state` is called on the engine's thread. Methods may be called anywhere.

    Orders give futures that fail with OnvifError.
    """

    def __init__(
        self,
        sources: Sequence[PtzSource],
        clock: Clock,
        on_state: Callable[[PtzState], None],
        patience_s: float = PATIENCE_S,
    ) -> None:
        self._sources = {source.camera: source for source in sources}
        self._clock = clock
        self._on_state = on_state
        self._patience = patience_s
        self._states = {camera: PtzState(camera) for camera in self._sources}
        self._drives: dict[str, PtzDrive] = {}
        self._presets: dict[str, str] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._work, name="ptz", daemon=True)

    @property
    def cameras(self) -> tuple[str, ...]:
        """The cameras that turn."""
        return tuple(self._sources)

    def start(self) -> None:
        """Begin to reach the cameras, in the background."""
        if self._sources:
            self._thread.start()
            self._started.wait()

    def stop(self) -> None:
        """Stop what turns, and end; may be called again."""
        loop, stopping = self._loop, self._stopping
        if loop is None or stopping is None:
            return
        self._call(stopping.set)
        self._thread.join()

    def state(self, camera: str) -> PtzState | None:
        """How a camera's drive stands; None for one that does not turn."""
        return self._states.get(camera)

    def preset(self, camera: str) -> str:
        """The token of the preset that a camera was last sent to, "" where it looks elsewhere or that is not known."""
        return self._presets.get(camera, "")

    def elsewhere(self, camera: str) -> None:
        """Somebody turns a camera by another way than this engine: no preset is known of it any more."""
        self._presets.pop(camera, None)

    def steer(self, camera: str, velocity: Velocity) -> None:
        """Turn like this from now on, STILL to stop."""
        if not velocity.still:
            self.elsewhere(camera)
        self._with(camera, lambda drive: drive.steer(velocity))

    def halt(self, camera: str) -> None:
        """Stop."""
        self.steer(camera, STILL)

    def look_again(self, camera: str) -> None:
        """Try now to reach a camera that could not be."""
        self._with(camera, lambda drive: drive.look_again())

    def go_to(self, camera: str, preset: str) -> Future[None]:
        """Turn to a preset, by its token."""
        done = self._ask(camera, lambda ptz: ptz.go_to(preset))
        self._presets[camera] = preset
        done.add_done_callback(lambda told: self._sent(camera, preset, told))
        return done

    def go_home(self, camera: str) -> Future[None]:
        """Turn to the camera's home."""
        self.elsewhere(camera)
        return self._ask(camera, lambda ptz: ptz.go_home())

    def move_to(self, camera: str, position: Position) -> Future[None]:
        """Look there."""
        self.elsewhere(camera)
        return self._ask(camera, lambda ptz: ptz.move_to(position))

    def set_preset(self, camera: str, name: str, preset: str = "") -> Future[str]:
        """Remember where it looks now; gives the token."""
        return self._ask(camera, lambda ptz: ptz.set_preset(name, preset))

    def status(self, camera: str) -> Future[Status]:
        """Ask where it looks."""
        return self._ask(camera, lambda ptz: ptz.status())

    def _sent(self, camera: str, preset: str, told: Future[Any]) -> None:
        """An order that failed left the camera nobody knows where."""
        if (told.cancelled() or told.exception() is not None) and self._presets.get(camera) == preset:
            self.elsewhere(camera)

    def _ask(self, camera: str, order: Order) -> Future[Any]:
        done: Future[Any] = Future()
        if not self._with(camera, lambda drive: drive.ask(order, done)):
            done.set_exception(OnvifError("ended", "not running"))
        return done

    def _with(self, camera: str, act: Callable[[PtzDrive], None]) -> bool:
        if camera not in self._sources or self._loop is None:
            return False
        return self._call(lambda: act(self._drives[camera]))

    def _call(self, act: Callable[[], None]) -> bool:
        try:
            assert self._loop is not None
            self._loop.call_soon_threadsafe(act)
        except RuntimeError:  # the loop has ended
            return False
        return True

    def _work(self) -> None:
        asyncio.run(self._main())

    async def _main(self) -> None:
        self._loop, self._stopping = asyncio.get_running_loop(), asyncio.Event()
        self._drives = {
            camera: PtzDrive(source, self._clock, self._changed, self._patience)
            for camera, source in self._sources.items()
        }
        for drive in self._drives.values():
            drive.start()
        self._started.set()
        await self._stopping.wait()
        await asyncio.gather(*(drive.close() for drive in self._drives.values()))

    def _changed(self, state: PtzState) -> None:
        self._states[state.camera] = state
        self._on_state(state)
