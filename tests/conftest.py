"""How generated examples are drawn: `quick` for the second interpreter, Hypothesis's own `ci` where CI is set."""

from hypothesis import HealthCheck, settings

# A shared machine is slow at times, and that is no fault of the code under test.
_patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

_profile = settings.get_current_profile_name()
settings.register_profile("quick", _patient, max_examples=15, derandomize=True)
settings.register_profile("ci", _patient, derandomize=True, database=None, print_blob=True)
settings.register_profile("default", _patient)
settings.load_profile(_profile)
