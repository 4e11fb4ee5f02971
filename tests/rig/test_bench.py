"""A bench: its verdict counts what became public, a missed goal is a missed goal, and its JSON has a shape."""

import hashlib
import importlib
import json

import av
import pytest
from celery import current_app

from publisher.celery import app
from rig import film
from rig.bench import backlog, empty, eta, media, memory, naive, pages, pictures, slow, ticks, upload
from rig.bench.__main__ import BENCHES
from rig.bench.backlog import Played
from rig.bench.goal import Goal, at_least, at_most, within
from rig.bench.pages import Cost
from rig.bench.result import SHAPE, Result, sound
from rig.bench.stage import given
from rig.bench.verdict import Verdict, judge, quantile, together
from rig.process import of


def line(number: int, at: float = 100, network: str = "mastodon") -> dict:
    return {"network": network, "account": f"page-{number}", "text": f"Post {number}", "at": at}


def post(number: int, at: float, **other: object) -> dict:
    return line(number, at) | other


def verdict(late: list[float], **other: int) -> Verdict:
    counts = {"publications": len(late), "public": len(late), "doubles": 0, "strange": 0} | other
    return Verdict(**counts, late=sorted(late), seconds=max(late))


# --- the verdict


def test_every_post_once_and_not_early_is_sound():
    found = judge([line(1), line(2)], [post(1, 100), post(2, 101)])
    assert found.sound
    assert (found.publications, found.public, list(found.late), found.rate) == (2, 2, [0, 1], 2)


def test_a_second_copy_is_a_double_and_does_not_count_as_late():
    found = judge([line(1), line(2)], [post(1, 100), post(1, 130), post(2, 101)])
    assert (found.doubles, found.public, found.quantile(1), found.sound) == (1, 3, 1, False)


def test_what_is_not_public_is_lost():
    found = judge([line(1), line(2)], [post(1, 100)])
    assert (found.lost, found.sound) == (1, False)


def test_what_is_public_before_its_time_is_early():
    found = judge([line(1)], [post(1, 99.9)])
    assert (found.early, found.sound) == (1, False)


@pytest.mark.parametrize("other", [{"text": "Nobody wrote this"}, {"account": "elsewhere"}, {"network": "bluesky"}])
def test_what_nobody_ordered_is_strange_and_makes_good_for_nothing(other):
    found = judge([line(1)], [post(1, 100, **other)])
    assert (found.strange, found.lost, found.sound) == (1, 1, False)


def test_the_rate_is_reckoned_from_the_first_due_to_the_last_public():
    assert judge([line(n) for n in range(10)], [post(n, 100 + n / 2) for n in range(10)]).rate == pytest.approx(
        10 / 4.5
    )


def test_nothing_at_all_is_no_division_by_nothing():
    assert judge([], []).to_json()["posts_per_second"] == 0


def test_a_quantile_is_a_value_that_was_measured():
    values = list(range(1, 101))
    assert [quantile(values, share) for share in (0, 0.5, 0.99, 1)] == [1, 51, 100, 100]
    assert quantile([], 0.5) == 0


def test_acts_are_counted_together():
    counts = together(judge([line(1)], [post(1, 100), post(1, 101)]), judge([line(1)], []))
    assert counts == {"publications": 2, "public": 2, "doubles": 1, "lost": 1, "early": 0}


# --- goals and results


@pytest.mark.parametrize(
    ("goal", "met"),
    [
        (at_most("p99", 1, 1), True),
        (at_most("p99", 1.01, 1), False),
        (at_least("rate", 1000, 1000), True),
        (at_least("rate", 999, 1000), False),
        (within("p50", 1.5, 1.5, 1), True),
        (within("p50", 1.51, 1.5, 1), False),
        (sound(verdict([0.1])), True),
        (sound(verdict([0.1]), verdict([0.1], doubles=1)), False),
        (sound(verdict([0.1]), verdict([-0.1, 0.1])), False),
    ],
)
def test_a_goal_is_met_up_to_its_limit(goal: Goal, met: bool):
    assert goal.met is met


def test_one_missed_goal_misses_the_whole():
    met, missed = at_most("p99", 1, 1), at_most("p99", 2, 1)
    assert Result("burst", {}, [met, met]).met
    assert not Result("burst", {}, [met, missed]).met


def test_the_json_has_the_same_names_for_every_bench():
    found = Result("steady", {"public": 3, "own": 1}, [at_most("p99", 2, 1)]).to_json()
    assert {"bench", *SHAPE, "machine", "goals"} <= set(found)
    assert (found["public"], found["own"], found["ratio"]) == (3, 1, None)
    assert json.loads(json.dumps(found)) == found


@pytest.mark.parametrize("name", BENCHES)
def test_every_bench_can_be_run_and_says_what_it_is(name: str):
    module = importlib.import_module(f"rig.bench.{name}")
    assert (module.__doc__ or "").startswith(f"`{name}`: ")
    assert callable(module.run)


def test_a_bench_never_fills_a_database_from_outside(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://elsewhere/marquee")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere")
    assert not {"DATABASE_URL", "REDIS_URL"} & set(given())


# --- the single benches


def played(rate: float = 1000, late: float = 0.1, turn: float = 0.01) -> Played:
    burst = Verdict(publications=1000, public=1000, doubles=0, strange=0, late=[0.1] * 1000, seconds=1000 / rate)
    return Played(burst, verdict([late] * 100), [0.3] * 10, [turn] * 100, {"worker.1": 100.0})


@pytest.mark.parametrize(
    ("full", "met"),
    [
        (played(), True),
        (played(rate=801), True),
        (played(rate=799), False),
        (played(late=0.124), True),
        (played(late=0.126), False),
        (played(turn=0.021), False),
    ],
)
def test_a_backlog_may_cost_a_quarter(full: Played, met: bool):
    assert backlog.judged(played(), full).met is met


WHOLE = {"publications": 9, "public": 9, "doubles": 0, "lost": 0, "unsure": 3, "handed_to_person": 1}
NAMES = {"slow": "mastodon", "resetting": "bluesky", "healthy": ["facebook"]}


@pytest.mark.parametrize(
    ("late", "whole", "met"),
    [
        ([0.14] * 9, {}, True),
        ([0.16] * 9, {}, False),
        ([0.1] * 8 + [0.2], {}, False),
        ([0.1] * 9, {"doubles": 1}, False),
        ([0.1] * 9, {"lost": 1}, False),
    ],
)
def test_healthy_networks_are_held_against_themselves_and_no_network_may_double_or_lose(late, whole, met):
    assert slow.judged(verdict([0.1] * 9), verdict(late), WHOLE | whole, NAMES, {}).met is met


def costs(p95: float = 100, queries: int = 9) -> dict[str, Cost]:
    return {"desk": Cost([1.0] * 50 + [p95] * 10, queries)}


@pytest.mark.parametrize(
    ("before", "after", "wait", "met"),
    [
        (costs(), costs(), 0.9, True),
        (costs(), costs(p95=151), 0.9, False),
        (costs(queries=16), costs(queries=16), 0.9, False),
        (costs(queries=8), costs(queries=9), 0.9, False),
        (costs(), costs(), 1.1, False),
    ],
)
def test_a_page_has_its_limits_and_needs_as_many_queries_for_few_rows_as_for_many(before, after, wait, met):
    assert pages.judged(before, after, (1000, 10_000), [0.5, wait], {}).met is met


def test_a_page_s_cost_is_read_from_its_answer():
    assert pages.read("total;dur=12.3, queries;desc=7") == (12.3, 7)


def test_growth_is_reckoned_from_the_third_burst():
    rests = [{"worker.1": size} for size in (100.0, 150.0, 200.0, 205.0, 209.0)]
    verdicts = [verdict([0.1])] * 5
    assert memory.judged(verdicts, rests[0], {}, rests).met
    grown = memory.judged(verdicts, rests[0], {}, [*rests, {"worker.1": 211.0}])
    assert not grown.met
    assert grown.figures["growth_after_burst_3"] == {"worker.1": 1.055}


def test_tasks_that_run_twice_are_counted_by_post_and_by_copy():
    ledger = [line(1), line(2), line(3)]
    found = naive.described(ledger, [post(1, 100), post(1, 100), post(1, 100), post(2, 101)])
    assert {name: found[name] for name in ("public", "twice_or_more", "doubles", "lost")} == {
        "public": 4,
        "twice_or_more": 1,
        "doubles": 2,
        "lost": 1,
    }


@pytest.mark.parametrize(
    ("shown", "late", "worker", "met"),
    [(1, 0.5, 299, True), (0, 0.5, 299, False), (1, 1.1, 299, False), (1, 0.5, 301, False)],
)
@pytest.mark.parametrize("turned", [False, True])
def test_pictures_and_films_are_shown_on_time_by_a_worker_of_modest_size(shown, late, worker, met, turned):
    acts = [(verdict([0.1]), 1, {"worker.1": 200}), (verdict([late]), shown, {"worker.1": worker, "sandbox": 999})]
    assert media.judged(*(acts[::-1] if turned else acts)).met is met


def test_pictures_are_large_and_differ(tmp_path):
    one, other = (file.read_bytes() for file in pictures.draw(tmp_path, 2))
    assert one != other
    assert 1_000_000 < len(one) < 2_000_000


def test_turns_are_read_from_what_dispatchers_say_from_now_on(tmp_path):
    dispatcher = of(tmp_path, "dispatcher.1")
    dispatcher.log.parent.mkdir()
    said = ['{"seconds": 9, "event": "turn"}', '{"event": "dispatcher_started"}']
    dispatcher.log.write_text("\n".join(said) + "\n")
    heard = ticks.Ticks([dispatcher])
    with dispatcher.log.open("a") as log:
        log.write(
            '{"seconds": 0.02, "event": "turn"}\nnot JSON\n{"seconds": 0.01, "event": "turn"}\n{"seconds": 5, "ev'
        )
    assert heard.seconds() == [0.01, 0.02]
    assert ticks.described(heard.seconds()) == {"turns": 2, "p50": 20.0, "p99": 20.0, "max": 20.0}


# --- a large upload


def test_a_film_is_as_long_as_it_is_asked_for_and_plays(tmp_path):
    path = film.make_heavy(tmp_path / "film.mp4", 3 * 2**20)
    assert path.stat().st_size == 3 * 2**20
    with av.open(str(path)) as container:
        assert next(container.decode(video=0)).width == 720


@pytest.mark.parametrize(
    ("other", "missed"),
    [
        ({}, []),
        ({"checksum": "0" * 64}, ["the same checksum"]),
        ({"again": {"cut": 30 * 2**20, "kill": 3 * 2**20}}, ["sent again ≤ 32 MB"]),
        ({"memory": 201}, ["a web process's memory ≤ 200 MB"]),
    ],
)
def test_an_upload_is_the_same_at_its_end_and_costs_little(other, missed, tmp_path):
    (path := tmp_path / "film.mp4").write_bytes(b"film")
    told = {"size": 4, "checksum": other.get("checksum", hashlib.sha256(b"film").hexdigest())}
    found = upload.judged(path, told, other.get("again", {"cut": 5, "kill": 5}), 2.0, other.get("memory", 150))
    assert [goal.wanted for goal in found.goals if not goal.met] == missed


def test_the_benches_own_celery_leaves_bells_to_ours():
    assert app not in {empty.app, eta.app}
    assert current_app._get_current_object() is app
