"""People log in at networks: what is asked of them, what becomes of the code they bring, and which pages it opens."""

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from publisher.networks import LOGINS, NETWORKS
from publisher.networks.answers import Answer
from publisher.networks.base import Account, Identity, Later, Refused, Registers, Trouble
from publisher.networks.http import Door
from publisher.networks.meta.login import pages as facebook_pages
from publisher.networks.oauth import Challenge, Client, Consent, OAuth, address, exchange
from tests.networks.conftest import answer, saying, wire
from tests.peer import Sandbox, allow, deny, said, visit

BACK = "https://marquee.example/grants/back"
SEVERAL = ("facebook", "linkedin", "pinterest")
"""Networks at which one login opens many pages."""
RENEWING = ("linkedin", "pinterest", "x", "youtube", "tiktok")
PLAIN = OAuth("https://a.example/authorize?x=1", "https://a.example/token", ("read", "write"))


class Dance:
    """One person's way to one network and back."""

    def __init__(self, sandbox: Sandbox, name: str, accounts: int = 1) -> None:
        self.name, self.login = name, LOGINS[name]
        self.accounts = [sandbox.account(name) for _ in range(accounts)]
        self.home = self.accounts[0]["home"]
        self.client = Client(self.home, "sandbox", "sandbox secret")
        if isinstance(self.login, Registers):
            self.client = self.through(lambda door: self.login.register(door, self.home, BACK))  # type: ignore[union-attr]
        self.consent = Consent.begun(self.client, BACK)
        self.oauth = self.login.oauth(self.home)

    def through(self, step: Callable[[Door], Any]) -> Any:
        async def stepped() -> Any:
            async with Door(total=5) as door:
                return await step(door)

        return asyncio.run(stepped())

    def allow(self) -> dict[str, str]:
        """What the person brings back."""
        location = allow(address(self.oauth, self.consent), *(one["remote_id"] for one in self.accounts))
        assert location.startswith(BACK + "?")
        return said(location)

    def exchange(self, code: str, consent: Consent | None = None) -> Any:
        title = NETWORKS[self.name].title
        return self.through(lambda door: exchange(door, title, self.oauth, consent or self.consent, code))

    def pages(self, secret: Any) -> list[Identity]:
        found: list[Identity] = self.through(lambda door: self.login.pages(door, self.client, secret))
        return found


@pytest.mark.parametrize("name", LOGINS)
def test_a_login_opens_the_pages_it_manages(name: str, sandbox: Sandbox) -> None:
    dance = Dance(sandbox, name, accounts=3 if name in SEVERAL else 1)
    back = dance.allow()
    assert back["state"] == dance.consent.state
    pages = dance.pages(dance.exchange(back["code"]))
    assert {page.remote_id for page in pages} == {one["remote_id"] for one in dance.accounts}
    for page in pages:
        account = Account(dance.home, page.remote_id, page.secret)
        again = dance.through(lambda door, account=account: NETWORKS[name].identify(door, account))
        assert (again.remote_id, again.name, again.handle) == (page.remote_id, page.name, page.handle)


@pytest.mark.parametrize("name", SEVERAL)
def test_all_pages_are_read_however_many_a_login_manages(name: str, sandbox: Sandbox) -> None:
    """The sandbox shows 25 at a time, however many are asked for."""
    dance = Dance(sandbox, name, accounts=60)
    pages = dance.pages(dance.exchange(dance.allow()["code"]))
    assert {page.remote_id for page in pages} == {one["remote_id"] for one in dance.accounts}


@pytest.mark.parametrize("name", RENEWING)
def test_what_a_login_opened_can_be_renewed(name: str, sandbox: Sandbox) -> None:
    dance = Dance(sandbox, name, accounts=2 if name in SEVERAL else 1)
    page = dance.pages(dance.exchange(dance.allow()["code"]))[-1]
    account = Account(dance.home, page.remote_id, page.secret)
    secret = dance.through(lambda door: NETWORKS[name].renew(door, account))
    assert secret["token"] != page.secret["token"]
    again = dance.through(lambda door: NETWORKS[name].identify(door, replace(account, secret=secret)))
    assert again.remote_id == page.remote_id


@pytest.mark.parametrize("name", ["linkedin", "pinterest"])
def test_one_login_publishes_on_each_of_its_pages(name: str, sandbox: Sandbox, staged: Callable[..., Any]) -> None:
    dance = Dance(sandbox, name, accounts=2)
    for page in dance.pages(dance.exchange(dance.allow()["code"])):
        stage = staged(name)
        stage.account = Account(dance.home, page.remote_id, page.secret, page.handle, page.address)
        receipts = [stage.publish(stage.piece(pictures=2)), stage.publish(stage.filmed())]
        posts = sandbox.public(page.remote_id)
        assert [post["remote_id"] for post in posts] == [receipt.remote_id for receipt in receipts]
        assert [len(post["media"]) for post in posts] == [2, 1]


@pytest.mark.parametrize("name", LOGINS)
def test_a_code_is_good_once(name: str, sandbox: Sandbox) -> None:
    dance = Dance(sandbox, name)
    code = dance.allow()["code"]
    assert dance.exchange(code)["token"]
    with pytest.raises(Refused, match=r"used already. Log in again") as refused:
        dance.exchange(code)
    assert refused.value.trouble == Trouble.RECONNECT
    assert code not in str(refused.value.network_text)


@pytest.mark.parametrize("name", LOGINS)
def test_a_code_is_bound_to_the_address_it_was_given_for(name: str, sandbox: Sandbox) -> None:
    dance = Dance(sandbox, name)
    with pytest.raises(Refused, match="Log in again"):
        dance.exchange(dance.allow()["code"], replace(dance.consent, back="https://elsewhere.example/"))


@pytest.mark.parametrize("name", [name for name in LOGINS if LOGINS[name].oauth("").challenge])
def test_a_code_is_bound_to_whoever_began(name: str, sandbox: Sandbox) -> None:
    dance = Dance(sandbox, name)
    with pytest.raises(Refused, match="Log in again"):
        dance.exchange(dance.allow()["code"], replace(dance.consent, verifier="x" * 64))


@pytest.mark.parametrize("name", LOGINS)
def test_an_app_with_the_wrong_secret_gets_nothing(name: str, sandbox: Sandbox) -> None:
    dance = Dance(sandbox, name)
    wrong = replace(dance.consent, client=replace(dance.client, client_secret="wrong secret"))
    with pytest.raises(Refused) as refused:
        dance.exchange(dance.allow()["code"], wrong)
    assert "wrong secret" not in f"{refused.value} {refused.value.network_text}"


@pytest.mark.parametrize("name", LOGINS)
def test_whoever_says_no_brings_no_code(name: str, sandbox: Sandbox) -> None:
    dance = Dance(sandbox, name)
    location = deny(address(dance.oauth, dance.consent))
    assert said(location)["error"] in {"access_denied", "user_cancelled_authorize"}
    assert said(location)["state"] == dance.consent.state


@pytest.mark.parametrize("name", LOGINS)
def test_the_least_rights_are_asked_for_and_no_others_are_given(name: str, sandbox: Sandbox) -> None:
    dance = Dance(sandbox, name)
    status, page, _ = visit(address(dance.oauth, dance.consent))
    assert status == 200
    assert all(scope in page for scope in dance.oauth.scopes)
    greedy = replace(dance.oauth, scopes=(*dance.oauth.scopes, "everything"))
    assert said(visit(address(greedy, dance.consent))[2])["error"] == "invalid_scope"


def test_nobody_is_sent_where_the_app_may_not_send_them(sandbox: Sandbox) -> None:
    dance = Dance(sandbox, "mastodon")
    elsewhere = replace(dance.consent, back="https://elsewhere.example/")
    assert visit(address(dance.oauth, elsewhere))[::2] == (400, "")
    stranger = replace(dance.consent, client=Client(dance.home, "stranger", ""))
    assert visit(address(dance.oauth, stranger))[::2] == (400, "")


def test_the_addresses_are_those_of_the_networks() -> None:
    stands = {name: LOGINS[name].oauth(NETWORKS[name].home or "https://mastodon.example") for name in LOGINS}
    assert {name: (oauth.authorize, oauth.token) for name, oauth in stands.items()} == {
        "mastodon": ("https://mastodon.example/oauth/authorize", "https://mastodon.example/oauth/token"),
        "facebook": (
            "https://www.facebook.com/v26.0/dialog/oauth",
            "https://graph.facebook.com/v26.0/oauth/access_token",
        ),
        "linkedin": (
            "https://www.linkedin.com/oauth/v2/authorization",
            "https://www.linkedin.com/oauth/v2/accessToken",
        ),
        "pinterest": ("https://www.pinterest.com/oauth/", "https://api.pinterest.com/v5/oauth/token"),
        "x": ("https://x.com/i/oauth2/authorize", "https://api.x.com/2/oauth2/token"),
        "instagram": ("https://www.instagram.com/oauth/authorize", "https://api.instagram.com/oauth/access_token"),
        "threads": ("https://www.threads.net/oauth/authorize", "https://graph.threads.net/oauth/access_token"),
        "youtube": ("https://accounts.google.com/o/oauth2/v2/auth", "https://oauth2.googleapis.com/token"),
        "tiktok": ("https://www.tiktok.com/v2/auth/authorize/", "https://open.tiktokapis.com/v2/oauth/token/"),
    }


def test_a_network_may_have_words_and_a_challenge_of_its_own() -> None:
    consent = Consent.begun(Client("https://a.example", "us", "secret"), BACK)
    own = replace(PLAIN, separator=",", client_id="client_key", challenge=Challenge.HEX, asking={"prompt": "consent"})
    asked = said(address(own, consent))
    digest = hashlib.sha256(consent.verifier.encode()).hexdigest()
    assert asked == {
        "x": "1",
        "response_type": "code",
        "client_key": "us",
        "redirect_uri": BACK,
        "scope": "read,write",
        "state": consent.state,
        "prompt": "consent",
        "code_challenge": digest,
        "code_challenge_method": "S256",
    }


def test_no_secret_is_shown_by_a_repr_or_travels_in_an_address() -> None:
    consent = Consent.begun(Client("https://a.example", "us", "our secret"), BACK)
    shown = repr(consent)
    assert not any(word in shown for word in ("our secret", consent.state, consent.verifier))
    assert "secret" not in address(replace(PLAIN, challenge=Challenge.S256), consent)
    assert consent.verifier not in address(replace(PLAIN, challenge=Challenge.S256), consent)


def test_what_a_network_repeats_of_our_secrets_is_hidden() -> None:
    consent = Consent.begun(Client("https://a.example", "us", "our secret"), BACK)
    said_back = {"error": "invalid_grant", "error_description": f"No: the code, our secret, {consent.verifier}"}

    async def refused() -> str:
        async with wire(saying(answer(400, said_back))) as server, Door() as door:
            oauth = replace(PLAIN, token=server.url, challenge=Challenge.S256)
            with pytest.raises(Refused) as error:
                await exchange(door, "A", oauth, consent, "the code")
        return error.value.network_text

    assert asyncio.run(refused()) == "No: …, …, …"


def test_a_network_in_trouble_is_asked_later(sandbox: Sandbox) -> None:
    dance = Dance(sandbox, "linkedin")
    code = dance.allow()["code"]
    sandbox.fault("error_before_create", "auth", network="linkedin")
    with pytest.raises(Later):
        dance.exchange(code)


def test_youtube_is_asked_for_what_renews_a_token(sandbox: Sandbox) -> None:
    dance = Dance(sandbox, "youtube")
    asked = said(address(dance.oauth, dance.consent))
    assert (asked["access_type"], asked["prompt"]) == ("offline", "consent")


@pytest.mark.parametrize("name", ["instagram", "threads"])
def test_a_token_of_an_hour_becomes_one_of_sixty_days(name: str, sandbox: Sandbox) -> None:
    dance = Dance(sandbox, name)
    short = dance.exchange(dance.allow()["code"])
    [page] = dance.pages(short)
    assert page.secret["token"] == dance.accounts[0]["secret"]["token"] != short["token"]
    lives = [datetime.fromisoformat(page.secret[name]) - datetime.now(UTC) for name in ("renew_at", "expires_at")]
    assert [round(life / timedelta(days=1)) for life in lives] == [7, 60]


def test_instagram_accounts_are_also_those_of_facebook_pages() -> None:
    home = "https://graph.facebook.com/v26.0"
    oauth = LOGINS["instagram"].oauth(home)
    assert oauth.authorize == "https://www.facebook.com/v26.0/dialog/oauth"
    assert {"instagram_content_publish", "pages_show_list"} <= set(oauth.scopes)
    account = {"id": "178", "username": "aurora_es", "name": "Aurora España"}
    rows = {"data": [{"access_token": "page token", "instagram_business_account": account}, {"access_token": "other"}]}

    async def steps() -> list[Identity]:
        answers = saying(answer(200, {"access_token": "lasting"}), answer(200, rows))
        async with wire(answers) as server, Door() as door:
            client = Client(f"{server.url}/facebook/v26.0", "us", "secret")
            return await LOGINS["instagram"].pages(door, client, {"token": "short"})

    [page] = asyncio.run(steps())
    assert (page.remote_id, page.handle, page.secret) == ("178", "aurora_es", {"token": "page token"})
    assert page.limits == {"films_by_bytes": True}


def test_instagram_accounts_of_all_facebook_pages_are_read() -> None:
    def sheet(first: int, after: str = "") -> bytes:
        rows = [
            {"access_token": f"t{number}", "instagram_business_account": {"id": str(number), "username": f"a{number}"}}
            for number in range(first, first + 20)
        ]
        return answer(200, graph(*rows, after=after).json)

    async def steps() -> tuple[list[Identity], list[str]]:
        sheets = (answer(200, {"access_token": "lasting"}), sheet(0, "one"), sheet(20, "two"), sheet(40))
        async with wire(saying(*sheets)) as server, Door() as door:
            client = Client(f"{server.url}/facebook/v26.0", "us", "secret")
            pages = await LOGINS["instagram"].pages(door, client, {"token": "short"})
            return pages, [heard.target for heard in server.heard[2:]]

    pages, asked = asyncio.run(steps())
    assert [page.remote_id for page in pages] == [str(number) for number in range(60)]
    assert ["after=one" in asked[0], "after=two" in asked[1]] == [True, True]


def graph(*rows: dict[str, Any], after: str = "") -> Answer:
    paging = {"paging": {"cursors": {"after": after}, "next": "https://graph.example"}} if after else {}
    return Answer("graph.example", 200, {}, "", {"data": list(rows), **paging})


def row(number: str, *tasks: str, token: str = "page token") -> dict[str, Any]:
    return {"id": number, "name": f"Aurora {number}", "access_token": token, "tasks": list(tasks)}


def test_facebook_pages_are_read_to_the_end_and_only_those_one_may_write_for() -> None:
    sheets = {"": graph(row("1", "MANAGE"), row("2", "ANALYZE"), after="x"), "x": graph(row("3", "CREATE_CONTENT"))}

    async def read(query: Any) -> Answer:
        return sheets[query.get("after", "")]

    assert [page.remote_id for page in asyncio.run(facebook_pages(read))] == ["1", "3"]


def test_whoever_may_write_for_no_facebook_page_is_told_so() -> None:
    async def read(_: Any) -> Answer:
        return graph(row("2", "ANALYZE"))

    with pytest.raises(Refused, match="Give them a role there") as refused:
        asyncio.run(facebook_pages(read))
    assert refused.value.trouble == Trouble.PERMISSION
