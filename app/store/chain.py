"""Hash chains: each entry carries the hash of the one before it, so a changed or missing entry shows."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.store.text import canonical_json

#: What the first entry of a chain follows on.
GENESIS: Final = "0" * 64


def link(previous_hash: str, content: Mapping[str, Any]) -> str:
    """The hash of an entry: SHA-256 over the previous hash and the entry's content as canonical JSON."""
    return hashlib.sha256((previous_hash + canonical_json(dict(content))).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a chain: how many entries it has and the hash of the last one."""

    chain: str
    sequence: int = 0
    hash: str = GENESIS

    def follow(self, content: Mapping[str, Any]) -> "Head":
        """The head after an entry with this content (which holds its own chain and sequence)."""
        return Head(self.chain, self.sequence + 1, link(self.hash, content))


@dataclass(frozen=True, slots=True)
class ChainBreak:
    """Where a chain does not hold. `reason` is ``gap`` (entries missing before it) or ``changed``."""

    chain: str
    sequence: int
    reason: str


@dataclass(frozen=True, slots=True)
class ChainCheck:
    """What a verification found: the heads of all chains, and the first break of each that has one."""

    heads: tuple[Head, ...]
    breaks: tuple[ChainBreak, ...]

    @property
    def sound(self) -> bool:
        """Whether every chain holds from its first entry to its last."""
        return not self.breaks


def check(entries: Iterable[tuple[Mapping[str, Any], str, str]]) -> ChainCheck:
    """Follow (content, previous hash, hash) of entries ordered by chain and sequence.

    After a break the chain is not followed further: everything behind it is in doubt. A cut tail does not show here;
    compare the heads with those that were signed or exchanged earlier.
    """
    heads: dict[str, Head] = {}
    breaks: dict[str, ChainBreak] = {}
    for content, previous_hash, stored in entries:
        chain, sequence = str(content["chain"]), int(content["sequence"])
        if chain in breaks:
            continue
        head = heads.get(chain, Head(chain))
        following = head.follow(content)
        if sequence != head.sequence + 1:
            breaks[chain] = ChainBreak(chain, head.sequence + 1, "gap")
        elif previous_hash != head.hash or stored != following.hash:
            breaks[chain] = ChainBreak(chain, sequence, "changed")
        else:
            heads[chain] = following
    return ChainCheck(tuple(heads.values()), tuple(breaks.values()))
