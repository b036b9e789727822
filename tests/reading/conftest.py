"""A trained reader, loaded once; its tests are skipped where no model has been exported."""

import pytest

from streams.reading.reader import FOLDER, Reader


@pytest.fixture(scope="session")
def reader() -> Reader:
    if not FOLDER.is_dir():
        pytest.skip(f"no trained model in {FOLDER.name}/")
    return Reader()
