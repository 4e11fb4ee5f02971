"""Guidelines answer in sentences, where they hold and nowhere else."""

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Market, Page
from campaigns.models import Guideline
from campaigns.proofread import everything, read
from campaigns.reading import Reading
from tests.cast import Write

Kind = Guideline.Kind
MOBILITY = "#SeDéplacerMoinsPolluer"


def rule(kind: str, *words: str, **scope: object) -> Guideline:
    return Guideline.objects.create(kind=kind, words=list(words), sentence=f"About {kind}.", **scope)


@pytest.mark.parametrize(
    ("kind", "words", "bad", "good"),
    [
        (Kind.REQUIRED_TEXT, [MOBILITY], "La nouvelle Aurora", f"La nouvelle Aurora {MOBILITY.upper()}"),
        (Kind.BANNED_WORDS, ["gratis", "el mejor"], "¡Es GRATIS!", "Gratisimo no es la palabra"),
        (Kind.ALLOWED_DOMAINS, ["aurora.example"], "https://evil.example/x", "https://www.aurora.example/x"),
        (Kind.ALLOWED_DOMAINS, ["aurora.example"], "https://notaurora.example", "Sin enlace"),
    ],
)
def test_a_rule_about_text(
    kind: str, words: list[str], bad: str, good: str, write: Write, madrid_mastodon: Page
) -> None:
    rule(kind, *words)
    assert [one.sentence for one in read(Reading(write(madrid_mastodon, text=bad).contents()))] == [f"About {kind}."]
    assert list(read(Reading(write(madrid_mastodon, text=good).contents()))) == []


def test_a_forbidden_domain_is_seen_in_the_link_too(write: Write, madrid_mastodon: Page) -> None:
    rule(Kind.ALLOWED_DOMAINS, "aurora.example")
    assert [f.field for f in read(Reading(write(madrid_mastodon, link="https://evil.example").contents()))] == ["link"]


def test_a_picture_may_be_required(write: Write, madrid_mastodon: Page, photo) -> None:
    rule(Kind.MEDIA_REQUIRED)
    assert list(read(Reading(write(madrid_mastodon).contents())))
    assert not list(read(Reading(write(madrid_mastodon, pictures=((photo, "x"),)).contents())))


@pytest.mark.parametrize(("hours", "quiet"), [(("00:00", "23:59"), True), (("23:59", "23:59"), False)])
def test_quiet_hours_are_of_the_markets_clock(
    hours: tuple[str, str], quiet: bool, write: Write, madrid_mastodon: Page
) -> None:
    rule(Kind.QUIET_HOURS, *hours)
    assert bool(list(read(Reading(write(madrid_mastodon).contents())))) is quiet


def test_most_posts_a_day_counts_what_is_planned_already(
    write: Write, madrid_mastodon: Page, madrid_bluesky: Page
) -> None:
    rule(Kind.MOST_A_DAY, "1")
    write(madrid_mastodon)
    assert [f.page for f in read(Reading(write(madrid_mastodon, madrid_bluesky).contents()))] == [madrid_mastodon.pk]


def test_a_rule_holds_only_in_its_scope(write: Write, madrid_mastodon: Page, france: Market) -> None:
    rule(Kind.MEDIA_REQUIRED, market=france)
    rule(Kind.MEDIA_REQUIRED, network="bluesky")
    rule(Kind.MEDIA_REQUIRED, is_active=False)
    assert list(read(Reading(write(madrid_mastodon).contents()))) == []


def test_a_warning_does_not_block_and_stands_behind_what_does(write: Write, madrid_mastodon: Page) -> None:
    rule(Kind.MEDIA_REQUIRED, blocks=False)
    rule(Kind.BANNED_WORDS, "gratis")
    findings = everything(write(madrid_mastodon, text="gratis").contents())
    assert [(finding.sentence, finding.blocks) for finding in findings] == [
        ("About banned_words.", True),
        ("About media_required.", False),
    ]


@pytest.mark.parametrize(
    ("kind", "words"),
    [(Kind.MOST_A_DAY, ["many"]), (Kind.MOST_A_DAY, ["²"]), (Kind.QUIET_HOURS, ["22", "7"]), (Kind.BANNED_WORDS, [])],
)
def test_a_rule_that_says_nothing_is_refused(kind: str, words: list[str]) -> None:
    with pytest.raises(ValidationError):
        Guideline(kind=kind, words=words, sentence="x").full_clean()
