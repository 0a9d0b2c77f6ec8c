"""The tables of recorded footage. They are in the station's own file: each station keeps its own archive.

`archive_segment` is an index over files and can be made anew from them. `id` is the order of recording, which holds
whatever clocks did; `age_from` is the time from which a segment's age counts.
"""

from sqlalchemy import Boolean, Column, Double, Index, Integer, Table, Text

from app.store.schema import STATION

archive_segment = Table(
    "archive_segment",
    STATION,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("camera", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("path", Text, nullable=False, unique=True),
    Column("start", Double, nullable=False),
    Column("end", Double, nullable=False),
    Column("frames", Integer, nullable=False),
    Column("size", Integer, nullable=False),
    Column("clock_offset", Double),
    Column("camera_clock", Boolean, nullable=False),
    Column("closed", Boolean, nullable=False),
    Column("cause", Text, nullable=False, server_default=""),
    Column("incident", Text, nullable=False, server_default=""),
    Column("codec", Text, nullable=False, server_default=""),
    Column("audio", Boolean, nullable=False),
    Column("age_from", Double, nullable=False),
    Index(None, "camera", "start"),
    Index(None, "closed"),
    sqlite_autoincrement=True,
)

archive_gap = Table(
    "archive_gap",
    STATION,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("camera", Text, nullable=False),
    Column("start", Double, nullable=False),
    Column("end", Double),
    Column("reason", Text, nullable=False, server_default=""),
    Index(None, "camera", "start"),
    sqlite_autoincrement=True,
)

archive_folder = Table(
    "archive_folder",
    STATION,
    Column("path", Text, primary_key=True),
    Column("token", Text, nullable=False),
)
