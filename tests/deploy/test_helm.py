"""The Helm chart."""

import copy
import re
from dataclasses import fields
from typing import Any

import jsonschema_rs
import kubernetes_validate
import pytest
import yaml

import streams
from streams.settings import Settings, from_environment, variable
from streams.topics import group_of, topic_name, wanted_topics
from tests.deploy.chart import CHART, CRDS, VARIANTS, environment, golden, manifests, pods, template
from tests.deploy.files import fetched, run

each_variant = pytest.mark.parametrize("variant", VARIANTS)
THEIRS = {
    "ScaledObject": "keda.sh_scaledobjects.yaml",
    "TriggerAuthentication": "keda.sh_triggerauthentications.yaml",
    "KafkaTopic": "strimzi-043-Crd-kafkatopic.yaml",
    "KafkaUser": "strimzi-044-Crd-kafkauser.yaml",
}
needs_definitions = pytest.mark.skipif(not CRDS.exists(), reason="the shared data are not beside this checkout")


def of_kind(variant: str, kind: str) -> list[dict[str, Any]]:
    return [found for found in manifests(golden(variant)) if found["kind"] == kind]


def schema_of(kind: str) -> dict[str, Any]:
    """The custom resource's schema, closed: Kubernetes drops what it does not know, a test must not."""
    for definition in yaml.safe_load_all((CRDS / THEIRS[kind]).read_text("utf-8")):
        if definition and definition["kind"] == "CustomResourceDefinition":
            versions = definition["spec"]["versions"]
            (newest,) = [found for found in versions if found["storage"]]
            return _closed(newest["schema"]["openAPIV3Schema"])
    raise AssertionError(kind)


def _closed(schema: Any, top: bool = True) -> Any:
    if isinstance(schema, dict):
        schema = {name: _closed(value, False) for name, value in schema.items() if name != "format"}
        if isinstance(schema.get("properties"), dict) and not top:
            schema.setdefault("additionalProperties", False)
    elif isinstance(schema, list):
        schema = [_closed(value, False) for value in schema]
    return schema


@each_variant
def test_helm_lints_the_chart(variant: str) -> None:
    done = run(fetched("helm"), "lint", "--strict", "--kube-version", "1.31.0", str(CHART), *VARIANTS[variant])
    assert done.returncode == 0, done.stdout + done.stderr


@each_variant
def test_what_helm_makes_is_what_the_golden_file_has(variant: str) -> None:
    done = template(*VARIANTS[variant])
    assert done.returncode == 0, done.stderr
    assert done.stdout == golden(variant), "python -m tests.deploy.chart"


@each_variant
def test_kubernetes_knows_every_key(variant: str) -> None:
    own = [found for found in manifests(golden(variant)) if found["kind"] not in THEIRS]
    assert {found["kind"] for found in own} >= {"Deployment", "StatefulSet", "Service", "NetworkPolicy"}
    for document in own:
        kubernetes_validate.validate(document, "1.31", strict=True)


def test_a_key_that_kubernetes_does_not_know_is_noticed() -> None:
    wrong = copy.deepcopy(of_kind("default", "Deployment")[0])
    wrong["spec"]["template"]["spec"]["containers"][0]["redinessProbe"] = {}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, "1.31", strict=True)


@needs_definitions
@pytest.mark.parametrize("kind", THEIRS)
def test_keda_and_strimzi_know_every_key(kind: str) -> None:
    found = of_kind("full", kind)
    assert found
    validator = jsonschema_rs.validator_for(schema_of(kind))
    for document in found:
        validator.validate(document)
        with pytest.raises(jsonschema_rs.ValidationError):
            validator.validate(document | {"spec": document["spec"] | {"partitionz": 3}})


@each_variant
def test_every_pod_is_confined(variant: str) -> None:
    for pod in pods(manifests(golden(variant))):
        (container,) = pod["containers"]
        assert pod["securityContext"]["runAsNonRoot"] and pod["securityContext"]["runAsUser"] == 10001
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert {"/tmp", "/var/lib/lagebild"} <= {mount["mountPath"] for mount in container["volumeMounts"]}  # noqa: S108
        assert pod["automountServiceAccountToken"] is False
        assert pod["enableServiceLinks"] is False
        assert container["resources"]["limits"]["memory"]


@each_variant
def test_the_workers_accept_their_settings_and_all_names_exist(variant: str) -> None:
    known = {variable(field.name) for field in fields(Settings)}
    for pod in pods(manifests(golden(variant))):
        names = {entry["name"] for entry in pod["containers"][0]["env"]}
        assert names - known == set()
        settings = from_environment(environment(pod))
        assert settings.web_host == "0.0.0.0"  # noqa: S104


@each_variant
def test_all_analysis_processes_at_their_limit_fit_the_pod(variant: str) -> None:
    (deployment,) = of_kind(variant, "Deployment")
    pod = deployment["spec"]["template"]["spec"]
    settings = from_environment(environment(pod))
    limit = pod["containers"][0]["resources"]["limits"]["memory"]
    assert settings.pool_size > 0, "one process a core would have no bound"
    assert settings.worker_memory_mb(settings.pool_size) < int(limit.removesuffix("Mi"))


@each_variant
def test_a_pod_is_asked_on_the_port_on_which_its_role_answers(variant: str) -> None:
    for kind, port in (("Deployment", Settings().enrich_port), ("StatefulSet", Settings().web_port)):
        (found,) = of_kind(variant, kind)
        container = found["spec"]["template"]["spec"]["containers"][0]
        assert container["ports"] == [{"name": "http", "containerPort": port}]
        assert found["spec"]["template"]["metadata"]["annotations"]["prometheus.io/port"] == str(port)
        asked = {name: container[f"{name}Probe"]["httpGet"]["path"] for name in ("startup", "readiness", "liveness")}
        assert asked == {"startup": "/health/live", "readiness": "/health/ready", "liveness": "/health/live"}
        begun = container["startupProbe"]["periodSeconds"] * container["startupProbe"]["failureThreshold"]
        assert begun > Settings().connect_limit_s


def test_keda_reads_the_group_and_the_topic_of_the_workers() -> None:
    (scaled,) = of_kind("full", "ScaledObject")
    (deployment,) = of_kind("full", "Deployment")
    settings = from_environment(environment(deployment["spec"]["template"]["spec"]))
    (trigger,) = scaled["spec"]["triggers"]
    assert trigger["metadata"]["consumerGroup"] == group_of(settings, "enrich")
    assert trigger["metadata"]["topic"] == topic_name(settings, "articles.raw")
    assert scaled["spec"]["maxReplicaCount"] <= settings.partitions
    assert scaled["spec"]["scaleTargetRef"]["name"] == deployment["metadata"]["name"]
    assert "replicas" not in deployment["spec"], "helm upgrade would undo what KEDA did"


def test_strimzis_topics_are_those_that_lagebild_would_create() -> None:
    (deployment,) = of_kind("full", "Deployment")
    settings = from_environment(environment(deployment["spec"]["template"]["spec"]))
    theirs = {
        found["metadata"]["name"]: (found["spec"]["partitions"], found["spec"]["replicas"], found["spec"]["config"])
        for found in of_kind("full", "KafkaTopic")
    }
    assert theirs == {
        topic.name: (topic.partitions, topic.replication, topic.config) for topic in wanted_topics(settings)
    }


def test_strimzis_user_may_do_what_the_security_page_lists() -> None:
    (user,) = of_kind("full", "KafkaUser")
    allowed = {acl["resource"]["name"]: set(acl["operations"]) for acl in user["spec"]["authorization"]["acls"]}
    assert allowed["wire-lagebild-"] == {"Read", "Describe"}
    assert allowed["wire-lagebild-enrich-"] == {"Write", "Describe"}
    assert allowed["wire-articles.raw"] == {"Create", "Read", "Write", "Describe", "DescribeConfigs"}


def test_the_view_keeps_its_name_in_the_group_and_its_token_in_a_secret() -> None:
    (view,) = of_kind("full", "StatefulSet")
    given = {entry["name"]: entry for entry in view["spec"]["template"]["spec"]["containers"][0]["env"]}
    assert given["LAGEBILD_INSTANCE_ID"]["valueFrom"] == {"fieldRef": {"fieldPath": "metadata.name"}}
    assert given["LAGEBILD_WEB_TOKEN"]["valueFrom"]["secretKeyRef"]["name"] == "lagebild-view"
    assert view["spec"]["replicas"] == 1


@pytest.mark.parametrize(
    "values, said",
    [
        (("--set", "enrich.replicas=20"), "20 enrich workers on 16 partitions"),
        (("--set", "kafka.security=sasl_tls"), "kafka.user is empty"),
        (("--set", "strimzi.topics=true", "--set", "strimzi.cluster=news"), "topics.job and strimzi.topics"),
        (("--set", "strimzi.user=true"), "strimzi.cluster is empty"),
        (("--set", "enrich.replica=3"), "replica"),
        (("--set", "settings.lagebild_languages=de"), "lagebild_languages"),
    ],
)
def test_values_that_cannot_work_are_refused_with_a_word(values: tuple[str, ...], said: str) -> None:
    done = template(*values)
    assert done.returncode != 0
    assert said in done.stderr


def test_the_chart_is_the_version_of_this_checkout() -> None:
    chart = yaml.safe_load((CHART / "Chart.yaml").read_text("utf-8"))
    assert (chart["version"], chart["appVersion"]) == (streams.__version__, streams.__version__)


def test_the_readme_names_only_values_that_exist() -> None:
    values = yaml.safe_load((CHART / "values.yaml").read_text("utf-8"))
    page = (CHART / "README.md").read_text("utf-8")
    named = set(re.findall(r"`([a-z][A-Za-z]+(?:\.[A-Za-z]+)+)`", page)) - {"values.yaml", "values.schema.json"}
    assert len(named) > 5
    for name in named:
        found: Any = values
        for part in name.split("."):
            assert part in found, name
            found = found[part]
