"""The chart as the tests render it: Helm as a library, without a cluster."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from helm_python import Chart

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
CHART = ROOT / "helm/minoots"
SETS = sorted(path.stem for path in (HERE / "values").glob("*.yaml"))
# Kinds of operators, which the schemas of Kubernetes do not contain.
CUSTOM_KINDS = {"Certificate", "Issuer", "PrometheusRule", "ServiceMonitor"}

Values = dict[str, Any]
Document = dict[str, Any]

_chart = Chart.load(CHART)


def values_of(name: str) -> Values:
    return yaml.safe_load((HERE / f"values/{name}.yaml").read_text()) or {}


def files(values: Values, **options: Any) -> dict[str, str]:
    """The rendered text by path below templates/, without the empty ones."""
    rendered = _chart.render(values=values, **{"name": "minoots", "namespace": "timers"} | options)
    return {path.partition("templates/")[2]: text for path, text in sorted(rendered.items()) if text.strip()}


def documents(values: Values, **options: Any) -> list[Document]:
    found = []
    for path, text in files(values, **options).items():
        if path.endswith(".yaml"):
            found += [document for document in yaml.safe_load_all(text) if document]
    return found


@cache
def documents_of(name: str) -> list[Document]:
    return documents(values_of(name))


def one(found: list[Document], kind: str, name: str | None = None) -> Document:
    """The only document of a kind, or of a kind and name."""
    matching = [d for d in found if d["kind"] == kind and name in (None, d["metadata"]["name"])]
    assert len(matching) == 1, (kind, name, [d["metadata"]["name"] for d in matching])
    return matching[0]


def pod_specs(found: list[Document]) -> list[tuple[str, Document]]:
    """Kind and pod specification of everything that makes pods."""
    specs = []
    for document in found:
        match document["kind"]:
            case "StatefulSet":
                specs.append(("StatefulSet", document["spec"]["template"]["spec"]))
            case "CronJob":
                specs.append(("CronJob", document["spec"]["jobTemplate"]["spec"]["template"]["spec"]))
            case "Deployment":
                specs.append(("Deployment", document["spec"]["template"]["spec"]))
            case "Pod":
                specs.append(("Pod", document["spec"]))
            case "DaemonSet" | "Job":
                raise AssertionError(f"the chart has no {document['kind']}")
    return specs


def containers(spec: Document) -> list[Document]:
    return spec.get("initContainers", []) + spec["containers"]


def merged(base: Values, change: Values) -> Values:
    """Values with a change, as two --values files are merged."""
    result = dict(base)
    for key, value in change.items():
        both = isinstance(value, dict) and isinstance(result.get(key), dict)
        result[key] = merged(result[key], value) if both else value
    return result
