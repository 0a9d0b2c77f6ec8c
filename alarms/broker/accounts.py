"""Who may speak to the built-in broker, and of what: each device of its own topics, only the station of commands."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Account:
    """One client's name and password. ``station`` accounts are other guard stations; the rest are devices.

    A ``drill`` account is the station's own: it may say of any device what is marked as part of a drill, nothing else.
    """

    username: str
    password: str = field(repr=False)
    device: str
    station: bool = False
    drill: bool = False


def is_drill(payload: bytes) -> bool:
    """Whether a message says of itself that it is part of a drill."""
    try:
        body = json.loads(payload)
    except (ValueError, RecursionError):
        return False
    data = body.get("Data") if isinstance(body, dict) else None
    return isinstance(data, dict) and data.get("drill") is True


class Accounts:
    """Checks passwords and topics. There are no anonymous clients."""

    def __init__(self, site: str, accounts: Iterable[Account] = ()) -> None:
        self._root = f"gs/1/{site}/"
        self._accounts = {account.username: account for account in accounts}

    def login(self, username: str, password: bytes) -> Account | None:
        """The account, or None where name or password is wrong (the time taken does not tell which)."""
        account = self._accounts.get(username)
        expected = account.password.encode() if account else b"\x00 no such account"
        right = hmac.compare_digest(expected, password)
        return account if account and right and account.password else None

    def devices(self) -> list[str]:
        """The devices that have an account."""
        return [account.device for account in self._accounts.values() if not (account.station or account.drill)]

    def status_topic(self, device: str) -> str:
        """Where a device says whether it is there."""
        return f"{self._root}{device}/status"

    def may_publish(self, account: Account, topic: str) -> bool:
        """A device: anything under its own topics but commands. A station: commands, and its own topics."""
        if not topic.startswith(self._root):
            return False
        device, _, rest = topic.removeprefix(self._root).partition("/")
        command = rest.startswith("cmd/") and not rest.endswith("/ack")
        if command:
            return account.station and rest.count("/") == 1
        if account.drill:
            return rest.startswith("event/")
        return device == account.device and bool(rest)

    @staticmethod
    def may_say(account: Account, payload: bytes, *, retain: bool) -> bool:
        """Whether a message may come from this account at all: what is sent for a drill is marked and never kept."""
        return not account.drill or (not retain and is_drill(payload))

    def may_subscribe(self, account: Account, pattern: str) -> bool:
        """A device: its own commands. A station: everything of the site. A drill hears nothing."""
        if account.drill:
            return False
        if account.station:
            return pattern.startswith(self._root)
        return pattern.startswith(f"{self._root}{account.device}/cmd/")

    def is_command(self, topic: str) -> bool:
        """Whether a topic is a command: never retained, never kept for a client that is away."""
        rest = topic.removeprefix(self._root).partition("/")[2]
        return rest.startswith("cmd/") and not rest.endswith("/ack")
