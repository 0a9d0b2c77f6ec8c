"""RTSP over UDP with real sockets: order, loss, other ways, other senders, and nothing left behind."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from hashlib import sha256
from itertools import pairwise
from typing import Any

import psutil
import pytest

from tests.fakes.encoded_video import RTP_CODECS, encoded_feed
from video.clock import SystemClock
from video.decoder import PictureDecoder
from video.model import Codec, Credentials, Packet, SourceError, StreamAddress
from video.rtsp.client import RtspSource, open_rtsp
from video.rtsp.nal import join_nals, split_nals
from video.rtsp.rtp import build_rtp
from video.rtsp.server import RtspServer
from video.source import open_source

GUARD = Credentials("guard", "p@ss:wörd")
CLOCK = SystemClock()


def with_server(body: Callable[[RtspServer, StreamAddress], Awaitable[None]], **options: Any) -> None:
    async def main() -> None:
        server = RtspServer(GUARD, **options)
        server.add_stream("gate", encoded_feed())
        async with asyncio.timeout(60):
            await server.start()
            try:
                await body(server, StreamAddress(server.url("gate"), GUARD))
            finally:
                await server.stop()

    asyncio.run(main())


def body_of(data: bytes) -> str:
    return sha256(join_nals(split_nals(data))).hexdigest()[:12]


def slice_of(data: bytes) -> str:
    """The picture alone: parameter sets that were lost are found again by themselves."""
    return sha256(split_nals(data)[-1]).hexdigest()[:12]


async def take(source: RtspSource, count: int) -> list[Packet]:
    return [await source.__anext__() for _ in range(count)]


def key_to_key(packets: list[Packet]) -> list[list[Packet]]:
    groups: list[list[Packet]] = []
    for packet in packets:
        if packet.key:
            groups.append([])
        if groups:
            groups[-1].append(packet)
    return groups


@pytest.mark.parametrize("shuffled", [False, True])
def test_pictures_arrive_byte_for_byte_over_udp(shuffled: bool) -> None:
    async def body(server: RtspServer, address: StreamAddress) -> None:
        server.faults("gate").shuffled = shuffled
        source = await open_rtsp(address, CLOCK, transport="udp")
        assert source.way == "udp"
        packets = await take(source, 33)
        assert source.damage.lost_packets == 0
        await source.close()
        judge = slice_of if shuffled else body_of  # of the very first picture, what came late is not waited for
        units = [judge(unit.data) for unit in encoded_feed().units]
        first = units.index(judge(packets[0].data))
        assert [judge(packet.data) for packet in packets] == [units[(first + i) % 30] for i in range(33)]
        assert all(packet.camera_clock for packet in packets)
        assert [b.pts - a.pts for a, b in pairwise(packets)] == pytest.approx([1 / 15] * 32, abs=1e-3)

    with_server(body)


def test_of_a_stream_that_loses_5_percent_only_whole_pictures_on_whole_ground_are_handed_out() -> None:
    async def body(server: RtspServer, address: StreamAddress) -> None:
        server.faults("gate").loss = 0.05
        source = await open_rtsp(address, CLOCK, transport="udp")
        stream = server.stream("gate")
        assert stream is not None
        packets: list[Packet] = []
        while len(packets) < 40:
            stream.send_now(15)
            packets += await take(source, 2)
        health = source.health
        await source.close()
        assert health.lost_packets > 0
        assert health.dropped_pictures > 0
        units = [slice_of(unit.data) for unit in encoded_feed().units]
        for group in key_to_key(packets):
            first = units.index(slice_of(group[0].data))
            assert [slice_of(p.data) for p in group] == units[first : first + len(group)], "no hole before its end"
        decoder = PictureDecoder()
        whole = [p for group in key_to_key(packets) for p in group]
        assert sum(len(list(decoder.decode(p, source.info))) for p in whole) == len(whole)

    with_server(body)


@pytest.mark.parametrize(
    ("ways", "transport", "expected"),
    [
        (("udp",), "auto", "udp"),
        (("tcp", "udp"), "auto", "tcp"),
        (("tcp", "udp"), "udp", "udp"),
        (("tcp",), "tcp", "tcp"),
    ],
)
def test_auto_asks_for_tcp_first_and_for_udp_when_the_camera_refuses(ways: Any, transport: Any, expected: str) -> None:
    async def body(server: RtspServer, address: StreamAddress) -> None:
        source = await open_source(address, transport, CLOCK)
        assert isinstance(source, RtspSource)
        assert source.way == expected
        await take(source, 2)
        await source.close()

    with_server(body, ways=ways)


@pytest.mark.parametrize(("ways", "transport"), [(("udp",), "tcp"), (("tcp",), "udp"), ((), "auto")])
def test_a_camera_that_has_no_way_in_common_is_unsupported(ways: Any, transport: Any) -> None:
    async def body(server: RtspServer, address: StreamAddress) -> None:
        with pytest.raises(SourceError, match="unsupported: SETUP 461"):
            await open_rtsp(address, CLOCK, transport=transport)

    with_server(body, ways=ways)


def test_the_ports_are_an_even_one_and_the_next_and_are_free_afterwards() -> None:
    async def body(server: RtspServer, address: StreamAddress) -> None:
        before = {(c.laddr.ip, c.laddr.port) for c in psutil.Process().net_connections("udp")}
        source = await open_rtsp(address, CLOCK, transport="udp")
        ports = sorted(
            c.laddr.port for c in psutil.Process().net_connections("udp") if (c.laddr.ip, c.laddr.port) not in before
        )
        assert len(ports) == 2
        assert ports[0] % 2 == 0
        assert ports[1] == ports[0] + 1
        await source.close()
        await source.close()
        assert {(c.laddr.ip, c.laddr.port) for c in psutil.Process().net_connections("udp")} == before

    with_server(body)


def test_the_way_through_a_firewall_is_opened_by_us() -> None:
    async def body(server: RtspServer, address: StreamAddress) -> None:
        source = await open_rtsp(address, CLOCK, transport="udp")
        await take(source, 2)
        (connection,) = server.connections
        assert connection.datagrams_heard >= 2, "one for the pictures and one for the reports"
        await source.close()

    with_server(body)


def test_what_another_host_or_another_source_sends_is_not_believed() -> None:
    async def body(server: RtspServer, address: StreamAddress) -> None:
        source = await open_rtsp(address, CLOCK, transport="udp")
        await take(source, 1)
        (connection,) = server.connections
        target = ("127.0.0.1", connection.players[0].client_ports[0])
        forged = [build_rtp(96, True, n, n * 6000, 0xBAD, b"\x65\x88forged") for n in range(300)]
        bye = b"\x81\xcb\x00\x01\x00\x00\x0b\xad"
        with (
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger,
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as neighbour,
        ):
            stranger.bind(("127.0.0.2", 0))
            neighbour.bind(("127.0.0.1", 0))
            for data in forged:
                stranger.sendto(data, target)
            for data in [*forged[:20], b"nonsense", b""] * 20:
                neighbour.sendto(data, target)
            neighbour.sendto(bye, (target[0], target[1] + 1))
        packets = await take(source, 20)
        assert not any(b"forged" in packet.data for packet in packets)
        assert source.damage.lost_packets == 0
        await source.close()

    with_server(body)


def test_a_source_that_starts_again_under_another_name_is_taken_up_after_a_second() -> None:
    async def body(server: RtspServer, address: StreamAddress) -> None:
        source = await open_rtsp(address, CLOCK, transport="udp")
        await take(source, 3)
        server.renumber("gate")
        packets = await take(source, 20)
        assert packets[-1].camera_clock
        assert any(packet.key for packet in packets)
        await source.close()

    with_server(body)


def test_a_reader_who_does_not_read_costs_pictures_not_memory() -> None:
    async def body(server: RtspServer, address: StreamAddress) -> None:
        source = await open_rtsp(address, CLOCK, transport="udp")
        stream = server.stream("gate")
        assert stream is not None
        await take(source, 1)
        stream.send_now(400)
        while source.health.dropped_pictures == 0:
            stream.send_now(10)
            await asyncio.sleep(0.01)
        assert source.queued <= 64
        packets = await take(source, source.queued + 16)
        assert packets[-1].pts > 0
        await source.close()

    with_server(body)


@pytest.mark.parametrize("codec", RTP_CODECS)
def test_a_camera_that_dies_over_udp_ends_the_source(codec: Codec) -> None:
    async def body(server: RtspServer, address: StreamAddress) -> None:
        server.add_stream("other", encoded_feed(codec))
        source = await open_rtsp(StreamAddress(server.url("other"), GUARD), CLOCK, transport="udp")
        await take(source, 1)
        server.reset_connections()
        with pytest.raises(SourceError, match="ended"):
            await take(source, 100)
        await source.close()

    with_server(body)
