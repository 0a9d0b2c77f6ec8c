"""The archive's door on real sockets: who gets in, what is handed out, and what the worst visitors come to."""

from __future__ import annotations

import hashlib
import http.client
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.archive_door import server
from app.archive_door.client import DoorClient
from app.archive_door.http import BadRequestError, parse_request
from app.archive_door.identity import Peer, certificate_in
from app.archive_door.library import Fetched
from app.clock import SystemClock
from app.services.footage_remote_cache import FetchCache
from app.store.records import Clip
from tests.fakes.footage import Post, known_as, until
from tests.fakes.small_disk import fill_disk, small_disk
from video.archive.model import FootageError

__all__ = ["small_disk"]

START = 1_700_000_000.0
SIZE = 3_000_000
ROOT = Path(__file__).parents[2]


@pytest.fixture
def north(tmp_path: Path) -> Post:
    post = Post.make(tmp_path, "north")
    post.footage.add(tmp_path / "north" / "gate.mp4", "gate", START, SIZE)
    return post


@pytest.fixture
def south(tmp_path: Path) -> Post:
    return Post.make(tmp_path, "south")


@pytest.fixture
def door(north: Post, south: Post) -> Iterator[int]:
    with north.open(south) as port:
        yield port


def client(who: Post, of: Post, peer: Peer | None = None, left_free: int = 0) -> DoorClient:
    return DoorClient(peer or of.as_peer(), who.identity, 60.0, left_free)


QUERY = {"camera": "gate", "kind": "sub", "start": f"{START:.6f}"}


def test_a_known_station_lists_and_fetches(north: Post, south: Post, door: int, tmp_path: Path) -> None:
    told = client(south, north).ask("/1/segments", camera="gate", start=START, end=START + 10, kind="sub")
    (segment,) = told["segments"]
    assert (segment["start"], segment["size"], segment["closed"]) == (START, SIZE, True)
    assert "path" not in segment and str(tmp_path) not in str(told)
    client(south, north).download("/1/segment", QUERY, tmp_path / "draft", person="王班长")
    assert (tmp_path / "draft").read_bytes() == (tmp_path / "north" / "gate.mp4").read_bytes()
    (noted,) = north.fetched
    assert (noted.station, noted.camera, noted.start) == ("south", "gate", START)
    assert noted.person == "王班长"


def test_a_part_is_given_where_a_part_is_asked_for(north: Post, south: Post, door: int) -> None:
    whole = north.footage.held[0].path.read_bytes()
    cases = {"bytes=10-19": (206, whole[10:20]), "bytes=2999990-": (206, whole[-10:]), "bytes=0-99999999": (206, whole)}
    cases |= {
        "bytes=3000000-": (416, b""),
        "bytes=5-1": (416, b""),
        "bytes=-5": (416, b""),
        "bytes=0-1,5-6": (416, b""),
    }
    for asked, (status, body) in cases.items():
        answer = raw_get(south, north, "/1/segment?camera=gate&kind=sub&start=1700000000", {"Range": asked})
        assert (answer[0], answer[1]) == (status, body), asked
    assert raw_get(south, north, "/1/segment?camera=gate&kind=sub&start=1700000000", method="HEAD")[:2] == (200, b"")


def raw_get(
    who: Post, of: Post, target: str, headers: dict[str, str] | None = None, method: str = "GET"
) -> tuple[int, bytes]:
    peer = of.as_peer()
    context = who.identity.client_context(peer)
    connection = http.client.HTTPSConnection(peer.host, peer.port, timeout=60, context=context)
    try:
        connection.putrequest(method, target, skip_accept_encoding=True)
        for name, value in (headers or {}).items():
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def test_a_stranger_gets_not_one_word(north: Post, south: Post, door: int, tmp_path: Path) -> None:
    stranger = Post.make(tmp_path, "stranger")
    with pytest.raises(FootageError) as caught:
        client(stranger, north).ask("/1/hello")
    assert caught.value.code in ("refused", "away")
    naked = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    naked.check_hostname, naked.verify_mode = False, ssl.CERT_NONE
    raw = socket.create_connection(("127.0.0.1", door), 60)
    with naked.wrap_socket(raw) as visitor, pytest.raises(OSError):
        visitor.sendall(b"GET /1/hello HTTP/1.1\r\n\r\n")
        if not visitor.recv(100):
            raise ConnectionError("closed")
    until("both are noted", lambda: len(north.refused) == 2)
    assert client(south, north).ask("/1/hello")["station"] == "north"


def test_the_name_of_a_known_station_with_another_key_gets_nothing(
    north: Post, south: Post, door: int, tmp_path: Path
) -> None:
    """Somebody who copied the certificate, no secret, and has no key; and one who made one of the same name."""
    forged = Post.make(tmp_path / "forged", "south")
    with pytest.raises(FootageError, match=r"refused|away"):
        client(forged, north).ask("/1/hello")
    stolen = tmp_path / "stolen.pem"
    key = forged.identity.path.read_text().partition("-----END CERTIFICATE-----\n")[2]
    stolen.write_text(south.identity.certificate + key)
    with pytest.raises(FootageError, match="refused"):
        DoorClient(north.as_peer(), type(south.identity)(stolen)).ask("/1/hello")
    assert north.fetched == []


def test_nobody_is_taken_for_the_owner(north: Post, south: Post, door: int, tmp_path: Path) -> None:
    """An address that another computer took: its certificate is not the one agreed on, so nothing is asked of it."""
    other = Post.make(tmp_path, "other")
    with pytest.raises(FootageError) as caught:
        client(south, north, known_as(north.as_peer(), other)).ask("/1/hello")
    assert (caught.value.code, caught.value.detail) == ("refused", "certificate")


@pytest.mark.parametrize(
    "target",
    [
        "/1/segment?camera=../../etc/passwd&kind=sub&start=1",
        "/1/clip?id=../../../etc/passwd",
        "/1/clip?id=%2Fetc%2Fpasswd",
        "/../../etc/passwd",
        "/1/segment/../../../etc/passwd",
        "/1/segment?camera=gate&kind=../sub&start=1700000000",
        "/1/segments?camera=gate&start=0&end=99999999999",
        "/1/segments?camera=gate&start=nan&end=inf",
        "/1/segments?camera=gate&start=5&end=1",
        "/1/segments?camera=gate&camera=gate&start=1&end=2",
        f"/1/segments?camera={'x' * 100}&start=1&end=2",
        "/1/incident?id=",
        "/1/nothing",
    ],
)
def test_what_is_not_offered_is_not_given(north: Post, south: Post, door: int, target: str) -> None:
    status, body = raw_get(south, north, target)
    assert status in (400, 404) and body == b""
    assert north.fetched == []


@pytest.mark.parametrize(
    "head",
    [
        b"POST /1/hello HTTP/1.1",
        b"GET /1/hello HTTP/1.1\r\nContent-Length: 5",
        b"GET /1/hello HTTP/1.1\r\nTransfer-Encoding: chunked",
        b"GET http://elsewhere/ HTTP/1.1",
        b"GET /1/hello SPDY",
        b"GET  /1/hello HTTP/1.1",
        b"GET /1/hello HTTP/1.1\r\nbad header",
        b"GET /\xff HTTP/1.1",
        b"",
    ],
)
def test_what_is_no_plain_question_is_refused(head: bytes) -> None:
    with pytest.raises(BadRequestError):
        parse_request(head)


def test_a_head_without_end_is_cut(north: Post, south: Post, door: int) -> None:
    context = south.identity.client_context(north.as_peer())
    with socket.create_connection(("127.0.0.1", door), 60) as raw, context.wrap_socket(raw) as visitor:
        visitor.sendall(b"GET /1/hello HTTP/1.1\r\n" + b"a: b\r\n" * 3000)
        assert b" 431 " in visitor.recv(200)


def test_slow_visitors_are_shown_out_and_hold_nobody_up(
    north: Post, south: Post, door: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Those who never shake hands, who drip a question, and who ask and do not take."""
    for name in ("HANDSHAKE_S", "REQUEST_S", "BEGIN_S"):
        monkeypatch.setattr(server, name, 4.0)
    north.footage.add(tmp_path / "north" / "large.mp4", "large", START, 40_000_000)
    context = south.identity.client_context(north.as_peer())
    silent = [socket.create_connection(("127.0.0.1", door), 60) for _ in range(3)]
    dripping = context.wrap_socket(socket.create_connection(("127.0.0.1", door), 60))
    dripping.sendall(b"GET /1/he")
    greedy = context.wrap_socket(socket.create_connection(("127.0.0.1", door), 60))
    greedy.sendall(b"GET /1/segment?camera=large&kind=sub&start=1700000000 HTTP/1.1\r\n\r\n")
    try:
        assert client(south, north).ask("/1/hello")["station"] == "north"
        assert north.door is not None
        door_open = north.door
        until("all are shown out", lambda: door_open.connections == 0)
    finally:
        for one in (*silent, dripping, greedy):
            one.close()


def test_too_many_at_once_are_turned_away_and_the_door_lives_on(north: Post, south: Post, door: int) -> None:
    held = [socket.create_connection(("127.0.0.1", door), 60) for _ in range(server.MAX_OF_ONE + 10)]
    try:
        assert north.door is not None
        door_open = north.door
        until("as many as may", lambda: door_open.connections == server.MAX_OF_ONE)
        with pytest.raises(FootageError, match="away"):
            client(south, north).ask("/1/hello")
    finally:
        for one in held:
            one.close()
    until("they are gone", lambda: door_open.connections == 0)
    assert client(south, north).ask("/1/hello")["station"] == "north"


def test_what_all_are_sent_together_is_limited(north: Post, south: Post, tmp_path: Path) -> None:
    with north.open(south, rate=2_000_000):
        begun = time.monotonic()
        threads = [
            threading.Thread(target=client(south, north).download, args=("/1/segment", QUERY, tmp_path / f"d{number}"))
            for number in range(2)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        # Six million bytes, of which one second's worth may go at once.
        assert time.monotonic() - begun > 1.8


def test_what_was_changed_on_the_way_or_is_another_file_is_not_taken(
    north: Post, south: Post, door: int, tmp_path: Path
) -> None:
    with pytest.raises(FootageError, match="damaged"):
        client(south, north).download("/1/segment", QUERY, tmp_path / "draft", sha256="0" * 64)
    assert not (tmp_path / "draft").exists()


def test_a_connection_that_breaks_is_taken_up_where_it_broke(
    north: Post, south: Post, door: int, tmp_path: Path
) -> None:
    broken = 0

    def break_once() -> None:
        nonlocal broken
        if (tmp_path / "draft").exists() and (tmp_path / "draft").stat().st_size > 1_000_000 and not broken:
            broken += 1
            raise ConnectionError("pulled")

    client(south, north).download("/1/segment", QUERY, tmp_path / "draft", pulse=break_once)
    assert (tmp_path / "draft").read_bytes() == north.footage.held[0].path.read_bytes()
    assert broken == 1 and len(north.fetched) == 2


def test_an_owner_that_dies_in_the_middle_leaves_no_half_file(north: Post, south: Post, tmp_path: Path) -> None:
    with north.open(south, rate=1_500_000):
        door = north.door
        assert door is not None
        stopper = threading.Thread(target=door.stop)

        def die() -> None:
            if (tmp_path / "draft").exists() and (tmp_path / "draft").stat().st_size > 200_000 and not stopper.ident:
                stopper.start()

        with pytest.raises(FootageError, match="away"):
            client(south, north).download("/1/segment", QUERY, tmp_path / "draft", pulse=die)
        stopper.join()
    assert not (tmp_path / "draft").exists()


def test_an_owner_that_is_killed_in_the_middle_leaves_no_half_file(south: Post, tmp_path: Path) -> None:
    """A real process, ended by the system: what came is not shown as whole, under any name."""
    certificate = tmp_path / "south.pem"
    certificate.write_text(south.identity.certificate)
    command = [sys.executable, "-m", "tests.fakes.door_process", str(tmp_path / "there"), str(certificate)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = f"127.0.0.1:{process.stdout.readline().strip()}"
        north = Peer("north", address, certificate_in(tmp_path / "there" / "north" / "keys" / "door.pem"))
        cache = FetchCache(tmp_path / "fetched", 1e9, 7, SystemClock())
        path = cache.path("north", "gate")

        def die() -> None:
            if any(one.stat().st_size > 100_000 for one in (tmp_path / "fetched").glob("*.part")):
                process.kill()

        visitor = DoorClient(north, south.identity, 60.0, 0)
        with pytest.raises(FootageError, match="away"):
            cache.take(path, {}, lambda draft: visitor.download("/1/segment", QUERY, draft, pulse=die))
        assert process.wait(60) == -signal.SIGKILL
    assert list((tmp_path / "fetched").iterdir()) == []


def test_a_full_disk_here_is_told_and_leaves_no_half_file(
    north: Post, south: Post, door: int, small_disk: Path
) -> None:
    fill_disk(small_disk)
    for left_free in (0, 1 << 20):
        with pytest.raises(FootageError, match="disk_full"):
            client(south, north, left_free=left_free).download("/1/segment", QUERY, small_disk / "draft")
    assert not (small_disk / "draft").exists()


def test_a_file_that_is_gone_there_is_missing(north: Post, south: Post, door: int, tmp_path: Path) -> None:
    north.footage.held[0].path.unlink()
    with pytest.raises(FootageError, match="missing"):
        client(south, north).download("/1/segment", QUERY, tmp_path / "draft")


def test_of_a_camera_whose_private_areas_are_lost_no_file_goes_out(
    north: Post, south: Post, door: int, tmp_path: Path
) -> None:
    clip = Clip("c1", str(north.footage.held[0].path), "0" * 64, SIZE, "gate", START, START + 5, "i", station="north")
    north.clips.append(clip)
    north.unsure.add("gate")
    asks = client(south, north)
    assert asks.ask("/1/hello")["private_unsure"] == ["gate"]
    for path, query in (("/1/segment", QUERY), ("/1/clip", {"id": "c1"})):
        with pytest.raises(FootageError) as raised:
            asks.download(path, query, tmp_path / "draft")
        assert raised.value.code == "undeclared"
    assert not (tmp_path / "draft").exists() and north.fetched == []
    assert asks.ask("/1/segments", camera="gate", start=START, end=START + 10, kind="sub")["segments"]
    north.unsure.clear()
    asks.download("/1/segment", QUERY, tmp_path / "draft")


def test_what_cannot_be_entered_in_the_log_is_not_handed_out(north: Post, south: Post, tmp_path: Path) -> None:
    def full(_fetched: Fetched) -> None:
        raise OSError("the log's disk is full")

    with north.open(south, note=full), pytest.raises(FootageError):
        client(south, north).download("/1/segment", QUERY, tmp_path / "draft")
    assert not (tmp_path / "draft").exists()


def test_clips_are_found_by_their_record_and_only_the_station_s_own(
    north: Post, south: Post, door: int, tmp_path: Path
) -> None:
    content = os.urandom(5000)
    (tmp_path / "clip.mp4").write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    own = Clip("i:clip", str(tmp_path / "clip.mp4"), digest, 5000, "gate", START, START + 9, "i", station="north")
    theirs = Clip("i:other", str(tmp_path / "clip.mp4"), digest, 5000, "gate", START, START + 9, "i", station="east")
    north.clips += [own, theirs]
    told = client(south, north).ask("/1/incident", id="i")["clips"]
    assert [(one["id"], one["name"], one.get("path")) for one in told] == [("i:clip", "clip.mp4", None)]
    client(south, north).download("/1/clip", {"id": "i:clip"}, tmp_path / "draft", sha256=digest)
    assert (tmp_path / "draft").read_bytes() == content
    with pytest.raises(FootageError, match="missing"):
        client(south, north).download("/1/clip", {"id": "i:other"}, tmp_path / "draft2")


def test_the_key_is_for_one_reader_and_the_certificate_for_all(north: Post) -> None:
    assert north.identity.path.stat().st_mode & 0o077 == 0
    assert "PRIVATE" not in north.identity.certificate
    assert certificate_in(north.identity.path) == north.identity.certificate
