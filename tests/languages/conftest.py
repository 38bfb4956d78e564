import asyncio
from typing import Any

import pytest

from tests.languages.commands import registered
from tests.languages.sources import Found


@pytest.fixture(scope="session")
def commands() -> tuple[list[Found], list[dict[str, Any]]]:
    """The keys of every command, and what Discord was told of them."""
    return asyncio.run(registered())
