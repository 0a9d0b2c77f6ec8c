"""Who this file is: the name of the chains that grow in it."""

import uuid

from sqlalchemy import Connection, delete, insert, select

from app.store.schema import account_event, setting

_KEY = "chain"
_CLOSED = "closed_account_chains"


def chain_of(connection: Connection, at: float) -> str:
    """The name of this file's chains, given to it once; call inside a write transaction."""
    found = connection.execute(select(setting.c.value).where(setting.c.key == _KEY)).scalar()
    if found is not None:
        return str(found)
    return new_chain(connection, at)


def new_chain(connection: Connection, at: float) -> str:
    """Give this file's chains another name: they begin anew."""
    name = str(uuid.uuid4())
    connection.execute(delete(setting).where(setting.c.key == _KEY))
    connection.execute(insert(setting).values(key=_KEY, value=name, updated_at=at))
    return name


def begin_anew(connection: Connection, at: float) -> str:
    """Let every chain begin anew in a file that was restored: what it once wrote after this state is elsewhere.

    Gives the new name; call inside a write transaction.
    """
    chains = set(connection.execute(select(account_event.c.chain).distinct()).scalars()) | closed_chains(connection)
    connection.execute(delete(setting).where(setting.c.key == _CLOSED))
    connection.execute(insert(setting).values(key=_CLOSED, value=sorted(chains), updated_at=at))
    return new_chain(connection, at)


def closed_chains(connection: Connection) -> set[str]:
    """The chains of accounts that end in another copy of this file than this one, and are not gone on with here."""
    found = connection.execute(select(setting.c.value).where(setting.c.key == _CLOSED)).scalar()
    return {str(one) for one in found or ()}
