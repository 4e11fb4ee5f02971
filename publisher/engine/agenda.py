"""What there is to do, by one look that stays cheap beside millions of rows."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection
from psycopg import Cursor

from publisher.models import SENDINGS, Delivery
from publisher.networks import NETWORKS

LONGEST_PAUSE = timedelta(seconds=0.5)

FOLLOWING = tuple(noun._meta.db_table for noun in SENDINGS if noun is not Delivery)
"""What waits beside deliveries, in tables of the same shape."""


LOST = "state IN ('preparing', 'sending') AND lease_until < statement_timestamp()"
CLOSED = "state IN ('queued', 'ready') AND lease_until IS NULL AND closes_at <= statement_timestamp()"
DUE = (
    "row.network = network.network AND row.state IN ('queued', 'ready', 'unsure') "
    "AND row.next_at <= statement_timestamp()"
)


def _any(condition: str) -> str:
    """SQL: whether one of these tables has such a row."""
    return " ".join(f"OR EXISTS (SELECT FROM {table} row WHERE {condition} OFFSET 0)" for table in FOLLOWING)


# Each condition is that of an index, word for word. OFFSET lets PostgreSQL stop at each network's first row, instead of
# reading all that waits there. The earliest publication is asked for by itself: beside millions that are past and
# millions ahead, PostgreSQL expects to meet one that is due in any table it begins to read, and there is none.
LOOK = f"""
    SELECT
        coalesce((SELECT min(at) FROM campaigns_publication WHERE state = 'scheduled')
                 <= statement_timestamp() + %(lead)s * interval '1 second', false),
        EXISTS (SELECT FROM campaigns_revision WHERE is_unordered AND approved_at IS NOT NULL),
        EXISTS (SELECT FROM publisher_delivery
                WHERE {LOST})
        {_any(LOST)},
        EXISTS (SELECT FROM publisher_delivery delivery
                WHERE delivery.state IN ('queued', 'ready') AND lease_until IS NULL
                    AND closes_at <= statement_timestamp()
                    AND EXISTS (SELECT FROM campaigns_publication publication
                                WHERE publication.id = delivery.publication_id
                                    AND publication.state IN ('released', 'cancelled', 'lapsed')
                                OFFSET 0))
        {_any(CLOSED)},
        ARRAY (SELECT network FROM unnest(%(networks)s::text[]) AS network
               WHERE EXISTS (SELECT FROM publisher_delivery delivery JOIN campaigns_publication publication
                                 ON publication.id = delivery.publication_id
                             WHERE delivery.network = network.network
                                 AND delivery.state IN ('queued', 'ready', 'unsure')
                                 AND delivery.next_at <= statement_timestamp() AND publication.state = 'released'
                             OFFSET 0)
               {_any(DUE)}),
        (SELECT coalesce(min(next_at) - statement_timestamp(), %(longest)s * interval '1 second')
         FROM publisher_delivery
         WHERE state IN ('queued', 'ready', 'unsure') AND next_at > statement_timestamp()
             AND next_at < statement_timestamp() + %(longest)s * interval '1 second')
"""  # noqa: S608 - our own constants

STATES = " UNION ALL ".join(
    f"""
    SELECT '{table}', state FROM unnest(ARRAY['queued', 'ready', 'unsure']) AS state
    WHERE EXISTS (SELECT FROM {table} row
                  WHERE row.network = %(network)s AND row.state = state.state
                      AND row.state IN ('queued', 'ready', 'unsure')
                      AND row.next_at <= statement_timestamp()
                  OFFSET 0)
    """  # noqa: S608 - our own constants
    for table in ("publisher_delivery", *FOLLOWING)
)


class Agenda(NamedTuple):
    """Whether something is to be released, a change of what is public to be ordered, something to be taken from dead
    workers, or past its window; on which networks something may be to do; and how long until the next delivery is due,
    half a second at most."""

    release: bool
    order: bool
    reap: bool
    close: bool
    networks: list[str]
    pause: timedelta

    @property
    def upkeep(self) -> bool:
        """Whether there is more to do than to deliver."""
        return self.release or self.order or self.reap or self.close


def look() -> Agenda:
    seconds = {"lead": settings.LEAD.total_seconds(), "longest": LONGEST_PAUSE.total_seconds()}
    [found] = _answer(LOOK, {"networks": sorted(NETWORKS), **seconds})
    return Agenda(*found)


def states(network: str) -> set[tuple[str, str]]:
    """Of the tables and the states in which something waits, those in which this network has any that may be due."""
    return set(_answer(STATES, {"network": network}))


def _answer(question: str, values: Mapping[str, Any]) -> list[Any]:
    """Planned once a connection: to plan such a question takes PostgreSQL five times as long as to answer it."""
    with connection.wrap_database_errors, connection.cursor() as cursor, Cursor(cursor.connection) as prepared:
        return prepared.execute(question, values, prepare=True).fetchall()
