"""The shipped packs, loaded once a session."""

from pathlib import Path

import pytest

from streams.language.packs import Pack, load_packs

SHARED = Path(__file__).parents[3] / "shared" / "data"


@pytest.fixture(scope="session")
def german() -> Pack:
    return load_packs(["de"])["de"]


@pytest.fixture(scope="session")
def english() -> Pack:
    return load_packs(["en"])["en"]


@pytest.fixture(scope="session")
def shared() -> Path:
    if not SHARED.exists():
        pytest.skip("no data folder beside the checkout")
    return SHARED
