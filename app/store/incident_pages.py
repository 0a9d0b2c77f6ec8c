"""One page of incidents out of a long list, in either direction, through whichever index answers in order.

SQLite's full-text index is read in the list's own order, so it stops as soon as the page is full. PostgreSQL's index of
terms has no order: first the newest incidents are looked at one by one, which finds what is common, and only where that
does not fill the page the index is asked, which finds what is rare.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    and_,
    case,
    cast,
    column,
    func,
    literal,
    literal_column,
    or_,
    select,
    table,
    tuple_,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text

from app.store import search
from app.store.schema import SEARCH_TABLE, incident

#: So many of the newest incidents PostgreSQL looks at one by one before it asks its index.
LOOKED_AT: Final = 3000
#: So many of what its index finds are put in order at once.
FEW: Final = 5000

_NO_PLACE: Final = (1 << 63) - 1
_TERMS: Final = ARRAY(Text)
_hits = table(SEARCH_TABLE, column("rowid"), column(SEARCH_TABLE))


@dataclass(frozen=True, slots=True)
class Meaning:
    """Zones and categories whose names hold a word that somebody looks for: the record knows them by their ids."""

    word: str
    zones: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IncidentFilter:
    """Which incidents to list; empty or None means any.

    Times are UTC seconds, `since` included, `until` excluded. `text` looks through number, title, zone, cause, notes
    and the review: every word has to be there, in Chinese anywhere, else at the beginning of a word; `meanings` says
    what else a word of it stands for. `open_only` leaves out what is closed.
    """

    since: float | None = None
    until: float | None = None
    zones: Sequence[str] = ()
    categories: Sequence[str] = ()
    priorities: Sequence[int] = ()
    states: Sequence[str] = ()
    verdicts: Sequence[str] = ()
    text: str = ""
    open_only: bool = False
    meanings: Sequence[Meaning] = field(default=())


@dataclass(frozen=True, slots=True)
class Bounds:
    """Where a page begins: older than a place, or newer than one; both None: at the newest."""

    after: int | None = None
    before: int | None = None

    @property
    def upwards(self) -> bool:
        """Whether it is read towards the newer ones."""
        return self.before is not None


def read_page(connection: Connection, which: IncidentFilter, bounds: Bounds, most: int) -> list[RowMapping]:
    """At most so many rows, in the order in which they were looked for: away from where the page begins."""
    asked, own = _asked(which), connection.dialect.name == "sqlite"
    if _is_simple(which):
        return _rows(connection, _one_facet(which, bounds, guarded=not own), most)
    if own:
        return _rows(connection, _through_words(asked, which, bounds), most)
    found = _looked_through(connection, asked, which, bounds, most)
    if found is None:
        found = _among_few(connection, asked, which, bounds, most)
    return found if found is not None else _by_months(connection, asked, which, bounds, most)


def count_of(connection: Connection, which: IncidentFilter, most: int) -> int:
    """How many there are, counted up to `most`."""
    asked, anywhere = _asked(which), Bounds()
    if _is_simple(which):
        found: Select[Any] = select(incident.c.id).where(*_exact(which))
    elif connection.dialect.name == "sqlite":
        found = _through_words(asked, which, anywhere).with_only_columns(incident.c.id).order_by(None)
    else:
        found = select(incident.c.id).where(_holds(asked), *_exact(which))
    return connection.execute(select(func.count()).select_from(found.limit(most).subquery())).scalar_one()


def _rows(connection: Connection, query: Select[Any], most: int) -> list[RowMapping]:
    return list(connection.execute(query.limit(most)).mappings())


def _is_simple(which: IncidentFilter) -> bool:
    """Whether all are asked for, or those of one value of a column that has an index with the place."""
    asked = [values for _, values in _columns(which) if values]
    usual = not (which.verdicts or which.open_only or search.words_of(which.text))
    return usual and (not asked or [len(values) for values in asked] == [1])


def _one_facet(which: IncidentFilter, bounds: Bounds, *, guarded: bool) -> Select[Any]:
    """All, or those of one value: read in order from the index of that column.

    ``guarded``: said so that no other index will do. PostgreSQL believes that a value is spread evenly, and would look
    for one that is long past from the newest incident on.
    """
    query = select(incident).where(*_exact(which), *_beyond(bounds))
    chosen = [(incident.c[name], values[0]) for name, values in _columns(which) if values]
    if not guarded or not chosen:
        return _in_order(query, bounds)
    facet, value = chosen[0]
    key, column_type = tuple_(facet, incident.c.place), facet.type
    low = 0 if bounds.before is None else bounds.before + 1
    high = _NO_PLACE if bounds.after is None else bounds.after
    ends = [tuple_(literal(value, column_type), literal(one, BigInteger)) for one in (low, high)]
    query = select(incident).where(*_times(which), key >= ends[0], key < ends[1])
    way = "asc" if bounds.upwards else "desc"
    return query.order_by(getattr(facet, way)(), getattr(incident.c.place, way)())


def _in_order(query: Select[Any], bounds: Bounds) -> Select[Any]:
    place = incident.c.place
    return query.order_by(place.asc() if bounds.upwards else place.desc())


def _through_words(asked: search.Asked, which: IncidentFilter, bounds: Bounds) -> Select[Any]:
    # The plus keeps SQLite from asking the full-text index once for every incident.
    here = incident.c.place == literal_column(f"+{SEARCH_TABLE}.rowid")
    matches = _hits.c[SEARCH_TABLE].op("MATCH")(search.match(asked))
    query = select(incident).select_from(_hits.join(incident, here)).where(matches, *_exact(which, _hits.c.rowid))
    place = _hits.c.rowid
    query = query.where(*_beyond(bounds, place))
    return query.order_by(place.asc() if bounds.upwards else place.desc())


def _looked_through(
    connection: Connection, asked: search.Asked, which: IncidentFilter, bounds: Bounds, most: int
) -> list[RowMapping] | None:
    """The page, if the next incidents one by one fill it or come to an end; None where the index has to be asked."""
    near = _in_order(select(incident).where(*_times(which), *_beyond(bounds)), bounds).limit(LOOKED_AT).subquery()
    fits = case((and_(*_exact(which, source=near), *_begun(asked, near.c.terms)), 1), else_=0)
    numbered = select(near, fits.label("fits"), func.count().over().label("looked_at")).subquery()
    order = numbered.c.place.asc() if bounds.upwards else numbered.c.place.desc()
    page = list(connection.execute(select(numbered).where(numbered.c.fits == 1).order_by(order).limit(most)).mappings())
    if len(page) == most or (page and page[0]["looked_at"] < LOOKED_AT):
        return page
    return None


def _begun(asked: search.Asked, terms: Any) -> list[ColumnElement[bool]]:
    """That words with letters begin as is asked: elsewhere the index of terms sees to it."""
    padded = literal(" ") + terms + literal(" ")
    return [
        or_(*(and_(*(padded.contains(f" {term} ", autoescape=True) for term in way)) for way in group))
        for group in asked.groups
        if any(search.is_beginning(term) for way in group for term in way)
    ]


def _among_few(
    connection: Connection, asked: search.Asked, which: IncidentFilter, bounds: Bounds, most: int
) -> list[RowMapping] | None:
    """The page out of all there are, where the index finds no more than some thousand; else None."""
    page = _through_terms(asked, which, bounds, most, FEW + 1)
    found = list(connection.execute(page).mappings())
    return found if not found or found[0]["held"] <= FEW else None


def _by_months(
    connection: Connection, asked: search.Asked, which: IncidentFilter, bounds: Bounds, most: int
) -> list[RowMapping]:
    """The page of what is neither rare nor common where it begins: month by month, away from there."""
    ends = select(func.min(incident.c.place), func.max(incident.c.place)).where(*_times(which), *_beyond(bounds))
    first, last = connection.execute(ends).one()
    if first is None:
        return []
    months = range(search.month_of(first), search.month_of(last) + 1)
    found: list[RowMapping] = []
    for month in months if bounds.upwards else reversed(months):
        inside = search.Asked((*asked.groups, (frozenset((search.month_term(month),)),)))
        found += connection.execute(_through_terms(inside, which, bounds, most - len(found), None)).mappings()
        if len(found) == most:
            break
    return found


def _through_terms(
    asked: search.Asked, which: IncidentFilter, bounds: Bounds, most: int, held_most: int | None
) -> Select[Any]:
    """PostgreSQL's own index first, whatever it thinks of it: it knows little of how words go together."""
    matching = select(incident.c.id, incident.c.place).where(_holds(asked), *_exact(which), *_beyond(bounds))
    held = matching.limit(held_most).cte("held").prefix_with("MATERIALIZED")
    order = held.c.place.asc() if bounds.upwards else held.c.place.desc()
    first = select(held.c.id).order_by(order).limit(most).subquery()
    count = select(func.count()).select_from(held).scalar_subquery().label("held")
    return _in_order(select(incident, count).join(first, incident.c.id == first.c.id), bounds)


def _holds(asked: search.Asked) -> ColumnElement[bool]:
    terms = func.string_to_array(incident.c.terms, literal_column("' '"), type_=_TERMS)
    groups: list[ColumnElement[bool]] = []
    always: set[str] = set()
    for group in asked.groups:
        if len(group) == 1:
            always |= group[0]
        elif all(len(way) == 1 for way in group):
            groups.append(terms.overlap(_listed(term for way in group for term in way)))
        else:
            groups.append(or_(*(terms.contains(_listed(way)) for way in group)))
    if always:
        groups.append(terms.contains(_listed(always)))
    return and_(*groups)


def _listed(terms: Iterable[str]) -> ColumnElement[Any]:
    return cast(literal(sorted(terms), _TERMS), _TERMS)


def _asked(which: IncidentFilter) -> search.Asked:
    facets = [
        ("zone", which.zones),
        ("category", which.categories),
        ("priority", [str(one) for one in which.priorities]),
        ("handling", which.states),
        ("verdict", which.verdicts),
        ("closed", [str(False)] if which.open_only else []),
    ]
    return search.asked(facets, [_ways(which, word) for word in search.words_of(which.text)])


def _ways(which: IncidentFilter, word: str) -> list[frozenset[str]]:
    ways = [search.terms_of_word(word)]
    for meaning in which.meanings:
        if search.normal(meaning.word) == word:
            ways += [frozenset((search.facet("zone", zone),)) for zone in meaning.zones]
            ways += [frozenset((search.facet("category", one),)) for one in meaning.categories]
    return ways


def _columns(which: IncidentFilter) -> tuple[tuple[str, Sequence[Any]], ...]:
    return (
        ("zone", which.zones),
        ("category", which.categories),
        ("priority", which.priorities),
        ("handling", which.states),
        ("verdict", which.verdicts),
    )


def _times(which: IncidentFilter, place: Any = None, source: Any = incident) -> list[ColumnElement[bool]]:
    place, at = source.c.place if place is None else place, source.c.opened_at
    conditions: list[ColumnElement[bool]] = []
    if which.since is not None:
        conditions += [place >= search.first_place(which.since), at >= which.since]
    if which.until is not None:
        conditions += [place < search.first_place(which.until + 0.001), at < which.until]
    return conditions


def _beyond(bounds: Bounds, place: Any = incident.c.place) -> list[ColumnElement[bool]]:
    if bounds.before is not None:
        return [place > bounds.before]
    return [] if bounds.after is None else [place < bounds.after]


def _exact(which: IncidentFilter, place: Any = None, source: Any = incident) -> list[ColumnElement[bool]]:
    """What is asked, word by word: an index of terms may find a little more."""
    columns = source.c
    conditions = _times(which, place, source)
    conditions += [columns[name].in_(list(values)) for name, values in _columns(which) if values]
    if which.open_only:
        conditions.append(columns.closed_at.is_(None))
    conditions += [_says(which, word, columns) for word in search.words_of(which.text)]
    return conditions


def _says(which: IncidentFilter, word: str, columns: Any) -> ColumnElement[bool]:
    ways: list[ColumnElement[bool]] = [columns.search.contains(word, autoescape=True)]
    for meaning in which.meanings:
        if search.normal(meaning.word) == word:
            ways += [columns.zone.in_(meaning.zones)] if meaning.zones else []
            ways += [columns.category.in_(meaning.categories)] if meaning.categories else []
    return or_(*ways)
