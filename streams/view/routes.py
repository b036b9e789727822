"""Mounts the view on Faust's own aiohttp application."""

from collections.abc import Set

from aiohttp import web
from prometheus_client import CollectorRegistry

from streams.secret import NO_SECRET, Secret
from streams.view.api import add_api_routes
from streams.view.flow import Flow
from streams.view.guard import answer_errors, only_hosts, refuse_unreadable, require_token, set_headers
from streams.view.health import add_health_routes
from streams.view.metrics import registry_of
from streams.view.pages import add_page_routes
from streams.view.rendering import STATIC
from streams.view.state import ViewState
from streams.view.stream import Streams
from streams.web.server import admit

__all__ = ["add_health_routes", "add_routes", "add_worker_routes"]


def add_routes(web_app: web.Application, view: ViewState) -> None:
    """Every page, the API, health and metrics. To be called before the application starts."""
    _guard(web_app, view.token, view.hosts)
    add_page_routes(web_app, view)
    add_api_routes(web_app, view)
    add_health_routes(web_app, view.flow, registry_of(view))
    streams = Streams(view)
    web_app.router.add_get("/stream", streams.handle)
    web_app.on_shutdown.append(streams.close)
    web_app.router.add_static("/static/", STATIC)


def add_worker_routes(
    web_app: web.Application, flow: Flow, registry: CollectorRegistry, token: Secret = NO_SECRET
) -> None:
    """Health and metrics alone, for a worker without pages."""
    _guard(web_app, token)
    add_health_routes(web_app, flow, registry)


def _guard(web_app: web.Application, token: Secret, hosts: Set[str] = frozenset()) -> None:
    web_app.middlewares.append(answer_errors)
    web_app.middlewares.append(admit)
    web_app.middlewares.append(refuse_unreadable)
    if hosts:
        web_app.middlewares.append(only_hosts(hosts))
    if token:
        web_app.middlewares.append(require_token(token))
    web_app.on_response_prepare.append(set_headers)
