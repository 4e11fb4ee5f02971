"""For tests in which two are at it at once: each is made to stand before what the other has locked."""

import time

from django.db import connection


def await_somebody_waiting() -> None:
    """Until another transaction stands before what this one has locked."""
    end = time.monotonic() + 20
    with connection.cursor() as cursor:
        while time.monotonic() < end:
            cursor.execute("SELECT pg_stat_clear_snapshot(), count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[1]:
                return
    raise AssertionError("Nobody waits.")
