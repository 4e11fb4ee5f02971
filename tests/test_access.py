"""Who may do what where, asked of every route: route × method × role, in one's own market and in a foreign one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib import admin
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.forms.seen import SeenForm
from accounts.forms.webhook import WebhookForm
from accounts.models import Brand, Event, Market, Membership, Role, Stage, User
from accounts.models.changeable import Changeable
from campaigns.forms.guideline import GuidelineForm
from campaigns.models import Feed, Import, SavedView
from publisher.forms.options import OptionsForm
from publisher.models import Grant
from tests.cast import overlay_file, picture_file
from tests.world import World, world

EVERYBODY = frozenset(Role)
COMMENTERS = frozenset(Role) - {Role.ANALYST, Role.CLIENT}
DRAFTERS = frozenset({Role.CONTRIBUTOR, Role.COMMUNITY_MANAGER, Role.MARKET_LEAD, Role.REVIEWER, Role.CLIENT})
SCHEDULERS = frozenset({Role.COMMUNITY_MANAGER, Role.MARKET_LEAD, Role.REVIEWER, Role.CLIENT})
DECIDERS = frozenset({Role.COMMUNITY_MANAGER, Role.MARKET_LEAD, Role.REVIEWER, Role.ADMINISTRATOR})
APPROVERS = frozenset({Role.MARKET_LEAD, Role.REVIEWER, Role.LEGAL})
REMOVERS = DECIDERS | {Role.LEGAL}
FREEZERS = frozenset({Role.MARKET_LEAD, Role.REVIEWER, Role.LEGAL, Role.ADMINISTRATOR})
GUIDERS = frozenset({Role.REVIEWER, Role.LEGAL})
CONNECTORS = ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
SUBSCRIBERS = frozenset({Role.ADMINISTRATOR, Role.CLIENT})
HOOK: dict[str, object] = {"name": "Newsroom", "url": "https://newsroom.example"}
NOBODY: frozenset[Role] = frozenset()
"""Nobody of one market: what serves all is seen to by administrators of all."""
OWN = {"uploads", "upload"}
"""What one person began is nobody else's, wherever they work: tests/campaigns/test_tus.py."""
PUBLIC = {"login", "file", "feed", "forgotten", "forgotten_sent", "new_password", "phrases"}
METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}


def as_shown(noun: Changeable, form: type[SeenForm]) -> dict[str, object]:
    """What the form of this carries."""
    return {"seen": signing.dumps(noun.shown(), salt=form.__name__)}


@dataclass(frozen=True)
class Row:
    """`about` is what of the world the address names.

    `elsewhere` says how it ends, for those who may do it at home, when the data name a foreign market.
    """

    route: str
    method: str
    may: frozenset[Role]
    about: str = ""
    data: Callable[[World], dict[str, object]] = lambda _: {}
    elsewhere: str = ""

    def address(self, world: World) -> str:
        if self.route == "check":
            return f"{reverse('check')}?post={world.post.pk}"
        if self.route == "asset_changes":
            return f"{reverse('asset_changes')}?asset={world.asset.pk}"
        return reverse(self.route, args=[getattr(world, self.about).pk] if self.about else [])

    def ends_here(self, role: Role) -> str:
        return "done" if role in self.may else "refused"

    def ends_elsewhere(self, role: Role) -> str:
        if not self.may:
            return "refused"
        return "hidden" if self.about else self.elsewhere if role in self.may else "refused"


def csv_file() -> SimpleUploadedFile:
    return SimpleUploadedFile("posts.csv", b"Text\nHola", "text/csv")


def prefixed(prefix: str, values: dict[str, int]) -> dict[str, object]:
    return {f"{prefix}-{name}": value for name, value in values.items()}


TABLE = [
    Row("logout", "POST", EVERYBODY),
    Row("profile", "GET", EVERYBODY),
    Row("profile", "POST", EVERYBODY, data=lambda _: {"name": "Ada", "time_zone": "Asia/Tokyo", "language": "en"}),
    Row("password", "GET", EVERYBODY),
    Row("password", "POST", EVERYBODY),
    Row("pages", "GET", EVERYBODY),
    Row("calendar", "GET", EVERYBODY),
    Row("search", "GET", EVERYBODY),
    Row("welcome", "DELETE", EVERYBODY),
    Row("saved_views", "POST", EVERYBODY, data=lambda _: {"name": "Mine", "query": "view=week"}),
    Row("saved_view", "DELETE", EVERYBODY, "saved_view"),
    Row("imports", "GET", DRAFTERS),
    Row("imports", "POST", DRAFTERS, data=lambda w: {**w.typed, "file": csv_file()}, elsewhere="rejected"),
    Row("import", "GET", DRAFTERS, "table"),
    Row("import", "POST", DRAFTERS, "table", lambda _: {"text": 0, "dates": "dmy"}),
    Row("import_run", "POST", DRAFTERS, "table", lambda _: {"rows": "all"}),
    Row("publications_csv", "GET", EVERYBODY),
    Row("desk_csv", "GET", EVERYBODY),
    Row("events_csv", "GET", EVERYBODY),
    *(Row(f"{name}_csv", "GET", EVERYBODY) for name in ("pages", "campaigns", "library", "guidelines")),
    Row("people_csv", "GET", ADMINISTRATORS),
    Row("feeds", "GET", EVERYBODY),
    Row("feeds", "POST", EVERYBODY, data=lambda _: {"name": "Mine"}),
    Row("feed_end", "POST", EVERYBODY, "feed"),
    Row("post_new", "GET", DRAFTERS),
    Row("post_new", "POST", DRAFTERS, data=lambda world: world.typed, elsewhere="rejected"),
    Row("submission_new", "POST", SCHEDULERS, data=lambda world: world.typed, elsewhere="rejected"),
    Row("post", "GET", EVERYBODY, "post"),
    Row("post", "POST", DRAFTERS, "post", lambda world: world.typed),
    Row("submission", "POST", SCHEDULERS, "post", lambda world: world.typed),
    Row("words", "GET", EVERYBODY, data=lambda world: {"brand": world.brand.pk}),
    Row("versions", "GET", EVERYBODY, "post"),
    Row("restoration", "POST", DRAFTERS, "post", lambda world: {"number": world.post.versions.get().number}),
    Row("presence", "POST", EVERYBODY, "post"),
    Row("approval", "POST", frozenset({Role.MARKET_LEAD}), "post", lambda world: world.rejection(Stage.MARKET)),
    Row("approval", "POST", frozenset({Role.REVIEWER}), "post", lambda world: world.rejection(Stage.HEAD_OFFICE)),
    Row("approval", "POST", frozenset({Role.LEGAL}), "post", lambda world: world.rejection(Stage.LEGAL)),
    Row("approval", "DELETE", APPROVERS, "post"),
    Row("last_decision", "DELETE", APPROVERS, "post"),
    Row("comments", "POST", COMMENTERS, "post", lambda _: {"text": "Hola"}),
    Row("post_people", "GET", COMMENTERS, "post"),
    Row("review", "GET", EVERYBODY),
    Row("notices", "GET", EVERYBODY),
    Row("news", "GET", EVERYBODY),
    Row("cancellation", "POST", SCHEDULERS, "publication"),
    Row("all_shown", "GET", EVERYBODY),
    Row(
        "changes",
        "POST",
        SCHEDULERS,
        data=lambda world: {"do": "cancel", "publication": world.publication.pk},
        elsewhere="hidden",
    ),
    Row(
        "assets",
        "POST",
        DRAFTERS,
        data=lambda w: {"place": f"{w.brand.pk}.{w.market.pk}", "picture_files": picture_file()},
        elsewhere="hidden",
    ),
    Row("asset", "GET", EVERYBODY, "asset"),
    Row("library", "GET", EVERYBODY),
    Row("library_choices", "GET", EVERYBODY),
    Row("rights", "GET", EVERYBODY),
    Row("library_asset", "GET", EVERYBODY, "asset"),
    Row("library_asset", "POST", DRAFTERS, "asset", lambda _: {"name": "a.jpg", "focal_x": 10, "focal_y": 10}),
    Row("link_picture", "GET", EVERYBODY, "link_card"),
    Row("asset_piece", "GET", EVERYBODY, "asset"),
    Row("asset_crops", "GET", EVERYBODY, "asset"),
    Row("asset_retirement", "POST", DRAFTERS, "asset"),
    Row("asset_retirement", "DELETE", DRAFTERS, "asset"),
    Row("asset_changes", "GET", DRAFTERS, elsewhere="hidden"),
    Row(
        "asset_changes",
        "POST",
        DRAFTERS,
        data=lambda w: {"asset": w.asset.pk, "rights-adds": "sol"},
        elsewhere="hidden",
    ),
    Row("asset_rights", "POST", DRAFTERS, "asset", lambda _: {"rights-owner": "Studio"}),
    Row("asset_versions", "POST", DRAFTERS, "asset", lambda _: {"file": picture_file()}),
    Row("check", "POST", DRAFTERS, "post", lambda world: world.typed),
    Row("slots", "GET", EVERYBODY, "page"),
    Row("slots", "POST", SCHEDULERS, "page", lambda _: {"weekdays": [2], "wall": "18:00"}),
    Row("slot_removal", "POST", SCHEDULERS, "slot"),
    Row("campaigns", "GET", EVERYBODY),
    Row("campaign_new", "GET", DRAFTERS),
    Row("campaign_new", "POST", DRAFTERS, data=lambda world: world.summer, elsewhere="rejected"),
    Row("campaign", "GET", EVERYBODY, "campaign"),
    Row("campaign", "POST", DRAFTERS, "campaign", lambda world: world.summer),
    Row("guidelines", "GET", EVERYBODY),
    Row("guideline_new", "GET", GUIDERS),
    Row("guideline_new", "POST", GUIDERS, data=lambda world: world.rule, elsewhere="rejected"),
    Row(
        "guideline_trial",
        "POST",
        EVERYBODY,
        data=lambda world: {"text": "Hola", "page": world.page.pk},
        elsewhere="rejected",
    ),
    Row("guideline", "GET", EVERYBODY, "guideline"),
    Row("guideline", "POST", GUIDERS, "guideline", lambda w: {**w.rule, **as_shown(w.guideline, GuidelineForm)}),
    Row("guideline", "DELETE", GUIDERS, "guideline"),
    Row("desk", "GET", EVERYBODY),
    Row("decision", "POST", DECIDERS, "delivery", lambda _: {"decision": "give_up"}),
    Row("follow_up_decision", "POST", DECIDERS, "follow_up", lambda _: {"decision": "give_up"}),
    Row("removal_decision", "POST", REMOVERS, "removal", lambda _: {"decision": "give_up"}),
    Row("correction_decision", "POST", DECIDERS, "correction", lambda _: {"decision": "give_up"}),
    Row("removal", "POST", REMOVERS, "delivery"),
    Row("post_removal", "POST", REMOVERS, "post"),
    Row("dry_runs", "GET", EVERYBODY),
    Row("dry_runs", "POST", DRAFTERS, data=lambda w: {"brand": w.brand.pk, "days": 7}, elsewhere="rejected"),
    Row("dry_run", "GET", EVERYBODY, "dry_run"),
    Row("estate", "GET", EVERYBODY),
    Row("resumption", "POST", DECIDERS, "page", lambda _: {"word": "give_up"}),
    Row("freezes", "GET", EVERYBODY),
    Row(
        "freezes",
        "POST",
        FREEZERS,
        data=lambda world: {"brand": world.brand.pk, "market": world.market.pk, "reason": "A crisis"},
        elsewhere="rejected",
    ),
    Row("freeze", "DELETE", FREEZERS, "freeze"),
    Row("styleguide", "GET", EVERYBODY),
    Row("page_new", "GET", CONNECTORS),
    Row(
        "page_new",
        "POST",
        CONNECTORS,
        data=lambda world: {"network": "mastodon", "home": world.page.home, **world.place},
        elsewhere="rejected",
    ),
    Row("connection", "GET", CONNECTORS, "page"),
    Row("connection", "POST", CONNECTORS, "page"),
    Row("options", "GET", CONNECTORS, "page"),
    Row("options", "POST", CONNECTORS, "page", lambda w: as_shown(w.page, OptionsForm)),
    Row("grant_back", "GET", CONNECTORS),
    Row("grant", "GET", CONNECTORS, "grant"),
    Row("grant", "POST", CONNECTORS, "grant", lambda world: {"0-chosen": "on", **prefixed("0", world.place)}),
    Row("start", "GET", NOBODY),
    Row("start", "POST", NOBODY, data=lambda _: {"name": "Cygnus", "approval_stages": ["legal"]}),
    Row("start", "DELETE", NOBODY),
    Row("sandbox_pages", "POST", NOBODY),
    Row("brands", "GET", NOBODY),
    Row("brands", "POST", NOBODY, data=lambda _: {"name": "Cygnus", "approval_stages": ["legal"]}),
    Row("brand", "GET", NOBODY, "brand"),
    Row("brand", "POST", NOBODY, "brand"),
    Row("overlays", "GET", NOBODY, "brand"),
    Row("overlays", "POST", NOBODY, "brand", lambda _: {"name": "Frame", "file": overlay_file()}),
    Row("overlay", "GET", NOBODY, "overlay"),
    Row("overlay", "POST", NOBODY, "overlay", lambda _: {"name": "Frame"}),
    Row("overlay_retirement", "POST", NOBODY, "overlay"),
    Row("overlay_retirement", "DELETE", NOBODY, "overlay"),
    Row("overlay_picture", "GET", EVERYBODY, "overlay"),
    Row("market", "GET", NOBODY, "market"),
    Row("market", "POST", NOBODY, "market"),
    Row("events", "GET", EVERYBODY),
    Row("people", "GET", ADMINISTRATORS),
    Row("person_new", "GET", ADMINISTRATORS),
    Row(
        "person_new",
        "POST",
        ADMINISTRATORS,
        data=lambda world: {"name": "Iris", "email": "iris@aurora.example", "role": "analyst", **world.place},
        elsewhere="rejected",
    ),
    Row("people_import", "GET", ADMINISTRATORS),
    Row(
        "people_import",
        "POST",
        ADMINISTRATORS,
        data=lambda world: {"text": world.sheet, "take": "all"},
        elsewhere="rejected",
    ),
    Row("person", "GET", ADMINISTRATORS, "person"),
    Row("roles", "POST", ADMINISTRATORS, "person", lambda world: {"role": "reviewer", **world.place}),
    Row("role", "DELETE", ADMINISTRATORS, "role"),
    Row("invitation", "POST", ADMINISTRATORS, "person"),
    Row("deactivation", "POST", ADMINISTRATORS, "person"),
    Row("deactivation", "DELETE", ADMINISTRATORS, "person"),
    Row("keys", "GET", CONNECTORS),
    Row(
        "keys",
        "POST",
        CONNECTORS,
        data=lambda w: {
            "name": "PIM",
            "scopes": ["read"],
            "brands": w.brand.pk,
            "markets": w.market.pk,
            "a_minute": 60,
        },
        elsewhere="rejected",
    ),
    Row("key_rotation", "POST", CONNECTORS, "key", lambda _: {"days": 7}),
    Row("key_revocation", "POST", CONNECTORS, "key"),
    Row("webhooks", "GET", SUBSCRIBERS),
    Row("webhooks", "POST", SUBSCRIBERS, data=lambda w: {**HOOK, **w.place}, elsewhere="rejected"),
    Row("webhook", "GET", SUBSCRIBERS, "webhook"),
    Row("webhook", "POST", SUBSCRIBERS, "webhook", lambda w: {**HOOK, **w.place, **as_shown(w.webhook, WebhookForm)}),
    Row("webhook_rotation", "POST", SUBSCRIBERS, "webhook"),
    Row("webhook_test", "POST", SUBSCRIBERS, "webhook"),
    Row("webhook_start", "POST", SUBSCRIBERS, "webhook"),
    Row("webhook_stop", "POST", SUBSCRIBERS, "webhook"),
    Row("webhook_removal", "POST", SUBSCRIBERS, "webhook"),
    Row("replay", "POST", SUBSCRIBERS, "message"),
    Row("apps", "GET", NOBODY),
    Row("apps", "POST", NOBODY, data=lambda _: {"network": "facebook", "client_id": "7", "client_secret": "secret"}),
    Row("app", "DELETE", NOBODY, "app"),
]
ENDS = {200: "done", 302: "done", 403: "refused", 404: "hidden", 422: "rejected"}


@dataclass
class Play:
    here: World
    there: World
    people: dict[Role, User]


@pytest.fixture
def play(db: None, settings: Any) -> Play:
    """Everybody works for Aurora in Spain. There is another brand in another market, of which none of them may know."""
    settings.SANDBOX = "http://127.0.0.1:9"
    writer = User.objects.create_user("writer@aurora.example", name="Writer")
    Membership.objects.create(user=writer, role=Role.REVIEWER)
    aurora, borealis = (Brand.objects.create(name=name, slug=name.lower()) for name in ("Aurora", "Borealis"))
    spain = Market.objects.create(code="ES", name="Spain", time_zone="Europe/Madrid", languages=["es"])
    france = Market.objects.create(code="FR", name="France", time_zone="Europe/Paris", languages=["fr"])
    people = {role: User.objects.create_user(f"{role}@aurora.example", name=role.label) for role in Role}
    for role, user in people.items():
        Membership.objects.create(user=user, role=role, brand=aurora, market=spain)
    return Play(world(aurora, spain, writer), world(borealis, france, writer), people)


def routes(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield pattern.name or f"a route without a name: {pattern.pattern}"
        elif pattern.namespace != "admin":
            yield from routes(pattern.url_patterns)


def ask(row: Row, person: User, world: World) -> tuple[str, HttpResponse]:
    """How the request ends, and its answer. What it changed is undone; what is not done must have changed nothing."""
    client = Client()
    client.force_login(person)
    with transaction.atomic():
        # What one person was given to choose from is nobody else's; who may have been given it is asked here.
        Grant.objects.update(by=person)
        SavedView.objects.filter(name="Aurora").update(person=person)
        Import.objects.update(by=person)
        Feed.objects.filter(filters={"market": "ES"}).update(user=person)
        data, before = row.data(world), Event.objects.count()
        send = getattr(client, row.method.lower())
        response: HttpResponse = send(row.address(world), data) if data else send(row.address(world))
        end = ENDS.get(response.status_code, str(response.status_code))
        if end != "done" and Event.objects.count() > before:
            end += ", though something happened"
        transaction.set_rollback(True)
    return end, response


def body(response: HttpResponse) -> bytes:
    return b"".join(response) if response.streaming else response.content


def test_every_route_is_in_the_table():
    pages = {route for route in routes(get_resolver().url_patterns) if not route.startswith("api-")}
    assert pages == {row.route for row in TABLE} | PUBLIC | OWN


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.method}-{row.route}")
def test_each_role_does_what_the_table_says_and_only_in_its_own_market(row: Row, play: Play):
    here = {role: ask(row, person, play.here) for role, person in play.people.items()}
    assert {role: end for role, (end, _) in here.items()} == {role: row.ends_here(role) for role in Role}
    if row.method == "GET" and row.route != "asset":
        assert all(b"Borealis" not in body(response) for _, response in here.values())
    if row.about or row.elsewhere:
        there = {role: ask(row, person, play.there)[0] for role, person in play.people.items()}
        assert there == {role: row.ends_elsewhere(role) for role in Role}


@pytest.mark.parametrize("route", sorted({row.route for row in TABLE}))
def test_methods_that_the_table_does_not_name_are_not_there(route: str, play: Play):
    rows = [row for row in TABLE if row.route == route]
    client = Client()
    client.force_login(play.people[Role.REVIEWER])
    for method in METHODS - {row.method for row in rows}:
        assert client.generic(method, rows[0].address(play.here)).status_code == 405, method


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.method}-{row.route}")
def test_nobody_gets_anywhere_without_logging_in(row: Row, play: Play):
    response = Client().generic(row.method, row.address(play.here))
    assert (response.status_code, response["Location"].partition("?")[0]) == (302, reverse("login"))


def test_a_member_of_nothing_sees_nothing(play: Play):
    client = Client()
    client.force_login(User.objects.create_user("nobody@aurora.example", name="Nobody"))
    for route in (
        "calendar",
        "pages",
        "estate",
        "review",
        "desk",
        "freezes",
        "campaigns",
        "guidelines",
        "events",
        "profile",
    ):
        content = client.get(reverse(route)).content
        assert b"Aurora" not in content, route
        assert b"Borealis" not in content, route


OPERATORS = ["admin:index"] + [
    f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}"
    for model in admin.site._registry
    for page in ("changelist", "add")
]


def test_the_operators_admin_is_for_staff_only(play: Play):
    for person in [None, *play.people.values()]:
        client = Client()
        if person:
            client.force_login(person)
        for route in OPERATORS:
            response = client.get(reverse(route))
            assert response.status_code == 302, (person, route)
            assert response["Location"].partition("?")[0] in {reverse("login"), reverse("admin:login")}


def test_the_operators_admin_changes_nothing_that_verbs_or_machines_write(play: Play, admin_client: Client):
    for noun in (play.here.post, play.here.publication, play.here.delivery, play.here.asset, Event.objects.all()[0]):
        address = f"admin:{noun._meta.app_label}_{noun._meta.model_name}"
        assert admin_client.get(reverse(f"{address}_change", args=[noun.pk])).status_code == 200
        assert admin_client.post(reverse(f"{address}_change", args=[noun.pk]), {}).status_code == 403
        assert admin_client.post(reverse(f"{address}_delete", args=[noun.pk]), {"post": "yes"}).status_code == 403
        assert admin_client.get(reverse(f"{address}_add")).status_code == 403


def test_the_operators_admin_never_shows_a_credential(play: Play, admin_client: Client):
    page = play.here.delivery.page
    answers = [admin_client.get(reverse(route), follow=True) for route in OPERATORS]
    answers.append(admin_client.get(reverse("admin:accounts_page_change", args=[page.pk])))
    for answer in answers:
        assert b"redential" not in answer.content
        assert page.credential.sealed.encode() not in answer.content
