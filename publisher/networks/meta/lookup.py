"""Whether a container was published, and as which post."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import timedelta

from publisher.networks.base import Json, Later, Proof, Receipt, Refused, Trouble
from publisher.networks.meta.containers import Containers, State

PROOF = Proof(settle=timedelta(seconds=60), looks=2, pause=timedelta(seconds=10))
"""A container that still waits to be published a minute after the attempt was not published by it."""
SKEW = timedelta(seconds=60)
"""How far Meta's clock may be behind ours."""


async def find_published(  # noqa: PLR0913, PLR0917 - all that is known of an attempt
    containers: Containers,
    handle: Json,
    listed: AsyncIterator[Json],
    alike: Callable[[Json], bool],
    known: frozenset[str],
    page: str,
) -> Receipt | None:
    """The post made from the container: the one `listed` that is `alike`, since no container names its own.

    Raises `Later` while that is not to be told, `Refused` where only a person can tell.
    """
    title = containers.edges.title
    if not (container := handle.get("container")):
        return None  # no attempt is begun without one
    state = await containers.state(container)
    if state in (State.FINISHED, State.ERROR, State.EXPIRED):
        return None
    if state == State.IN_PROGRESS:
        raise Later(f"{title} is still at work on the post. Marquee asks again in a moment.")
    found = [post async for post in listed if str(post.get("id")) not in known and alike(post)]
    if len(found) == 1:
        return Receipt(str(found[0].get("id")), str(found[0].get("permalink") or page))
    if found:
        reason = f"Several posts on the page look like this one, and {title} does not say which it is."
    elif state == State.PUBLISHED:
        raise Later(f"{title} says that the post is public, but does not list it yet. Marquee asks again in a moment.")
    else:
        reason = f"{title} no longer says what became of the post, and does not list it."
    raise Refused(f"{reason} Look at the page, then decide.", trouble=Trouble.MISCONFIGURED)
