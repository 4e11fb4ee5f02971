"""A real worker or dispatcher that dies at one step: `python -m tests.publisher.doomed STEP [NETWORK]`.

The process kills itself with SIGKILL the moment it reaches the step: nothing is flushed, closed or rolled back by us.
"""

import math
import os
import signal
import sys
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any

import django

django.setup()

from accounts.models import Event  # noqa: E402
from publisher.celery import app  # noqa: E402
from publisher.engine import claim, drain, learned, listen, upkeep  # noqa: E402
from publisher.models import Attempt, Correction, FollowUp  # noqa: E402
from publisher.networks import NETWORKS, commenting  # noqa: E402
from publisher.tasks import drain as bell  # noqa: E402


def die(*_: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def after(owner: Any, name: str, when: Callable[..., bool] = lambda *_: True) -> None:
    """Die as soon as `owner.name` has returned a result for which `when` holds."""
    real = getattr(owner, name)

    @wraps(real)
    def doomed(*args: Any, **kwargs: Any) -> Any:
        answer = real(*args, **kwargs)
        if when(answer, *args):
            die()
        return answer

    setattr(owner, name, doomed)


def after_call(network: Any, name: str, when: Callable[..., bool] = lambda *_: True) -> None:
    """Die as soon as the network has answered such a call."""
    real = getattr(network, name)

    async def doomed(*args: Any) -> Coroutine[Any, Any, Any]:
        answer = await real(*args)
        if when(*args):
            die()
        return answer

    object.__setattr__(network, name, doomed)


def publishes(_: Any, results: Any) -> bool:
    return any(result.verb == "publish" for result in results)


def below(*args: Any) -> bool:
    """Whether this call puts something below a post: its third argument is the piece."""
    return args[2].above is not None


def comments(_: Any, results: Any) -> bool:
    return any(result.verb == "publish" and isinstance(result.job.row, FollowUp) for result in results)


def edits(_: Any, results: Any) -> bool:
    return any(result.verb == "publish" and isinstance(result.job.row, Correction) for result in results)


WORKER_STEPS: dict[str, Callable[[Any], None]] = {
    "while media is prepared": lambda network: after_call(network, "prepare"),
    "before the attempt is committed": lambda _: after(Attempt.objects, "begin", lambda begun, *_: bool(begun)),
    "after the attempt is committed": lambda _: after(
        drain, "claim", lambda jobs, *_: any(job.kind == claim.Kind.PUBLISH for job in jobs)
    ),
    "after the send": lambda network: after_call(network, "publish"),
    "before the outcome is committed": lambda _: after(learned, "keep", publishes),
    "after the outcome is committed": lambda _: after(drain, "settle", publishes),
    "after the attempt of a comment is committed": lambda _: after(
        drain, "claim", lambda jobs, *_: any(job.attempt and isinstance(job.row, FollowUp) for job in jobs)
    ),
    "after a comment is sent": lambda network: after_call(commenting(network), "publish", below),
    "before the outcome of a comment is committed": lambda _: after(learned, "keep", comments),
}
EDITOR_STEPS: dict[str, Callable[[Any], None]] = {
    "after the attempt of a change is committed": lambda _: after(
        drain, "claim", lambda jobs, *_: any(job.attempt and isinstance(job.row, Correction) for job in jobs)
    ),
    "after a change is sent": lambda network: after_call(network, "edit"),
    "before the outcome of a change is committed": lambda _: after(learned, "keep", edits),
    "after the outcome of a change is committed": lambda _: after(drain, "settle", edits),
}
DISPATCHER_STEPS: dict[str, Callable[[], None]] = {
    "before the release is committed": lambda: after(Event.objects, "note_all", lambda written, *_: bool(written)),
    "after the release is committed": lambda: after(upkeep, "release", lambda released, *_: released > 0),
}


def main(step: str, network: str = "") -> None:
    if network:
        (WORKER_STEPS | EDITOR_STEPS)[step](NETWORKS[network])
        # What is due on other networks is for the workers that shall die there: this one heeds its own bells alone.
        listen.SILENCE = math.inf
        listen.heard()
        for seconds in range(0, 200, 2):
            bell.apply_async((network,), countdown=seconds, expires=seconds + 60)
        app.worker_main(["worker", "--pool", "threads", "--concurrency", "2", "--without-gossip", "--without-mingle"])
        return
    from django.core.management import call_command

    DISPATCHER_STEPS[step]()
    call_command("dispatch")


if __name__ == "__main__":
    main(*sys.argv[1:])
