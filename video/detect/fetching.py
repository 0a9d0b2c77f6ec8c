"""Fetching models from their makers' release pages: nothing is opened before its SHA-256 is what it should be.

A hash is believed that is pinned here, that whoever fetches gives, or that the release page publishes for its own file
(GitHub computes one for each). A maker's model without any of the three is not fetched.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import re
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit

from video.detect.model import DetectError

_TIMEOUT_S = 30.0
_CHUNK = 1 << 20
_MOST_BYTES = 2 << 30
_MOST_TEXT = 4 << 20
_SHA256 = re.compile(r"[0-9a-fA-F]{64}")


@dataclass(frozen=True, slots=True)
class Offer:
    """A maker's model. url: of the file; releases: where the page's own description is read as GitHub gives it, "" for
    nowhere; sha256: pinned, "" where nobody here has computed it yet."""

    name: str
    url: str
    license: str
    about: str
    releases: str = ""
    sha256: str = ""

    @property
    def file(self) -> str:
        """What the file is called there."""
        return Path(urlsplit(self.url).path).name


def _ultralytics(name: str, about: str) -> Offer:
    page = "https://github.com/ultralytics/assets/releases/download/v8.4.0"
    said = "https://api.github.com/repos/ultralytics/assets/releases/tags/v8.4.0"
    return Offer(name, f"{page}/{name}.pt", "AGPL-3.0", about, said)


#: What `watchroom models fetch` knows by name. All know the 80 classes of COCO; none knows fire.
OFFERS = (
    _ultralytics("yolo11n", "smallest, for processors"),
    _ultralytics("yolo11s", "small"),
    _ultralytics("yolo11m", "for graphics cards"),
    _ultralytics("yolo26n", "smallest of the newest family"),
    _ultralytics("yolo26s", "small, of the newest family"),
)


def offered(name: str, url: str = "", sha256: str = "") -> Offer:
    """An offer by name, from another place (a site's own server) or with a hash of one's own where these are given.

    Raises DetectError: "model_unknown", "hash_invalid".
    """
    if sha256 and not _SHA256.fullmatch(sha256):
        raise DetectError("hash_invalid", sha256=sha256)
    known = next((one for one in OFFERS if one.name == name), None)
    if known is None and not url:
        raise DetectError("model_unknown", name=name)
    offer = known or Offer(name, url, "", "")
    # What another server says of its own file is no word of the maker's.
    offer = replace(offer, url=url, releases="") if url else offer
    return replace(offer, sha256=sha256.lower()) if sha256 else offer


def fetch(offer: Offer, folder: Path, told: Callable[[int, int], None] = lambda _done, _all: None) -> Path:
    """Bring the file into `folder`; `told` hears of bytes done and in all (0: unknown).

    Raises DetectError: "hash_unknown", "fetch_failed", "fetch_wrong" (not the file it should be; nothing is kept).
    """
    expected = offer.sha256 or _published(offer)
    if not expected:
        raise DetectError("hash_unknown", name=offer.name)
    folder.mkdir(parents=True, exist_ok=True)
    target, part = folder / offer.file, folder / f"{offer.file}.part"
    try:
        found = _download(offer.url, part, told)
        if found != expected:
            raise DetectError("fetch_wrong", name=offer.name, sha256=found)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return target


def _download(url: str, part: Path, told: Callable[[int, int], None]) -> str:
    digest, done = hashlib.sha256(), 0
    try:
        with _open(url) as answer, part.open("wb") as file:
            whole = int(answer.headers.get("Content-Length") or 0)
            while chunk := answer.read(_CHUNK):
                done += len(chunk)
                if done > _MOST_BYTES:
                    raise DetectError("fetch_failed", url=_shown(url), reason="too large")
                digest.update(chunk)
                file.write(chunk)
                told(done, whole)
    except (OSError, http.client.HTTPException) as error:
        raise DetectError("fetch_failed", url=_shown(url), reason=_reason(error)) from error
    return digest.hexdigest()


def _published(offer: Offer) -> str:
    """The hash that the release page says of this file; "" where it says none."""
    if not offer.releases:
        return ""
    try:
        with _open(offer.releases) as answer:
            assets = json.loads(answer.read(_MOST_TEXT))["assets"]
        digest = next((str(one.get("digest") or "") for one in assets if one["name"] == offer.file), "")
    except (OSError, http.client.HTTPException) as error:
        raise DetectError("fetch_failed", url=_shown(offer.releases), reason=_reason(error)) from error
    except (ValueError, KeyError, TypeError, AttributeError):
        return ""
    kind, _, value = digest.partition(":")
    return value.lower() if kind == "sha256" else ""


def _open(url: str) -> Any:
    if urlsplit(url).scheme not in ("http", "https"):
        raise DetectError("fetch_failed", url=_shown(url), reason="not an address of the web")
    request = urllib.request.Request(url, headers={"User-Agent": "watchroom"})
    return urllib.request.urlopen(request, timeout=_TIMEOUT_S)


def _shown(url: str) -> str:
    """The address without a user's name and password."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()


def _reason(error: Exception) -> str:
    if isinstance(error, HTTPError):
        error.close()  # it holds the connection
    inner = error.reason if isinstance(error, URLError) else error
    return str(inner).splitlines()[0] if str(inner) else type(inner).__name__
