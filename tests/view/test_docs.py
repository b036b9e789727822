from pathlib import Path

from streams.view.buckets import WINDOWS
from streams.view.query import LIMIT_MAX
from streams.view.state import ViewState
from tests.view.sample import client_of, projection_of, state_of

DOCS = (Path(__file__).parents[2] / "docs" / "view.md").read_text(encoding="utf-8")


async def test_every_address_is_documented():
    async with client_of(state_of(projection_of())) as client:
        routes = {route.resource.canonical for route in client.app.router.routes() if route.resource}
    for path in routes - {"/static"}:
        assert f"`{path}`" in DOCS, path


def test_limits_and_windows_are_documented_as_they_are():
    assert f"(1-{LIMIT_MAX})" in DOCS
    assert f"At most {ViewState.__dataclass_fields__['streams'].default} streams" in DOCS
    for window in WINDOWS:
        assert f"`{window}`" in DOCS
