"""What only the station's own file has: what waits for the shared database, what is known of devices, settings."""

from sqlalchemy import JSON, BigInteger, Column, Index, Integer, Table, Text, UniqueConstraint

from app.store.columns import text_column, time_column
from app.store.metadata import STATION

outbox = Table(
    "outbox",
    STATION,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    text_column("table_name", empty=False),
    text_column("record", empty=False),
    time_column("at"),
    UniqueConstraint("table_name", "record"),
    Index(None, "table_name", "sequence"),
    sqlite_autoincrement=True,
)

outbox_refused = Table(
    "outbox_refused",
    STATION,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    text_column("table_name", empty=False),
    text_column("record", empty=False),
    time_column("at"),
    text_column("code", empty=False),
    text_column("message"),
    time_column("refused_at"),
    UniqueConstraint("table_name", "record"),
)

device_sequence = Table(
    "device_sequence",
    STATION,
    Column("device", Text, primary_key=True),
    text_column("boot", empty=False),
    Column("seq", BigInteger, nullable=False),
)

latest_state = Table(
    "latest_state",
    STATION,
    Column("topic", Text, primary_key=True),
    text_column("message", empty=False),
)

chain_mark = Table(
    "chain_mark",
    STATION,
    Column("chain", Text, primary_key=True),
    text_column("station"),
    Column("sequence", BigInteger, nullable=False),
    Column("missing", JSON, nullable=False),
)

setting = Table(
    "setting",
    STATION,
    Column("key", Text, primary_key=True),
    Column("value", JSON, nullable=False),
    time_column("updated_at"),
)
