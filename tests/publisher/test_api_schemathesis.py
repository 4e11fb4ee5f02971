"""A short play of what `bin/schemathesis` does for as long as one likes: calls made of the API's own description."""

from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.config import SchemathesisConfig

from accounts.models import Brand, Market, Role, User
from rig import bodies  # noqa: F401 - for what it registers
from tests.caller import *  # noqa: F403
from tests.cast import person
from tests.world import world

CONFIGURATION = Path(__file__).resolve().parent.parent.parent / "rig" / "schemathesis.toml"
FEW = settings(
    max_examples=5, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


@pytest.fixture
def rehearsal(spain: Market, erika: User) -> Brand:
    """Called as the configuration calls it."""
    brand = Brand.objects.create(name="Rehearsal", slug="rehearsal")
    world(brand, spain, person("Hanna", Role.REVIEWER))
    return brand


@pytest.fixture
def described(rehearsal: Brand, live_server: Any) -> Any:
    config = SchemathesisConfig.from_path(CONFIGURATION)
    return schemathesis.openapi.from_url(f"{live_server.url}/api/v1/schema", config=config)


def test_every_call_is_answered_as_it_is_described(described: Any, made: Any, rehearsal: Brand) -> None:
    headers = {"Authorization": f"Bearer {made(brands=[rehearsal], a_minute=1_000_000)[1]}"}
    operations = [result.ok() for result in described.get_all_operations()]
    assert len(operations) > 40

    def call(case: Any) -> None:
        case.call_and_validate(headers=headers)

    for operation in operations:
        FEW(given(operation.as_strategy())(call))()
