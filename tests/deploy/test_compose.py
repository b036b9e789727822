"""The compose file, as Docker Compose reads it."""

import base64

import streams
from streams.settings import Settings, from_environment
from streams.web.gate import OTHER_DESCRIPTORS
from tests.deploy.files import compose, run, tool

OWN = {"topics", "enrich", "view"}


def test_docker_compose_accepts_the_file() -> None:
    checked = run(tool("docker-compose"), "-f", "deploy/compose.yaml", "config", "-q")
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")


def test_there_are_a_broker_two_enrich_workers_a_view_and_the_making_of_topics() -> None:
    services = compose()["services"]
    assert set(services) == {"kafka", *OWN}
    assert services["enrich"]["deploy"]["replicas"] == 2
    commands = {name: services[name]["command"] for name in OWN}
    assert commands == {
        "topics": ["topics"],
        "enrich": ["worker", "--role", "enrich"],
        "view": ["worker", "--role", "view"],
    }


def test_a_workers_health_check_knows_its_role() -> None:
    services = compose()["services"]
    roles = {name: services[name]["environment"]["LAGEBILD_ROLE"] for name in ("enrich", "view")}
    assert roles == {"enrich": "enrich", "view": "view"}


def test_nothing_is_published_beyond_this_machine() -> None:
    published = {
        (name, port["host_ip"], port["published"], port["target"])
        for name, service in compose()["services"].items()
        for port in service.get("ports", [])
    }
    view = Settings().web_port
    assert published == {("view", "127.0.0.1", str(view), view), ("kafka", "127.0.0.1", "9092", 9092)}


def test_the_view_listens_where_a_published_port_can_reach_it() -> None:
    assert compose()["services"]["view"]["environment"]["LAGEBILD_WEB_HOST"] == "0.0.0.0"  # noqa: S104


def test_workers_wait_for_a_healthy_broker_and_for_the_topics() -> None:
    services = compose()["services"]
    for name in ("enrich", "view"):
        waits = {other: how["condition"] for other, how in services[name]["depends_on"].items()}
        assert waits == {"kafka": "service_healthy", "topics": "service_completed_successfully"}
    assert "healthcheck" in services["kafka"]


def test_every_service_is_confined_limited_and_restarted() -> None:
    for name, service in compose()["services"].items():
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert int(service["mem_limit"]) > 0, name
        assert service["pids_limit"] > 0, name
        assert service["restart"] == ("on-failure:5" if name == "topics" else "unless-stopped")


def test_our_containers_have_a_read_only_root_and_can_write_where_they_run() -> None:
    services = compose()["services"]
    for name in OWN:
        assert services[name]["read_only"] is True
        assert {mount.partition(":")[0] for mount in services[name]["tmpfs"]} == {"/tmp", "/var/lib/lagebild"}  # noqa: S108


def test_the_image_is_the_version_of_this_checkout() -> None:
    services = compose()["services"]
    assert {services[name]["image"] for name in OWN} == {f"lagebild:{streams.__version__}"}


def test_the_broker_is_one_kraft_node_with_its_data_on_a_volume() -> None:
    kafka = compose()["services"]["kafka"]
    settings = kafka["environment"]
    assert kafka["image"] == "apache/kafka:4.3.0"
    assert settings["KAFKA_PROCESS_ROLES"] == "broker,controller"
    assert settings["KAFKA_LOG_DIRS"] == kafka["volumes"][0]["target"]
    assert settings["KAFKA_AUTO_CREATE_TOPICS_ENABLE"] == "false"
    single = [
        "OFFSETS_TOPIC_REPLICATION_FACTOR",
        "TRANSACTION_STATE_LOG_REPLICATION_FACTOR",
        "TRANSACTION_STATE_LOG_MIN_ISR",
    ]
    assert {settings[f"KAFKA_{name}"] for name in single} == {"1"}


def test_every_listener_of_the_broker_has_a_protocol_and_the_workers_use_one_that_is_advertised() -> None:
    services = compose()["services"]
    settings = services["kafka"]["environment"]
    listeners = {part.partition(":")[0] for part in settings["KAFKA_LISTENERS"].split(",")}
    protocols = {part.partition(":")[0] for part in settings["KAFKA_LISTENER_SECURITY_PROTOCOL_MAP"].split(",")}
    assert listeners == protocols == {"CONTROLLER", "INSIDE", "HOST"}
    assert f"INSIDE://{services['enrich']['environment']['LAGEBILD_BROKERS']}" in settings["KAFKA_ADVERTISED_LISTENERS"]


def test_the_cluster_id_is_a_uuid_as_kafka_writes_it() -> None:
    cluster = compose()["services"]["kafka"]["environment"]["CLUSTER_ID"]
    assert len(base64.urlsafe_b64decode(cluster + "==")) == 16


def test_all_analysis_processes_at_their_limit_fit_the_container() -> None:
    enrich = compose()["services"]["enrich"]
    settings = from_environment({name: str(value) for name, value in enrich["environment"].items()})
    assert settings.pool_size > 0, "one process a core would have no bound"
    assert settings.worker_memory_mb(settings.pool_size) * 2**20 < int(enrich["mem_limit"])


def test_our_containers_may_open_as_many_files_as_their_connections_need() -> None:
    services = compose()["services"]
    for name in OWN:
        assert services[name]["ulimits"]["nofile"] >= 2 * Settings().web_connections + OTHER_DESCRIPTORS
