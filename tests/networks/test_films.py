"""Films: what each network takes of them, at each limit and beyond it, and what stands beside a film."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from publisher.networks.base import Film, Piece, Placement, Takes
from publisher.networks.bluesky import network as bluesky
from publisher.networks.films import FilmRules, check_film, check_shape, film_name
from publisher.networks.instagram import limits as instagram
from publisher.networks.linkedin import network as linkedin
from publisher.networks.mastodon.limits import film_rules
from publisher.networks.meta import films as meta
from publisher.networks.pinterest import limits as pinterest
from publisher.networks.telegram import limits as telegram
from publisher.networks.threads import limits as threads
from publisher.networks.tiktok import network as tiktok
from publisher.networks.wordpress import limits as wordpress
from publisher.networks.x import videos as x
from publisher.networks.youtube import network as youtube
from tests.networks.conftest import TEXT, film, picture

RULES = {
    "mastodon": film_rules({}),
    "a small mastodon": film_rules({"video_size_limit": 1_000_000, "video_frame_rate_limit": 30}),
    "bluesky": bluesky.FILM,
    "linkedin": linkedin.FILM,
    "telegram": telegram.FILM,
    "pinterest": pinterest.FILM,
    "x": x.film_rules({}),
    "x with premium": x.film_rules({"seconds": 7200}),
    "wordpress": wordpress.FILM,
    "youtube": youtube.FILMS,
    "tiktok": tiktok.FILMS,
    "threads": threads.FILM,
    "instagram reel": instagram.REEL,
    "instagram story": instagram.STORY,
    **{f"facebook {placement}": rules for placement, rules in meta.RULES.items()},
}


def fitting(rules: FilmRules) -> Film:
    upright = rules.ratios is not None and rules.ratios[1] < 1
    width, height = (1080, 1920) if upright else (1280, 720)
    size, seconds = max(rules.least_size, 1), rules.longest if rules.bits else max(rules.shortest, 4.0)
    return replace(film(), mime=rules.kinds[0], width=width, height=height, size=size, seconds=seconds, rate=30.0)


def limits(rules: FilmRules) -> Iterator[tuple[str, Any, Any, str]]:
    """What is limited, what just passes, what just does not, and the remedy."""
    yield "size", rules.size, rules.size + 1, "stronger compression"
    if rules.least_size:
        yield "size", rules.least_size, rules.least_size - 1, "better quality"
    if rules.shortest:
        yield "seconds", rules.shortest, rules.shortest - 0.1, "longer"
    if rules.longest:
        yield "seconds", rules.longest, rules.longest + 0.1, "Cut it"
    if rules.rates:
        yield "rate", rules.rates[1], rules.rates[1] + 1, "Save it anew"
    if rules.alt:
        yield "alt", "a" * rules.alt, "a" * (rules.alt + 1), "Shorten it by 1."
    if rules.codecs:
        yield "codec", rules.codecs[-1], "mpeg2video", "Save it so."
    if rules.narrowest:
        yield "width", 1080, rules.narrowest - 1, "Save it larger"
    yield "mime", rules.kinds[-1], "video/x-msvideo", "save it as "


@pytest.mark.parametrize("name", RULES)
def test_a_film_passes_at_each_limit_and_not_beyond_it(name: str) -> None:
    rules = RULES[name]
    good = fitting(rules)
    assert check_film(good, rules, name) == []
    for what, most, too_much, remedy in limits(rules):
        passing = check_film(replace(good, **{what: most}), rules, name)
        assert [finding for finding in passing if "megabits a second" not in finding.sentence] == []
        finding = check_film(replace(good, **{what: too_much}), rules, name)[0]
        assert remedy in finding.sentence
        assert (finding.field, finding.blocks) == ("film", True)


@pytest.mark.parametrize("name", [name for name, rules in RULES.items() if rules.sounds])
def test_a_film_is_silent_or_sounds_as_its_network_takes_it(name: str) -> None:
    rules = RULES[name]
    for sound in ("", *rules.sounds):
        assert check_film(replace(fitting(rules), sound=sound), rules, name) == []
    [finding] = check_film(replace(fitting(rules), sound="opus"), rules, name)
    assert finding.sentence == f"The film's sound is OPUS; {name} takes AAC. Save it so."


@pytest.mark.parametrize("name", [name for name, rules in RULES.items() if rules.bits])
def test_a_film_has_as_many_bits_a_second_as_its_network_takes(name: str) -> None:
    rules = RULES[name]
    most = replace(fitting(rules), seconds=4.0, size=rules.bits * 4 // 8)
    assert check_film(most, rules, name) == []
    [finding] = check_film(replace(most, size=most.size * 2), rules, name)
    assert finding.sentence == f"The film has 50.0 megabits a second; {name} takes 25. Save it with fewer."


@pytest.mark.parametrize(
    ("width", "height", "remedy"),
    [
        (2001, 1000, "Crop it"),
        (999, 2000, "Crop it"),
        (2003, 1003, "in width. Scale it"),
        (2000, 1002, "million in all. Scale it"),
        (100, 99, "Save it larger"),
    ],
)
def test_the_sides_of_a_film_have_limits(width: int, height: int, remedy: str) -> None:
    rules = FilmRules(size=10**9, ratios=(0.5, 2), width=2001, lowest=100, pixels=2_002_000)
    finding = check_film(replace(film(), width=width, height=height), rules, "X")[0]
    assert remedy in finding.sentence
    for fitting_sides in ((2000, 1000), (1000, 2000), (200, 100)):
        sides = dict(zip(("width", "height"), fitting_sides, strict=True))
        assert check_film(replace(film(), **sides), rules, "X") == []


def sentences(piece: Piece, takes: Takes) -> list[str]:
    return [finding.sentence for finding in check_shape(piece, takes, "X")]


def test_what_has_no_place_is_said_with_the_remedy() -> None:
    both = Piece(TEXT, film=film(), pictures=(picture(), picture()))
    assert sentences(both, Takes()) == ["X takes no pictures. Remove them or leave this page out."]
    assert sentences(both, Takes(films=1)) == ["X takes no pictures. Remove them or leave this page out."]
    assert sentences(both, Takes(pictures=2)) == ["X takes no films. Remove the film or leave this page out."]
    assert sentences(both, Takes(pictures=2, films=1)) == [
        "X takes a film or pictures, not both. Remove the film or 2 pictures."
    ]
    [sentence] = sentences(both, Takes(pictures=2, films=1, beside=1))
    assert sentence == "X takes at most one picture beside a film. Remove the film or one picture."
    assert sentences(both, Takes(pictures=2, films=1, beside=2)) == []
    story = Piece(TEXT, placement=Placement.STORY)
    assert sentences(story, Takes()) == ["X has no stories here. Choose another place or leave this page out."]
    [sentence] = sentences(replace(story, placement=Placement.REEL), Takes(placements=tuple(Placement)))
    assert sentence.startswith("A reel is a film.")


def test_the_file_is_named_by_its_kind() -> None:
    assert film_name(film()).endswith(".mp4")
    assert film_name(replace(film(), mime="video/quicktime")).endswith(".mov")


def test_what_operators_found_out_goes_before_the_documents() -> None:
    rules = FilmRules(size=1000, longest=60)
    assert rules.within({}) == rules
    assert rules.within({"film_bytes": 500, "seconds": 30}) == FilmRules(size=500, longest=30)
    assert meta.rules(Placement.FEED, {"seconds": 1200}).longest == 1200
    assert meta.rules(Placement.REEL, {"seconds": 1200}).longest == 90
