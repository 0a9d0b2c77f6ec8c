"""Reads the words out of a PDF as Qt writes it: the codes that a page draws, through each font's own table of signs.

Ghostscript's txtwrite does not follow tables that list their signs, which Qt writes, and no reader of PDF is among what
the program is built with; so the two tables are followed here as ISO 32000-1, 9.10.3 describes them.
"""

from __future__ import annotations

import re
import unicodedata
import zlib


def words_of(paper: bytes) -> str:
    """Return all words in the order in which they are drawn, compared as a search does (NFKC), without spaces."""
    objects = {int(number): body for number, body in re.findall(rb"(\d+) 0 obj(.*?)endobj", paper, re.S)}
    tables = {
        name: _table(_stream(objects[int(_reference(objects[int(font)], b"/ToUnicode"))]))
        for name, font in re.findall(rb"/(F\d+) (\d+) 0 R", paper)
    }
    said: list[str] = []
    for body in objects.values():
        table: dict[int, str] = {}
        for font, codes in re.findall(rb"/(F\d+) [\d.]+ Tf|<([0-9A-Fa-f]+)> ?Tj", _stream(body)):
            if font:
                table = tables[font]
            else:
                said += [table[int(codes[at : at + 4], 16)] for at in range(0, len(codes), 4)]
    return unicodedata.normalize("NFKC", "".join(said)).replace(" ", "").replace("\t", "")


def _reference(body: bytes, key: bytes) -> bytes:
    found = re.search(key + rb" (\d+) 0 R", body)
    assert found is not None, f"a font without {key!r}"
    return found[1]


def _stream(body: bytes) -> bytes:
    found = re.search(rb"stream\r?\n(.*)endstream", body, re.S)
    if found is None:
        return b""
    try:
        return zlib.decompressobj().decompress(found[1])
    except zlib.error:
        return found[1]


def _table(table: bytes) -> dict[int, str]:
    found: dict[int, str] = {}
    for first, _last, listed, one in re.findall(rb"<(\w{4})> <(\w{4})> (?:\[(.*?)\]|<(\w+)>)", table, re.S):
        signs = re.findall(rb"<(\w+)>", listed) if listed else [one]
        for step, sign in enumerate(signs):
            found[int(first, 16) + step] = bytes.fromhex(sign.decode()).decode("utf-16-be")
    return found
