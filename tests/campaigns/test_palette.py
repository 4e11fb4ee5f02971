"""What the command palette finds: only what one may see, quickly however much there is."""

from datetime import date

import pytest

from accounts.models import Brand
from campaigns import palette
from campaigns.models import Campaign
from tests.campaigns.test_calendar import many


def found(person, words: str) -> dict[str, list[str]]:
    return {kind: [hit.name for hit in group] for kind, group in palette.hits(person, words)}


def test_posts_pages_campaigns_and_markets_are_found_by_a_few_letters(
    ana, dieter, aurora, write, madrid_mastodon, paris_mastodon
):
    write(madrid_mastodon, text="Hola a todos")
    Campaign.objects.create(brand=aurora, name="Summer", starts_on=date(2031, 6, 1), ends_on=date(2031, 8, 31))
    assert found(dieter, "summ") == {"Campaigns": ["Summer"]}
    assert found(dieter, "spa") == {"Pages": ["Aurora Spain"], "Markets": ["Spain"]}
    assert found(dieter, "HOLA") == {"Posts": ["Hola a todos"]}
    assert found(dieter, "fr")["Markets"] == ["France"]


def test_a_person_finds_what_is_theirs_to_see(ana, farid, write, madrid_mastodon, paris_mastodon):
    post = write(madrid_mastodon, text="Solo aquí")
    for words in ("Solo", str(post.pk), f"#{post.pk}", "Spain"):
        assert found(ana, words)
        assert not found(farid, words)


def test_campaigns_are_found_by_those_who_work_for_their_brand(ana):
    other = Brand.objects.create(name="Borealis", slug="borealis")
    Campaign.objects.create(brand=other, name="Summer", starts_on=date(2031, 6, 1), ends_on=date(2031, 8, 31))
    assert found(ana, "summ") == {}


def test_a_number_finds_its_post_however_old_and_words_only_new_ones(ana, write, madrid_mastodon, monkeypatch):
    monkeypatch.setattr(palette, "NEWEST", 2)
    old, *_ = (write(madrid_mastodon, text="Antiguo"), *many(madrid_mastodon, ana, 2))
    assert found(ana, "Antiguo") == {}
    assert found(ana, str(old.pk)) == {"Posts": ["Antiguo"]}


@pytest.mark.parametrize("words", ["", "h", " ", "%", "²", "9" * 30])
def test_what_means_nothing_finds_nothing(words, client, ana, write, madrid_mastodon):
    write(madrid_mastodon)
    client.force_login(ana)
    answer = client.get("/search", {"q": words})
    assert (answer.status_code, b"option" in answer.content) == (200, False)


def test_words_are_escaped(client, ana, write, madrid_mastodon):
    write(madrid_mastodon, text="<script>alert(1)</script>")
    client.force_login(ana)
    answer = client.get("/search", {"q": "alert"}).content.decode()
    assert "&lt;script&gt;" in answer
    assert "<script>" not in answer
