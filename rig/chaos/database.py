"""PostgreSQL restarts politely or at once, hangs up on everybody, or is cut off in the middle of a commit."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

import psycopg

from rig.chaos.fault import Fault, Play
from rig.chaos.stage import Stage
from rig.console import pause
from rig.postgres import Postgres

COMMIT = b"COMMIT"
COMMITS = 4


def restarted(number: signal.Signals) -> Play:
    """It is back before anything else happens: to break and to mend takes the database, as often as not."""

    @contextmanager
    def play(stage: Stage, dice: Random) -> Iterator[str]:
        stage.postgres.stop(number)
        try:
            pause(dice.uniform(0.5, 4))
        finally:
            stage.postgres.start()
        yield "PostgreSQL"

    return play


@contextmanager
def hung_up(stage: Stage, dice: Random) -> Iterator[str]:
    """About half of the connections, whatever they are in the middle of."""
    others = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    with psycopg.connect(stage.postgres.url, autocommit=True) as connection:
        pids = sorted(pid for (pid,) in connection.execute(others).fetchall())
        chosen = dice.sample(pids, (len(pids) + 1) // 2)
        connection.execute("SELECT pg_terminate_backend(pid) FROM unnest(%s::int[]) pid", [chosen])
    yield f"{len(chosen)} connections"


def commit_cut(*, answered: bool) -> Play:
    """The client does not learn whether it committed; it did if the server has `answered`."""

    @contextmanager
    def play(stage: Stage, dice: Random) -> Iterator[str]:
        with stage.to_database.trap(COMMIT, COMMITS, answered=answered):
            yield f"the next {COMMITS} commits"

    return play


FAULTS = [
    Fault("postgres_restarted_fast", "postgres", restarted(Postgres.fast)),
    Fault("postgres_restarted_immediate", "postgres", restarted(Postgres.immediate)),
    Fault("database_connections_ended", "postgres", hung_up),
    Fault("commit_lost", "postgres", commit_cut(answered=False), (2, 4)),
    Fault("answer_to_commit_lost", "postgres", commit_cut(answered=True), (2, 4)),
]
