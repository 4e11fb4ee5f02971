"""Wall time: what the clock in the market shows, and the instants it means."""

from datetime import UTC, datetime

import pytest
from django.utils import translation

from accounts.wording import told
from campaigns.walltime import AmbiguousTime, NonexistentTime, city, from_utc, to_utc, words


def test_the_same_wall_time_is_another_instant_in_every_market() -> None:
    evening = datetime(2027, 1, 15, 18)
    assert to_utc(evening, "Europe/Madrid") == datetime(2027, 1, 15, 17, tzinfo=UTC)
    assert to_utc(evening, "Pacific/Auckland") == datetime(2027, 1, 15, 5, tzinfo=UTC)


def test_an_hour_the_spring_leaves_out_is_refused() -> None:
    with pytest.raises(NonexistentTime, match="02:30 does not exist on 28 March 2027"):
        to_utc(datetime(2027, 3, 28, 2, 30), "Europe/Madrid")


def test_an_hour_the_autumn_repeats_asks_which() -> None:
    twice = datetime(2026, 10, 25, 2, 30)
    with pytest.raises(AmbiguousTime, match="happens twice"):
        to_utc(twice, "Europe/Madrid")
    assert to_utc(twice, "Europe/Madrid", fold=0) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert to_utc(twice, "Europe/Madrid", fold=1) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize("hour", [0, 1])
def test_an_instant_and_its_wall_time_name_each_other(hour: int) -> None:
    at = datetime(2026, 10, 25, hour, 30, tzinfo=UTC)
    wall, fold = from_utc(at, "Europe/Madrid")
    assert (wall, to_utc(wall, "Europe/Madrid", fold)) == (datetime(2026, 10, 25, 2, 30), at)


@pytest.mark.parametrize(
    ("language", "told_as"),
    [
        ("en", "3 November 2026, 09:15"),
        ("de", "3. November 2026, 09:15"),
        ("es", "3 de noviembre de 2026, 09:15"),
        ("fr", "3 novembre 2026, 09:15"),
        ("it", "3 novembre 2026, 09:15"),
        ("pt-br", "3 de novembro de 2026, 09:15"),
    ],
)
def test_a_wall_time_is_said_as_people_say_it(language: str, told_as: str) -> None:
    with translation.override(language):
        assert told(words(datetime(2026, 11, 3, 9, 15))) == told_as


def test_people_know_a_zone_by_its_city() -> None:
    assert [city(zone) for zone in ("America/New_York", "UTC")] == ["New York", "UTC"]
