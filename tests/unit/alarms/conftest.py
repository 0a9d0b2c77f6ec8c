import pytest

from tests.unit.alarms.world import World, rich_site


@pytest.fixture
def world() -> World:
    """The small site, where no rule has a time of its own."""
    return World()


@pytest.fixture
def rich() -> World:
    """A site with every rule that a point, a zone or a station can have."""
    return World(rich_site())
