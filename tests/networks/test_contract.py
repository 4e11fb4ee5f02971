"""What every network promises to the engine, whichever it is."""

import asyncio
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from publisher.networks.base import Account, Later, NetworkError, Piece, Refused, Trouble, Unfinished, Unsure
from publisher.networks.http import Door
from tests.networks.conftest import LINK, TEXT, Stage, picture
from tests.peer import free_port

CREATED = [
    ("hang_after_accept", {"seconds": 1.5}),
    ("error_after_create", {"status": 500}),
    ("error_after_create", {"status": 502}),
    ("error_after_create", {"status": 503}),
    ("reset_mid_answer", {}),
    ("truncated_answer", {}),
]
NOT_CREATED = [
    ("error_before_create", {"status": 500}),
    ("error_before_create", {"status": 503}),
    ("reset_before_create", {}),
    ("duplicate_refusal", {}),
]


def test_text_becomes_public_word_for_word(stage: Stage) -> None:
    piece = stage.piece("Señores,\n\n👩‍👩‍👧‍👦 el e\u0301xito es suyo: #Aurora <3 & “más”.")
    receipt = stage.publish(piece)
    [post] = stage.public
    assert (post["remote_id"], post["text"]) == (receipt.remote_id, stage.network.body(piece))
    assert receipt.permalink.startswith(stage.web)


def test_a_link_is_public_with_the_text(stage: Stage) -> None:
    stage.publish(stage.piece(link=LINK))
    [post] = stage.public
    if stage.traits.shows_links:
        assert post["link"].startswith(f"{LINK}?") if stage.traits.marks_links else post["link"] == LINK
    else:
        assert LINK in post["text"]
    assert post["text"].startswith(TEXT)


def test_a_link_goes_along_with_pictures(stage: Stage) -> None:
    piece = stage.piece(link=LINK, pictures=1)
    stage.publish(piece)
    [post] = stage.public
    assert post["text"] == stage.network.body(piece)
    assert len(post["media"]) == 1


def test_pictures_become_public_in_order_and_described(stage: Stage) -> None:
    piece = stage.piece(pictures=2)
    stage.publish(piece)
    [post] = stage.public
    shown = [(media["sha256"], media["alt"]) for media in post["media"]]
    alts = [picture.alt if stage.network.takes.described else "" for picture in piece.pictures]
    if stage.traits.one_description:
        alts = ["\n".join(alts)] * len(alts)
    assert shown == [(picture.checksum, alt) for picture, alt in zip(piece.pictures, alts, strict=True)]


def test_the_permalink_leads_to_the_post(stage: Stage) -> None:
    receipt = stage.publish(stage.piece())

    async def look() -> int:
        async with Door() as door:
            return (await door.call("GET", receipt.permalink)).status

    assert asyncio.run(look()) == 200


@pytest.mark.parametrize(("fault", "how"), CREATED)
@pytest.mark.parametrize("pictures", [0, 2])
def test_a_lost_answer_leaves_doubt_and_the_post_is_found(stage: Stage, pictures: int, fault: str, how: dict) -> None:
    piece = stage.piece(pictures=pictures)
    handle = stage.prepare(piece, {})
    stage.fault(fault, **how)
    with pytest.raises(Unsure):
        stage.publish(piece, handle, total=0.5)
    found = stage.find(piece, handle)
    [post] = stage.public
    if not stage.network.proof.sees:
        assert found is None
        return
    assert found
    assert found.remote_id == post["remote_id"]
    assert found.permalink.startswith(stage.web)


@pytest.mark.parametrize(("fault", "how"), NOT_CREATED)
@pytest.mark.parametrize("pictures", [0, 2])
def test_what_was_not_created_is_not_found(stage: Stage, pictures: int, fault: str, how: dict) -> None:
    piece = stage.piece(pictures=pictures)
    handle = stage.prepare(piece, {})
    stage.fault(fault, **how)
    with pytest.raises(Unsure):
        stage.publish(piece, handle)
    assert stage.public == []
    assert stage.find(piece, handle) is None


def test_the_repeat_after_a_proven_absence_makes_one_post(stage: Stage) -> None:
    stage.fault("reset_before_create", count=1)
    with pytest.raises(Unsure):
        stage.publish(stage.piece())
    receipt = stage.publish(stage.piece())
    assert [post["remote_id"] for post in stage.public] == [receipt.remote_id]


def test_what_a_repeat_does_where_the_post_exists(stage: Stage) -> None:
    handle = stage.prepare(stage.piece(), {})
    stage.fault("truncated_answer", count=1)
    with pytest.raises(Unsure):
        stage.publish(stage.piece(), handle)
    if stage.key or stage.traits.knows_drafts:
        assert stage.publish(stage.piece(), handle).remote_id == stage.public[0]["remote_id"]
    elif stage.traits.refuses_repeats or stage.traits.spends_handle:
        with pytest.raises(Unsure):
            stage.publish(stage.piece(), handle)
    else:  # nothing but the engine's own doubt stands between this and a second post
        stage.publish(stage.piece(), handle)
        assert len(stage.public) == 2
        return
    assert len(stage.public) == 1


def test_a_limit_is_waited_for(stage: Stage) -> None:
    stage.fault("rate_limited", seconds=120)
    with pytest.raises(Later) as caught:
        stage.publish(stage.piece())
    assert caught.value.until
    wait = caught.value.until - datetime.now(UTC)
    assert timedelta(seconds=30) < wait <= (timedelta(seconds=180) if stage.traits.says_when else timedelta(days=1))
    assert stage.public == []


def test_a_dead_token_is_renewed_or_needs_a_person(stage: Stage) -> None:
    stage.fault("expired_token", count=1)
    with pytest.raises((Later, Refused)) as caught:
        stage.publish(stage.piece())
    error = caught.value
    assert error.reconnect if isinstance(error, Later) else error.trouble == Trouble.RECONNECT
    assert stage.public == []


def test_a_slow_answer_is_still_an_answer(stage: Stage) -> None:
    stage.fault("delay", seconds=0.3)
    assert stage.publish(stage.piece()).remote_id == stage.public[0]["remote_id"]


def test_nobody_at_the_address_is_certainly_not_created(stage: Stage) -> None:
    handle = stage.prepare(stage.piece(), {})
    stage.account = Account(f"http://127.0.0.1:{free_port()}", stage.account.remote_id, stage.account.secret)
    with pytest.raises(Later) as caught:
        stage.publish(stage.piece(), handle)
    assert "refused" in caught.value.reason


@pytest.mark.parametrize(
    ("fault", "how"),
    [
        ("error_before_create", {"status": 503}),
        ("reset_mid_answer", {}),
        ("truncated_answer", {}),
        ("hang_after_accept", {"seconds": 1}),
        ("rate_limited", {}),
    ],
)
def test_bringing_pictures_is_never_in_doubt(bringing: Stage, fault: str, how: dict) -> None:
    bringing.fault(fault, "media", **how)
    with pytest.raises(Later):
        bringing.prepare(bringing.piece(pictures=2), {}, total=0.5)
    assert bringing.public == []


def test_what_was_brought_before_a_fault_is_not_brought_again(bringing: Stage) -> None:
    handle: dict = {}
    both = bringing.piece(pictures=2)
    if bringing.traits.in_steps:
        with pytest.raises(Unfinished):
            bringing.step(both, handle)
    else:
        bringing.prepare(replace(both, pictures=both.pictures[:1]), handle)
    bringing.fault("error_before_create", "media", count=1)
    with pytest.raises(Later):
        bringing.prepare(both, handle)
    [kept] = [value for value in handle.values() if isinstance(value, dict) and value]
    before = dict(kept)
    bringing.prepare(both, handle)
    assert before.items() < kept.items()
    if "expires_at" in handle:
        assert datetime.fromisoformat(handle["expires_at"]) > datetime.now(UTC) + timedelta(minutes=20)
    bringing.publish(both, handle)
    assert len(bringing.public[0]["media"]) == 2


def test_a_post_never_goes_out_without_its_pictures(bringing: Stage) -> None:
    with pytest.raises(Later) as caught:
        bringing.publish(bringing.piece(pictures=2), {})
    assert caught.value.prepare
    assert bringing.public == []


@pytest.mark.parametrize("fault", ["error_before_create", "reset_before_create", "truncated_answer", "rate_limited"])
def test_a_look_that_fails_proves_nothing(stage: Stage, fault: str) -> None:
    if not stage.network.proof.sees:
        return
    handle = stage.prepare(stage.piece(), {})
    stage.publish(stage.piece(), handle)
    stage.sandbox.fault(fault, "read")  # whoever asks: a look may come without a token
    with pytest.raises(Later):
        stage.find(stage.piece(), handle)


def test_what_belongs_to_another_delivery_is_not_found(stage: Stage) -> None:
    receipt = stage.publish(stage.piece())
    stage.key = stage.network.key(stage.began)
    assert stage.find(stage.piece(), known=frozenset({receipt.remote_id})) is None


def test_other_words_are_another_post(stage: Stage) -> None:
    stage.publish(stage.piece(TEXT + " Ven."))
    stage.key = stage.network.key(stage.began)
    assert stage.find(stage.piece()) is None


def test_words_at_the_limit_pass_and_one_more_does_not(stage: Stage) -> None:
    network = stage.network
    empty = network.count(network.body(stage.piece("")), {})
    room = empty.limit - network.count(network.body(stage.piece("a")), {}).used + 1
    most, too_many = (stage.piece(stage.traits.unit * units) for units in (room, room + 1))
    assert network.count(network.body(most), {}).used == empty.limit
    assert network.preflight(most, {}) == []
    assert stage.publish(most)
    [finding] = network.preflight(too_many, {})
    assert finding.blocks
    assert "Shorten it by 1." in finding.sentence
    if stage.traits.endless:
        return
    stage.key = network.key(stage.began)
    with pytest.raises(Refused) as caught:
        stage.publish(too_many)
    assert caught.value.trouble == Trouble.CONTENT


def test_an_empty_post_is_noticed(stage: Stage) -> None:
    assert any("empty" in finding.sentence for finding in stage.network.preflight(Piece("  \n"), {}))
    if not stage.network.takes.needs_link:
        assert stage.network.preflight(stage.piece("", pictures=1), {}) == []


def test_pictures_are_checked_before_they_are_sent(stage: Stage) -> None:
    most, good = stage.network.takes.pictures, picture()
    too_many = tuple(picture(color=f"#0000{n:02x}") for n in range(most + 1))
    odd = (picture(stage.traits.odd),)
    huge = (replace(good, size=50_000_000),)
    for pictures, words in ((too_many, "remove"), (odd, "save it as JPEG"), (huge, "50 MB")):
        [finding] = stage.network.preflight(replace(stage.piece(), pictures=pictures), {})
        assert words in finding.sentence
        assert finding.field == "pictures"
    assert stage.network.preflight(stage.piece(pictures=2), {}) == []


@pytest.mark.parametrize("fault", ["expired_token", "rate_limited", "error_after_create", "reset_mid_answer"])
def test_errors_keep_secrets(stage: Stage, fault: str) -> None:
    stage.fault(fault)
    with pytest.raises(NetworkError) as caught:
        stage.publish(stage.piece())
    told = stage.tells(caught.value) + repr(stage.account)
    for name in {"token", "password", "access", "refresh"} & stage.account.secret.keys():
        assert stage.account.secret[name] not in told
    assert caught.value.reason.endswith(".")


def test_a_call_ends_at_its_deadline(stage: Stage) -> None:
    stage.fault("hang_after_accept", seconds=3)
    began = time.monotonic()
    with pytest.raises(Unsure):
        stage.publish(stage.piece(), total=0.4)
    assert time.monotonic() - began < 1


def test_keys_of_the_same_second_differ(stage: Stage) -> None:
    if stage.key:
        keys = {stage.network.key(stage.began) for _ in range(1000)}
        assert len(keys) == 1000
