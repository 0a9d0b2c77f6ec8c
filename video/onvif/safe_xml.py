"""XML from the network: no document type, no entities, no more than 1 MiB, no deeper than 64 elements.

The standard library's ElementTree expands entities of its own document; expat with a refusing handler does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NoReturn
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from video.onvif.model import OnvifError

MAX_BYTES = 1 << 20
MAX_DEPTH = 64


def parse_xml(data: bytes) -> Element:
    """Read a document; tags come as `{namespace}name`. Raises OnvifError("protocol")."""
    if len(data) > MAX_BYTES:
        raise OnvifError("protocol", "answer too large")
    builder = _Builder()
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    try:
        parser.Parse(data, True)
        return builder.close()
    except (expat.ExpatError, AssertionError, LookupError, ValueError):
        raise OnvifError("protocol", "not XML") from None


class _Builder:
    """Builds the tree, and no deeper one than is useful."""

    def __init__(self) -> None:
        self._tree = TreeBuilder()
        self._depth = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise OnvifError("protocol", "answer too deep")
        self._tree.start(_name(tag), {_name(key): value for key, value in attributes.items()})

    def end(self, tag: str) -> None:
        self._depth -= 1
        self._tree.end(_name(tag))

    def data(self, text: str) -> None:
        self._tree.data(text)

    def close(self) -> Element:
        found: Element = self._tree.close()
        return found


def local(element: Element) -> str:
    """Give an element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def child(element: Element | None, *names: str) -> Element | None:
    """Follow local names down, the first of each; None where one is missing.

    Namespaces are not compared: cameras mix them up, and no two of the elements looked for differ by them alone.
    """
    for name in names:
        if element is None:
            return None
        element = next((each for each in element if local(each) == name), None)
    return element


def children(element: Element | None, name: str) -> Iterator[Element]:
    """Give all direct children of a local name."""
    return iter([each for each in element if local(each) == name] if element is not None else [])


def text(element: Element | None, *names: str) -> str:
    """Give the text of the element that the names lead to, "" where there is none."""
    found = child(element, *names)
    return (found.text or "").strip() if found is not None else ""


def number(value: str | None) -> float | None:
    """Read a finite number; None for anything else."""
    try:
        found = float(value or "")
    except ValueError:
        return None
    return found if abs(found) < 1e9 else None


def _name(name: str) -> str:
    return "{" + name if "}" in name else name


def _refuse(*_: Any) -> NoReturn:
    raise OnvifError("protocol", "document type in an answer")
