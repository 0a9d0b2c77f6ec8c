"""Reads TOML and keeps where everything stands.

A mistake of syntax costs its own table and nothing else: the table is blanked, line for line, and the rest is read. The
tree is tree-sitter's, the values are tomllib's.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import tree_sitter_toml
from tree_sitter import Language, Node, Parser

Path = tuple[str | int, ...]
HEADER = re.compile(r"[ \t]*(\[\[?)[ \t]*([A-Za-z_][\w-]*(?:[ \t]*\.[ \t]*[A-Za-z_][\w-]*)*)[ \t]*\]\]?[ \t]*(?:#.*)?$")
_AT = re.compile(r"\(at (?:line (\d+), column (\d+)|end of document)\)")
_PARSER = Parser(Language(tree_sitter_toml.language()))


@dataclass(frozen=True, slots=True)
class Place:
    """Line and column, both from 1, in characters."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class SyntaxMistake:
    """A table that could not be read: where the mistake is, the table's header, and the line itself."""

    place: Place
    table: str
    text: str


@dataclass(slots=True)
class TomlText:
    """What was read: values, the place of every key and list item, and the tables left out."""

    values: dict[str, Any]
    places: dict[Path, Place] = field(default_factory=dict)
    mistakes: list[SyntaxMistake] = field(default_factory=list)

    def place(self, path: Path) -> Place:
        """Return where `path` stands, else the nearest thing around it."""
        while path not in self.places and path:
            path = path[:-1]
        return self.places.get(path, Place(1, 1))


@dataclass(slots=True)
class _Chunk:
    """Lines first..last (from 0, last excluded) of one table; header is its dotted name, "" for the top."""

    first: int
    last: int
    header: str


def read_toml(text: str) -> TomlText:
    """Read a document, leaving out the tables with mistakes."""
    text = text.replace("\r\n", "\n")
    lines = text.split("\n")
    chunks = list(_chunks(text, lines))
    result = TomlText({})
    if _PARSER.parse(_joined(lines)).root_node.has_error:
        for chunk in chunks:
            _drop_broken(chunk, chunks, lines, result)
    result.values = _loaded(chunks, lines, result)
    result.places = _places(_joined(lines))
    result.mistakes.sort(key=lambda mistake: mistake.place.line)
    return result


def _joined(lines: list[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def _chunks(text: str, lines: list[str]) -> Iterator[_Chunk]:
    """Cut at the headers: the tree's own where the document is sound, else whatever line looks like one."""
    root = _PARSER.parse(text.encode()).root_node
    tables = [node for node in root.children if node.type in {"table", "table_array_element"}]
    sound = None if root.has_error else {node.start_point.row for node in tables}
    first, header = 0, ""
    for row, line in enumerate(lines):
        match = HEADER.match(line)
        if match and (sound is None or row in sound):
            yield _Chunk(first, row, header)
            first, header = row, re.sub(r"\s", "", match.group(2))
    yield _Chunk(first, len(lines), header)


def _drop_broken(chunk: _Chunk, chunks: list[_Chunk], lines: list[str], result: TomlText) -> None:
    own = lines[chunk.first : chunk.last]
    source = _joined(own)
    wrong = _first_error(_PARSER.parse(source).root_node)
    if wrong is not None:
        place = _place(source, wrong)
        _drop(chunk, chunks, lines, Place(place.line + chunk.first, place.column), result)


def _first_error(node: Node) -> Node | None:
    if node.is_error or node.is_missing:
        return node
    for child in node.children:
        if child.has_error or child.is_missing:
            return _first_error(child)
    return None


def _drop(chunk: _Chunk, chunks: list[_Chunk], lines: list[str], place: Place, result: TomlText) -> None:
    """Blank a table, and what hangs under it: a sub-table would otherwise join the table before."""
    result.mistakes.append(SyntaxMistake(place, chunk.header, lines[place.line - 1].strip()))
    doomed = [chunk]
    if chunk.header:
        for follower in chunks[chunks.index(chunk) + 1 :]:
            if not follower.header.startswith(f"{chunk.header}."):
                break
            doomed.append(follower)
    for each in doomed:
        lines[each.first : each.last] = [""] * (each.last - each.first)


def _loaded(chunks: list[_Chunk], lines: list[str], result: TomlText) -> dict[str, Any]:
    """Load the values; what only tomllib sees (a key or table given twice, a bad escape) costs its table too."""
    for _ in range(len(chunks) + 1):
        try:
            return tomllib.loads(_joined(lines).decode())
        except tomllib.TOMLDecodeError as error:
            place = _reported(str(error), lines)
            chunk = next((c for c in chunks if c.first <= place.line - 1 < c.last), chunks[-1])
            _drop(chunk, chunks, lines, place, result)
    return {}


def _reported(message: str, lines: list[str]) -> Place:
    match = _AT.search(message)
    if match is None or match.group(1) is None:
        return Place(max(1, len(lines)), 1)
    line, column = int(match.group(1)), int(match.group(2))
    text = lines[line - 1] if line <= len(lines) else ""
    if line > len(lines) or not text.strip():
        line = max((row for row in range(1, min(line, len(lines)) + 1) if lines[row - 1].strip()), default=1)
    elif column > len(text) and HEADER.match(text):
        column = 1
    return Place(line, column)


def _place(source: bytes, node: Node) -> Place:
    line = source.split(b"\n")[node.start_point.row]
    return Place(node.start_point.row + 1, len(line[: node.start_point.column].decode("utf-8", "replace")) + 1)


def _places(source: bytes) -> dict[Path, Place]:
    places: dict[Path, Place] = {}
    counts: dict[Path, int] = {}
    for node in _PARSER.parse(source).root_node.children:
        if node.type == "pair":
            _walk_pair(source, node, (), places)
        elif node.type in {"table", "table_array_element"}:
            path = _table_path(node, counts)
            places.setdefault(path, _place(source, node))
            for child in node.children:
                if child.type == "pair":
                    _walk_pair(source, child, path, places)
    return places


def _table_path(node: Node, counts: dict[Path, int]) -> Path:
    """Turn a header into a path, with the index of each array of tables put in."""
    names = _key_names(node.children[1])
    path: Path = ()
    for depth, name in enumerate(names):
        path = (*path, name)
        if node.type == "table_array_element" and depth == len(names) - 1:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


def _key_names(node: Node) -> list[str]:
    if node.type == "dotted_key":
        return [name for child in node.children if child.type != "." for name in _key_names(child)]
    text = (node.text or b"").decode()
    return [text.strip("\"'")]


def _walk_pair(source: bytes, node: Node, above: Path, places: dict[Path, Place]) -> None:
    key, value = node.children[0], node.children[-1]
    path = (*above, *_key_names(key))
    places[path] = _place(source, key)
    _walk_value(source, value, path, places)


def _walk_value(source: bytes, value: Node, path: Path, places: dict[Path, Place]) -> None:
    if value.type == "inline_table":
        for child in value.children:
            if child.type == "pair":
                _walk_pair(source, child, path, places)
    if value.type == "array":
        items = [child for child in value.children if child.type not in {"[", "]", ",", "comment"}]
        for index, item in enumerate(items):
            places[(*path, index)] = _place(source, item)
            _walk_value(source, item, (*path, index), places)
