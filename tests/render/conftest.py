import pytest

from bot.render.fonts import Fonts


@pytest.fixture(scope="session")
def fonts() -> Fonts:
    return Fonts.load()
