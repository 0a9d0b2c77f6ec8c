"""What the operating system saw: the journal's log was synced to the disk before the PUBACK went into the socket."""

import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

import pytest

from tests.end_to_end.driving import until
from tests.fakes import mosquitto
from tests.fakes.rtsp_process import ROOT
from tests.fakes.small_station import FENCE_PASSWORD, load, site_text
from tests.integration.mqtt_tools import MqttClient

STRACE = shutil.which("strace")
TOPIC, STATE = (f"gs/1/small/fence1/{kind}/fault/psu" for kind in ("event", "state"))
MESSAGES = 5

needs_strace = pytest.mark.skipif(STRACE is None, reason="strace is not installed on this machine")
needs_mosquitto = pytest.mark.skipif(bool(mosquitto.missing()), reason=mosquitto.missing())


@contextmanager
def station(site: Path, folder: Path) -> Iterator[tuple[int, int]]:
    """A station in a process: its id and its broker's port."""
    command = [sys.executable, "-m", "tests.fakes.station_process", str(site), str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield process.pid, int(process.stdout.readline())
        finally:
            process.stdin.close()
            process.wait(60)


@contextmanager
def traced(process: int, log: Path) -> Iterator[None]:
    """Write down what all threads of a process read, sync and send."""
    calls = "trace=fdatasync,fsync,recvfrom,recvmsg,read,sendto,sendmsg,write"
    command = [str(STRACE), "-f", "-yy", "-xx", "-s", "400", "-e", calls, "-o", str(log), "-p", str(process)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as tracer:
        assert tracer.stderr is not None
        told = tracer.stderr.readline()
        try:
            if "attached" not in told:
                pytest.skip(f"this machine does not let a process be traced: {told.strip()}")
            yield
        finally:
            tracer.send_signal(signal.SIGINT)
            tracer.communicate(timeout=60)


def hexed(data: bytes) -> str:
    """Bytes as strace -xx shows them."""
    return "".join(f"\\x{byte:02x}" for byte in data)


def assert_synced_between(log: Path) -> None:
    """Each message: read from the network, then a sync of the journal's log that succeeded, then a PUBACK."""
    lines = log.read_text(encoding="utf-8").splitlines()
    synced = [at for at, line in enumerate(lines) if _synced(line)]
    answers = [at for at, line in enumerate(lines) if re.search(r"(sendto|sendmsg|write)\(.*\\x40\\x02\\x00", line)]
    assert len(answers) >= MESSAGES
    for number in range(MESSAGES):
        marker = hexed(f"message-{number:04}".encode())
        came = next(at for at, line in enumerate(lines) if marker in line and _received(line))
        answer = next(at for at in answers if at > came)
        assert any(came < at < answer for at in synced), "\n".join(lines[came : answer + 1])


def _received(line: str) -> bool:
    """Something that came from the network; the end of a call that was told apart names no socket any more."""
    return "TCP" in line or re.search(r"<\.\.\. (recvfrom|recvmsg|read) resumed>", line) is not None


def _synced(line: str) -> bool:
    """A sync that has returned; where another thread ran meanwhile strace tells begin and end apart."""
    whole = re.search(r"(fdatasync|fsync)\(\d+<[^>]*" + re.escape(hexed(b"-wal")) + r">\)\s+= 0", line)
    return whole is not None or re.search(r"<\.\.\. (fdatasync|fsync) resumed>\)\s+= 0", line) is not None


def publish_one_by_one(client: MqttClient) -> None:
    for number in range(MESSAGES):
        body = {"id": f"message-{number:04}", "Data": {"active": number % 2 == 0, "kind": "battery"}}
        mid = client.publish(TOPIC, body)
        until("the PUBACK", partial(client.acknowledged.__contains__, mid))


@needs_strace
def test_the_built_in_broker_answers_after_the_sync(tmp_path: Path) -> None:
    site, log = tmp_path / "site.toml", tmp_path / "trace"
    site.write_text(site_text(None), encoding="utf-8")
    with station(site, tmp_path / "data") as (process, port), traced(process, log):
        fence = MqttClient(port, "fence1", FENCE_PASSWORD)
        publish_one_by_one(fence)
        fence.close()
    assert_synced_between(log)


@needs_strace
@needs_mosquitto
def test_mosquitto_has_its_answer_after_the_sync(tmp_path: Path) -> None:
    broker, log = mosquitto.MosquittoProcess(tmp_path / "broker"), tmp_path / "trace"
    broker.start()
    try:
        site = tmp_path / "site.toml"
        site.write_text(
            site_text(None, f'[broker]\nbuilt_in = false\nurl = "mqtt://127.0.0.1:{broker.port}"\n'), encoding="utf-8"
        )
        load(tmp_path, site.read_text(encoding="utf-8"))
        with (
            station(site, tmp_path / "data") as (process, _),
            traced(process, log),
            closing(MqttClient(broker.port, "fence1")) as fence,
        ):
            before = _subscribed(fence, log)
            for number in range(MESSAGES):
                body = {"id": f"message-{number:04}", "Data": {"active": number % 2 == 0, "kind": "battery"}}
                fence.publish(TOPIC, body)
                until("the station's PUBACK", partial(_more_answers, log, before + number))
    finally:
        broker.kill()
    assert_synced_between(log)


def _subscribed(fence: MqttClient, log: Path) -> int:
    """Wait for the station's answer to a state that is retained: it comes, once, whenever the station subscribes."""
    fence.publish(STATE, {"id": "state", "Data": {"active": False, "kind": "battery"}}, retain=True)
    until("the station listening", partial(_more_answers, log, 0))
    return _answers(log)


def _answers(log: Path) -> int:
    text = log.read_text(encoding="utf-8") if log.exists() else ""
    return len(re.findall(r"(?:sendto|sendmsg|write)\([^\n]*\\x40\\x02\\x00", text))


def _more_answers(log: Path, count: int) -> bool:
    return count < _answers(log)


def test_the_check_itself_sees_an_answer_that_came_too_early(tmp_path: Path) -> None:
    log = tmp_path / "trace"
    came, answer = '1 recvfrom(9<TCP:[a]>, "{}", 9)', '1 sendto(9<TCP:[a]>, "\\x40\\x02\\x00\\x01", 4) = 4'
    sync = f"2 fdatasync(7<{hexed(b'/station.sqlite-wal')}>) = 0"
    for order, good in ((("came", "sync", "answer"), True), (("sync", "came", "answer"), False)):
        lines = []
        for number in range(MESSAGES):
            said = {"came": came.format(hexed(f"message-{number:04}".encode())), "sync": sync, "answer": answer}
            lines += [said[one] for one in order]
        log.write_text("\n".join(lines), encoding="utf-8")
        if good:
            assert_synced_between(log)
        else:
            with pytest.raises(AssertionError):
                assert_synced_between(log)
