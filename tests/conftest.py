"""What holds for every test."""

import gc

import simcord.pytest_plugin
from hypothesis import HealthCheck, settings

from tests.patience import count_processor_time
from tests.spared import spare
from tests.still import StillEnv

# Speed is judged in benchmarks: a machine that is busy fails no property.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")
count_processor_time()
spare()

# Every test that asks for simcord's `simcord_env` is given this one.
simcord.pytest_plugin.Env = StillEnv  # type: ignore[attr-defined]


def pytest_collection_finish() -> None:
    """Keep eight thousand tests from being looked through for garbage again and again."""
    gc.collect()
    gc.freeze()
