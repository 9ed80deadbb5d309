"""Metrics: every number, defined once, with its interval and the records behind it.

Words:      metric, figure, rows (what a figure counts), answer (a figure before its period), dimension, horizon.
Rules:      a figure and its list of records are two readings of the same rows; what the data cannot say is said in
words. Numbers:    registry.REGISTRY, all of them.
Start here: compute.compute, compute.records, registry.REGISTRY
"""

from cordee.revenue.metrics.compute import HORIZON, MODEL, Record, compute, records, whole_period
from cordee.revenue.metrics.metric import Basis, Metric, Unit
from cordee.revenue.metrics.query import DIMENSIONS, CannotAnswer
from cordee.revenue.metrics.registry import REGISTRY, UnknownMetric, metric

__all__ = [
    "DIMENSIONS",
    "HORIZON",
    "MODEL",
    "REGISTRY",
    "Basis",
    "CannotAnswer",
    "Metric",
    "Record",
    "Unit",
    "UnknownMetric",
    "compute",
    "metric",
    "records",
    "whole_period",
]
