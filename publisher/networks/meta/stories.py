"""Stories of a Facebook page: one picture or one film, without words, for a day.

Source: developers.facebook.com/docs/page-stories-api.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from publisher.networks.answers import doubt
from publisher.networks.base import Account, Finding, Piece, Receipt
from publisher.networks.meta.graph import Ask
from publisher.networks.meta.usage import rest_until


def check(piece: Piece) -> Iterator[Finding]:
    """What makes a piece no story, with the remedy."""
    if not (piece.pictures or piece.film):
        yield Finding("A story at Facebook is one picture or one film. Add one.", field="pictures")
    if len(piece.pictures) > 1:
        sentence = f"A story at Facebook shows one picture; remove {len(piece.pictures) - 1}."
        yield Finding(sentence, field="pictures")
    if piece.text.strip() or piece.link:
        sentence = "Facebook shows no words and no link with a story. Put them into the picture or the film."
        yield Finding(sentence, blocks=False)


async def publish(ask: Ask, account: Account, photo: str) -> Receipt:
    """Show a staged photo as a story; one film becomes a story elsewhere (`films`)."""
    answer = await ask("POST", f"/{account.remote_id}/photo_stories", form={"photo_id": photo}, once=True)
    if not answer.word("post_id"):
        raise doubt(answer, once=True)
    return Receipt(answer.word("post_id"), _page(account), answer.trace_id, rest_until(answer))


async def find(ask: Ask, account: Account, photos: Mapping[str, str]) -> Receipt | None:
    """The story of the photo that was staged. Nothing says that the list is whole at once, so what is not there proves
    nothing."""
    answer = await ask("GET", f"/{account.remote_id}/stories", query={"limit": "100"})
    for story in answer.rows("data"):
        if story.get("media_id") in photos.values() and story.get("post_id"):
            return Receipt(str(story["post_id"]), _page(account), answer.trace_id)
    return None


def _page(account: Account) -> str:
    """A story has no address that lasts: people see it on the page."""
    return account.address or f"https://www.facebook.com/{account.remote_id}"
