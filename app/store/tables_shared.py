"""What only the shared database has: who owns what, who is there, who turns which camera."""

from sqlalchemy import BigInteger, Column, Double, Integer, Table, Text

from app.store.columns import text_column, time_column
from app.store.metadata import SHARED

lease = Table(
    "lease",
    SHARED,
    Column("name", Text, primary_key=True),
    text_column("station", empty=False),
    time_column("until"),
    Column("epoch", BigInteger, nullable=False),
)

station_seen = Table(
    "station_seen",
    SHARED,
    Column("station", Text, primary_key=True),
    time_column("at"),
    Column("clock_offset", Double, nullable=False),
)

camera_control = Table(
    "camera_control",
    SHARED,
    Column("camera", Text, primary_key=True),
    text_column("station", empty=False),
    text_column("person"),
    text_column("label"),
    Column("rank", Integer, nullable=False),
    time_column("until"),
)
