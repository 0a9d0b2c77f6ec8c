"""The slot between a decode thread and the screen: latest wins, nothing tears, nothing waits, nothing leaks."""

import multiprocessing
import subprocess
import sys
from collections.abc import Iterator
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest

from video.frames import FrameSlot, FrameStamp, PixelFormat

STAMP = FrameStamp(captured_at=100.0, received_at=100.5, received_mono=7.0, decoded_mono=7.01)
WIDTH, HEIGHT = 64, 32


def filled(value: int, width: int = WIDTH, height: int = HEIGHT) -> memoryview:
    return memoryview(bytes([value & 255]) * (width * 4 * height))


@pytest.fixture
def slot() -> Iterator[FrameSlot]:
    made = FrameSlot.create(WIDTH, HEIGHT, "bgra")
    yield made
    made.unlink()
    made.close()


def test_an_empty_slot_has_no_picture(slot: FrameSlot) -> None:
    assert (slot.latest(), slot.sequence, slot.has_picture) == (None, 0, False)


def test_a_picture_arrives_with_all_it_carries(slot: FrameSlot) -> None:
    stamp = FrameStamp(100.25, 100.5, 7.0, 7.01, key_only=True, dropped=3)
    assert slot.write(filled(9), WIDTH, HEIGHT, WIDTH * 4, stamp) == 1
    frame = slot.latest()
    assert frame is not None
    assert (frame.width, frame.height, frame.stride, frame.sequence) == (WIDTH, HEIGHT, WIDTH * 4, 1)
    assert (frame.captured_at, frame.received_at, frame.received_mono, frame.decoded_mono) == (100.25, 100.5, 7.0, 7.01)
    assert (frame.key_only, frame.dropped) == (True, 3)
    assert frame.written_mono > 0
    assert bytes(frame.pixels) == bytes(filled(9))


def test_the_newest_picture_wins_and_stays_until_asked_again(slot: FrameSlot) -> None:
    for value in (1, 2, 3):
        slot.write(filled(value), WIDTH, HEIGHT, WIDTH * 4, STAMP)
    held = slot.latest()
    for value in range(4, 40):
        slot.write(filled(value), WIDTH, HEIGHT, WIDTH * 4, STAMP)
    assert held is not None and set(held.pixels) == {3}
    newest = slot.latest()
    assert newest is not None and set(newest.pixels) == {39} and newest.sequence == 39


def test_asking_again_without_news_gives_the_same_picture(slot: FrameSlot) -> None:
    slot.write(filled(5), WIDTH, HEIGHT, WIDTH * 4, STAMP)
    first, second = slot.latest(), slot.latest()
    assert first is not None and second is not None
    assert (first.sequence, bytes(first.pixels)) == (second.sequence, bytes(second.pixels))


def test_a_smaller_picture_fits_and_a_larger_one_is_refused(slot: FrameSlot) -> None:
    slot.write(filled(5, 16, 8), 16, 8, 64, STAMP)
    frame = slot.latest()
    assert frame is not None and (frame.width, frame.height, len(frame.pixels)) == (16, 8, 512)
    with pytest.raises(ValueError, match="does not fit"):
        slot.begin(WIDTH * 2, HEIGHT * 2, WIDTH * 8)
    with pytest.raises(ValueError, match="does not fit"):
        slot.begin(0, 4, 0)


def test_commit_without_begin_is_refused(slot: FrameSlot) -> None:
    with pytest.raises(ValueError, match="without begin"):
        slot.commit(STAMP)


def test_what_was_begun_is_unseen_until_committed(slot: FrameSlot) -> None:
    slot.write(filled(1), WIDTH, HEIGHT, WIDTH * 4, STAMP)
    slot.begin(WIDTH, HEIGHT, WIDTH * 4)[:] = filled(2)
    frame = slot.latest()
    assert frame is not None and set(frame.pixels) == {1}


@pytest.mark.parametrize("pixel_format", ["bgra", "bgr24"])
def test_attaching_finds_the_same_slot(pixel_format: PixelFormat) -> None:
    made = FrameSlot.create(WIDTH, HEIGHT, pixel_format, base=1000)
    other = FrameSlot.attach(made.name)
    other.write(filled(7), WIDTH, HEIGHT, WIDTH * 3, STAMP)
    frame = made.latest()
    assert frame is not None and frame.sequence == 1001
    assert (other.pixel_format, other.max_size) == (pixel_format, (WIDTH, HEIGHT))
    for one in (other, made):
        one.unlink()
        one.close()
    with pytest.raises(FileNotFoundError):
        FrameSlot.attach(made.name)


@pytest.mark.parametrize("name", ["watchroom-nothing", "nonsense", "watchroom-00000000-1000"])
def test_a_name_that_is_not_there_is_a_missing_file(name: str) -> None:
    with pytest.raises(FileNotFoundError):
        FrameSlot.attach(name)


def test_a_picture_still_held_outlives_its_slot() -> None:
    made = FrameSlot.create(WIDTH, HEIGHT, "bgra")
    made.write(filled(8), WIDTH, HEIGHT, WIDTH * 4, STAMP)
    frame = made.latest()
    made.unlink()
    made.close()
    assert frame is not None and set(frame.pixels) == {8}


def write_at_full_speed(name: str, stop: Event) -> None:
    slot = FrameSlot.attach(name)
    count = 0
    while not stop.is_set():
        count += 1
        slot.write(filled(count, 320, 180), 320, 180, 1280, FrameStamp(float(count), 0.0, 0.0, 0.0))
    slot.close()


def test_a_reader_never_sees_a_torn_picture_while_a_process_writes_at_full_speed() -> None:
    context = multiprocessing.get_context("spawn")
    slot, stop = FrameSlot.create(320, 180, "bgra"), context.Event()
    writer = context.Process(target=write_at_full_speed, args=(slot.name, stop))
    writer.start()
    seen, last = 0, 0
    while seen < 2000 and writer.is_alive():
        frame = slot.latest()
        if frame is None or frame.sequence == last:
            continue
        assert frame.sequence > last
        value = int(frame.captured_at) & 255
        # Read twice, slowly, from both ends: the writer publishes many pictures meanwhile.
        assert bytes(frame.pixels) == bytes([value]) * len(frame.pixels)
        assert frame.pixels[0] == frame.pixels[-1] == value
        last, seen = frame.sequence, seen + 1
    stop.set()
    writer.join(60)
    assert writer.exitcode == 0
    writer.close()
    slot.unlink()
    slot.close()
    assert seen == 2000
    assert last > seen, "the writer was never ahead: this test proved nothing"


DYING_WRITER = """
import os, sys
from video.frames import FrameSlot, FrameStamp
slot = FrameSlot.attach(sys.argv[1])
slot.write(memoryview(bytes([7]) * 8192), 64, 32, 256, FrameStamp(1.0, 1.0, 1.0, 1.0))
slot.begin(64, 32, 256)[:4096] = bytes([9]) * 4096
os._exit(3)
"""

OWNER = """
import gc, sys
from video.frames import FrameSlot, FrameStamp
slot = FrameSlot.create(64, 32, "bgra")
other = FrameSlot.attach(slot.name)
other.close()
slot.unlink()
slot.close()
"""


KILLED_OWNER = """
import os
from video.frames import FrameSlot
slot = FrameSlot.create(64, 32, "bgra")
print(slot.name, flush=True)
os.abort()
"""


def test_a_writer_that_dies_in_a_picture_leaves_the_last_whole_one_and_its_successor_goes_on(slot: FrameSlot) -> None:
    died = subprocess.run([sys.executable, "-c", DYING_WRITER, slot.name], check=False)
    assert died.returncode == 3
    frame = slot.latest()
    assert frame is not None and set(frame.pixels) == {7}
    successor = FrameSlot.attach(slot.name)
    successor.write(filled(11), WIDTH, HEIGHT, WIDTH * 4, STAMP)
    successor.close()
    frame = slot.latest()
    assert frame is not None and set(frame.pixels) == {11} and frame.sequence == 2


def test_a_process_that_used_slots_exits_in_silence() -> None:
    done = subprocess.run([sys.executable, "-W", "error", "-c", OWNER], check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="shared memory has names in /dev/shm only on Linux")
def test_a_creator_that_is_killed_leaves_no_memory_behind() -> None:
    done = subprocess.run([sys.executable, "-c", KILLED_OWNER], check=False, capture_output=True, text=True)
    name = done.stdout.strip()
    assert name.startswith("watchroom-")
    deadline = 100
    while Path(f"/dev/shm/{name}").exists() and deadline:
        deadline -= 1
        subprocess.run([sys.executable, "-c", "pass"], check=True)
    assert deadline, "the resource tracker did not clean up"
