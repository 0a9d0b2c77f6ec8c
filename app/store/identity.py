"""Who this file is: the name of the chains that grow in it."""

import uuid

from sqlalchemy import Connection, delete, insert, select

from app.store.schema import setting

_KEY = "chain"


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
