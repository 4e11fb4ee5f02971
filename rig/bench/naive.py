"""`naive`: as many posts as Celery tasks with an ETA and by Marquee; workers are added before their time."""

import math
import time
from collections import Counter
from datetime import UTC, datetime
from typing import Any

from rig.bench import eta
from rig.bench.result import Result, sound
from rig.bench.stage import WORKERS, Stage, staged
from rig.bench.verdict import Verdict, judge
from rig.console import pause, step

Json = dict[str, Any]
POSTS, FEW = 200, 20
LEAD = 45
"""Seconds until the posts are due: as many times the visibility timeout as four and a half hours are of an hour."""
DEPLOY = 20
"""So many seconds before, as many workers again are started."""
NETWORK = "mastodon"


def run(*, short: bool) -> Result:
    count = FEW if short else POSTS
    with staged() as stage:
        naive = play_naive(stage, count)
        verdict = play_marquee(stage, count)
    return Result("naive", verdict.to_json() | {"naive": naive}, [sound(verdict)])


def play_marquee(stage: Stage, count: int) -> Verdict:
    stage.start_engine()
    stage.seed(pages=count)
    since = stage.witness.count()
    with step(f"Seeding {count} publications, and starting {WORKERS} more workers"):
        ledger = stage.seed(posts=count, pages=count, **{"in": LEAD})
        stage.launch({"worker": WORKERS})
    return stage.watch(ledger, since, patience=60)


def play_naive(stage: Stage, count: int) -> Json:
    broker, since = _broker(stage), stage.witness.count()
    accounts = _accounts(stage, count)
    _launch(stage, broker, range(1, WORKERS + 1))
    ledger = _schedule(broker, accounts)
    due = ledger[0]["at"]
    with step(f"Waiting until {DEPLOY} s before {count} ETA tasks are due"):
        pause(due - DEPLOY - time.time())
    _launch(stage, broker, range(WORKERS + 1, 2 * WORKERS + 1))
    with step("Waiting until no copy is to be expected any more"):
        pause(due + 2 * eta.VISIBLE - time.time())
    stage.stop(eta.QUEUE)
    return described(ledger, stage.witness.public(since))


def described(ledger: list[Json], posts: list[Json]) -> Json:
    """`twice_or_more` is how many of the posts became public more than once, `doubles` how many copies too many."""
    copies = Counter(post["text"] for post in posts)
    figures = judge(ledger, posts).to_json() | {"twice_or_more": sum(number > 1 for number in copies.values())}
    names = ("publications", "public", "twice_or_more", "doubles", "lost", "lateness_seconds")
    return {name: figures[name] for name in names}


def _accounts(stage: Stage, count: int) -> list[Json]:
    wanted = [{"network": NETWORK, "handle": f"naive_{number}", "name": "Naive"} for number in range(count)]
    opened: list[Json] = stage.witness.ask("POST", "accounts", wanted)
    return opened


def _broker(stage: Stage) -> str:
    """A database of Redis beside Marquee's, so that neither gives back the other's messages."""
    redis = stage.installation.services.redis
    assert redis  # `staged` takes none from outside
    return redis.database(1)


def _launch(stage: Stage, broker: str, numbers: range) -> None:
    names = [f"{eta.QUEUE}.{number}" for number in numbers]
    with step(f"Starting {len(names)} workers for the ETA tasks"):
        for name in names:
            stage.installation.launch(name, eta.COMMAND.format(name), {eta.BROKER: broker})
        stage.wait_for_workers(eta.QUEUE)


def _schedule(broker: str, accounts: list[Json]) -> list[Json]:
    """One task a post, each scheduled once; returns what must become public, as a ledger."""
    at = math.ceil(time.time()) + LEAD
    eta.app.conf.update(broker_url=broker)
    ledger = []
    with eta.app.producer_or_acquire() as producer:
        for number, account in enumerate(accounts):
            text = f"Naive {number}: one post on every page, once and on its minute."
            words = (account["home"], account["secret"]["token"], text)
            eta.publish.apply_async(words, eta=datetime.fromtimestamp(at, UTC), producer=producer)
            ledger.append({"network": NETWORK, "account": account["remote_id"], "text": text, "at": at})
    return ledger
