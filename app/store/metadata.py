"""The three groups of tables that `schema` tells of; apart from it, so that tables may have modules of their own."""

from sqlalchemy import MetaData

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

#: In the station's own file and in the shared database.
RECORDS = MetaData(naming_convention=_NAMES)
#: In the station's own file only.
STATION = MetaData(naming_convention=_NAMES)
#: In the shared database only.
SHARED = MetaData(naming_convention=_NAMES)
