"""Asking another station: one connection for each question, the other's certificate compared before a word is said."""

from __future__ import annotations

import hashlib
import http.client
import json
import shutil
import ssl
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlencode

from app.archive_door.http import DIGEST, MAX_BODY, read_digest
from app.archive_door.identity import DoorIdentity, DoorKeyError, Peer
from app.archive_door.library import PERSON
from video.archive.model import FetchCode, FootageError

PATIENCE_S: Final = 5.0
#: Bytes that stay free on the disk whatever is fetched: the journal's and the recorder's.
LEFT_FREE: Final = 512 << 20
_TRIES: Final = 3
_AT_ONCE: Final = 128 * 1024
_BY_STATUS: Final[Mapping[int, FetchCode]] = {
    **{404: "missing", 400: "refused", 403: "refused", 416: "missing"},
    451: "undeclared",
}


class DoorClient:
    """Speaks to one station. Blocking: for worker threads. Raises FootageError."""

    def __init__(
        self, peer: Peer, identity: DoorIdentity, patience_s: float = PATIENCE_S, left_free: int = LEFT_FREE
    ) -> None:
        self.peer = peer
        self._identity = identity
        self._patience = patience_s
        self._left_free = left_free

    def ask(self, path: str, **query: object) -> Mapping[str, Any]:
        """Ask for something that is told in JSON."""
        connection, answer = self._open(path, query, {})
        try:
            body = answer.read(MAX_BODY + 1)
            told = json.loads(body) if len(body) <= MAX_BODY else None
        except (OSError, http.client.HTTPException) as error:
            raise self._away(error) from error
        except ValueError:
            told = None
        finally:
            connection.close()
        if not isinstance(told, dict):
            raise FootageError("damaged", self.peer.station)
        return told

    def download(
        self,
        path: str,
        query: Mapping[str, object],
        draft: Path,
        *,
        person: str = "",
        sha256: str = "",
        pulse: Callable[[], None] = lambda: None,
    ) -> str:
        """Fetch a file into `draft`, whole and with the digest that the other side named, or not at all.

        A connection that breaks is taken up where it broke. `sha256`: what it has to be, where that is known from
        elsewhere. ``pulse`` is called often and may raise to end it. Gives the digest.
        """
        try:
            for left in reversed(range(_TRIES)):
                try:
                    found = self._go_on(path, query, draft, person, pulse)
                    break
                except FootageError as error:
                    if error.code != "away" or not left or not draft.exists():
                        raise
            if sha256 and found != sha256:
                raise FootageError("damaged", self.peer.station)
        except BaseException:
            with suppress(OSError):
                draft.unlink()
            raise
        return found

    def _go_on(
        self, path: str, query: Mapping[str, object], draft: Path, person: str, pulse: Callable[[], None]
    ) -> str:
        """Fetch what is missing of the file, then look at all of it."""
        have = draft.stat().st_size if draft.exists() else 0
        headers = {PERSON: quote(person[:100])} if person else {}
        if have:
            headers["Range"] = f"bytes={have}-"
        connection, answer = self._open(path, query, headers)
        try:
            have = have if answer.status == 206 else 0
            wanted = read_digest(answer.getheader(DIGEST, ""))
            length = int(answer.getheader("Content-Length", "-1"))
            if not wanted or length < 0:
                raise FootageError("damaged", self.peer.station)
            self._room(draft, length)
            self._write(answer, draft, have, length, pulse)
        except (http.client.HTTPException, ssl.SSLError, TimeoutError, ConnectionError) as error:
            raise self._away(error) from error
        except OSError as error:
            raise FootageError("disk_full", type(error).__name__) from error
        finally:
            connection.close()
        if _digest(draft) != wanted:
            draft.unlink()
            raise FootageError("damaged", self.peer.station)
        return wanted

    def _write(
        self, answer: http.client.HTTPResponse, draft: Path, have: int, length: int, pulse: Callable[[], None]
    ) -> None:
        left = length
        with draft.open("r+b" if have else "wb") as file:
            file.seek(have)
            while left:
                pulse()
                part = answer.read(min(_AT_ONCE, left))
                if not part:
                    raise ConnectionError("half an answer")
                file.write(part)
                left -= len(part)

    def _room(self, draft: Path, length: int) -> None:
        if shutil.disk_usage(draft.parent).free < length + self._left_free:
            raise FootageError("disk_full", str(length))

    def _open(
        self, path: str, query: Mapping[str, object], headers: Mapping[str, str]
    ) -> tuple[http.client.HTTPSConnection, http.client.HTTPResponse]:
        """Connect, compare, ask; gives a good answer's connection, to be closed."""
        try:
            context = self._identity.client_context(self.peer)
        except DoorKeyError as error:
            raise FootageError("refused", error.code) from error
        where = self.peer
        connection = http.client.HTTPSConnection(where.host, where.port, timeout=self._patience, context=context)
        try:
            connection.request("GET", f"{path}?{urlencode(query)}" if query else path, headers=dict(headers))
            answer = connection.getresponse()
        except ssl.SSLCertVerificationError as error:
            connection.close()
            raise FootageError("refused", "certificate") from error
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            # TLS 1.3: that our own certificate is not taken is told with the first answer.
            unknown = isinstance(error, ssl.SSLError) and "ALERT" in str(error.reason or "").upper()
            raise FootageError("refused", "not known there") if unknown else self._away(error) from error
        if answer.status not in (200, 206):
            answer.close()
            connection.close()
            raise FootageError(_BY_STATUS.get(answer.status, "away"), f"HTTP {answer.status}")
        return connection, answer

    def _away(self, error: BaseException) -> FootageError:
        return FootageError("away", f"{self.peer.station} {type(error).__name__}")


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while part := file.read(1 << 20):
            digest.update(part)
    return digest.hexdigest()
