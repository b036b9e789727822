import os
from pathlib import Path

import pytest

from streams.knowledge import Knowledge, load_knowledge


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of data that lies beside the checkout, where there is one."""
    folder = Path(os.environ.get("LAGEBILD_SHARED") or Path(__file__).parents[2].parent / "shared")
    if not folder.is_dir():
        pytest.skip("no shared data beside the checkout")
    return folder
