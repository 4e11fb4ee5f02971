"""How the API is asked: with every scope there is, by every check there is, for as long as was wanted."""

import tomllib

import pytest

from accounts.models.key import Scope
from rig import probe


def test_one_key_may_do_all_that_keys_may():
    assert set(probe.KEYS["does everything"]) == set(Scope)
    assert all(set(scopes) <= set(Scope) for scopes in probe.KEYS.values())


def test_the_keys_share_the_time():
    assert probe.SHARES.keys() == probe.KEYS.keys()
    assert sum(probe.SHARES.values()) == pytest.approx(1)


def test_no_check_is_left_out():
    with probe.CONFIGURATION.open("rb") as file:
        checks = tomllib.load(file)["checks"]
    assert all(set(settings) == {"expected-statuses"} for settings in checks.values())


def test_the_command_says_for_how_long_and_from_which_seed():
    words = probe.command("http://127.0.0.1:1/schema", "mq_secret", 12.4, 7)
    assert {"run", "http://127.0.0.1:1/schema", "--max-time=12", "--seed=7"} <= set(words)
    assert "--header=Authorization: Bearer mq_secret" in words
    assert "--max-time=1" in probe.command("x", "y", 0.1, 7)
