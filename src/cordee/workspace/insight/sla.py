"""What the SLA needs of the data plane: the registry's metrics, and the clocks with their leads."""

from collections.abc import Mapping

from cordee.revenue.metrics.registry import REGISTRY


def metric_units() -> Mapping[str, str]:
    """Key of each metric of the registry → its unit: what an objective may be about."""
    return {key: str(metric.unit) for key, metric in REGISTRY.items()}


def metric_names(language: str) -> Mapping[str, str]:
    """Key of each metric → its name for a reader of ``language``."""
    return {key: metric.name.said(language) for key, metric in REGISTRY.items()}
