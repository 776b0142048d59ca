"""The public log, held against its procedure once."""

from collections import Counter

import pytest

from dinh.mining.conformance import held
from dinh.mining.run import Run
from tests.mining.logs import PUBLIC, calendar, receipt_phase


@pytest.fixture(scope="session")
def public():
    """What was found, and how the cases that fit ended."""
    if not PUBLIC.exists():
        pytest.skip(f"the public log is not here: {PUBLIC}")
    ended = Counter()
    return held(
        PUBLIC,
        receipt_phase(),
        calendar(),
        each=lambda trace, found: ended.update([found.case.end] if isinstance(found, Run) else ()),
    ), ended
