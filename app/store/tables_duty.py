"""What is kept of duty, in every file of a station and in the shared database: log, handovers, presence, drills."""

from sqlalchemy import JSON, Column, Index, Integer, Table, Text

from app.store.columns import text_column, time_column
from app.store.metadata import RECORDS

duty_log = Table(
    "duty_log",
    RECORDS,
    Column("id", Text, primary_key=True),
    text_column("station"),
    time_column("at"),
    text_column("person"),
    text_column("kind"),
    text_column("text"),
    text_column("corrects"),
    text_column("account"),
    Index(None, "at", "id"),
)

handover = Table(
    "handover",
    RECORDS,
    Column("id", Text, primary_key=True),
    text_column("station", empty=False),
    time_column("at"),
    text_column("outgoing", empty=False),
    text_column("incoming", empty=False),
    Column("content", JSON, nullable=False),
    text_column("digest", empty=False),
    Index(None, "at", "id"),
)

presence_check = Table(
    "presence_check",
    RECORDS,
    Column("id", Text, primary_key=True),
    text_column("station", empty=False),
    time_column("at"),
    time_column("ended_at"),
    text_column("outcome", empty=False),
    text_column("person"),
    text_column("account"),
    Column("misses", Integer, nullable=False, server_default="0"),
    Index(None, "at", "id"),
)

drill = Table(
    "drill",
    RECORDS,
    Column("id", Text, primary_key=True),
    text_column("station", empty=False),
    time_column("at"),
    time_column("ended_at"),
    text_column("scenario", empty=False),
    text_column("person"),
    text_column("outcome", empty=False),
    Column("content", JSON, nullable=False),
    text_column("digest", empty=False),
    Index(None, "at", "id"),
)
