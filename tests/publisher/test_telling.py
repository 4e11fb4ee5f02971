"""Who is mailed about what waits at many places: the people nearest to each, found at once."""

from typing import Any

from accounts.access import Action
from accounts.models import Brand, Market, User
from publisher.telling import people_who


def test_the_nearest_of_many_places_are_found_by_one_query(
    django_assert_num_queries: Any, ana: User, bruno: User, dieter: User, erika: User, aurora: Brand, spain: Market
) -> None:
    """Ana is Spain's; where a market has nobody of its own, those who work for all of them are told."""
    empty = [Market.objects.create(code=code, name=code, time_zone="UTC", languages=[]) for code in ("AA", "BB", "CC")]
    places = [(aurora.pk, market.pk) for market in empty]
    with django_assert_num_queries(1):
        assert people_who([Action.DECIDE], [(aurora.pk, spain.pk)]) == [ana]
    with django_assert_num_queries(1):
        assert {*people_who([Action.DECIDE, Action.CONNECT], [*places, (aurora.pk, spain.pk)])} == {ana, dieter, erika}
    User.objects.filter(pk=ana.pk).update(is_active=False)
    assert {*people_who([Action.DECIDE], [(aurora.pk, spain.pk)])} == {dieter, erika}
