"""What every network promises to the engine, whichever it is."""

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from publisher.networks import NETWORKS
from publisher.networks.base import (
    Account,
    Identity,
    Json,
    Later,
    NetworkError,
    Piece,
    Placement,
    Receipt,
    Refused,
    Scope,
    Trouble,
    Unfinished,
    Unsure,
)
from publisher.networks.http import Door
from publisher.networks.renewal import renewable
from tests.networks.conftest import LINK, LONGEST_WAIT, PICTURES, TEXT, TRAITS, Stage, filled, film, picture
from tests.networks.lives import Life
from tests.networks.meanings import ABSENT, CASES, MEANINGS, REFUSALS, is_understood, provoke
from tests.peer import Sandbox

CREATED = [
    ("hang_after_accept", {"seconds": 1.5}),
    ("error_after_create", {"status": 500}),
    ("error_after_create", {"status": 502}),
    ("error_after_create", {"status": 503}),
    ("reset_mid_answer", {}),
    ("truncated_answer", {}),
]
ONE_LIMIT = {"facebook", "instagram", "threads", "wordpress"}
"""Where uploads count among all calls."""
NOT_CREATED = [
    ("error_before_create", {"status": 500}),
    ("error_before_create", {"status": 503}),
    ("reset_before_create", {}),
    ("duplicate_refusal", {}),
]


def identity(stage: Stage) -> Identity:
    async def steps() -> Identity:
        async with Door() as door:
            return await stage.network.identify(door, stage.account)

    return asyncio.run(steps())


def renewed(stage: Stage) -> Account:
    async def steps() -> Account:
        async with Door() as door:
            return replace(stage.account, secret=await stage.network.renew(door, stage.account))

    return asyncio.run(steps())


@pytest.fixture
def of_any_age(stage: Stage) -> Iterator[None]:
    """Instagram and Threads renew tokens that were given just now, too."""
    with stage.sandbox.set(meta_token_age=0):
        yield


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


def test_a_link_goes_along_with_media(stage: Stage) -> None:
    piece = stage.piece(link=LINK, pictures=1)
    stage.publish(piece)
    [post] = stage.public
    assert post["text"] == stage.network.body(piece)
    assert len(post["media"]) == 1


def test_pictures_become_public_in_order_and_described(pictured: Stage) -> None:
    piece = pictured.piece(pictures=2)
    pictured.publish(piece)
    [post] = pictured.public
    shown = [(media["sha256"], media["alt"]) for media in post["media"]]
    alts = [picture.alt if pictured.network.takes.described else "" for picture in piece.pictures]
    if pictured.traits.one_description:
        alts = ["\n".join(alts)] * len(alts)
    assert shown == [(picture.checksum, alt) for picture, alt in zip(piece.pictures, alts, strict=True)]


def status_of(address: str) -> int:
    async def look() -> int:
        async with Door() as door:
            return (await door.call("GET", address)).status

    return asyncio.run(look())


SHOWN = [
    (name, what)
    for name, network in NETWORKS.items()
    for what in (("pictures",) if network.takes.pictures else ()) + (network.takes.placements * network.takes.films)
]
WORKED_ON = [(name, what) for name, what in SHOWN if what in TRAITS[name].works_on]


def found_at_last(stage: Stage, piece: Piece, handle: Json) -> Receipt | None:
    """What is found once the network has done its work."""
    end = time.monotonic() + 5
    while True:
        try:
            return stage.find(piece, handle)
        except Later:
            if time.monotonic() > end:
                raise


@pytest.mark.parametrize(("name", "what"), SHOWN)
def test_what_is_called_published_is_public(staged: Callable[[str], Stage], name: str, what: str) -> None:
    """And nothing that the network has taken and still works on."""
    stage = staged(name)
    piece = stage.shown(what)
    handle = stage.prepare(piece, {})
    if what in stage.traits.works_on:
        with stage.sandbox.set(**{stage.traits.while_it_works: 0.5}):
            with pytest.raises(Unsure):
                stage.publish(piece, handle)
            with pytest.raises(Later):
                stage.find(piece, handle)
        receipt = found_at_last(stage, piece, handle)
    else:
        receipt = stage.publish(piece, handle)
    assert receipt
    assert stage.public[0]["remote_id"] in receipt.remote_id.split(",")  # Telegram's names all of an album


@pytest.mark.parametrize(("name", "what"), WORKED_ON)
@pytest.mark.parametrize("seconds", [0, 0.5])
def test_what_was_taken_and_given_up_is_for_a_person(
    staged: Callable[[str], Stage], name: str, what: str, seconds: float
) -> None:
    stage = staged(name)
    piece, setting = stage.shown(what), stage.traits.while_it_works
    handle = stage.prepare(piece, {})
    with stage.sandbox.set(**{setting: seconds, f"{setting}_fails": 1}):
        with pytest.raises(Unsure if seconds else Refused):
            stage.publish(piece, handle)
        with pytest.raises(Refused) as caught:
            found_at_last(stage, piece, handle)
    assert caught.value.trouble == Trouble.MEDIA
    assert stage.public == []


@pytest.mark.parametrize(("name", "what"), WORKED_ON)
@pytest.mark.parametrize("fault", ["expired_token", "rate_limited", "reset_mid_answer"])
def test_what_was_taken_is_in_doubt_until_it_is_seen(
    staged: Callable[[str], Stage], name: str, what: str, fault: str
) -> None:
    stage = staged(name)
    piece = stage.shown(what)
    handle = stage.prepare(piece, {})
    stage.fault(fault, "read", count=1)
    with pytest.raises(Unsure):
        stage.publish(piece, handle)
    assert stage.find(piece, handle)


def test_the_permalink_leads_to_the_post(stage: Stage) -> None:
    assert status_of(stage.publish(stage.piece()).permalink) == 200


def test_a_film_becomes_public_byte_for_byte_and_described(filming: Stage) -> None:
    piece = filming.filmed(link=LINK)
    receipt = filming.publish(piece)
    [post] = filming.public
    assert (post["remote_id"], post["text"]) == (receipt.remote_id, filming.network.body(piece))
    assert piece.film
    alt = piece.film.alt if filming.traits.describes_films else ""
    shown = [(media["sha256"], media["mime"], media["alt"]) for media in post["media"]]
    assert shown == [(piece.film.checksum, "video/mp4", alt)]
    assert receipt.permalink.startswith(filming.web)
    assert status_of(receipt.permalink) == 200


@pytest.mark.parametrize(("fault", "how"), CREATED)
@pytest.mark.parametrize("pictures", [0, 2])
def test_a_lost_answer_leaves_doubt_and_the_post_is_found(stage: Stage, pictures: int, fault: str, how: dict) -> None:
    piece = stage.piece(pictures=pictures)
    handle = stage.prepare(piece, {})
    stage.fault(fault, **how)
    if piece.film and stage.traits.bare and fault == "truncated_answer":
        assert stage.publish(piece, handle).remote_id == stage.public[0]["remote_id"]
        return
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


@pytest.mark.parametrize(("fault", "how"), CREATED)
def test_a_film_whose_answer_was_lost_is_found(filming: Stage, fault: str, how: dict) -> None:
    piece = filming.filmed()
    handle = filming.prepare(piece, {})
    filming.fault(fault, **how)
    if filming.traits.bare and fault == "truncated_answer":
        assert filming.publish(piece, handle).remote_id == filming.public[0]["remote_id"]
        return
    with pytest.raises(Unsure):
        filming.publish(piece, handle, total=0.5)
    found = filming.find(piece, handle)
    [post] = filming.public
    assert (found and found.remote_id) == (post["remote_id"] if filming.network.proof.sees else None)


@pytest.mark.parametrize(("fault", "how"), NOT_CREATED)
def test_a_film_that_did_not_become_public_is_not_found(filming: Stage, fault: str, how: dict) -> None:
    piece = filming.filmed()
    handle = filming.prepare(piece, {})
    filming.fault(fault, **how)
    with pytest.raises(Unsure):
        filming.publish(piece, handle)
    assert filming.public == []
    assert filming.find(piece, handle) is None


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
    piece = stage.piece()
    handle = stage.prepare(piece, {})
    stage.fault("reset_before_create", count=1)
    with pytest.raises(Unsure):
        stage.publish(piece, handle)
    receipt = stage.publish(piece, handle)
    assert [post["remote_id"] for post in stage.public] == [receipt.remote_id]


def test_what_a_repeat_does_where_the_post_exists(stage: Stage) -> None:
    piece = stage.piece()
    handle = stage.prepare(piece, {})
    stage.fault("reset_mid_answer", count=1)
    with pytest.raises(Unsure):
        stage.publish(piece, handle)
    if stage.key or stage.traits.knows_handle:
        assert stage.publish(piece, handle).remote_id == stage.public[0]["remote_id"]
    elif stage.traits.refuses_repeats or stage.traits.spends_handle:
        with pytest.raises(Unsure):
            stage.publish(piece, handle)
    else:  # nothing but the engine's own doubt stands between this and a second post
        stage.publish(piece, handle)
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


@pytest.mark.parametrize("name", NETWORKS)
def test_each_meaning_of_an_error_is_provoked_or_its_network_has_none(name: str) -> None:
    absent, refusals = ABSENT.get(name, {}), REFUSALS[name]
    assert set(absent) | set(refusals) <= set(MEANINGS)
    assert not set(absent) & set(refusals)
    for meaning, (fault, _) in MEANINGS.items():
        if meaning in absent:
            assert absent[meaning].endswith(".")
        else:
            assert fault != "refused" or meaning in refusals, meaning


@pytest.mark.parametrize(("name", "meaning"), CASES)
def test_each_error_is_understood(staged: Callable[[str], Stage], name: str, meaning: str) -> None:
    stage = staged(name)
    piece = stage.piece(pictures=1)
    provoke(stage, meaning)
    with pytest.raises(NetworkError) as caught:
        stage.publish(piece)
    error = caught.value
    assert is_understood(name, meaning, error), vars(error)
    assert stage.public == []
    assert error.reason.endswith(".")
    assert error.reason != error.network_text
    if isinstance(error, Refused):
        assert error.network_text
    if isinstance(error, Later) and not error.reconnect:
        stage.sandbox.heal()
        assert stage.publish(piece).remote_id == stage.public[0]["remote_id"]


def test_who_we_are_is_told_without_renewing_anything(stage: Stage) -> None:
    """A refresh token that works once must be kept by whoever asked before its successor is used."""
    stage.fault("expired_token", "auth", count=1)
    with pytest.raises((Later, Refused)) as caught:
        identity(stage)
    error = caught.value
    assert error.reconnect if isinstance(error, Later) else error.trouble == Trouble.RECONNECT


@pytest.mark.usefixtures("of_any_age")
def test_a_token_is_renewed_by_the_network_or_by_a_person_alone(stage: Stage) -> None:
    if not renewable(stage.account.secret):
        with pytest.raises(Refused) as caught:
            renewed(stage)
        assert caught.value.trouble == Trouble.RECONNECT
        return
    before, stage.account = stage.account.secret, renewed(stage)
    assert stage.account.secret != before
    end = datetime.fromisoformat(stage.account.secret["expires_at"])
    assert timedelta(minutes=30) < end - datetime.now(UTC) < timedelta(days=61)
    assert stage.publish(stage.piece()).remote_id == stage.public[0]["remote_id"]
    assert identity(stage).lacks == ()


def test_what_is_left_is_told_in_numbers_that_make_sense(stage: Stage) -> None:
    for quota in (*stage.publish(stage.piece()).quotas, *identity(stage).quotas):
        assert quota.name
        assert 0 <= quota.used <= quota.limit
        assert quota.resets_at is None or quota.resets_at.tzinfo


def test_a_slow_answer_is_still_an_answer(stage: Stage) -> None:
    stage.fault("delay", seconds=0.3)
    assert stage.publish(stage.piece()).remote_id == stage.public[0]["remote_id"]


def test_nobody_at_the_address_is_certainly_not_created(stage: Stage) -> None:
    handle = stage.leave(stage.prepare(stage.piece(), {}))
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


def test_a_limit_of_uploads_keeps_back_what_has_to_be_uploaded_and_no_words(bringing: Stage) -> None:
    if bringing.network.name in ONE_LIMIT:
        return
    bringing.fault("rate_limited", "media")
    with pytest.raises(Later) as caught:
        bringing.prepare(bringing.piece(pictures=1), {})
    assert caught.value.scope == Scope.DELIVERY


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


def calls_to_bring(stage: Stage, piece: Piece, handle: Json, fault: str = "", at: int = -1) -> tuple[int, int]:
    """How many steps preparing took, and how many calls with media, when this fault struck once from step `at` on."""
    stage.sandbox.heal()
    stage.fault("delay", "media", seconds=0)
    steps, done = 0, False
    while not done:
        if steps == at:
            stage.fault(fault, "media", count=1)
            at = -1
        try:
            stage.step(piece, handle)
            done = True
        except Unfinished as unfinished:
            steps += 1
            time.sleep(min(unfinished.wait, LONGEST_WAIT))
        except Later:
            assert fault
            fault = ""
    counted, *struck = [rule["hits"] for rule in stage.sandbox.ask("GET", "faults")["faults"]]
    return steps, counted - sum(struck)


@pytest.mark.parametrize("fault", ["error_before_create", "reset_before_create", "reset_mid_answer"])
def test_a_film_goes_on_from_the_step_that_was_written_down(filming: Stage, fault: str) -> None:
    """Whatever step is cut short, no step before it is made again, and what becomes public is the film."""
    piece = filming.filmed()
    assert piece.film
    steps, calls = calls_to_bring(filming, piece, {})
    for at in range(steps + 1):
        handle: Json = {}
        again = calls_to_bring(filming, piece, handle, fault, at)[1]
        assert again == calls if fault != "reset_mid_answer" else again <= calls
        filming.key = filming.network.key(filming.began)
        filming.publish(piece, handle)
        assert [media["sha256"] for media in filming.public[-1]["media"]] == [piece.film.checksum]
    assert len(filming.public) == steps + 1


@pytest.fixture
def quick(sandbox: Sandbox) -> Iterator[None]:
    """Media are worked on in no time, and nobody posts too often."""
    with sandbox.set(film_processing=0, tiktok_begins_a_minute=100, tiktok_posts_a_day=100):
        yield


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("filmed", [False, True], ids=["pictures", "film"])
def test_a_death_at_any_step_makes_one_post_and_repeats_nothing_that_was_written_down(
    stage: Stage, filmed: bool
) -> None:
    if filmed and not stage.network.takes.films:
        return

    def live(dies_at: int, *, forgotten: bool = False) -> tuple[Life, int]:
        """And how many posts came of it; no two say the same, which some networks would refuse."""
        words, before = f"{TEXT} {dies_at} {forgotten}.", len(stage.public)
        piece = stage.filmed(words) if filmed else stage.piece(words, pictures=2)
        return Life(stage, piece, dies_at, forgotten=forgotten), len(stage.public) - before

    whole, posts = live(-1)
    assert (whole.ends, posts) == ("published", 1)
    provable = stage.network.proof.proves(whole.piece) and stage.network.proof.sees
    for step in range(whole.steps):
        life, posts = live(step)
        assert posts == (life.ends == "published")
        assert life.ends == "published" or (step == whole.steps - 2 and not provable)
        assert life.calls == whole.calls if posts else life.calls == [whole.calls[0], 0]
        life, posts = live(step, forgotten=True)
        assert posts == 1
        assert life.ends == "published" or (step == whole.steps - 1 and not provable)


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
def test_bringing_a_film_is_never_in_doubt(filming: Stage, fault: str, how: dict) -> None:
    filming.fault(fault, "media", **how)
    if filming.traits.brings_films_ahead:
        with pytest.raises(Later):
            filming.prepare(filming.filmed(), {}, total=0.5)
    assert filming.public == []


def test_a_post_never_goes_out_without_its_film(filming: Stage) -> None:
    piece, handle, done = filming.filmed(), {}, not filming.traits.brings_films_ahead
    while not done:
        with pytest.raises(Later) as caught:
            filming.publish(piece, handle)
        assert caught.value.prepare
        try:
            filming.step(piece, handle)
            done = True
        except Unfinished as unfinished:
            time.sleep(min(unfinished.wait, LONGEST_WAIT))
    assert filming.public == []


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
        media_alone = stage.network.preflight(stage.piece("", pictures=1), {})
        assert [finding.field for finding in media_alone] == (["text"] if stage.traits.needs_words else [])


def test_pictures_are_checked_before_they_are_sent(pictured: Stage) -> None:
    network, piece = pictured.network, pictured.piece(pictures=1)
    most, good = network.takes.pictures, picture()
    too_many = tuple(picture(color=f"#0000{n:02x}") for n in range(most + 1))
    odd = (picture(pictured.traits.odd),)
    huge = (replace(good, size=50_000_000),)
    for pictures, words in ((too_many, "remove"), (odd, "save it as JPEG"), (huge, "50 MB")):
        [finding] = network.preflight(replace(piece, pictures=pictures), {})
        assert words in finding.sentence
        assert finding.field == "pictures"
    assert network.preflight(pictured.piece(pictures=2), {}) == []


def brought_at_last(stage: Stage, piece: Piece) -> Json:
    """What may be the network's own fault is tried once more."""
    handle: Json = {}
    try:
        return stage.prepare(piece, handle)
    except Later:
        return stage.prepare(piece, handle)


@pytest.mark.parametrize("kept", [0, 800])
def test_what_is_no_film_or_breaks_off_is_refused(filming: Stage, kept: int) -> None:
    piece = filming.filmed()
    assert piece.film
    broken = replace(piece, film=filled(piece.film, piece.film.read(0, kept).ljust(200_000, b"\0")))
    with pytest.raises(Refused) as caught:
        filming.publish(broken, brought_at_last(filming, broken))
    assert caught.value.trouble == Trouble.MEDIA
    assert filming.public == []


def test_films_are_checked_before_they_are_sent(filming: Stage) -> None:
    piece = filming.filmed()
    assert filming.network.preflight(piece, {}) == []
    assert piece.film
    huge, odd = replace(piece.film, size=10**12), replace(piece.film, mime="video/x-msvideo")
    for bad, words in ((huge, "1000000 MB"), (odd, "save it as MP4")):
        [finding] = filming.network.preflight(replace(piece, film=bad), {})
        assert words in finding.sentence
        assert finding.field == "film"


def test_as_many_pictures_as_may_be_stand_beside_a_film(filming: Stage) -> None:
    beside, piece = filming.network.takes.beside, filming.filmed()
    assert filming.network.preflight(replace(piece, pictures=PICTURES[:1] * beside), {}) == []
    findings = filming.network.preflight(replace(piece, pictures=PICTURES[:1] * (beside + 1)), {})
    assert ("film" if filming.network.takes.pictures else "pictures") in {finding.field for finding in findings}


def test_a_network_without_films_says_so(stage: Stage) -> None:
    if not stage.network.takes.films:
        [finding] = stage.network.preflight(replace(stage.piece(), film=film()), {})
        assert finding.sentence.endswith("takes no films. Remove the film or leave this page out.")
        assert finding.field == "film"


def test_a_place_that_the_network_has_not_is_noticed(stage: Stage) -> None:
    for place in set(Placement) - set(stage.network.takes.placements):
        [finding] = stage.network.preflight(replace(stage.piece(), placement=place), {})
        assert finding.sentence.startswith(f"{stage.network.title} has no ")
        assert finding.field == "placement"


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
    handle = stage.prepare(stage.piece(), {})
    stage.fault("hang_after_accept", seconds=3)
    began = time.monotonic()
    with pytest.raises(Unsure):
        stage.publish(stage.piece(), handle, total=0.4)
    assert time.monotonic() - began < 1


def test_keys_of_the_same_second_differ(stage: Stage) -> None:
    if stage.key:
        keys = {stage.network.key(stage.began) for _ in range(1000)}
        assert len(keys) == 1000
