"""What people do in the state machine, by the house's own verbs, each entered into the ledger."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from accounts.models import Page
from campaigns.content import Content
from campaigns.draft import Draft, Plan
from campaigns.models import Post, Publication
from campaigns.models.post import Blocked
from campaigns.models.publication import RECALLABLE
from campaigns.moves import WrongState
from publisher import connections
from publisher.models import Delivery, Freeze, Hold, Word
from publisher.networks.base import Identity
from tests.publisher.model_world import Row, World

NOON = datetime(2040, 6, 1, 12)


class People(World):
    def writes(self, pages: list[int], text: str, ahead: int, tags: tuple[str, ...]) -> Post:
        plans = tuple(Plan(self.stage.pages[n], NOON, "Europe/Madrid") for n in pages)
        draft = Draft(text=text, tags=tags, plan=plans)
        post = Post.write(self.stage.ana, self.stage.brand, self.stage.market, draft)
        self.ledger.texts[post.pk] = text
        self._plan(post, ahead)
        return post

    def _plan(self, post: Post, ahead: int) -> None:
        """The time the engine goes by. The wall shows another one, years ahead, so that no edit comes too late."""
        publications = post.publications.open()
        publications.update(at=self.clock.at(self.clock.now + ahead))
        for publication in publications:
            self.ledger.plan(publication.pk, self.clock.now + ahead)

    def edits(self, post: Post, text: str, ahead: int | None) -> None:
        """Another text, or other times, or both."""
        old = post.draft()
        later = tuple(replace(entry, wall=entry.wall + timedelta(minutes=1)) for entry in old.plan or ())
        new = replace(old, text=text, plan=later if ahead else None)
        if new.differs_from(old):
            self._void(post)
        post.revise(by=self.stage.ana, draft=new, version=post.version)
        self.ledger.texts[post.pk] = text
        if ahead:
            self._plan(post, ahead)

    def approves(self, post: Post) -> None:
        if post.state not in ("draft", "review"):
            return
        with suppress(Blocked):  # all its times have passed, or a page is not connected
            if post.state == "draft":
                post.submit(by=self.stage.ana)
            post.approve(by=self.stage.dieter, digest=post.revision.digest)
            self.ledger.approve(post, post.revision.contents())

    def withdraws(self, post: Post) -> None:
        if post.state in ("review", "approved"):
            post.withdraw_approval(by=self.stage.dieter)
            self._void(post)

    def _void(self, post: Post) -> None:
        self.ledger.void(post.publications.values_list("pk", flat=True))

    def cancels(self, row: Row) -> None:
        absent = row.state in RECALLABLE and not row.doubts
        begun = row.stage == "cancelled" or (row.stage == "released" and not absent)
        try:
            Publication.objects.get(pk=row.publication).cancel(by=self.stage.ana)
        except WrongState:
            assert begun, "what has not begun to go out can be cancelled"
        else:
            assert not begun, "what has begun to go out cannot be cancelled"
            self.ledger.void([row.publication])

    def tampers(self, row: Row) -> None:
        """Somebody writes other words into the database, and knows what a digest is."""
        for delivery in Delivery.objects.filter(pk=row.delivery, state__in=RECALLABLE):
            content = {**delivery.content, "text": "Compra ya"}
            digest = Content.from_json(content).digest
            Delivery.objects.filter(pk=delivery.pk).update(content=content, digest=digest)

    def decides(self, row: Row, verb: str, **arguments: str) -> None:
        delivery = Delivery.objects.get(pk=row.delivery)
        public = bool(self.shown(row.publication))
        with suppress(WrongState):  # the post was edited meanwhile
            getattr(delivery, verb)(by=self.stage.ana, **arguments)
            self.ledger.decide(delivery, verb, self.clock.now, unproven=row.state == "unproven", public=public)

    def loses(self, page: Page) -> None:
        """Somebody notices that the token is dead, before any call does."""
        connections.lost(Page.objects.select_related("credential").get(pk=page.pk), "The token was revoked.")
        self.ledger.held[page.pk] = 0

    def reconnects(self, page: Page) -> None:
        page = Page.objects.get(pk=page.pk)
        identity = Identity(page.remote_id, page.name, page.handle, page.address, {"token": f"of {self.clock.now}"})
        connections.connect(page, identity)
        self.ledger.reconnect(page.pk, self.rows, self.clock.now)

    def answers(self, hold: Hold, word: Word) -> None:
        """The held ones go on, or those that are late or all of them do not."""
        hold.answer(word, by=self.stage.ana)
        self.ledger.held[hold.page_id] = 0

    def freezes(self, scope: dict[str, str]) -> None:
        self.ledger.freezes[Freeze.set(by=self.stage.erika, reason="Crisis", **scope).pk] = scope
