from base64 import b64encode

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from prometheus_client import CollectorRegistry
from prometheus_client.parser import text_string_to_metric_families

from streams.view.routes import add_worker_routes
from streams.view.state import LOOPBACK
from tests.view.sample import SteadyFlow, article, client_of, event, projection_of, state_of

PATHS = ["/", "/articles/a", "/articles/none", "/api/articles", "/api/none", "/health/ready", "/metrics", "/none"]


def some(**changes):
    return state_of(projection_of(article(events=[event()])), **changes)


@pytest.mark.parametrize("path", [*PATHS, "/static/view.css"])
async def test_every_answer_has_the_safe_headers(path):
    async with client_of(some()) as client, client.get(path) as answer:
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("path", ["/", "/articles/a?event=e1", "/none"])
async def test_no_page_has_inline_scripts_styles_or_foreign_addresses(path):
    async with client_of(some()) as client, client.get(path) as answer:
        page = await answer.text()
    assert " style=" not in page
    assert "<style" not in page
    assert " on" not in "".join(part.partition(">")[0] for part in page.split("<"))
    assert "<script>" not in page
    for attribute in ('src="http', 'src="//', 'rel="stylesheet" href="http'):
        assert attribute not in page


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
@pytest.mark.parametrize("path", ["/", "/api/articles", "/none"])
async def test_nothing_can_be_changed(method, path):
    async with client_of(some()) as client, client.request(method, path) as answer:
        assert answer.status == 405
        assert answer.headers["Allow"] == "GET,HEAD"


@pytest.mark.parametrize("path", ["/", "/api/articles", "/health/live", "/metrics", "/stream"])
async def test_head_answers_without_a_body(path):
    async with client_of(some()) as client, client.head(path) as answer:
        assert answer.status == 200
        assert await answer.read() == b""


@pytest.mark.parametrize(
    "path", ["/static/../pages.py", "/static/%2e%2e/pages.py", "/static/..%2fpages.py", "/static/"]
)
async def test_static_files_are_those_of_the_folder_alone(path):
    async with client_of(some()) as client:
        url = client.make_url("/").with_path(path, encoded=True)
        async with client.session.get(url) as answer:
            assert answer.status in (403, 404)


async def test_without_the_token_nothing_but_health_answers():
    async with client_of(some(token="s3cret")) as client:
        for path in PATHS:
            async with client.get(path) as answer:
                assert answer.status == (200 if path.startswith("/health/") else 401), path
        async with client.get("/") as answer:
            assert answer.headers["WWW-Authenticate"].startswith("Basic ")


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ("Bearer s3cret", 200),
        ("Basic " + b64encode(b"anyone:s3cret").decode(), 200),
        ("Bearer s3cre", 401),
        ("Bearer ", 401),
        ("Basic s3cret", 401),
        ("Basic " + b64encode(b"s3cret:").decode(), 401),
        ("Basic " + b64encode(b"\xff\xfe").decode(), 401),
        ("Bearer s3crët", 401),
    ],
)
async def test_the_token_is_taken_as_bearer_or_as_password(header, status):
    async with client_of(some(token="s3cret")) as client, client.get("/", headers={"Authorization": header}) as answer:
        assert answer.status == status


@pytest.mark.parametrize(
    ("host", "status"),
    [("127.0.0.1:80", 200), ("localhost", 200), ("[::1]:6066", 200), ("evil.example", 421), ("", 421)],
)
async def test_a_view_on_loopback_answers_to_no_foreign_name(host, status):
    async with client_of(some(hosts=LOOPBACK)) as client, client.get("/", headers={"Host": host}) as answer:
        assert answer.status == status


async def test_health_says_why():
    view = some(flow=SteadyFlow(ready=False))
    async with client_of(view) as client:
        async with client.get("/health/live") as answer:
            assert answer.status == 200
        async with client.get("/health/ready") as answer:
            assert answer.status == 503
            assert await answer.json() == {"ok": False, "reason": "catching up"}


async def test_metrics_are_prometheus_text_with_help_and_units():
    view = some()
    view.projection.rejected(None, b"", {"error.code": b"not-json"}, 0, 0)
    async with client_of(view) as client, client.get("/metrics") as answer:
        assert answer.content_type == "text/plain"
        families = {family.name: family for family in text_string_to_metric_families(await answer.text())}
    assert all(family.documentation for family in families.values())
    value = {(s.name, *s.labels.values()): s.value for family in families.values() for s in family.samples}
    assert value["lagebild_view_articles_total",] == 1
    assert value["lagebild_rejected_articles_total", "not-json"] == 1
    assert value["lagebild_lag_records", "1"] == 3
    assert value["lagebild_enrich_latency_seconds_bucket", "0.25"] == 0
    assert value["lagebild_enrich_latency_seconds_bucket", "0.5"] == 1
    assert value["lagebild_enrich_latency_seconds_count",] == 1
    assert value["lagebild_ready",] == 1


async def test_a_worker_without_pages_has_health_and_metrics():
    web_app = web.Application()
    add_worker_routes(web_app, SteadyFlow(), CollectorRegistry())
    async with TestClient(TestServer(web_app)) as client:
        for path, status in (("/health/live", 200), ("/health/ready", 200), ("/metrics", 200), ("/", 404)):
            async with client.get(path) as answer:
                assert answer.status == status
                assert "Content-Security-Policy" in answer.headers


async def test_static_files_may_be_kept_for_their_address_changes_with_them():
    async with client_of(some()) as client:
        async with client.get("/") as answer:
            page = await answer.text()
        address = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
        async with client.get(address) as answer:
            assert "immutable" in answer.headers["Cache-Control"]
        async with client.get("/static/view.css") as answer:
            assert answer.headers["Cache-Control"] == "no-cache"
