"""A short play of what `bin/schemathesis` does for as long as one likes: calls made of the API's own description."""

from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, settings
from schemathesis.config import SchemathesisConfig

from accounts.models import Brand, Market, Role, User
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
def described(rehearsal: Brand) -> Any:
    config = SchemathesisConfig.from_path(CONFIGURATION)
    return schemathesis.openapi.from_wsgi("/api/v1/schema", get_wsgi_application(), config=config)


api = schemathesis.pytest.from_fixture("described")


@api.parametrize()
@FEW
def test_every_call_is_answered_as_it_is_described(case: Any, made: Any, rehearsal: Brand) -> None:
    key = made(brands=[rehearsal], a_minute=1_000_000)[1]
    case.call_and_validate(headers={"Authorization": f"Bearer {key}"})
