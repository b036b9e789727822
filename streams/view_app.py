"""The Faust app of role view."""

from datetime import UTC, datetime, timedelta
from typing import Any

from streams import __version__
from streams.agents.view import add_view_agents
from streams.base import LagebildApp
from streams.settings import Settings
from streams.view.projection import Projection
from streams.view.routes import add_routes
from streams.view.state import LOOPBACK, ViewState
from streams.view_flow import ViewFlow


class ViewApp(LagebildApp):
    """A projection in memory, rebuilt from the topics at each start. One worker reads all partitions."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.projection = Projection(
            settings.view_articles,
            retention=timedelta(hours=settings.view_retention_h),
            show_unpublishable=bool(settings.view_unpublishable),
        )
        self.flow = ViewFlow(settings, self)
        super().__init__(settings, "view", settings.web_port)
        self._agents = add_view_agents(self, self.projection, settings)
        self.task(self.flow.watch)

    def read_since(self) -> datetime:
        """What is older would not be kept. A record is never older than its article."""
        return datetime.now(UTC) - timedelta(hours=self.settings.view_retention_h)

    def add_routes(self, web_app: Any) -> None:
        view = ViewState(
            self.projection,
            self.flow,
            version=__version__,
            token=self.settings.web_token,
            streams=self.settings.web_streams,
            pipeline=self.flow.pipeline,
            hosts=LOOPBACK if self.settings.web_host in LOOPBACK else frozenset(),
        )
        add_routes(web_app, view)
