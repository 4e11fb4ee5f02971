"""What every network promises to the engine, whichever it is."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

import pytest

from publisher.networks.base import Account, Later, NetworkError, Piece, Refused, Trouble, Unsure
from publisher.networks.http import Door
from tests.networks.conftest import TEXT, Stage, picture
from tests.peer import free_port

LINK = "https://aurora.example/es/nueva"
PIECE = Piece(TEXT, language="es")
TWO_PICTURES = Piece(TEXT, pictures=(picture(), picture("PNG", alt="El mismo coche", color="blue")), language="es")

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
    piece = Piece("Señores,\n\n👩‍👩‍👧‍👦 el e\u0301xito es suyo: #Aurora <3 & “más”.", language="es")
    receipt = stage.publish(piece)
    [post] = stage.public
    assert (post["remote_id"], post["text"]) == (receipt.remote_id, piece.text)
    assert receipt.permalink.startswith(stage.account.address)


def test_a_link_is_public_with_the_text(stage: Stage) -> None:
    stage.publish(Piece(TEXT, LINK))
    [post] = stage.public
    assert post["link"] == LINK
    assert post["text"].startswith(TEXT)


def test_a_link_goes_along_with_pictures(stage: Stage) -> None:
    stage.publish(Piece(TEXT, LINK, (picture(),)))
    [post] = stage.public
    assert post["text"] == f"{TEXT}\n\n{LINK}"
    assert len(post["media"]) == 1


def test_pictures_become_public_in_order_and_described(stage: Stage) -> None:
    stage.publish(TWO_PICTURES)
    [post] = stage.public
    shown = [(media["sha256"], media["alt"]) for media in post["media"]]
    assert shown == [(picture.checksum, picture.alt) for picture in TWO_PICTURES.pictures]


def test_the_permalink_leads_to_the_post(stage: Stage) -> None:
    receipt = stage.publish(PIECE)

    async def look() -> int:
        async with Door() as door:
            return (await door.call("GET", receipt.permalink)).status

    assert asyncio.run(look()) == 200


@pytest.mark.parametrize(("fault", "how"), CREATED)
@pytest.mark.parametrize("piece", [PIECE, TWO_PICTURES], ids=["text", "pictures"])
def test_a_lost_answer_leaves_doubt_and_the_post_is_found(stage: Stage, piece: Piece, fault: str, how: dict) -> None:
    handle = stage.prepare(piece, {})
    stage.fault(fault, **how)
    with pytest.raises(Unsure):
        stage.publish(piece, handle, total=0.5)
    found = stage.find(piece, handle)
    [post] = stage.public
    assert found
    assert found.remote_id == post["remote_id"]
    assert found.permalink.startswith(stage.account.address)


@pytest.mark.parametrize(("fault", "how"), NOT_CREATED)
@pytest.mark.parametrize("piece", [PIECE, TWO_PICTURES], ids=["text", "pictures"])
def test_what_was_not_created_is_not_found(stage: Stage, piece: Piece, fault: str, how: dict) -> None:
    handle = stage.prepare(piece, {})
    stage.fault(fault, **how)
    with pytest.raises(Unsure):
        stage.publish(piece, handle)
    assert stage.public == []
    assert stage.find(piece, handle) is None


def test_the_repeat_after_a_proven_absence_makes_one_post(stage: Stage) -> None:
    stage.fault("reset_before_create", count=1)
    with pytest.raises(Unsure):
        stage.publish(PIECE)
    receipt = stage.publish(PIECE)
    assert [post["remote_id"] for post in stage.public] == [receipt.remote_id]


def test_a_repeat_where_the_post_exists_makes_no_second_one(stage: Stage) -> None:
    stage.fault("truncated_answer", count=1)
    with pytest.raises(Unsure):
        stage.publish(PIECE)
    if stage.key:
        assert stage.publish(PIECE).remote_id == stage.public[0]["remote_id"]
    else:
        with pytest.raises(Unsure):
            stage.publish(PIECE)
    assert len(stage.public) == 1


def test_a_limit_is_waited_for(stage: Stage) -> None:
    stage.fault("rate_limited", seconds=120)
    with pytest.raises(Later) as caught:
        stage.publish(PIECE)
    assert caught.value.until
    assert timedelta(seconds=60) < caught.value.until - datetime.now(UTC) <= timedelta(seconds=180)
    assert stage.public == []


def test_a_dead_token_is_renewed_or_needs_a_person(stage: Stage) -> None:
    stage.fault("expired_token", count=1)
    with pytest.raises((Later, Refused)) as caught:
        stage.publish(PIECE)
    error = caught.value
    assert error.reconnect if isinstance(error, Later) else error.trouble == Trouble.RECONNECT
    assert stage.public == []


def test_a_slow_answer_is_still_an_answer(stage: Stage) -> None:
    stage.fault("delay", seconds=0.3)
    assert stage.publish(PIECE).remote_id == stage.public[0]["remote_id"]


def test_nobody_at_the_address_is_certainly_not_created(stage: Stage) -> None:
    stage.account = Account(f"http://127.0.0.1:{free_port()}", stage.account.remote_id, stage.account.secret)
    with pytest.raises(Later) as caught:
        stage.publish(PIECE, {"dids": {}})
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
def test_bringing_pictures_is_never_in_doubt(stage: Stage, fault: str, how: dict) -> None:
    stage.fault(fault, "media", **how)
    with pytest.raises(Later):
        stage.prepare(TWO_PICTURES, {}, total=0.5)
    assert stage.public == []


def test_what_was_brought_before_a_fault_is_not_brought_again(stage: Stage) -> None:
    handle: dict = {}
    first = Piece(TEXT, pictures=TWO_PICTURES.pictures[:1])
    stage.prepare(first, handle)
    stage.fault("error_before_create", "media", count=1)
    with pytest.raises(Later):
        stage.prepare(TWO_PICTURES, handle)
    [kept] = [value for value in handle.values() if isinstance(value, dict) and value]
    before = dict(kept)
    stage.prepare(TWO_PICTURES, handle)
    assert before.items() < kept.items()
    assert datetime.fromisoformat(handle["expires_at"]) > datetime.now(UTC) + timedelta(minutes=20)
    stage.publish(TWO_PICTURES, handle)
    assert len(stage.public[0]["media"]) == 2


def test_a_post_never_goes_out_without_its_pictures(stage: Stage) -> None:
    with pytest.raises(Later) as caught:
        stage.publish(TWO_PICTURES, {})
    assert caught.value.prepare
    assert stage.public == []


@pytest.mark.parametrize("fault", ["error_before_create", "reset_before_create", "truncated_answer", "rate_limited"])
def test_a_look_that_fails_proves_nothing(stage: Stage, fault: str) -> None:
    stage.publish(PIECE)
    stage.sandbox.fault(fault, "read")  # whoever asks: a look may come without a token
    with pytest.raises(Later):
        stage.find(PIECE)


def test_what_belongs_to_another_delivery_is_not_found(stage: Stage) -> None:
    receipt = stage.publish(PIECE)
    stage.key = stage.network.key(stage.began)
    assert stage.find(PIECE, known=frozenset({receipt.remote_id})) is None


def test_other_words_are_another_post(stage: Stage) -> None:
    stage.publish(Piece(TEXT + " Ven."))
    stage.key = stage.network.key(stage.began)
    assert stage.find(PIECE) is None


def test_words_at_the_limit_pass_and_one_more_does_not(stage: Stage) -> None:
    unit = "a" if stage.network.name == "facebook" else "🇪🇸"  # one character to people, eight bytes
    limit = stage.network.count("", {}).limit
    most, too_many = Piece(unit * limit), Piece(unit * (limit + 1))
    assert stage.network.count(most.text, {}).used == limit
    assert stage.network.preflight(most, {}) == []
    assert stage.publish(most)
    [finding] = stage.network.preflight(too_many, {})
    assert finding.blocks
    assert "Shorten it by 1." in finding.sentence
    stage.key = stage.network.key(stage.began)
    with pytest.raises(Refused) as caught:
        stage.publish(too_many)
    assert caught.value.trouble == Trouble.CONTENT


def test_an_empty_post_is_noticed(stage: Stage) -> None:
    [finding] = stage.network.preflight(Piece("  \n"), {})
    assert "empty" in finding.sentence
    assert stage.network.preflight(Piece("", pictures=(picture(),)), {}) == []


def test_pictures_are_checked_before_they_are_sent(stage: Stage) -> None:
    good = picture()
    too_many = Piece(TEXT, pictures=tuple(picture(color=f"#0000{n:02x}") for n in range(11)))
    odd = Piece(TEXT, pictures=(picture("BMP") if stage.network.name != "facebook" else picture("WEBP"),))
    huge = Piece(TEXT, pictures=(type(good)(good.checksum, good.mime, 64, 48, 50_000_000, "", good.read),))
    for piece, words in ((too_many, "remove"), (odd, "save it as JPEG"), (huge, "50 MB")):
        [finding] = stage.network.preflight(piece, {})
        assert words in finding.sentence
        assert finding.field == "pictures"
    assert stage.network.preflight(TWO_PICTURES, {}) == []


@pytest.mark.parametrize("fault", ["expired_token", "rate_limited", "error_after_create", "reset_mid_answer"])
def test_errors_keep_secrets(stage: Stage, fault: str) -> None:
    stage.fault(fault)
    with pytest.raises(NetworkError) as caught:
        stage.publish(PIECE)
    told = stage.tells(caught.value) + repr(stage.account)
    for name in {"token", "password", "access", "refresh"} & stage.account.secret.keys():
        assert stage.account.secret[name] not in told
    assert caught.value.reason.endswith(".")


def test_a_call_ends_at_its_deadline(stage: Stage) -> None:
    stage.fault("hang_after_accept", seconds=3)
    began = time.monotonic()
    with pytest.raises(Unsure):
        stage.publish(PIECE, total=0.4)
    assert time.monotonic() - began < 1


def test_keys_of_the_same_second_differ(stage: Stage) -> None:
    if stage.key:
        keys = {stage.network.key(stage.began) for _ in range(1000)}
        assert len(keys) == 1000
    assert stage.network.proof.certain
