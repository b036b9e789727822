"""The Helm chart, rendered: by helm where it is there, as the golden files have it where it is not.

`python -m tests.deploy.chart` writes the golden files anew.
"""

import subprocess
from pathlib import Path
from typing import Any

import yaml

from tests.deploy.files import DEPLOY, ROOT, fetched, run

CHART = DEPLOY / "helm" / "lagebild"
GOLDEN = Path(__file__).parent / "golden"
VARIANTS: dict[str, tuple[str, ...]] = {
    "default": (),
    "full": ("--values", str(GOLDEN / "full.values.yaml")),
}
KUBERNETES = "1.31.0"
CRDS = next((up / "shared/data/crd" for up in ROOT.parents if (up / "shared/data/crd").exists()), ROOT / "no-crd")
"""Definitions of KEDA and Strimzi, where they lie beside this checkout."""


def template(*values: str) -> "subprocess.CompletedProcess[str]":
    """What `helm template` says; skips where there is no helm."""
    return run(fetched("helm"), "template", "wire", str(CHART), "--kube-version", KUBERNETES, *values)


def golden(variant: str) -> str:
    return (GOLDEN / f"{variant}.yaml").read_text("utf-8")


def manifests(text: str) -> list[dict[str, Any]]:
    return [document for document in yaml.safe_load_all(text) if document]


def pods(documents: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The pod specifications."""
    return [found["spec"]["template"]["spec"] for found in documents if "template" in found.get("spec", {})]


def environment(pod: dict[str, Any]) -> dict[str, str]:
    """What is given by value."""
    return {entry["name"]: entry["value"] for entry in pod["containers"][0]["env"] if "value" in entry}


if __name__ == "__main__":
    for name, given in VARIANTS.items():
        shown = template(*given)
        shown.check_returncode()
        (GOLDEN / f"{name}.yaml").write_text(shown.stdout, "utf-8")
