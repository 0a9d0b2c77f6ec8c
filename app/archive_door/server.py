"""The door: other stations fetch this one's footage, and nobody else.

TLS 1.3, and no word is exchanged with a client whose certificate is not one of those that the site document names. One
thread for each connection, of which there are few; each step has its time, so nobody holds one by doing nothing, and
what all of them are sent together is limited, so that fetching never starves the recording.
"""

from __future__ import annotations

import hashlib
import logging
import socket
import ssl
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from http import HTTPStatus
from typing import Final, Protocol

from app.archive_door.http import Answer, BadRequestError, FileBody, Request, head_bytes, read_request
from app.archive_door.identity import DoorIdentity, Peer
from app.archive_door.pace import Pace
from video.clock import Clock

MAX_CONNECTIONS: Final = 24
#: Connections of one address: one station that hangs must not shut out the others.
MAX_OF_ONE: Final = 8
HANDSHAKE_S: Final = 8.0
REQUEST_S: Final = 8.0
#: What a client has to take at least, bytes a second, after a while that it may need to begin.
LEAST_RATE: Final = 64 * 1024
BEGIN_S: Final = 20.0
_AT_ONCE: Final = 128 * 1024

log = logging.getLogger(__name__)


class Library(Protocol):
    """What may be asked for; raises BadRequestError, and OSError for a file that cannot be read."""

    def answer(self, station: str, request: Request) -> Answer:
        """Answer a request of a station."""
        ...


class ArchiveDoor:
    """Listens at `host`:`port` (0: any free one). `start` raises OSError and DoorKeyError."""

    def __init__(
        self,
        identity: DoorIdentity,
        peers: tuple[Peer, ...],
        library: Library,
        clock: Clock,
        rate: float,
        on_refused: Callable[[str], object] = lambda _address: None,
    ) -> None:
        self._identity = identity
        self._stations: Mapping[bytes, str] = {ssl.PEM_cert_to_DER_cert(one.certificate): one.station for one in peers}
        self._peers = peers
        self._library = library
        self._clock = clock
        self._pace = Pace(rate, clock)
        self._on_refused = on_refused
        self._lock = threading.Lock()
        self._open: dict[socket.socket, str] = {}
        self._threads: set[threading.Thread] = set()
        self._stopping = threading.Event()
        self._listener: socket.socket | None = None
        self._acceptor: threading.Thread | None = None
        self._context: ssl.SSLContext | None = None
        self.port = 0

    @property
    def connections(self) -> int:
        """How many are open."""
        with self._lock:
            return len(self._open)

    def start(self, host: str, port: int) -> None:
        """Listen."""
        self._context = self._identity.server_context(self._peers)
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._listener = socket.create_server((host, port), family=family, backlog=64)
        self.port = int(self._listener.getsockname()[1])
        self._acceptor = threading.Thread(target=self._accept, name="archive-door", daemon=True)
        self._acceptor.start()

    def stop(self) -> None:
        """Close everything; what is under way breaks off. May be called again."""
        self._stopping.set()
        listener, self._listener = self._listener, None
        if listener is not None:
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()
        if self._acceptor is not None:
            self._acceptor.join()
        with self._lock:
            held, threads = list(self._open), list(self._threads)
        for connection in held:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in threads:
            thread.join()

    def _accept(self) -> None:
        listener = self._listener
        while listener is not None and not self._stopping.is_set():
            try:
                connection, address = listener.accept()
            except OSError:
                if self._stopping.wait(0.1):
                    return
                continue
            if not self._take(connection, str(address[0])):
                connection.close()

    def _take(self, connection: socket.socket, address: str) -> bool:
        thread = threading.Thread(target=self._serve, args=(connection, address), name="archive-visitor", daemon=True)
        with self._lock:
            counts = Counter(self._open.values())
            if self._stopping.is_set() or len(self._open) >= MAX_CONNECTIONS or counts[address] >= MAX_OF_ONE:
                return False
            self._open[connection] = address
            self._threads.add(thread)
        thread.start()
        return True

    def _serve(self, raw: socket.socket, address: str) -> None:
        try:
            self._met(raw, address)
        except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
            log.debug("a visitor at the archive's door was lost: %s", type(error).__name__)
        except Exception:
            log.exception("a visitor at the archive's door could not be served")
        finally:
            with self._lock:
                self._open.pop(raw, None)
                self._threads.discard(threading.current_thread())
            raw.close()

    def _met(self, raw: socket.socket, address: str) -> None:
        assert self._context is not None
        raw.settimeout(HANDSHAKE_S)
        try:
            visitor = self._context.wrap_socket(raw, server_side=True, do_handshake_on_connect=False)
        except (OSError, ValueError):
            self._on_refused(address)
            return
        with visitor:
            with self._lock:
                self._open[visitor] = self._open.pop(raw, address)
            try:
                with self._deadline(visitor, HANDSHAKE_S):
                    visitor.do_handshake()
                shown = visitor.getpeercert(binary_form=True)
                station = self._stations.get(shown or b"", "")
                if not station:
                    raise ssl.SSLError("not one of ours")
            except OSError:
                self._on_refused(address)
                raise
            else:
                self._answer(visitor, station)
            finally:
                with self._lock:
                    self._open.pop(visitor, None)

    def _deadline(self, visitor: socket.socket, seconds: float) -> _Deadline:
        return _Deadline(visitor, seconds)

    def _answer(self, visitor: ssl.SSLSocket, station: str) -> None:
        head_only = False
        try:
            request = read_request(visitor, self._clock, REQUEST_S)
            head_only = request.method == "HEAD"
            answer = self._library.answer(station, request)
        except BadRequestError as error:
            answer = Answer(error.status)
        except FileNotFoundError:
            answer = Answer(HTTPStatus.NOT_FOUND)
        visitor.settimeout(BEGIN_S)
        self._send(visitor, answer, head_only)
        with suppress(OSError):
            visitor.unwrap()

    def _send(self, visitor: ssl.SSLSocket, answer: Answer, head_only: bool) -> None:
        body = answer.body
        length = len(body) if isinstance(body, bytes) else body.last - body.first + 1
        visitor.sendall(head_bytes(answer.status, length, answer.headers))
        if head_only:
            return
        if isinstance(body, bytes):
            visitor.sendall(body)
        else:
            self._send_file(visitor, body, length)

    def _send_file(self, visitor: ssl.SSLSocket, body: FileBody, length: int) -> None:
        begun, left = self._clock.monotonic(), length
        with body.path.open("rb") as file:
            file.seek(body.first)
            while left and not self._stopping.is_set():
                part = file.read(min(_AT_ONCE, left))
                if not part:
                    raise OSError("the file became shorter")
                waited = self._pace.wait(len(part), self._stopping)
                begun += waited
                visitor.sendall(part)
                left -= len(part)
                if self._clock.monotonic() - begun > BEGIN_S + (length - left) / LEAST_RATE:
                    raise TimeoutError("the visitor takes too little")


class _Deadline:
    """Shuts a connection that is not done in time, whatever it drips."""

    def __init__(self, visitor: socket.socket, seconds: float) -> None:
        self._visitor = visitor
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        self._timer.join()

    def _end(self) -> None:
        with suppress(OSError):
            socket.socket.shutdown(self._visitor, socket.SHUT_RDWR)


def digest_of(body: FileBody) -> str:
    """The SHA-256 of a file's first `size` bytes, hexadecimal. Raises OSError where they are not there."""
    digest, left = hashlib.sha256(), body.size
    with body.path.open("rb") as file:
        while left:
            part = file.read(min(1 << 20, left))
            if not part:
                raise FileNotFoundError(body.path.name)
            digest.update(part)
            left -= len(part)
    return digest.hexdigest()
