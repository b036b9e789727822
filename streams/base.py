"""What both Faust apps have in common: how Faust is configured here, and why."""

from datetime import datetime
from typing import Any

import faust
from faust.types.transports import TransportT
from faust.web.base import BlueprintManager, Web

from streams.address import bootstrap_servers
from streams.delivery.transport import Transport
from streams.security import faust_credentials
from streams.settings import Settings
from streams.topics import group_of
from streams.web.gate import limits_of
from streams.web.server import BoundedWeb
from streams.worker import LagebildWorker

NEVER_S = 10**9


class LagebildApp(faust.App):
    """A Faust app without tables, without state on disk and without Faust's own pages."""

    def __init__(self, settings: Settings, role: str, port: int) -> None:
        """`port` of the web server, on `settings.web_host`."""
        self._web_limits = limits_of(settings)
        super().__init__(**faust_settings(settings, role, port))
        self.web.blueprints = BlueprintManager()  # Faust's own index would win over ours

    def _new_web(self) -> Web:
        return BoundedWeb(self, self._web_limits)

    def _new_transport(self) -> TransportT:
        return Transport(self.conf.broker_consumer, self)

    def _create_directories(self) -> None:
        """Faust would make folders for tables, in the current one."""

    def read_since(self) -> datetime | None:
        """The time from which topics are read at each start; None: from where the group has come to."""
        return None

    def on_webserver_init(self, web: Web) -> None:
        self.add_routes(web.web_app)

    def add_routes(self, web_app: Any) -> None:
        raise NotImplementedError

    def end(self, error: BaseException) -> None:
        """Ends the worker, which says why; its supervisor starts it again."""
        self.beacon.root.data._crash(error)  # `crash` is the same with a traceback for each service


def _canonical_url(settings: Settings, port: int) -> str:
    """The worker's name in Faust's assignments; nobody is routed to it.

    A member that Kafka knows by its instance id is given its last assignment again, and Faust's assignor waits for ever
    where that names another address (faust 0.15.3, assignor/partition_assignor.py, `on_assignment`): so the name must
    not depend on a port.
    """
    return f"http://{settings.instance_id}" if settings.instance_id else f"http://{settings.web_host}:{port}"


def faust_settings(settings: Settings, role: str, port: int) -> dict[str, Any]:
    """The configuration of a role's app.

    Transactions commit the offsets, or nothing does: Faust's own `exactly_once` writes outside its transactions
    (faust#177, #517), and its commits are switched off in the transport.

    `broker_request_timeout` limits how long Faust waits after a rebalance until it knows where to read on. Past it,
    Faust never reads again and says nothing (faust 0.15.3, tables/recovery.py, `_wait`: a timeout is taken for a stop).
    A broker that is away is waited for without limit; single requests have theirs in `streams.delivery.transport`.
    """
    return {
        "id": group_of(settings, role),
        "broker": [f"kafka://{server}" for server in bootstrap_servers(settings)],
        "broker_credentials": faust_credentials(settings),
        "version": 1,
        "origin": "streams",
        "autodiscover": False,
        "Worker": LagebildWorker,
        "processing_guarantee": "at_least_once",
        "broker_commit_interval": NEVER_S,
        "broker_commit_every": NEVER_S,
        "broker_session_timeout": settings.session_timeout_s,
        "broker_heartbeat_interval": settings.session_timeout_s / 4,
        "broker_rebalance_timeout": 60.0,
        "broker_request_timeout": NEVER_S,
        "broker_max_poll_records": 500,
        "consumer_group_instance_id": settings.instance_id or None,
        "canonical_url": _canonical_url(settings, port),
        "consumer_max_fetch_size": 4_194_304,
        "consumer_auto_offset_reset": "earliest",
        "stream_buffer_maxsize": 1024,
        "stream_wait_empty": True,
        "topic_allow_declare": False,  # `lagebild topics` creates them with their limits and retention
        "topic_disable_leader": True,
        "topic_partitions": settings.partitions,
        "table_standby_replicas": 0,
        "web_bind": settings.web_host,
        "web_host": settings.web_host,
        "web_port": port,
        "web_in_thread": False,
        "web_tables_enabled": False,
        "web_router_enabled": False,
        "web_stats_enabled": False,
        "web_graph_enabled": False,
        "web_metrics_enabled": False,
    }
