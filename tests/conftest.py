"""What holds for every test."""

from hypothesis import HealthCheck, settings

# Speed is judged in benchmarks: a machine that is busy fails no property.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")
