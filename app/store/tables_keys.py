"""The table of how stations came to read the same names, in every station's own file and in the shared database.

It only grows. `kind` is "published" (a station's public key for wrapping), "admitted" or "shut_out" (`subject` is the
station it was done to) or "wrapped" (the site key for `subject`); each row is signed by its station's key.
"""

from sqlalchemy import JSON, Column, Double, Table, Text

from app.store.metadata import RECORDS

key_event = Table(
    "key_event",
    RECORDS,
    Column("id", Text, primary_key=True),
    Column("station", Text, nullable=False),
    Column("at", Double, nullable=False),
    Column("clock", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False, server_default=""),
    Column("actor", Text, nullable=False, server_default=""),
    Column("content", JSON, nullable=False),
    Column("signer", Text, nullable=False),
    Column("signature", Text, nullable=False),
)
