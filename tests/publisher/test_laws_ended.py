"""I2: every approved publication ends published, or a person is told. Judged by what the sandbox saw become public."""

from collections.abc import Callable

from django.core import mail

from accounts.models import Network, User
from publisher import telling
from publisher.models import Delivery
from tests.publisher.conftest import work
from tests.publisher.steps import Connect, Due, looked_for


def test_a_person_is_told_of_what_could_not_be_sent(
    connect: Connect, due: Due, taciturn: Callable[[], None], ana: User
) -> None:
    page = connect(Network.MASTODON)
    taciturn()
    delivery = due(page)
    work()
    delivery.refresh_from_db()
    assert delivery.state == "refused"
    assert list(Delivery.objects.on_desk().decidable_by(ana)) == [delivery]
    telling.tell_people()
    assert ana.email in [address for letter in mail.outbox for address in letter.to]
    telling.tell_people()
    assert len([letter for letter in mail.outbox if ana.email in letter.to]) == 1


def test_what_is_neither_public_nor_taken_ends_on_the_desk(
    connect: Connect, due: Due, taciturn: Callable[[], None]
) -> None:
    page = connect(Network.MASTODON)
    delivery = due(page)
    Delivery.objects.update(doubts=1)
    taciturn()
    work()
    looked_for(delivery)
    work()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == ("unproven", delivery.attempts.get().reason)
