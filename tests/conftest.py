"""What all tests share: no clock judges a law."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# Speed is measured in tests/benchmarks; on a busy machine a deadline fails what is right.
settings.register_profile("cccdiag", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("cccdiag")
