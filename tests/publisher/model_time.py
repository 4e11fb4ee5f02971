"""Time in the state machine: it stands still but for what the machine lets pass.

The engine goes by the database's clock, and here that is the machine's own: two functions that stand before
PostgreSQL's in the search path. So what is due in a step depends on the steps before it alone, whatever the computer
took for them, and a failure can be played again.
"""

from datetime import UTC, datetime, timedelta, tzinfo

from django.db import connection

BEGIN = datetime(2031, 3, 1, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)
OURS = """
    CREATE SCHEMA model;
    CREATE FUNCTION model.clock_timestamp() RETURNS timestamptz STABLE
        RETURN pg_catalog.current_setting('model.now')::timestamptz;
    CREATE FUNCTION model.statement_timestamp() RETURNS timestamptz STABLE RETURN model.clock_timestamp();
    SET LOCAL search_path = model, pg_catalog, public;
    ALTER TABLE publisher_attempt ALTER started_at SET DEFAULT model.statement_timestamp();
"""


class Clock:
    """`now` is in seconds since the example began."""

    now = 0

    def begin(self) -> None:
        """The transaction that is open goes by this clock."""
        with connection.cursor() as cursor:
            cursor.execute(OURS)
        self.now = 0
        self.advance(0)

    def advance(self, seconds: int) -> None:
        self.now += seconds
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('model.now', %s, true)", [self.at(self.now).isoformat()])

    def at(self, seconds: float) -> datetime:
        return BEGIN + timedelta(seconds=seconds)

    def second(self, moment: datetime) -> int:
        """The first whole second at which that moment has come."""
        return -((BEGIN - moment) // SECOND)

    def datetime(self) -> type[datetime]:
        """What shows this clock's time to Python."""
        clock = self

        class Stopped(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> datetime:
                return clock.at(clock.now).astimezone(tz)

        return Stopped
