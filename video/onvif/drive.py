"""One camera's drive: what a hand asks for now, carried out in order, and a Stop that is owed until it was answered.

Only the newest wish counts, so a slow camera never runs behind the hand. Each move carries a time after which the
camera itself stands still, and is repeated while the hand holds on: a lost Stop cannot leave it turning.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import Future
from dataclasses import dataclass, replace
from typing import Any

from video.clock import Clock
from video.onvif.device import OnvifDevice
from video.onvif.model import STILL, OnvifError, PtzPhase, PtzSource, PtzState, Velocity
from video.onvif.ptz import OnvifPtz

log = logging.getLogger(__name__)

#: Seconds after which the camera stops by itself, and after which a move that goes on is told again.
MOVE_S, RENEW_S = 2.0, 0.8
#: Seconds between tries to reach a camera, rising; and between tries to stop it.
FIRST_RETRY_S, LAST_RETRY_S, STOP_AGAIN_S = 2.0, 60.0, 0.3
#: Seconds after a refused password: cameras lock an account that is tried too often, also for its pictures.
REFUSED_RETRY_S = 300.0
#: How often a Stop is tried before the camera counts as lost; seconds for the last Stop when all ends.
STOP_TRIES, LAST_STOP_S = 4, 1.5

_REFUSED = frozenset({"unauthorized", "untrusted"})

Order = Callable[[OnvifPtz], Awaitable[Any]]


@dataclass(slots=True)
class _Wish:
    """An order and who waits for what it gives."""

    order: Order
    done: Future[Any]


class PtzDrive:
    """All but construction belongs to one asyncio loop. `on_state` is told of each change."""

    def __init__(
        self, source: PtzSource, clock: Clock, on_state: Callable[[PtzState], None], patience_s: float = 3.0
    ) -> None:
        self.source = source
        self.state = PtzState(source.camera)
        self._clock = clock
        self._on_state = on_state
        self._patience = patience_s
        self._ptz: OnvifPtz | None = None
        self._velocity = STILL
        self._told = STILL
        self._owes_stop = False
        self._wishes: deque[_Wish] = deque()
        self._wake = asyncio.Event()
        self._flight: asyncio.Task[Any] | None = None
        self._flying_move = self._stop_twice = False
        self._retry_s = FIRST_RETRY_S
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin."""
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def close(self) -> None:
        """End; a camera that may still be turning is told to stop first, for a short while."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        for wish in self._wishes:
            _fail(wish.done, OnvifError("ended", "closed"))
        self._wishes.clear()
        if self._owes_stop and self._ptz is not None:
            with contextlib.suppress(OnvifError, TimeoutError):
                async with asyncio.timeout(LAST_STOP_S):
                    await self._ptz.stop()

    def steer(self, velocity: Velocity) -> None:
        """Turn like this from now on; STILL stops at once, past whatever is under way."""
        if self.state.phase is PtzPhase.FAILED and not velocity.still:
            self._retry_now()
            return  # it would begin to turn when it comes back, with nobody's hand on it
        self._velocity = velocity.limited()
        if velocity.still and self._flying_move and self._flight is not None:
            self._flight.cancel()
        self._wake.set()

    def ask(self, order: Order, done: Future[Any]) -> None:
        """Carry out an order after those before it; it ends a move by hand."""
        self._velocity = STILL
        if self.state.phase is PtzPhase.FAILED:
            self._retry_now()
        self._wishes.append(_Wish(order, done))
        self._wake.set()

    def look_again(self) -> None:
        """Try to reach the camera now."""
        self._retry_now()

    def _retry_now(self) -> None:
        self._retry_s = FIRST_RETRY_S
        self._wake.set()

    async def _run(self) -> None:
        while True:
            self._wake.clear()
            if self._ptz is None:
                await self._open()
                continue
            job = self._next()
            if job is None:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(RENEW_S if not self._velocity.still else None):
                        await self._wake.wait()
                self._told = self._told if self._wake.is_set() else STILL  # what goes on is told again
                continue
            await self._do(job)

    async def _open(self) -> None:
        """Reach the camera; where that fails, wait, longer each time, or until somebody asks."""
        try:
            ptz = OnvifPtz(OnvifDevice(self.source.address, self._clock, self._patience), self.source.profile)
            abilities = await ptz.connect()
            presets = await ptz.presets()
            if self._owes_stop:
                await ptz.stop()
                self._owes_stop = False
        except OnvifError as error:
            await self._failed(error)
            return
        self._ptz, self._retry_s = ptz, FIRST_RETRY_S
        self._tell(PtzState(self.source.camera, PtzPhase.READY, abilities=abilities, presets=presets))

    async def _failed(self, error: OnvifError) -> None:
        if (error.code, PtzPhase.FAILED) != (self.state.reason, self.state.phase):
            log.warning("camera %s cannot be turned: %s", self.source.camera, error)
        self._ptz, self._velocity, self._told = None, STILL, STILL
        while self._wishes:
            _fail(self._wishes.popleft().done, error)
        self._tell(replace(self.state, phase=PtzPhase.FAILED, reason=error.code, detail=error.detail, moving=False))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(REFUSED_RETRY_S if error.code in _REFUSED else self._retry_s):
                await self._wake.wait()
        self._retry_s = min(LAST_RETRY_S, self._retry_s * 2)

    def _next(self) -> Coroutine[Any, Any, None] | None:
        """What to do now: stop before all, then orders, then the hand's wish."""
        if self._velocity.still and self._owes_stop:
            return self._stop()
        if self._wishes:
            return self._carry_out(self._wishes.popleft())
        if self._velocity != self._told and not self._velocity.still:
            return self._move(self._velocity)
        return None

    async def _do(self, job: Coroutine[Any, Any, None]) -> None:
        self._flight = asyncio.get_running_loop().create_task(job)
        try:
            await asyncio.wait({self._flight})
        finally:
            flight, self._flight, self._flying_move = self._flight, None, False
            if not flight.done():
                flight.cancel()
                await asyncio.gather(flight, return_exceptions=True)
        if flight.cancelled():
            self._stop_twice = True  # the move may still arrive, after the Stop that overtakes it
            return
        error = flight.exception()
        if isinstance(error, OnvifError):
            await self._failed(error)
        elif error is not None:
            raise error

    async def _move(self, velocity: Velocity) -> None:
        assert self._ptz is not None
        self._flying_move, self._owes_stop = True, True
        self._told = velocity
        try:
            await self._ptz.move(velocity, MOVE_S)
        except OnvifError as error:
            if error.code not in {"refused", "unsupported"}:
                raise
            self._refuse(error)
            return
        self._tell(replace(self.state, moving=True, reason="", detail=""))

    async def _stop(self) -> None:
        """Stop, and again where that is not answered: after the last try the camera counts as lost."""
        assert self._ptz is not None
        for again in range(STOP_TRIES):
            try:
                await self._ptz.stop()
                break
            except OnvifError as error:
                if error.code in {"refused", "unsupported"}:
                    self._refuse(error)
                    break
                if again + 1 == STOP_TRIES:
                    raise
                await asyncio.sleep(STOP_AGAIN_S)
        if self._stop_twice:
            self._stop_twice = False
            await asyncio.sleep(STOP_AGAIN_S)
            await self._ptz.stop()
        self._owes_stop, self._told = False, STILL
        if self.state.moving:
            self._tell(replace(self.state, moving=False))

    async def _carry_out(self, wish: _Wish) -> None:
        assert self._ptz is not None
        if not wish.done.set_running_or_notify_cancel():
            return
        try:
            result = await wish.order(self._ptz)
        except OnvifError as error:
            _fail(wish.done, error)
            if error.code not in {"refused", "unsupported"}:
                raise
        except asyncio.CancelledError:
            _fail(wish.done, OnvifError("ended", "closed"))
            raise
        else:
            wish.done.set_result(result)

    def _refuse(self, error: OnvifError) -> None:
        self._velocity = self._told = STILL
        self._tell(replace(self.state, moving=False, reason=error.code, detail=error.detail))

    def _tell(self, state: PtzState) -> None:
        if state != self.state:
            self.state = state
            self._on_state(state)


def _fail(done: Future[Any], error: OnvifError) -> None:
    if not done.done():
        done.set_exception(error)
