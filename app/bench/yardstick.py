"""Bare decoding, to compare with: the same streams from the same server, decoded and thrown away.

ffmpeg where it is installed, one process for each stream, as the yardstick everyone knows; else, or where addresses
hold passwords that must not appear in a process list, PyAV in one process.
"""

from __future__ import annotations

import multiprocessing
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from app.bench import usage
from app.system import PipeEnd
from video.model import StreamAddress

SETTLE_S = 3.0
_START_WITHIN = 60.0


@dataclass(frozen=True, slots=True)
class Yardstick:
    """name: what decoded. cpu_seconds: over `seconds`, after its start. pss_mb: None where it is not known."""

    name: str
    seconds: float
    cpu_seconds: float
    pss_mb: float | None


def measure(addresses: Sequence[StreamAddress], seconds: float, wait: Callable[[float], None]) -> Yardstick:
    """Decode `addresses` for `seconds`; `wait(seconds)` is how the caller lets time pass."""
    ffmpeg = shutil.which("ffmpeg")
    secret = any(address.credentials is not None or "@" in address.url for address in addresses)
    if ffmpeg is None or secret or not usage.SEES_OTHERS:
        return _by_pyav(addresses, seconds, wait)
    return _by_ffmpeg(ffmpeg, [address.url for address in addresses], seconds, wait)


def _by_ffmpeg(ffmpeg: str, urls: Sequence[str], seconds: float, wait: Callable[[float], None]) -> Yardstick:
    front = [ffmpeg, "-v", "quiet", "-nostdin", "-threads", "1", "-rtsp_transport", "tcp"]
    running = [subprocess.Popen([*front, "-i", url, "-an", "-f", "null", "-"]) for url in urls]
    try:
        wait(SETTLE_S)
        pids = [process.pid for process in running]
        before, began = usage.cpu_seconds(pids), time.monotonic()
        wait(seconds)
        seen, took = usage.look(pids), time.monotonic() - began
        if any(process.poll() is not None for process in running):
            raise RuntimeError("an ffmpeg of the yardstick ended early")
    finally:
        for process in running:
            process.kill()
        for process in running:
            process.wait()
    return Yardstick("ffmpeg -threads 1, a process each", took, seen.cpu_seconds - before, seen.pss_bytes / 2**20)


def _by_pyav(addresses: Sequence[StreamAddress], seconds: float, wait: Callable[[float], None]) -> Yardstick:
    context = multiprocessing.get_context("spawn")
    pipe, far = context.Pipe()
    process = context.Process(target=_decode_all, args=(far,), name="bench-yardstick", daemon=True)
    process.start()
    far.close()
    try:
        pipe.send(list(addresses))
        if not pipe.poll(_START_WITHIN) or pipe.recv() is not None:
            raise RuntimeError("the yardstick did not start")
        wait(SETTLE_S)
        before, began = _ask(pipe)
        wait(seconds)
        after, ended = _ask(pipe)
        pss = usage.look([process.pid or 0]).pss_bytes / 2**20 if usage.SEES_OTHERS else None
    finally:
        pipe.close()
        process.join(2.0)
        if process.is_alive():
            process.kill()
            process.join()
        process.close()
    return Yardstick("PyAV, a thread each, one process", ended - began, after - before, pss)


def _ask(pipe: PipeEnd) -> tuple[float, float]:
    pipe.send(None)
    cpu, at = pipe.recv()
    return float(cpu), float(at)


def _decode_all(pipe: PipeEnd) -> None:
    import av  # noqa: PLC0415 - in this process only

    av.logging.set_level(av.logging.FATAL)
    for address in pipe.recv():
        threading.Thread(target=_decode, args=(address,), daemon=True).start()
    pipe.send(None)
    try:
        while True:
            pipe.recv()
            pipe.send((time.process_time(), time.monotonic()))
    except (EOFError, OSError):
        sys.exit(0)


def _decode(address: StreamAddress) -> None:
    import av  # noqa: PLC0415
    from av.codec.context import ThreadType  # noqa: PLC0415

    options = {"rtsp_transport": "tcp"}
    with av.open(_with_user(address), options=options, timeout=10.0) as container:
        stream = container.streams.video[0]
        stream.codec_context.thread_type = ThreadType.NONE
        stream.codec_context.thread_count = 1
        for _ in container.decode(stream):
            pass


def _with_user(address: StreamAddress) -> str:
    if address.credentials is None:
        return address.url
    scheme, _, rest = address.url.partition("://")
    user, password = (quote(word, safe="") for word in (address.credentials.username, address.credentials.password))
    return f"{scheme}://{user}:{password}@{rest}"
