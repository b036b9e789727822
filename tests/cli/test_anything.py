"""Whatever bytes somebody sends, each record is accounted for."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.wire import Wire

values = st.none() | st.binary(max_size=400) | st.fixed_dictionaries({"id": st.text(max_size=5), "body": st.text()})


@pytest.fixture
def flowing(wire: Wire) -> Iterator[Wire]:
    wire.start_worker("enrich")
    yield wire


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batch=st.lists(values, min_size=1, max_size=60))
def test_any_bytes_are_accounted_for(flowing: Wire, batch: list) -> None:
    before = flowing.audit()
    flowing.send(batch)
    flowing.wait_drained()
    after = flowing.audit()
    assert after.raw - before.raw == len(batch)
    assert after.enriched + after.rejected == after.raw
    assert after.clean
