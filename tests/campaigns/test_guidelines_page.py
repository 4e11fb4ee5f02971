"""The guidelines on their page: read by all they concern, laid down, changed and retired by those who may."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from accounts.models import Brand, Event, Market, Page, Role, User
from campaigns.models import Campaign, Guideline, Post
from campaigns.moves import WrongState
from tests.carried import carried
from tests.cast import Write, person

Kind = Guideline.Kind
GRATIS = {
    "kind": Kind.BANNED_WORDS,
    "words": "gratis\r\n\r\nel mejor",
    "sentence": "Say what it costs.",
    "blocks": "yes",
}
Approve = Callable[[Post], Post]


@pytest.fixture
def as_dieter(client: Client, dieter: User) -> Client:
    client.force_login(dieter)
    return client


def rule(by: User, *words: str, kind: str = Kind.BANNED_WORDS, **more: Any) -> Guideline:
    return Guideline.lay_down(by, kind=kind, words=list(words), sentence="Say what it costs.", **more)


def test_head_office_lays_one_down_for_its_brand(as_dieter: Client, dieter: User, aurora: Brand) -> None:
    assert as_dieter.post("/guidelines/new", {**GRATIS, "brand": aurora.pk})["Location"] == "/guidelines"
    guideline = Guideline.objects.get()
    assert (guideline.brand, guideline.market, guideline.words) == (aurora, None, ["gratis", "el mejor"])
    assert Event.objects.get(what="guideline.laid_down").by == dieter
    assert "Never says “gratis” or “el mejor”" in as_dieter.get("/guidelines").content.decode()


def test_a_rule_for_all_brands_needs_a_role_for_all(as_dieter: Client, client: Client, db: None) -> None:
    answer = as_dieter.post("/guidelines/new", GRATIS)
    assert answer.status_code == 422
    assert "Your role does not reach that far." in answer.content.decode()
    client.force_login(person("Lea", Role.LEGAL))
    client.post("/guidelines/new", GRATIS)
    assert Guideline.objects.get().scope() == (None, None)


def test_the_verbs_ask_too(ana: User, dieter: User, aurora: Brand, spain: Market, france: Market) -> None:
    with pytest.raises(PermissionDenied):
        rule(dieter, "gratis")
    guideline = rule(dieter, "gratis", brand=aurora)
    for verb in (lambda: guideline.change(ana, blocks=False), lambda: guideline.retire(ana)):
        with pytest.raises(PermissionDenied):
            verb()
    madrid = person("Lea", Role.LEGAL, aurora, spain)
    narrow = rule(madrid, "gratis", brand=aurora, market=spain)
    with pytest.raises(PermissionDenied):
        narrow.change(madrid, market=france)
    with pytest.raises(ValidationError):
        rule(dieter, kind=Kind.BANNED_WORDS, brand=aurora)
    assert Event.objects.filter(what__startswith="guideline").count() == 2


def test_a_change_says_what_changed_and_no_change_is_no_event(as_dieter: Client, dieter: User, aurora: Brand) -> None:
    guideline = rule(dieter, "gratis", "el mejor", brand=aurora)
    path = f"/guidelines/{guideline.pk}"
    same = {**GRATIS, "brand": aurora.pk, **carried(as_dieter, path)}
    as_dieter.post(path, same)
    as_dieter.post(path, {**same, "blocks": "no", "words": "gratis"})
    assert [event.facts["changed"] for event in Event.objects.filter(what="guideline.changed")] == [["words", "blocks"]]
    page = as_dieter.get(path).content.decode()
    assert "changed its words and whether it stops posts" in page


def test_nobody_overwrites_what_they_were_not_shown(as_dieter: Client, dieter: User, aurora: Brand) -> None:
    """Not even a part of it: what holds is one rule."""
    guideline = rule(dieter, "gratis", brand=aurora)
    path = f"/guidelines/{guideline.pk}"
    opened = carried(as_dieter, path)
    as_dieter.post(path, {**GRATIS, "brand": aurora.pk, "words": "el mejor", **opened})
    typed = {**GRATIS, "brand": aurora.pk, "words": "gratis", "blocks": "no"}
    answer = as_dieter.post(path, {**typed, **opened}, follow=True)
    assert "Somebody changed this meanwhile." in answer.content.decode()
    guideline.refresh_from_db()
    assert (guideline.words, guideline.blocks) == (["el mejor"], True)
    assert as_dieter.post(path, typed).status_code == 422


def test_a_retired_one_holds_no_longer_and_cannot_be_changed(as_dieter: Client, dieter: User, aurora: Brand) -> None:
    guideline = rule(dieter, "gratis", brand=aurora)
    assert as_dieter.delete(f"/guidelines/{guideline.pk}").headers["HX-Redirect"] == "/guidelines"
    assert "No guideline yet" in as_dieter.get("/guidelines").content.decode()
    assert "Retired" in as_dieter.get(f"/guidelines/{guideline.pk}").content.decode()
    assert as_dieter.post(f"/guidelines/{guideline.pk}", GRATIS).status_code == 404
    for verb in (guideline.retire, guideline.change):
        with pytest.raises(WrongState, match="retired"):
            verb(dieter)
    assert Event.objects.filter(what="guideline.retired").count() == 1


def test_everybody_reads_what_holds_where_they_work_and_only_that(
    client: Client, ana: User, farid: User, dieter: User, aurora: Brand, spain: Market
) -> None:
    rule(dieter, "everywhere", brand=aurora)
    rule(dieter, "spain", brand=aurora, market=spain)
    shown = {}
    for reader in (ana, farid):
        client.force_login(reader)
        page = client.get("/guidelines").content.decode()
        shown[reader.name] = ["“everywhere”" in page, "“spain”" in page, "New guideline" in page]
    assert shown == {"Ana": [True, True, False], "Farid": [True, False, False]}


def test_filters_keep_what_holds_there(
    as_dieter: Client, dieter: User, aurora: Brand, spain: Market, madrid_mastodon: Page, paris_mastodon: Page
) -> None:
    rule(dieter, "everywhere", brand=aurora)
    rule(dieter, "spain", brand=aurora, market=spain)
    rule(dieter, kind=Kind.MEDIA_REQUIRED, brand=aurora, network="bluesky")

    def found(query: str) -> list[str]:
        groups = as_dieter.get(f"/guidelines?{query}").context["groups"]
        return [rule.in_words for _, rules in groups for rule in rules]

    assert found("market=FR") == ["Never says “everywhere”", "Has a picture or a film"]
    assert found("market=ES&network=mastodon") == ["Never says “everywhere”", "Never says “spain”"]
    assert found("kind=media_required") == ["Has a picture or a film"]


def test_the_widest_stand_first_each_scope_with_its_name(
    client: Client, aurora: Brand, spain: Market, madrid_mastodon: Page
) -> None:
    lea = person("Lea", Role.LEGAL)
    for scope in ({"brand": aurora, "market": spain}, {"brand": aurora}, {"market": spain}, {}):
        rule(lea, "gratis", **scope)
    client.force_login(lea)
    groups = client.get("/guidelines").context["groups"]
    names = ["All brands, everywhere", "All brands in Spain", "Aurora, everywhere", "Aurora, Spain"]
    assert [scope for scope, _ in groups] == names


def test_a_text_is_tried_on_a_page(
    client: Client, ana: User, dieter: User, aurora: Brand, france: Market, madrid_mastodon: Page, paris_mastodon: Page
) -> None:
    rule(dieter, "gratis", brand=aurora)
    rule(dieter, "barato", brand=aurora)
    rule(dieter, "gratis", brand=aurora, market=france)
    client.force_login(ana)
    tried = {"text": "¡Gratis!", "page": madrid_mastodon.pk}
    part = client.post("/guidelines/trial", tried, headers={"HX-Request": "true"})
    assert [rule.words for rule in part.context["said"]] == [["gratis"]]
    assert b"<html" not in part.content
    assert b"<html" in client.post("/guidelines/trial", tried).content
    quiet = client.post("/guidelines/trial", {**tried, "text": "Hola"})
    assert "No guideline has anything to say." in quiet.content.decode()
    assert client.post("/guidelines/trial", {**tried, "page": paris_mastodon.pk}).status_code == 422


def test_what_a_new_rule_would_stop_is_said_before_it_is_saved(
    as_dieter: Client, aurora: Brand, spain: Market, madrid_mastodon: Page, write: Write, approve: Approve
) -> None:
    for text in ("Gratis hoy", "Gratis mañana", "Nada"):
        approve(write(madrid_mastodon, text=text))
    write(madrid_mastodon, text="Gratis, pero nadie lo aprobó")
    typed = {**GRATIS, "brand": aurora.pk, "market": spain.pk, "network": "mastodon"}
    told = as_dieter.post("/guidelines/new", typed)
    page = told.content.decode()
    assert "2 scheduled publications would be stopped" in page
    assert not Guideline.objects.exists()
    shown = parse_qs(urlsplit(f"/?{told.context['stop'].calendar}").query)
    assert {name: shown[name] for name in ("state", "market", "network")} == {
        "state": ["scheduled"],
        "market": ["ES"],
        "network": ["mastodon"],
    }
    assert as_dieter.get(f"/?{told.context['stop'].calendar}").context["filters"].set_values["brand"] == "aurora"
    assert as_dieter.post("/guidelines/new", {**typed, "told": 1}).status_code == 200
    assert not Guideline.objects.exists()
    assert as_dieter.post("/guidelines/new", {**typed, "told": 2}).status_code == 302


def test_a_warning_stops_nothing(
    as_dieter: Client, aurora: Brand, madrid_mastodon: Page, write: Write, approve: Approve
) -> None:
    approve(write(madrid_mastodon, text="Gratis"))
    assert as_dieter.post("/guidelines/new", {**GRATIS, "brand": aurora.pk, "blocks": "no"}).status_code == 302


def test_a_rule_of_a_campaign_holds_for_its_brand_alone(client: Client, aurora: Brand) -> None:
    launch = Campaign.objects.create(brand=aurora, name="Launch", starts_on="2031-05-01", ends_on="2031-05-31")
    client.force_login(person("Lea", Role.LEGAL))
    client.post("/guidelines/new", {**GRATIS, "campaign": launch.pk})
    assert Guideline.objects.get().brand == aurora


def test_pasted_addresses_become_domains(as_dieter: Client, aurora: Brand) -> None:
    links = {"kind": Kind.ALLOWED_DOMAINS, "words": "https://www.aurora.example/es\naurora.example\naurora.shop"}
    as_dieter.post("/guidelines/new", {**GRATIS, **links, "brand": aurora.pk})
    assert Guideline.objects.get().words == ["aurora.example", "aurora.shop"]


def test_what_says_nothing_comes_back_with_all_that_was_typed(as_dieter: Client, aurora: Brand) -> None:
    answer = as_dieter.post("/guidelines/new", {**GRATIS, "words": "", "brand": aurora.pk})
    assert answer.status_code == 422
    assert "Say which texts, words, domains, hours or number" in answer.content.decode()
    assert "Say what it costs." in answer.content.decode()
