"""Liveness, readiness and metrics: the same for the view and for every enrich worker."""

import msgspec
from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from streams.view.answers import State
from streams.view.flow import Flow


def add_health_routes(web_app: web.Application, flow: Flow, registry: CollectorRegistry) -> None:
    """`/health/live` and `/health/ready` (200 or 503, with the reason as JSON) and `/metrics`."""

    async def live(request: web.Request) -> web.Response:
        return _health(flow.live())

    async def ready(request: web.Request) -> web.Response:
        return _health(flow.ready())

    async def metrics(request: web.Request) -> web.Response:
        return web.Response(body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    web_app.router.add_get("/health/live", live)
    web_app.router.add_get("/health/ready", ready)
    web_app.router.add_get("/metrics", metrics)


def _health(state: tuple[bool, str]) -> web.Response:
    ok, reason = state
    return web.json_response(body=msgspec.json.encode(State(ok, reason)), status=200 if ok else 503)
