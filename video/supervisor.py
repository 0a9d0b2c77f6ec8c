"""Keep a worker process running: spawn it, watch its heartbeat, restart it, and say the truth about it.

One keeper thread per worker reads what it says and watches it; one sender thread per spawned process writes to it, so
that neither a hung worker nor a full pipe ever blocks a caller.
"""

from __future__ import annotations

import logging
import multiprocessing
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path

from video.clock import Clock
from video.silence import Silence
from video.usage import Usage, cpu_seconds_of
from video.views import WorkerPhase, WorkerState
from video.worker_link import EXIT_HUNG, Beat, Target, child_main

_log = logging.getLogger(__name__)

#: How often the keeper looks at the heartbeat, seconds.
_LOOK = 0.1
#: CPU seconds since its last beat that tell a slow process from a hung one, and how much longer it is waited for.
_WORKS, _SLOW = 0.05, 8.0


@dataclass(frozen=True, slots=True)
class RestartPolicy:
    """beat_timeout: silence that counts as a hang, and eight times that where the process still works: a machine with
    too much to do makes it silent, too. start_timeout: the same, until the first beat of the work itself.
    delays: seconds before each further try; the first again after `healthy_after` seconds of life. memory_limit:
    resident bytes at which a worker is replaced.
    """

    beat_timeout: float = 2.0
    start_timeout: float = 30.0
    delays: tuple[float, ...] = (0.0, 0.5, 1.0, 2.0, 5.0, 15.0, 60.0)
    healthy_after: float = 30.0
    memory_limit: int = 2 * 1024**3


class SupervisedWorker:
    """One worker process, spawned again whenever it ends, hangs or grows without bound.

    target: `target(link, config)`, a module-level function; it beats, serves `link.receive()` and returns when that
    gives None. on_started runs for each process before it gets anything else: `send` in it what it needs to know.
    All callbacks come from the keeper thread.
    """

    def __init__(
        self,
        name: str,
        target: Target,
        config: object,
        clock: Clock,
        *,
        on_message: Callable[[object], None],
        on_state: Callable[[WorkerState], None],
        on_started: Callable[[], None] = lambda: None,
        policy: RestartPolicy | None = None,
        crash_log: Path | None = None,
    ) -> None:
        self.name = name
        self._entry = (target, config, crash_log)
        self._clock = clock
        self._on_message, self._on_state, self._on_started = on_message, on_state, on_started
        self._policy = policy or RestartPolicy()
        self._stopping = threading.Event()
        self._wake_in, self._wake_out = multiprocessing.Pipe(duplex=False)
        self._outbox: queue.SimpleQueue[object] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._state = WorkerState(name, WorkerPhase.STOPPED, clock.now())
        self._last_beat: Beat | None = None
        self._thread: threading.Thread | None = None

    @property
    def state(self) -> WorkerState:
        """The last state told."""
        return self._state

    @property
    def usage(self) -> Usage | None:
        """What the present process has used, as of its last beat."""
        beat = self._last_beat
        return beat.usage if beat is not None else None

    def start(self) -> None:
        """Spawn the worker; returns at once."""
        self._thread = threading.Thread(target=self._keep, name=f"keeper-{self.name}", daemon=True)
        self._thread.start()

    def send(self, message: object) -> None:
        """Queue a message for the present process; lost with it (see on_started)."""
        with self._lock:
            self._outbox.put(message)

    def begin_stop(self) -> None:
        """Ask the worker to end, and return at once."""
        if not self._stopping.is_set():
            self._stopping.set()
            self._wake_out.send(None)

    def stop(self) -> None:
        """Ask the worker to end, see to it within seconds, and free everything."""
        if self._wake_out.closed:
            return
        self.begin_stop()
        if self._thread is not None:
            self._thread.join()
        self._wake_out.close()
        self._wake_in.close()

    # Everything below runs in the keeper thread.

    def _keep(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            run = _Run(self._entry, self.name)
            began = self._clock.monotonic()
            self._change(WorkerPhase.STARTING, pid=run.process.pid)
            self._begin(run)
            reason = self._watch(run)
            exit_code = run.finish(kill=reason in ("hang", "memory"), outbox=self._outbox)
            if self._stopping.is_set():
                break
            healthy = self._clock.monotonic() - began >= self._policy.healthy_after
            failures = 0 if healthy else failures
            self._rest(failures, reason or _reason_of(exit_code), exit_code)
            failures += 1
        self._last_beat = None
        self._change(WorkerPhase.STOPPED, pid=None)

    def _begin(self, run: _Run) -> None:
        with self._lock:
            self._outbox = queue.SimpleQueue()
        self._last_beat = None
        run.start_sender(self._outbox)
        self._on_started()

    def _rest(self, failures: int, reason: str, exit_code: int | None) -> None:
        delays = self._policy.delays
        delay = delays[min(failures, len(delays) - 1)]
        phase = WorkerPhase.FAILED if failures >= len(delays) - 1 else WorkerPhase.WAITING
        self._state = replace(self._state, reason=reason, exit_code=exit_code, restarts=self._state.restarts + 1)
        _log.warning("worker %s lost: %s, exit code %s", self.name, reason, exit_code)
        self._change(phase, pid=None)
        self._stopping.wait(delay)

    def _watch(self, run: _Run) -> str:
        """Serve one process until it ends ("") or must be ended ("hang", "memory")."""
        now = self._clock.monotonic()
        silence = Silence(now)
        while not self._stopping.is_set():
            due = now + _LOOK
            ready = wait([run.pipe, run.process.sentinel, self._wake_in], timeout=_LOOK)
            now = self._clock.monotonic()
            silence.looked(due, now)
            if run.pipe in ready:
                message = run.receive()
                if message is None:
                    return ""
                if isinstance(message, Beat):
                    silence.heard(now)
                    self._hear(message)
                    if message.usage.rss_bytes > self._policy.memory_limit:
                        return "memory"
                else:
                    self._deliver(message)
            elif run.process.sentinel in ready:
                return ""
            elif silence.seconds(now) > self._patience(run):
                return "hang"
        return ""

    def _patience(self, run: _Run) -> float:
        """How long it may be silent: a process that used CPU time since its last beat is slow rather than hung."""
        if self._state.phase is not WorkerPhase.RUNNING:
            return self._policy.start_timeout
        beat = self._last_beat
        used = cpu_seconds_of(run.process.pid or 0) if beat is not None else None
        works = used is not None and beat is not None and used - beat.usage.cpu_seconds > _WORKS
        return self._policy.beat_timeout * (_SLOW if works else 1.0)

    def _hear(self, beat: Beat) -> None:
        first, self._last_beat = self._last_beat is None, beat
        if not first:  # the first beat only says that the process lives: its work has yet to load
            if self._state.phase is WorkerPhase.STARTING:
                self._change(WorkerPhase.RUNNING, pid=beat.usage.pid)
            if beat.payload is not None:
                self._deliver(beat.payload)

    def _deliver(self, message: object) -> None:
        try:
            self._on_message(message)
        except Exception:  # a listener's mistake must not end the watch over the process
            _log.exception("a message of worker %s was not understood", self.name)

    def _change(self, phase: WorkerPhase, pid: int | None) -> None:
        self._state = replace(self._state, phase=phase, pid=pid, since=self._clock.now())
        self._on_state(self._state)


def _reason_of(exit_code: int | None) -> str:
    if exit_code == EXIT_HUNG:
        return "hang"
    return "crash" if (exit_code or 0) < 0 else "exit"


class _Run:
    """One spawned process with its pipe and its sender thread."""

    def __init__(self, entry: tuple[Target, object, Path | None], name: str) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, far = context.Pipe()
        target, config, crash_log = entry
        self.process: SpawnProcess = context.Process(
            target=child_main, args=(far, target, config, crash_log), name=name, daemon=True
        )
        self.process.start()
        far.close()
        self._sender: threading.Thread | None = None
        self._name = name

    def start_sender(self, outbox: queue.SimpleQueue[object]) -> None:
        """Write what comes into `outbox` to the pipe until None comes or the pipe breaks."""
        self._sender = threading.Thread(
            target=_send_all, args=(self.pipe, outbox), name=f"sender-{self._name}", daemon=True
        )
        self._sender.start()

    def receive(self) -> object | None:
        """Give the next message, or None when the process closed its end."""
        try:
            message: object | None = self.pipe.recv()
        except (EOFError, OSError):
            return None
        return message

    def finish(self, *, kill: bool, outbox: queue.SimpleQueue[object]) -> int | None:
        """End the process, politely first unless `kill`; gives its exit code."""
        if kill:
            self.process.kill()
        outbox.put(None)
        self._drain_until_end(3.0)
        for end in (self.process.terminate, self.process.kill):
            if self.process.is_alive():
                end()
                self.process.join(1.0)
        self.process.join()
        exit_code = self.process.exitcode
        self.process.close()
        if self._sender is not None:
            self._sender.join()
        self.pipe.close()
        return exit_code

    def _drain_until_end(self, seconds: float) -> None:
        """Read on while it ends: a worker blocked on a full pipe could not."""
        closed = False
        for _ in range(int(seconds / _LOOK)):
            ready = wait([self.process.sentinel] if closed else [self.pipe, self.process.sentinel], timeout=_LOOK)
            if self.process.sentinel in ready:
                break
            if ready:
                closed = self.receive() is None
        # Its end of the pipes closes a moment before the system says that it ended.
        self.process.join(0.5)


def _send_all(pipe: Connection, outbox: queue.SimpleQueue[object]) -> None:
    while True:
        message = outbox.get()
        try:
            pipe.send(message)
        except (OSError, ValueError):
            return
        if message is None:
            return
