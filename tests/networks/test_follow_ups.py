"""What every network that can promises about what follows a post: the parts of its thread, and its first comment."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from publisher.networks import NETWORKS, commenting
from publisher.networks.base import Above, Json, Later, Piece, Placement, Receipt, Refused, Says, Unfinished, Unsure
from publisher.networks.http import Door
from tests.networks.conftest import Stage, connected
from tests.networks.test_contract import CREATED, NOT_CREATED
from tests.peer import Sandbox

WORDS = "Más en (nuestra) web: https://aurora.example/es_nueva"
THREADING = [name for name, network in NETWORKS.items() if network.takes.threads]
COMMENTING = [name for name, network in NETWORKS.items() if commenting(network)]


class Below:
    """A post on a stage, and what is put below it, as the engine does it."""

    def __init__(self, stage: Stage) -> None:
        said = commenting(stage.network)
        assert said
        self.stage, self.says = stage, said
        self.post = stage.publish(stage.piece())
        self.handle: Json = {}
        self.key = said.key(stage.began)

    def piece(self, text: str = WORDS, parent: Receipt | None = None) -> Piece:
        return Piece(text, language="es", above=Above(self.post.remote_id, (parent or self.post).remote_id))

    def publish(self, piece: Piece, total: float = 5) -> Receipt:
        async def steps(door: Door) -> Receipt:
            while True:
                try:
                    await self.says.prepare(door, self.stage.account, piece, self.handle)
                    break
                except Unfinished as unfinished:
                    await asyncio.sleep(min(unfinished.wait, 0.05))
            return await self.says.publish(door, self.stage.account, piece, self.key, self.handle)

        return through(steps, total)

    def find(self, piece: Piece, known: frozenset[str] = frozenset()) -> Receipt | None:
        account, began = self.stage.account, self.stage.began
        return through(lambda door: self.says.find(door, account, piece, self.key, self.handle, began, known))

    def another(self) -> None:
        """What is said next is another one."""
        self.handle, self.key = {}, self.says.key(datetime.now(UTC))

    @property
    def public(self) -> list[Any]:
        return [post for post in self.stage.public if post["reply_to"]]


def through(work: Callable[[Door], Coroutine[Any, Any, Any]], total: float = 5) -> Any:
    async def steps() -> Any:
        async with Door(total=total) as door:
            return await work(door)

    return asyncio.run(steps())


@pytest.fixture(params=COMMENTING)
def below(request: pytest.FixtureRequest, sandbox: Sandbox) -> Below:
    return Below(Stage(request.param, connected(request.param, sandbox), sandbox))


@pytest.fixture(params=THREADING)
def threading(request: pytest.FixtureRequest, sandbox: Sandbox) -> Below:
    return Below(Stage(request.param, connected(request.param, sandbox), sandbox))


def test_it_is_public_word_for_word_below_its_post(below: Below) -> None:
    receipt = below.publish(below.piece())
    [shown] = below.public
    assert (shown["remote_id"], shown["text"]) == (receipt.remote_id, WORDS)
    assert shown["reply_to"] == below.post.remote_id
    assert not receipt.permalink or receipt.permalink.startswith(below.stage.web)


def test_the_parts_of_a_thread_stand_one_below_the_other_with_their_pictures(threading: Below) -> None:
    pictures = threading.stage.piece(pictures=2).pictures
    second = threading.publish(replace(threading.piece("Dos."), pictures=pictures))
    threading.another()
    third = threading.publish(threading.piece("Tres.", second))
    assert [(post["remote_id"], post["reply_to"]) for post in threading.public] == [
        (second.remote_id, threading.post.remote_id),
        (third.remote_id, second.remote_id),
    ]
    assert [medium["sha256"] for medium in threading.public[0]["media"]] == [one.checksum for one in pictures]


@pytest.mark.parametrize(("fault", "how"), CREATED)
def test_a_lost_answer_leaves_doubt_and_it_is_found(below: Below, fault: str, how: dict) -> None:
    if (below.stage.network.name, fault) == ("linkedin", "truncated_answer"):
        return  # a comment's name stands in a header
    below.stage.fault(fault, **how)
    with pytest.raises(Unsure):
        below.publish(below.piece(), total=0.5)
    found = below.find(below.piece())
    [shown] = below.public
    assert found
    assert found.remote_id == shown["remote_id"]


@pytest.mark.parametrize(("fault", "how"), NOT_CREATED)
def test_what_was_not_created_is_not_found(below: Below, fault: str, how: dict) -> None:
    below.stage.fault(fault, **how)
    with pytest.raises(Unsure):
        below.publish(below.piece())
    assert below.public == []
    assert below.find(below.piece()) is None


@pytest.fixture
def repeats(sandbox: Sandbox) -> Iterator[None]:
    """X takes the same words twice, as it does on some days."""
    before = sandbox.ask("GET", "settings")["x_duplicate_window"]
    sandbox.ask("POST", "settings", {"x_duplicate_window": 0})
    yield
    sandbox.ask("POST", "settings", {"x_duplicate_window": before})


@pytest.mark.usefixtures("repeats")
def test_a_post_is_not_taken_for_what_follows_it_nor_this_for_a_post(below: Below) -> None:
    """They may say the same."""
    stage = below.stage
    stage.key = stage.network.key(datetime.now(UTC))
    same = stage.publish(stage.piece(WORDS))
    assert below.find(below.piece()) is None
    receipt = below.publish(below.piece())
    found = stage.find(stage.piece(WORDS), known=frozenset({below.post.remote_id, same.remote_id}))
    assert found is None or found.remote_id != receipt.remote_id
    below.another()
    assert below.find(below.piece(), known=frozenset({receipt.remote_id})) is None


@pytest.mark.usefixtures("repeats")
def test_what_stands_below_another_is_not_found(threading: Below) -> None:
    second = threading.publish(threading.piece("Igual."))
    threading.another()
    threading.publish(threading.piece("Igual.", second))
    threading.another()
    found = threading.find(threading.piece("Igual."), known=frozenset({second.remote_id}))
    assert found is None


@pytest.mark.usefixtures("repeats")
def test_of_two_that_say_the_same_the_one_in_its_place_is_found(threading: Below) -> None:
    second = threading.publish(threading.piece("Igual."))
    threading.another()
    threading.stage.fault("reset_mid_answer", count=1)
    with pytest.raises(Unsure):
        threading.publish(threading.piece("Igual.", second))
    found = threading.find(threading.piece("Igual.", second))
    assert found
    assert [post["remote_id"] for post in threading.public] == [second.remote_id, found.remote_id]


def test_other_words_are_another(below: Below) -> None:
    below.publish(below.piece("Otra cosa."))
    below.another()
    assert below.find(below.piece()) is None


def test_an_answer_at_bluesky_never_goes_out_without_what_it_answers(sandbox: Sandbox) -> None:
    below = Below(Stage("bluesky", connected("bluesky", sandbox), sandbox))
    with pytest.raises(Later) as caught:
        through(lambda door: below.says.publish(door, below.stage.account, below.piece(), below.key, {}))
    assert caught.value.prepare
    assert below.public == []


def test_a_limit_is_waited_for(below: Below) -> None:
    below.stage.fault("rate_limited", seconds=120)
    with pytest.raises(Later):
        below.publish(below.piece())
    assert below.public == []


def test_nothing_is_said_below_a_post_that_is_gone(below: Below) -> None:
    known = below.post.remote_id
    nothing = known[:-1] + ("3" if known.endswith("2") else "2")
    with pytest.raises(Refused) as caught:
        below.publish(replace(below.piece(), above=Above(nothing, nothing)))
    assert below.public == []
    assert caught.value.reason.endswith(".")


def test_words_at_the_limit_pass_and_one_more_does_not(below: Below) -> None:
    limit = below.says.count("", {}).limit
    most, too_many = below.piece("a" * limit), below.piece("a" * (limit + 1))
    assert below.says.preflight(most, {}) == []
    [finding] = below.says.preflight(too_many, {})
    assert finding.blocks
    assert "Shorten it by 1." in finding.sentence
    below.publish(most)
    below.another()
    with pytest.raises(Refused):
        below.publish(too_many)


def test_stories_take_no_comments() -> None:
    says: list[Says | None] = [commenting(network, Placement.STORY) for network in NETWORKS.values()]
    assert not any(says)


def test_where_people_comment_is_written_here_and_in_no_other_place() -> None:
    assert set(THREADING) == {"x", "threads", "bluesky", "mastodon"}
    assert set(COMMENTING) == {*THREADING, "facebook", "instagram", "linkedin", "youtube"}
