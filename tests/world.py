"""All that exists in one market, for tests that ask who may reach it."""

from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from django.utils import timezone

from accounts.models import (
    ApiKey,
    ApiSecret,
    App,
    Brand,
    Event,
    Market,
    Membership,
    Message,
    Network,
    Page,
    Role,
    User,
    Webhook,
)
from campaigns.content import Part
from campaigns.draft import Draft
from campaigns.models import (
    Asset,
    Campaign,
    Feed,
    Guideline,
    Import,
    LinkCard,
    Overlay,
    Post,
    Publication,
    SavedView,
    Slot,
)
from publisher.models import Correction, Delivery, DryRun, FollowUp, Freeze, Grant, Hold, Removal
from publisher.networks.base import Identity
from tests.cast import in_an_hour, overlay_of, page_on, picture_file, plan

LINK = "https://aurora.example/es"


@dataclass
class World:
    """A page that waits for a word, a slot of its week, a post waiting for its market lead, a refused delivery, a part
    of its thread, its deletion and its change, a freeze, a picture, an overlay, a card, a dry run, pages to choose
    from, an app, a guideline, a campaign, somebody who only reads, a view of the calendar, and what machines have: a
    key, a message to a webhook, a feed for calendars, a table of posts."""

    brand: Brand
    market: Market
    page: Page
    slot: Slot
    post: Post
    publication: Publication
    delivery: Delivery
    follow_up: FollowUp
    removal: Removal
    correction: Correction
    freeze: Freeze
    asset: Asset
    overlay: Overlay
    link_card: LinkCard
    dry_run: DryRun
    grant: Grant
    app: App
    guideline: Guideline
    campaign: Campaign
    person: User
    saved_view: SavedView
    key: ApiKey
    message: Message
    feed: Feed
    table: Import

    @property
    def webhook(self) -> Webhook:
        return self.message.webhook

    @property
    def place(self) -> dict[str, int]:
        return {"brand": self.brand.pk, "market": self.market.pk}

    @property
    def typed(self) -> dict[str, object]:
        """What somebody types into the form of a post."""
        return {"place": f"{self.brand.pk}.{self.market.pk}", "text": "Hola", "version": self.post.version}

    @property
    def role(self) -> Membership:
        """What that reader is here."""
        return Membership.objects.get(user=self.person)

    @property
    def sheet(self) -> str:
        """A CSV with somebody who is to work here."""
        return f"name,e-mail,role,brand,market\nIris,iris@aurora.example,analyst,{self.brand.slug},{self.market.code}"

    @property
    def summer(self) -> dict[str, object]:
        """What somebody types to make a campaign, or to change one."""
        return {"brand": self.brand.pk, "name": "Summer", "starts_on": "2031-06-01", "ends_on": "2031-08-31"}

    @property
    def rule(self) -> dict[str, object]:
        """What somebody types to lay down a guideline here."""
        return {"kind": "media_required", "sentence": "Add a picture.", "blocks": "no", **self.place}

    def rejection(self, stage: str) -> dict[str, object]:
        """What somebody types to reject the post, which is now at that stage."""
        Post.objects.filter(pk=self.post.pk).update(stage=stage)
        assert self.post.revision
        return {"decision": "reject", "note": "No.", "digest": self.post.revision.digest}


def world(brand: Brand, market: Market, writer: User) -> World:
    page = page_on(Network.MASTODON, brand, market)
    post = Post.write(writer, brand, market, Draft(text=f"Hola {brand}", plan=(plan(page, in_an_hour()),)))
    post.submit(by=writer)
    publication = post.publications.get()
    delivery = refused(publication)
    freeze = Freeze.objects.create(brand=brand, market=market, reason=f"A crisis at {brand}", by=writer)
    asset = Asset.upload(writer, brand, picture_file(), market=market)
    dry_run = DryRun.begin(writer, brand, [post])
    app = App.objects.keep(page.network, page.home, "marquee", "secret")
    until = timezone.now() + timedelta(minutes=10)
    Hold.objects.create(home=page.home, page=page, kind=Hold.Kind.RECONNECT, until=until)
    rule = {"kind": Guideline.Kind.BANNED_WORDS, "words": ["gratis"], "sentence": f"Nothing is free at {brand}."}
    reader = User.objects.create_user(f"reader@{brand.slug}.example", name=f"Reader of {brand}")
    Membership.objects.create(user=reader, role=Role.ANALYST, brand=brand, market=market)
    return World(
        brand=brand,
        market=market,
        page=page,
        slot=Slot.make(writer, page, 1, time(18)),
        post=post,
        publication=publication,
        delivery=delivery,
        follow_up=followed(delivery),
        removal=not_removed(delivery, writer),
        correction=not_corrected(delivery),
        freeze=freeze,
        asset=asset,
        overlay=overlay_of(brand),
        link_card=LinkCard.objects.create(brand=brand, address=LINK, read_at=timezone.now(), file=asset.file.name),
        dry_run=dry_run,
        grant=granted(brand, market),
        app=app,
        guideline=Guideline.lay_down(writer, **rule, brand=brand, market=market),
        campaign=Campaign.make(writer, brand, f"Spring at {brand}", date(2031, 3, 1), date(2031, 5, 31)),
        person=reader,
        saved_view=SavedView.keep(writer, str(brand), "view=week"),
        key=key_for(brand, market, writer),
        message=message_for(brand, market, writer),
        feed=Feed.make(writer, f"Posts of {brand}", {"market": market.code})[0],
        table=Import.objects.create(brand=brand, market=market, by=writer, name="x", table=[["Text"], [str(brand)]]),
    )


def message_for(brand: Brand, market: Market, by: User) -> Message:
    webhook = Webhook(name=f"Newsroom of {brand}", url="https://newsroom.example", brand=brand, market=market, by=by)
    webhook.save()
    webhook.seal(["whsec_c2VjcmV0"]).save()
    return Message.objects.create(webhook=webhook, event=Event.objects.note("webhook.tested", webhook, by))


def key_for(brand: Brand, market: Market, by: User) -> ApiKey:
    user = User.objects.create_user(f"{brand.slug}.{market.code}@machines.invalid", name=f"DAM of {brand}")
    Membership.objects.create(user=user, role=Role.CLIENT, brand=brand, market=market)
    key = ApiKey.objects.create(name=user.name, user=user, by=by, scopes=["read"])
    ApiSecret.make(key)
    return key


def granted(brand: Brand, market: Market) -> Grant:
    """One page at Mastodon, offered to its first administrator."""
    by = User.objects.filter(memberships__role=Role.ADMINISTRATOR).earliest("pk")
    grant = Grant(by=by, brand=brand, market=market, network=Network.MASTODON, home="http://127.0.0.1:9")
    grant.mark = f"{brand} {market}"
    grant.offer([Identity("7", "Aurora", "@aurora@a.example", "https://a.example/@aurora", {"token": "secret"})])
    return grant


def followed(delivery: Delivery) -> FollowUp:
    """The second part of its thread, which nothing can be put below."""
    FollowUp.objects.plan([delivery])
    return delivery.follow_ups.get()


def not_removed(delivery: Delivery, by: User) -> Removal:
    """An order to delete it that the network did not follow."""
    where = {"delivery": delivery, "page": delivery.page, "network": delivery.network, "by": by}
    times = dict.fromkeys(("due_at", "next_at", "closes_at"), delivery.due_at)
    return Removal.objects.create(**where, **times, state=Removal.State.REFUSED, reason="Not now.")


def not_corrected(delivery: Delivery) -> Correction:
    """Other words for it that the network did not take."""
    where = {"delivery": delivery, "page": delivery.page, "network": delivery.network, "revision": delivery.revision}
    times = dict.fromkeys(("due_at", "next_at", "closes_at"), delivery.due_at)
    what = {"content": delivery.content, "digest": delivery.digest, "state": Correction.State.REFUSED}
    return Correction.objects.create(**where, **times, **what, reason="Not now.")


def refused(like: Publication) -> Delivery:
    """A delivery an hour ago of the same post to the same page, which the network did not take."""
    post, page, at = like.post, like.page, timezone.now() - timedelta(hours=1)
    sent = post.publications.create(page=page, wall=like.wall, zone=like.zone, at=at, state="released")
    content = replace(like.content(post, [], ()), thread=(Part("Dos."),))
    return Delivery.objects.create(
        publication=sent,
        revision=post.revision,
        page=page,
        network=page.network,
        content=content.to_json(),
        digest=content.digest,
        state=Delivery.State.REFUSED,
        due_at=at,
        closes_at=at,
        next_at=at,
    )
