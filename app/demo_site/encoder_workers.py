"""Processes that encode loops for the camera server: first all subs on every core, then the mains at low priority."""

from __future__ import annotations

import multiprocessing
import os
import queue
import threading
from collections.abc import Callable, Sequence

from app.demo_site.loops import LoopOrder
from app.demo_site.ptz_scene import WIDE, draw_wide
from app.system import PipeEnd
from video.model import StreamKind

OnDone = Callable[[LoopOrder, str], None]
"""Called on a worker's thread with the order and, where it failed, what failed."""

_SPAWN = multiprocessing.get_context("spawn")
_POLITE = 10


class EncoderWorkers:
    """Encodes `orders`; each is done once. `stop()` ends the processes at once; half-written files are not seen."""

    def __init__(self, orders: Sequence[LoopOrder], on_done: OnDone, processes: int = 2) -> None:
        self._on_done = on_done
        self._subs: queue.SimpleQueue[LoopOrder] = queue.SimpleQueue()
        self._mains: queue.SimpleQueue[LoopOrder] = queue.SimpleQueue()
        for order in orders:
            (self._subs if order.kind is StreamKind.SUB else self._mains).put(order)
        self._stopped = threading.Event()
        self._threads = [threading.Thread(target=self._work, args=(n,), daemon=True) for n in range(processes)]
        self._processes: list[multiprocessing.process.BaseProcess] = []
        self._lock = threading.Lock()

    def start(self) -> None:
        """Start the threads, each with a process of its own."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End the processes and join the threads."""
        self._stopped.set()
        with self._lock:
            for process in self._processes:
                process.terminate()
        for thread in self._threads:
            thread.join()

    def _work(self, number: int) -> None:
        with self._lock:
            if self._stopped.is_set() or (self._subs.empty() and (number or self._mains.empty())):
                return
            ours, theirs = _SPAWN.Pipe()
            process = _SPAWN.Process(target=encode_for, args=(theirs,), name=f"demo-encoder-{number}", daemon=True)
            process.start()
            self._processes.append(process)
        theirs.close()
        try:
            self._feed(ours, number)
        except (EOFError, OSError):
            pass
        finally:
            ours.close()
            process.join()

    def _feed(self, pipe: PipeEnd, number: int) -> None:
        while not self._stopped.is_set():
            order = _next(self._subs)
            if order is None and number == 0:
                order = _next(self._mains)
            if order is None:
                return
            pipe.send(order)
            failure = pipe.recv()
            if not self._stopped.is_set():
                self._on_done(order, failure)


def _next(orders: queue.SimpleQueue[LoopOrder]) -> LoopOrder | None:
    try:
        return orders.get_nowait()
    except queue.Empty:
        return None


def encode_for(pipe: PipeEnd) -> None:
    """Run an encoder process: take orders from the pipe until it closes."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from app.demo_site.encoder import encode_loop  # noqa: PLC0415 - after the platform is set
    from video.cv import use_threads  # noqa: PLC0415

    use_threads(1)
    polite = False
    try:
        while True:
            order: LoopOrder = pipe.recv()
            if order.kind is StreamKind.MAIN and not polite and hasattr(os, "nice"):
                os.nice(_POLITE)
                polite = True
            pipe.send(_encoded(order, encode_loop))
    except (EOFError, BrokenPipeError, KeyboardInterrupt):
        return


def _encoded(order: LoopOrder, encode: Callable[[LoopOrder, Callable[[], None]], None]) -> str:
    if order.path.exists():
        return ""
    try:
        if order.variant == WIDE:
            draw_wide(order)
        else:
            encode(order, _stop_with_parent)
    except Exception as failure:  # a bad video costs its own camera only
        return f"{type(failure).__name__}: {failure}"
    return ""


def _stop_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None and not parent.is_alive():
        raise SystemExit(1)
