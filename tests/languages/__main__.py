"""`python -m tests.languages`: bring the catalogs up to date with the source; new keys come in empty, gone ones go."""

import asyncio

from tests.languages.catalog import OTHERS, path_of, written
from tests.languages.commands import registered
from tests.languages.sources import in_source

if __name__ == "__main__":
    of_commands, _ = asyncio.run(registered())
    for code in OTHERS:
        path_of(code).write_bytes(written(code, [*in_source(), *of_commands]))
