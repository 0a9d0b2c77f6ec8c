"""Basic and Digest authentication (RFC 7617, RFC 2617, RFC 7616) for both ends: MD5, SHA-256, qop=auth or none."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from video.model import Credentials

_PAIR = re.compile(r'([A-Za-z0-9_-]{1,32})\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]*))')
_HASHES: dict[str, Callable[[bytes], str]] = {
    "SHA-256": lambda data: hashlib.sha256(data).hexdigest(),
    "MD5": lambda data: hashlib.md5(data, usedforsecurity=False).hexdigest(),
}


@dataclass(frozen=True, slots=True)
class Challenge:
    """What a server wants to be answered. scheme: "basic" or "digest"; algorithm: "MD5" or "SHA-256"."""

    scheme: str
    realm: str = ""
    nonce: str = ""
    opaque: str | None = None
    algorithm: str = "MD5"
    qop: str = ""
    stale: bool = False


def parse_challenges(values: Sequence[str]) -> list[Challenge]:
    """Read WWW-Authenticate fields, several challenges to a field or one each; what we cannot answer is left out."""
    found = []
    for value in values:
        for scheme, rest in _split_schemes(value):
            challenge = _challenge(scheme, dict(_pairs(rest)))
            if challenge is not None:
                found.append(challenge)
    return found


def strongest(challenges: Sequence[Challenge]) -> Challenge | None:
    """Choose SHA-256 before MD5 before Basic; None when there is nothing we can answer."""
    order = {("digest", "SHA-256"): 0, ("digest", "MD5"): 1, ("basic", "MD5"): 2}
    return min(challenges, key=lambda c: order.get((c.scheme, c.algorithm), 3), default=None)


def _split_schemes(value: str) -> list[tuple[str, str]]:
    marks = list(re.finditer(r"(?:^|,)\s*(Basic|Digest)(?=\s|$|,)", _blank_quoted(value), re.IGNORECASE))
    ends = [mark.start() for mark in marks[1:]] + [len(value)]
    return [(mark.group(1).lower(), value[mark.end() : end]) for mark, end in zip(marks, ends, strict=False)]


def _blank_quoted(value: str) -> str:
    return re.sub(r'"(?:[^"\\]|\\.)*"', lambda quoted: " " * len(quoted.group()), value)


def _pairs(text: str) -> list[tuple[str, str]]:
    return [
        (name.lower(), re.sub(r"\\(.)", r"\1", quoted) if quoted else bare)
        for name, quoted, bare in _PAIR.findall(text)
    ]


def _challenge(scheme: str, fields: dict[str, str]) -> Challenge | None:
    if scheme == "basic":
        return Challenge("basic", fields.get("realm", ""))
    algorithm = fields.get("algorithm", "MD5").upper()
    qops = [word.strip().lower() for word in fields.get("qop", "").split(",") if word.strip()]
    if algorithm not in _HASHES or (qops and "auth" not in qops):
        return None
    return Challenge(
        scheme="digest",
        realm=fields.get("realm", ""),
        nonce=fields.get("nonce", ""),
        opaque=fields.get("opaque"),
        algorithm=algorithm,
        qop="auth" if qops else "",
        stale=fields.get("stale", "").lower() == "true",
    )


class Authenticator:
    """A client's answers to one server: remembers the challenge, counts the nonce's uses."""

    def __init__(self, credentials: Credentials | None) -> None:
        self._credentials = credentials
        self._challenge: Challenge | None = None
        self._uses = 0

    def accept(self, values: Sequence[str], *, answered: bool) -> bool:
        """Take in a 401's challenges; False when another try is pointless: refused, or nothing to answer with.

        answered: the request just turned down carried our answer already, so only a stale nonce excuses it.
        """
        challenge = strongest(parse_challenges(values))
        if challenge is None or self._credentials is None or (answered and not challenge.stale):
            return False
        self._challenge, self._uses = challenge, 0
        return True

    def answer(self, method: str, url: str) -> str | None:
        """Give the Authorization field for a request, None before any challenge."""
        challenge, credentials = self._challenge, self._credentials
        if challenge is None or credentials is None:
            return None
        if challenge.scheme == "basic":
            return "Basic " + base64.b64encode(f"{credentials.username}:{credentials.password}".encode()).decode(
                "ascii"
            )
        self._uses += 1
        return digest_answer(challenge, credentials, method, url, secrets.token_hex(8), self._uses)


def digest_answer(challenge: Challenge, credentials: Credentials, method: str, url: str, cnonce: str, uses: int) -> str:
    """Give a Digest Authorization field; `uses` counts from 1 for each nonce."""
    count = f"{uses:08x}"
    response = _response(challenge, credentials, method, url, count, cnonce)
    fields = [
        f'username="{_quote(credentials.username)}"',
        f'realm="{_quote(challenge.realm)}"',
        f'nonce="{_quote(challenge.nonce)}"',
        f'uri="{_quote(url)}"',
        f'response="{response}"',
    ]
    if challenge.algorithm != "MD5":
        fields.append(f"algorithm={challenge.algorithm}")
    if challenge.opaque is not None:
        fields.append(f'opaque="{_quote(challenge.opaque)}"')
    if challenge.qop:
        fields += ["qop=auth", f"nc={count}", f'cnonce="{cnonce}"']
    return "Digest " + ", ".join(fields)


def _response(challenge: Challenge, credentials: Credentials, method: str, url: str, count: str, cnonce: str) -> str:
    digest = _HASHES[challenge.algorithm]
    secret = digest(f"{credentials.username}:{challenge.realm}:{credentials.password}".encode())
    request = digest(f"{method}:{url}".encode())
    middle = f"{challenge.nonce}:{count}:{cnonce}:auth" if challenge.qop else challenge.nonce
    return digest(f"{secret}:{middle}:{request}".encode())


def _quote(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\r", "").replace("\n", "")


class Guard:
    """A server's side: makes the challenges and checks the answers to them."""

    def __init__(self, credentials: Credentials, realm: str, *, digest: bool, algorithms: Sequence[str]) -> None:
        self._credentials = credentials
        self._challenges = [Challenge("basic", realm)]
        if digest:
            nonce = secrets.token_hex(16)
            self._challenges = [Challenge("digest", realm, nonce, None, name, "auth") for name in algorithms]

    def challenges(self) -> list[str]:
        """Give the WWW-Authenticate fields of a 401."""
        return [_challenge_text(challenge) for challenge in self._challenges]

    def allows(self, authorization: str, method: str) -> bool:
        """Tell whether an Authorization field answers one of our challenges."""
        scheme, _, rest = authorization.partition(" ")
        if scheme.lower() != self._challenges[0].scheme:
            return False
        return (
            self._allows_basic(rest) if scheme.lower() == "basic" else self._allows_digest(dict(_pairs(rest)), method)
        )

    def _allows_basic(self, encoded: str) -> bool:
        expected = f"{self._credentials.username}:{self._credentials.password}".encode()
        try:
            given = base64.b64decode(encoded.strip(), validate=True)
        except ValueError:
            return False
        return hmac.compare_digest(given, expected)

    def _allows_digest(self, fields: dict[str, str], method: str) -> bool:
        algorithm = fields.get("algorithm", "MD5").upper()
        ours = next((c for c in self._challenges if c.algorithm == algorithm), None)
        if ours is None or fields.get("nonce") != ours.nonce or fields.get("username") != self._credentials.username:
            return False
        asked = Challenge("digest", ours.realm, ours.nonce, None, algorithm, fields.get("qop", ""))
        expected = _response(
            asked, self._credentials, method, fields.get("uri", ""), fields.get("nc", ""), fields.get("cnonce", "")
        )
        return hmac.compare_digest(expected.encode(), fields.get("response", "").encode())


def _challenge_text(challenge: Challenge) -> str:
    realm = f'realm="{_quote(challenge.realm)}"'
    if challenge.scheme == "basic":
        return f"Basic {realm}"
    return f'Digest {realm}, nonce="{challenge.nonce}", algorithm={challenge.algorithm}, qop="auth"'
