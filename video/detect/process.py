"""What runs in the inference process: the loop, its mailbox, its heartbeat, and the plate desk beside it."""

from __future__ import annotations

import queue
import threading

from video import quiet
from video.clock import Clock, SystemClock
from video.cv import use_threads
from video.detect.backend import Job
from video.detect.loading import load, load_fire
from video.detect.loop import InferenceLoop
from video.detect.messages import Begin, Prioritise, ProcessConfig, ReadPlate, Unwatch, Watch
from video.detect.plate_desk import PlateDesk
from video.detect.tracks import warm_up
from video.worker_link import WorkerLink

#: How often the slots are looked at for new frames, seconds.
_POLL_S = 0.01
_IDLE_S = 0.2
_BEAT_S = 0.3
_REPORT_S = 1.0
#: A frame under way for so long means that the runtime hangs: no more heartbeats, and the supervisor restarts us.
STUCK_S = 10.0

Inbox = queue.SimpleQueue[object]


def inference_main(link: WorkerLink, config: ProcessConfig) -> None:
    """Target of the supervised worker; returns when the supervisor says so or is gone."""
    config.lower_priority()
    quiet.settle()
    use_threads(1)
    first = link.receive()
    while first is not None and not isinstance(first, Begin):
        first = link.receive()  # said while the process was being made: it is said again after the beginning
    if first is None:
        return
    inbox: Inbox = queue.SimpleQueue()
    clock = SystemClock()
    loop = InferenceLoop(
        load(first.choice),
        first.choice.rate,
        clock,
        link.send,
        inbox.put,
        fire=load_fire(first.choice),
        gate=first.choice.gate,
        again=lambda: load(first.choice),
    )
    desk = PlateDesk(first.choice, link.send)
    threading.Thread(target=_receive, args=(link, inbox), name="receiver", daemon=True).start()
    desk.start()
    warm_up()
    link.beat(loop.report())
    serve(loop, desk, inbox, link, clock)
    desk.stop()


def _receive(link: WorkerLink, inbox: Inbox) -> None:
    while (message := link.receive()) is not None:
        inbox.put(message)
    inbox.put(None)


def serve(loop: InferenceLoop, desk: PlateDesk, inbox: Inbox, link: WorkerLink, clock: Clock) -> None:
    """Work until None comes in."""
    beat_at = report_at = clock.monotonic()
    while True:
        while loop.feed():
            pass
        now = clock.monotonic()
        if now >= beat_at and not loop.stuck(STUCK_S):
            reporting = now >= report_at
            loop.recover()
            link.beat(loop.report() if reporting else None)
            beat_at = now + _BEAT_S
            report_at = now + _REPORT_S if reporting else report_at
        try:
            message = inbox.get(timeout=_POLL_S if loop.watching and not loop.full else _IDLE_S)
        except queue.Empty:
            continue
        if message is None:
            return
        _obey(message, loop, desk)


def _obey(message: object, loop: InferenceLoop, desk: PlateDesk) -> None:
    match message:
        case Job():
            loop.finish(message)
        case Watch():
            loop.watch(message)
        case Unwatch():
            loop.unwatch(message.camera)
        case Prioritise():
            loop.prioritise(message.cameras, message.shown)
        case ReadPlate():
            desk.take(message)
