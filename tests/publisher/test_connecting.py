"""Pages are connected in the browser: out to the network, back with its consent, and a choice among what it opens."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import App, Brand, Credential, Event, Health, Market, Membership, Network, Page, Role, User
from publisher import checkup, chores, connections
from publisher.forms.app import entered
from publisher.models import Grant
from publisher.networks import LOGINS, NETWORKS
from publisher.networks.base import Identity, Quota
from tests.cast import PASSWORD, page_on, person
from tests.peer import Sandbox, allow, deny, said
from tests.receiver import *  # noqa: F403
from tests.receiver import Receiver
from tests.waiting import await_somebody_waiting

LOGGING_IN = list(LOGINS)
SECRET = "sandbox secret"


@pytest.fixture(autouse=True)
def _lives(transactional_db: None) -> None:
    """What is done here is committed, as it is for people."""


@dataclass
class Administrator:
    """A person who connects pages, in one browser."""

    client: Client
    sandbox: Sandbox

    def post(self, path: str, **typed: Any) -> Any:
        return self.client.post(path, typed)

    def leave(self, account: Any, network: str, brand: Brand, market: Market) -> str:
        """Begins to connect a page of this account: where the person is sent to."""
        home = {"home": account["home"]} if network == "mastodon" else {}
        answer = self.post("/pages/new", network=network, brand=brand.pk, market=market.pk, **home)
        assert answer.status_code == 200, answer.content.decode()
        return leads_to(answer)

    def come_back(self, location: str) -> Any:
        """Follows the way back to Marquee, to the page it ends on."""
        parts = urlsplit(location)
        return self.client.get(f"{parts.path}?{parts.query}", follow=True)


def leads_to(answer: Any) -> str:
    found = re.search(r'content="0; url=([^"]+)"', answer.content.decode())
    assert found
    return unescape(found[1])


def words(answer: Any) -> str:
    return unescape(answer.content.decode())


def ticked(answer: Any, brand: Brand, market: Market) -> dict[str, Any]:
    """All choices of the page, ticked, for this brand and market."""
    typed: dict[str, Any] = {}
    for number in range(len(answer.context["choices"])):
        typed |= {f"{number}-chosen": "on", f"{number}-brand": brand.pk, f"{number}-market": market.pk}
    return typed


@pytest.fixture
def admin(client: Client, erika: User, sandbox: Sandbox) -> Administrator:
    client.force_login(erika)
    for network, _ in entered():
        App.objects.keep(network, sandbox.account(network)["home"], "sandbox", SECRET)
    return Administrator(client, sandbox)


@pytest.mark.parametrize("network", LOGGING_IN)
def test_a_login_leads_to_a_connected_page(
    network: str, admin: Administrator, erika: User, aurora: Brand, spain: Market
) -> None:
    account = admin.sandbox.account(network)
    back = allow(admin.leave(account, network, aurora, spain), account["remote_id"])
    choose = admin.come_back(back)
    assert account["name"] in words(choose)
    done = admin.client.post(choose.request["PATH_INFO"], ticked(choose, aurora, spain), follow=True)
    assert f"Connected: {account['name']}." in words(done)
    page = Page.objects.get()
    assert (page.remote_id, page.brand, page.market, page.health) == (
        account["remote_id"],
        aurora,
        spain,
        Health.CONNECTED,
    )
    assert (page.network, page.home, page.name) == (network, account["home"], account["name"])
    event = Event.objects.about(page).get()
    assert (event.what, event.by) == ("page.connected", erika)
    checkup.check(page)
    assert not Grant.objects.exists()


def test_of_several_pages_the_person_connects_those_they_want_each_for_its_market(
    admin: Administrator, aurora: Brand, spain: Market, france: Market
) -> None:
    accounts = [admin.sandbox.account("facebook") for _ in range(3)]
    numbers = [one["remote_id"] for one in accounts]
    choose = admin.come_back(allow(admin.leave(accounts[0], "facebook", aurora, spain), *numbers))
    assert not any(choice.is_chosen for choice in choose.context["choices"])
    offered = [choice.identity.remote_id for choice in choose.context["choices"]]
    typed = {"0-chosen": "on", "0-brand": aurora.pk, "0-market": spain.pk}
    typed |= {"2-chosen": "on", "2-brand": aurora.pk, "2-market": france.pk}
    done = admin.client.post(choose.request["PATH_INFO"], typed, follow=True)
    assert "Connected: 2 pages." in words(done)
    assert dict(Page.objects.values_list("remote_id", "market__code")) == {offered[0]: "ES", offered[2]: "FR"}


def test_pages_connected_already_are_marked_and_renewed_where_they_stand(
    admin: Administrator, connect: Callable[..., Page], aurora: Brand, spain: Market, france: Market
) -> None:
    page = connect("facebook")
    Page.objects.update(health=Health.RECONNECT)
    choose = admin.come_back(allow(admin.leave({}, "facebook", aurora, spain), page.remote_id))
    assert f"as {page.name} for Aurora, Spain" in words(choose)
    assert choose.context["choices"][0].is_chosen
    admin.client.post(choose.request["PATH_INFO"], ticked(choose, aurora, france))
    page.refresh_from_db()
    assert (page.health, page.market, Page.objects.count()) == (Health.CONNECTED, spain, 1)


def test_whoever_connects_a_page_is_led_to_what_has_to_be_chosen_for_it(
    admin: Administrator, aurora: Brand, spain: Market
) -> None:
    account = admin.sandbox.account("tiktok")
    choose = admin.come_back(allow(admin.leave(account, "tiktok", aurora, spain), account["remote_id"]))
    done = admin.client.post(choose.request["PATH_INFO"], ticked(choose, aurora, spain), follow=True)
    assert done.request["PATH_INFO"] == f"/pages/{Page.objects.get().pk}/options"
    assert f"Connected: {account['name']}." in words(done)


def test_choosing_nothing_or_no_market_connects_nothing_and_says_so(
    admin: Administrator, aurora: Brand, spain: Market
) -> None:
    account = admin.sandbox.account("pinterest")
    choose = admin.come_back(allow(admin.leave(account, "pinterest", aurora, spain), account["remote_id"]))
    path = choose.request["PATH_INFO"]
    assert "Choose at least one page" in words(admin.post(path))
    wanting = admin.client.post(path, {"0-chosen": "on", "0-brand": aurora.pk, "0-market": ""})
    assert (wanting.status_code, "Choose the market." in words(wanting)) == (422, True)
    assert not Page.objects.exists()


def test_a_choice_is_made_once(admin: Administrator, aurora: Brand, spain: Market) -> None:
    account = admin.sandbox.account("facebook")
    choose = admin.come_back(allow(admin.leave(account, "facebook", aurora, spain), account["remote_id"]))
    typed = ticked(choose, aurora, spain)
    admin.client.post(choose.request["PATH_INFO"], typed)
    assert admin.client.post(choose.request["PATH_INFO"], typed).status_code == 404
    grant = Grant(pk=1)
    with pytest.raises(Exception, match="connected already"):
        grant.spend()


def test_what_a_login_says_of_its_token_is_kept_with_the_page(
    admin: Administrator, aurora: Brand, spain: Market
) -> None:
    account = admin.sandbox.account("linkedin")
    choose = admin.come_back(allow(admin.leave(account, "linkedin", aurora, spain), account["remote_id"]))
    admin.client.post(choose.request["PATH_INFO"], ticked(choose, aurora, spain))
    page = Page.objects.get()
    ends = (page.token_expires_at, page.refresh_expires_at)
    assert [round((end - timezone.now()) / timedelta(days=1)) for end in ends if end] == [60, 365]
    assert page.renews


def test_what_is_known_of_a_token_waits_for_the_choice(erika: User, aurora: Brand, spain: Market) -> None:
    grant = Grant(by=erika, brand=aurora, market=spain, network="weibo", home="https://api.weibo.com/2", mark="m")
    end, left = timezone.now(), (Quota("calls", 1, 150),)
    me = Identity("7", "Aurora", "@aurora", "", {"token": "t"}, expires_at=end, lacks=("write",), quotas=left)
    grant.offer([me])
    assert Grant.objects.get().choices == [replace(me, quotas=())]


# --- what must not work


def nothing_happened(answer: Any, sentence: str) -> None:
    assert sentence in words(answer)
    assert not Page.objects.exists()
    assert not Grant.objects.alive().exists()


@pytest.mark.parametrize("network", LOGGING_IN)
def test_whoever_says_no_is_told_that_nothing_was_connected(
    network: str, admin: Administrator, aurora: Brand, spain: Market
) -> None:
    location = deny(admin.leave(admin.sandbox.account(network), network, aurora, spain))
    nothing_happened(admin.come_back(location), f"You did not let Marquee in at {NETWORKS[network].title}.")


def test_a_state_is_good_once(admin: Administrator, aurora: Brand, spain: Market) -> None:
    account = admin.sandbox.account("linkedin")
    back = allow(admin.leave(account, "linkedin", aurora, spain), account["remote_id"])
    assert "Is this the page?" in words(admin.come_back(back))
    assert "was used already" in words(admin.come_back(back))


def test_a_state_is_used_up_when_the_person_said_no(admin: Administrator, aurora: Brand, spain: Market) -> None:
    account = admin.sandbox.account("linkedin")
    going = admin.leave(account, "linkedin", aurora, spain)
    back = allow(going, account["remote_id"])
    admin.come_back(deny(going))
    nothing_happened(admin.come_back(back), "was used already")


@pytest.mark.parametrize("state", ["", "wrong"])
def test_a_state_that_is_none_of_ours_is_refused(
    state: str, admin: Administrator, aurora: Brand, spain: Market
) -> None:
    account = admin.sandbox.account("linkedin")
    code = said(allow(admin.leave(account, "linkedin", aurora, spain), account["remote_id"]))["code"]
    answer = admin.come_back(f"/grants/back?code={code}&state={state}")
    assert "not one that was begun here just now" in words(answer)
    assert not Page.objects.exists()


def test_a_state_is_bound_to_the_session_it_began_in(
    admin: Administrator, erika: User, aurora: Brand, spain: Market
) -> None:
    account = admin.sandbox.account("linkedin")
    back = allow(admin.leave(account, "linkedin", aurora, spain), account["remote_id"])
    elsewhere = Administrator(Client(), admin.sandbox)
    elsewhere.client.force_login(erika)
    assert "began elsewhere" in words(elsewhere.come_back(back))
    assert "Is this the page?" in words(admin.come_back(back))


def test_a_login_that_took_too_long_is_refused_and_tidied_away(
    admin: Administrator, aurora: Brand, spain: Market
) -> None:
    account = admin.sandbox.account("linkedin")
    back = allow(admin.leave(account, "linkedin", aurora, spain), account["remote_id"])
    Grant.objects.update(until="2026-01-01T00:00Z")
    nothing_happened(admin.come_back(back), "took too long")
    chores.tidy()
    assert not Grant.objects.exists()


def test_a_code_of_somebody_elses_login_is_refused(admin: Administrator, aurora: Brand, spain: Market) -> None:
    """The proof key: whoever slips another code into a login gets nothing for it."""
    account = admin.sandbox.account("mastodon")
    theirs = said(allow(admin.leave(account, "mastodon", aurora, spain), account["remote_id"]))["code"]
    Grant.objects.all().delete()
    state = said(admin.leave(account, "mastodon", aurora, spain))["state"]
    answer = admin.come_back(f"/grants/back?code={theirs}&state={state}")
    nothing_happened(answer, "Mastodon did not accept the login")


def test_nobody_connects_a_page_further_than_their_role_reaches(
    admin: Administrator, aurora: Brand, spain: Market, france: Market
) -> None:
    person("Egon", Role.ADMINISTRATOR)  # somebody has to stay who may do everything
    Membership.objects.exclude(user__name="Egon").update(brand=aurora, market=spain)
    account = admin.sandbox.account("linkedin")
    refused = admin.post("/pages/new", network="linkedin", brand=aurora.pk, market=france.pk)
    assert refused.status_code == 422
    assert "France" not in words(refused)
    choose = admin.come_back(allow(admin.leave(account, "linkedin", aurora, spain), account["remote_id"]))
    assert "France" not in words(choose)
    assert admin.client.post(choose.request["PATH_INFO"], ticked(choose, aurora, france)).status_code == 422
    nova = Brand.objects.create(name="Nova", slug="nova")
    assert admin.client.post(choose.request["PATH_INFO"], ticked(choose, nova, spain)).status_code == 422
    assert not Page.objects.exists()


def test_two_roles_do_not_add_up_to_a_third(
    admin: Administrator, erika: User, aurora: Brand, spain: Market, france: Market
) -> None:
    nova = Brand.objects.create(name="Nova", slug="nova")
    person("Egon", Role.ADMINISTRATOR)  # somebody has to stay who may do everything
    Membership.objects.exclude(user__name="Egon").update(brand=aurora, market=spain)
    Membership.objects.create(user=erika, role=Role.ADMINISTRATOR, brand=nova, market=france)
    account = admin.sandbox.account("linkedin")
    refused = admin.post("/pages/new", network="linkedin", brand=aurora.pk, market=france.pk)
    assert "Your role does not reach this brand in this market." in words(refused)
    choose = admin.come_back(allow(admin.leave(account, "linkedin", nova, france), account["remote_id"]))
    crossed = admin.client.post(choose.request["PATH_INFO"], ticked(choose, aurora, france))
    assert "Your role does not reach this brand in this market." in words(crossed)
    assert not Page.objects.exists()


def test_a_page_of_a_foreign_brand_is_neither_taken_nor_named(
    admin: Administrator, connect: Callable[..., Page], aurora: Brand, spain: Market, france: Market
) -> None:
    page = connect("facebook", france)
    Page.objects.update(name="A secret campaign")
    person("Egon", Role.ADMINISTRATOR)  # somebody has to stay who may do everything
    Membership.objects.exclude(user__name="Egon").update(brand=aurora, market=spain)
    choose = admin.come_back(allow(admin.leave({}, "facebook", aurora, spain), page.remote_id))
    assert "for a brand or market that your role does not reach" in words(choose)
    assert "A secret campaign" not in words(choose)
    before = Credential.objects.get().sealed
    assert admin.client.post(choose.request["PATH_INFO"], ticked(choose, aurora, spain)).status_code == 422
    page.refresh_from_db()
    assert (page.market, Credential.objects.get().sealed) == (france, before)


def test_another_administrator_cannot_choose_from_my_login(admin: Administrator, aurora: Brand, spain: Market) -> None:
    account = admin.sandbox.account("facebook")
    choose = admin.come_back(allow(admin.leave(account, "facebook", aurora, spain), account["remote_id"]))
    other = User.objects.create_user("otto@aurora.example", PASSWORD, name="Otto")
    Membership.objects.create(user=other, role=Role.ADMINISTRATOR)
    client = Client()
    client.force_login(other)
    assert client.get(choose.request["PATH_INFO"]).status_code == 404


def test_nothing_can_be_chosen_before_the_person_is_back(admin: Administrator, aurora: Brand, spain: Market) -> None:
    admin.leave(admin.sandbox.account("facebook"), "facebook", aurora, spain)
    assert admin.client.get(f"/grants/{Grant.objects.get().pk}").status_code == 404


def test_a_page_taken_by_somebody_else_meanwhile_is_shown_as_taken(
    admin: Administrator, aurora: Brand, spain: Market, france: Market
) -> None:
    account = admin.sandbox.account("facebook")
    choose = admin.come_back(allow(admin.leave(account, "facebook", aurora, spain), account["remote_id"]))
    typed, path = ticked(choose, aurora, spain), choose.request["PATH_INFO"]

    def send() -> Any:
        try:
            return admin.client.post(path, typed)
        finally:
            connection.close()

    with ThreadPoolExecutor() as other:
        with transaction.atomic():
            page_on(Network.FACEBOOK, aurora, france, account["home"], account["remote_id"])
            answer = other.submit(send)
            await_somebody_waiting()
        assert "Somebody connected one of these pages just now" in words(answer.result())
    assert Page.objects.get().market == france
    assert "for Aurora, France" in words(admin.client.get(path))


# --- secrets


@pytest.mark.parametrize("network", LOGGING_IN)
def test_no_secret_is_kept_or_shown_in_clear_on_the_way(
    network: str, admin: Administrator, aurora: Brand, spain: Market, caplog: pytest.LogCaptureFixture
) -> None:
    account = admin.sandbox.account(network)
    going = admin.leave(account, network, aurora, spain)
    state = said(going)["state"]
    kept, verifier = [str(list(Grant.objects.values()))], Grant.objects.get().verifier
    back = allow(going, account["remote_id"])
    choose = admin.come_back(back)
    offered = Grant.objects.get()
    secrets = {*offered.choices[0].secret.values(), said(back)["code"], verifier} - {"sandbox", account["remote_id"]}
    assert len(secrets) > 2
    kept += [str(list(Grant.objects.values())), str([session.get_decoded() for session in Session.objects.all()])]
    kept += [words(choose), choose.request["PATH_INFO"], caplog.text, going]
    done = admin.client.post(choose.request["PATH_INFO"], ticked(choose, aurora, spain), follow=True)
    kept += [words(done), str(list(Event.objects.values())), str(list(Page.objects.values()))]
    kept.append(str(list(Credential.objects.values())))
    for text in kept:
        assert not [secret for secret in secrets if secret in text]
    assert not [text for text in kept if state in text and text != going]


def test_a_network_that_refuses_the_app_is_quoted_without_the_secret(
    admin: Administrator, aurora: Brand, spain: Market
) -> None:
    account = admin.sandbox.account("linkedin")
    App.objects.keep("linkedin", account["home"], "sandbox", "a wrong secret")
    answer = admin.come_back(allow(admin.leave(account, "linkedin", aurora, spain), account["remote_id"]))
    nothing_happened(answer, "LinkedIn does not know Marquee's app by this name and secret.")
    assert "a wrong secret" not in words(answer)


def test_a_mastodon_server_that_has_forgotten_us_is_introduced_to_us_anew(
    admin: Administrator, aurora: Brand, spain: Market
) -> None:
    account = admin.sandbox.account("mastodon")
    back = allow(admin.leave(account, "mastodon", aurora, spain), account["remote_id"])
    known = App.objects.get(network="mastodon")
    App.objects.keep("mastodon", account["home"], known.client_id, "it knows no such secret")
    assert "Correct them, then log in again." in words(admin.come_back(back))
    choose = admin.come_back(allow(admin.leave(account, "mastodon", aurora, spain), account["remote_id"]))
    assert "Is this the page?" in words(choose)


# --- again


@pytest.fixture
def lost(connect: Callable[..., Page]) -> Callable[[str], Page]:
    def page_on(network: str) -> Page:
        page = connect(network)
        connections.lost(page, "The token was revoked.")
        return page

    return page_on


@pytest.mark.parametrize("network", LOGGING_IN)
def test_a_page_is_connected_again_by_one_button_of_the_list(
    network: str, admin: Administrator, lost: Callable[[str], Page]
) -> None:
    page = lost(network)
    Credential.objects.update(sealed="broken")
    path = f"/pages/{page.pk}/connection"
    assert f'<form method="post" action="{path}">' in words(admin.client.get("/pages"))
    done = admin.come_back(allow(leads_to(admin.post(path)), page.remote_id))
    assert "is connected again" in words(done)
    page = Page.objects.get()
    assert (page.health, page.health_note) == (Health.CONNECTED, "")
    checkup.check(page)


@pytest.mark.parametrize("network", LOGGING_IN)
def test_another_page_cannot_take_its_place(network: str, admin: Administrator, lost: Callable[[str], Page]) -> None:
    page, other = lost(network), admin.sandbox.account(network)
    answer = admin.come_back(allow(leads_to(admin.post(f"/pages/{page.pk}/connection")), other["remote_id"]))
    assert f"and not {page}. Nothing was changed." in words(answer)
    page.refresh_from_db()
    assert page.health == Health.RECONNECT


# --- networks without a login


def test_what_a_network_asks_for_instead_shows_whose_it_is_first(
    admin: Administrator, aurora: Brand, spain: Market
) -> None:
    account = admin.sandbox.account("bluesky")
    typed = {"network": "bluesky", "brand": aurora.pk, "market": spain.pk, "home": account["home"]}
    choose = admin.client.post("/pages/new", {**typed, **account["secret"]}, follow=True)
    assert account["handle"] in words(choose)
    assert not Page.objects.exists()
    admin.client.post(choose.request["PATH_INFO"], ticked(choose, aurora, spain))
    assert Page.objects.get().remote_id == account["remote_id"]


def test_a_wrong_password_is_told_and_never_sent_back(admin: Administrator, aurora: Brand, spain: Market) -> None:
    account = admin.sandbox.account("bluesky")
    typed = {"network": "bluesky", "brand": aurora.pk, "market": spain.pk, "home": account["home"]}
    answer = admin.post("/pages/new", **typed, identifier=account["handle"], password="a-wrong-password")
    assert answer.status_code == 422
    assert account["handle"] in words(answer)
    assert "a-wrong-password" not in words(answer)
    nothing_happened(answer, "password")


def test_a_page_without_login_is_connected_again_with_what_belongs_to_it(
    admin: Administrator, lost: Callable[[str], Page]
) -> None:
    page, other = lost("bluesky"), admin.sandbox.account("bluesky")
    path = f"/pages/{page.pk}/connection"
    assert f'href="{path}"' in words(admin.client.get("/pages"))
    wrong = admin.client.post(path, other["secret"], follow=True)
    assert f"and not {page}" in words(wrong)
    mine = page.credential.open()
    done = admin.client.post(path, {name: mine[name] for name in ("identifier", "password")}, follow=True)
    assert "is connected again" in words(done)


@pytest.mark.parametrize(
    ("typed", "home"),
    [
        ("mastodon.example", "https://mastodon.example"),
        ("https://Mastodon.Example/@aurora", "https://mastodon.example"),
    ],
)
def test_a_server_is_understood_as_people_write_it(
    typed: str, home: str, admin: Administrator, aurora: Brand, spain: Market
) -> None:
    App.objects.keep("mastodon", home, "us", "secret")
    answer = admin.post("/pages/new", network="mastodon", home=typed, brand=aurora.pk, market=spain.pk)
    assert leads_to(answer).startswith(f"{home}/oauth/authorize?")


def test_in_production_no_secret_travels_over_plain_http(
    admin: Administrator, aurora: Brand, spain: Market, settings
) -> None:
    settings.PRODUCTION = True
    typed = {"network": "mastodon", "home": "http://mastodon.example", "brand": aurora.pk, "market": spain.pk}
    assert "only to servers with https" in words(admin.post("/pages/new", **typed))


@pytest.mark.parametrize("network", ["mastodon", "wordpress"])
def test_no_server_inside_is_called(
    network: str, admin: Administrator, receiver: Receiver, aurora: Brand, spain: Market, settings
) -> None:
    settings.OUTWARD_ALSO = []
    secret = {"user": "aurora", "password": "abcd efgh", "token": "t"}
    typed = {"network": network, "home": receiver.address, "brand": aurora.pk, "market": spain.pk, **secret}
    answer = admin.post("/pages/new", **typed)
    assert "leads into a private network, where Marquee calls nobody" in words(answer)
    assert receiver.heard == []


# --- the pages themselves


def test_every_network_is_offered_and_google_plus_explained(admin: Administrator) -> None:
    page = words(admin.client.get("/pages/new"))
    assert all(f"/pages/new?network={name}" in page for name in NETWORKS)
    assert "closed in 2019. Use Google Business Profile or YouTube instead." in page
    assert "network=google" not in page


def test_without_an_app_the_page_says_who_can_help(admin: Administrator, aurora: Brand, spain: Market) -> None:
    App.objects.all().delete()
    assert "/apps?network=linkedin" in words(admin.client.get("/pages/new?network=linkedin"))
    typed = {"network": "linkedin", "brand": aurora.pk, "market": spain.pk}
    assert "Marquee has no app at LinkedIn yet" in words(admin.post("/pages/new", **typed))
    person("Egon", Role.ADMINISTRATOR)  # somebody has to stay who may do everything
    Membership.objects.exclude(user__name="Egon").update(brand=aurora)
    page = words(admin.client.get("/pages/new?network=linkedin"))
    assert "Ask whoever administers all brands and markets" in page
    assert "/apps" not in page
