"""How soon after its start a station's window stands, and how soon each of its cameras shows a picture.

`watchroom bench start --window` starts the station as the program does, in a process of its own, over cameras that are
already there; all times count from before that process was begun, so Python's own start is in them.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any, Final

from app.bench.loops import MAIN_CODING, SUB_CODING
from app.bench.opened_station import WITHIN_S, serve
from app.bench.server import BenchServer, ServerOrder
from video.model import StreamKind

TIMES: Final = 5
_HEAD: Final = """schema = 1
[site]
id = "bench"
name = "启动测试"
name_en = "Bench"
[detection]
enabled = false
[broker]
listen = "127.0.0.1:0"
"""


def measure_opening(tiles: int, times: int = TIMES) -> dict[str, Any]:
    """Open the station so many times; gives seconds to the window's first paint and to the pictures, the median of all.

    A first start, which makes the station's database and may compile the program, goes before and is told apart.
    pictures_after_window_s: from that paint until the last of the cameras has one. Raises RuntimeError where a station
    does not come up or a picture stays away.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    folder = Path(tempfile.mkdtemp(prefix="watchroom-opening-"))
    try:
        with BenchServer(ServerOrder(tiles, SUB_CODING, MAIN_CODING)) as server:
            path = folder / "site.toml"
            path.write_text(_document(server, tiles), encoding="utf-8")
            first, *runs = [_open(path, folder / "data", tiles) for _ in range(times + 1)]
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    names = ("window_s", "first_picture_s", "pictures_s", "pictures_after_window_s", "window_cpu_s")
    middle = {name: round(statistics.median(run[name] for run in runs), 3) for name in names}
    return {"tiles": tiles, **middle, "first": first, "runs": runs}


def _document(server: BenchServer, tiles: int) -> str:
    parts = [_HEAD]
    for number in range(tiles):
        sub, main = (server.stream(number, kind).url for kind in (StreamKind.SUB, StreamKind.MAIN))
        parts.append(f'[[camera]]\nid = "c{number}"\nname = "{number}"\nsub = "{sub}"\nmain = "{main}"\n')
    return "".join(parts)


def _open(site: Path, data: Path, tiles: int) -> dict[str, float]:
    context = multiprocessing.get_context("spawn")
    near, far = context.Pipe()
    process = context.Process(target=serve, args=(far, str(site), str(data), tiles, time.monotonic()))
    process.start()
    far.close()
    try:
        if not near.poll(WITHIN_S):
            raise RuntimeError("the station did not come up")
        found: dict[str, float] | str = near.recv()
    except EOFError:
        raise RuntimeError("the station ended before its window stood") from None
    finally:
        near.close()
        process.join(WITHIN_S)
    if isinstance(found, str):
        raise RuntimeError(found)
    return found
