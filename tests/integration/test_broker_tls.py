"""TLS to a real Mosquitto and to the built-in broker: what is refused, and in which words a person hears of it."""

import socket
import ssl
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import paho.mqtt.client as paho
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from alarms.broker.accounts import Account
from alarms.broker.server import BuiltInBroker
from alarms.broker.strangers import PER_ADDRESS
from alarms.receivers.mqtt import MqttReceiver
from alarms.receivers.tls import BrokerAddress, TlsFilesError, diagnose, server_context
from app.clock import SystemClock
from tests.fakes import mosquitto
from tests.fakes.certificates import Certificate, make_certificate
from tests.integration.mqtt_tools import until

needs_mosquitto = pytest.mark.skipif(bool(mosquitto.missing()), reason=mosquitto.missing())


@pytest.fixture
def authority(tmp_path: Path) -> Certificate:
    return make_certificate(tmp_path, "authority")


@pytest.fixture
def sign(tmp_path: Path, authority: Certificate) -> Callable[..., Path]:
    """A certificate of the site's authority, with its key, as a file."""
    return lambda name, **more: make_certificate(tmp_path, name, issuer=authority, **more).path


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., int]]:
    """A Mosquitto with this certificate, and with `ca` wanting one of its clients."""
    started: list[mosquitto.MosquittoProcess] = []

    def start(certificate: Path, ca: Path | None = None) -> int:
        lines = [f"certfile {certificate}", f"keyfile {certificate}", "allow_anonymous true"]
        lines += [f"cafile {ca}", "require_certificate true"] if ca is not None else []
        started.append(mosquitto.MosquittoProcess(tmp_path / "broker", "\n".join(lines)))
        started[-1].start()
        return started[-1].port

    yield start
    for one in started:
        one.kill()


def taken(*_: Any, **__: Any) -> "Future[Any]":
    done: Future[Any] = Future()
    done.set_result(None)
    return done


def outcome(address: BrokerAddress) -> str:
    """What the receiver says of a broker: empty where it listens there."""
    receiver = MqttReceiver(address, "demo", "watchroom-tls", taken, SystemClock())
    receiver.start()
    try:
        until(lambda: receiver.state.connected or receiver.state.reason not in ("", "lost"), "nothing was said")
        return receiver.state.reason
    finally:
        receiver.stop()


def tls(port: int, ca: Path | str, certificate: Path | str = "", **more: Any) -> BrokerAddress:
    return BrokerAddress("127.0.0.1", port, tls=True, ca=str(ca), certificate=str(certificate), **more)


Serve = Callable[..., int]
Sign = Callable[..., Path]


@needs_mosquitto
@pytest.mark.parametrize("version", [4, 5])
def test_a_broker_of_our_authority_is_spoken_with_over_tls(
    authority: Certificate, sign: Sign, serve: Serve, version: int
) -> None:
    port = serve(sign("server"))
    assert outcome(tls(port, authority.path, version=version)) == ""
    assert outcome(tls(port, "")) == "tls_untrusted", "the system's authorities do not know it"


@needs_mosquitto
def test_a_certificate_of_another_authority_is_told(sign: Sign, serve: Serve, tmp_path: Path) -> None:
    port, other = serve(sign("server")), make_certificate(tmp_path, "stranger")
    assert outcome(tls(port, other.path)) == diagnose(tls(port, other.path)) == "tls_untrusted"


@needs_mosquitto
def test_an_expired_certificate_is_told(authority: Certificate, sign: Sign, serve: Serve) -> None:
    port = serve(sign("server", days=-1))
    assert outcome(tls(port, authority.path)) == diagnose(tls(port, authority.path)) == "tls_expired"


@needs_mosquitto
def test_a_certificate_for_another_host_is_told(authority: Certificate, sign: Sign, serve: Serve) -> None:
    port = serve(sign("server", host="10.0.0.1"))
    assert outcome(tls(port, authority.path)) == diagnose(tls(port, authority.path)) == "tls_hostname"


@needs_mosquitto
def test_a_broker_that_wants_our_certificate_gets_it_or_is_told(
    authority: Certificate, sign: Sign, serve: Serve, tmp_path: Path
) -> None:
    port, stranger = serve(sign("server"), ca=authority.path), make_certificate(tmp_path, "stranger")
    assert outcome(tls(port, authority.path)) == "tls_certificate_wanted"
    assert outcome(tls(port, authority.path, stranger.path)) == "tls_certificate_refused"
    assert outcome(tls(port, authority.path, sign("station"))) == ""


def test_files_that_are_no_certificates_are_told(authority: Certificate, sign: Sign, tmp_path: Path) -> None:
    nonsense, good = tmp_path / "nonsense.pem", sign("station")
    nonsense.write_text("none", encoding="utf-8")
    for wrong in (tls(1, nonsense), tls(1, tmp_path / "absent.pem"), tls(1, authority.path, good, key=str(nonsense))):
        with pytest.raises(TlsFilesError):
            MqttReceiver(wrong, "demo", "x", taken, SystemClock())
        assert diagnose(wrong) == "tls_files"
    with pytest.raises(TlsFilesError):
        server_context(str(good), "", str(nonsense))


def test_nobody_there_is_told(authority: Certificate) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert diagnose(tls(port, authority.path)) == "unreachable"


@pytest.mark.parametrize("demanding", [False, True])
def test_the_built_in_broker_speaks_tls_to_its_devices(authority: Certificate, sign: Sign, demanding: bool) -> None:
    context = server_context(str(sign("station")), "", str(authority.path) if demanding else "")
    broker = BuiltInBroker("demo", [Account("fence1", "wire", "fence1")], taken, SystemClock(), tls=context)
    broker.start()
    try:
        assert publish_over(broker.port, authority, sign("device"))
        assert publish_over(broker.port, authority, None) is not demanding
        with socket.create_connection(("127.0.0.1", broker.port), 5) as plain:
            plain.sendall(b"\x10\x0c\x00\x04MQTT\x04\x02\x00\x05\x00\x00")
            assert not plain.recv(4).startswith(b"\x20"), "nobody is answered in clear"
    finally:
        broker.stop()


def test_silent_sockets_keep_nobody_from_the_tls_door(authority: Certificate, sign: Sign) -> None:
    """They wait in the handshake, before any byte of MQTT."""
    context = server_context(str(sign("station")), "", "")
    broker = BuiltInBroker("demo", [Account("fence1", "wire", "fence1")], taken, SystemClock(), tls=context)
    broker.start()
    silent = [socket.create_connection(("127.0.0.1", broker.port), 5) for _ in range(120)]
    try:
        until(lambda: broker.counters.get("pushed_out", 0) >= 120 - PER_ADDRESS)
        assert publish_over(broker.port, authority, sign("device"))
    finally:
        for one in silent:
            one.close()
        broker.stop()


def publish_over(port: int, authority: Certificate, certificate: Path | None) -> bool:
    """Whether a device is let in and has its message acknowledged."""
    context = ssl.create_default_context(cafile=str(authority.path))
    if certificate is not None:
        context.load_cert_chain(certificate)
    client = paho.Client(CallbackAPIVersion.VERSION2, client_id="fence1", reconnect_on_failure=False)
    client.username_pw_set("fence1", "wire")
    client.tls_set_context(context)
    answered: list[int] = []
    ended: list[Any] = []
    client.on_publish = lambda _c, _d, mid, _r, _p: answered.append(mid)
    client.on_disconnect = lambda *_: ended.append(1)
    client.connect("127.0.0.1", port)
    client.loop_start()
    client.publish("gs/1/demo/fence1/event/perimeter/Z01", b"{}", qos=1)
    until(lambda: answered or ended)
    client.disconnect()
    client.loop_stop()
    connection = client.socket()
    if isinstance(connection, socket.socket):
        connection.close()
    return bool(answered)
