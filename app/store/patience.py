"""A connection to PostgreSQL that never waits longer than it was told to.

TCP's own limits do not help where something in between (a proxy, a firewall, a hung server) keeps the connection up and
says nothing. So every wait of ours has an end of its own, after which the connection is closed and counts as lost.
"""

from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen

R = TypeVar("R")


class PatientConnection(psycopg.Connection[Any]):
    """A psycopg connection with ``patience_s``: the longest that any one answer may take."""

    patience_s = 20.0

    def wait(self, gen: PQGen[R], interval: float = 0.1, timeout: float | None = None) -> R:
        """As psycopg's; raises OperationalError where the server does not answer in time."""
        if timeout is not None:
            return super().wait(gen, interval, timeout)
        try:
            return super().wait(gen, interval, self.patience_s)
        except psycopg.errors.OperationalError as error:
            if type(error).__name__ != "_WaitTimeout":
                raise
            self.close()
            raise psycopg.OperationalError(f"no answer within {self.patience_s:g} s") from None


def patient(seconds: float) -> type[PatientConnection]:
    """The connection class whose answers may take this long."""
    return type("PatientConnection", (PatientConnection,), {"patience_s": seconds})
