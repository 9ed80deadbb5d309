"""Metrics: every number, defined once, with its interval and the records behind it.

Words:      metric, figure, rows (what a figure counts), answer (a figure before its period), dimension, horizon.
Rules:      a figure and its list of records are two readings of the same rows; what the data cannot say is said in
words. Numbers:    registry.REGISTRY, all of them.
Start here: compute.compute, listing.records, registry.REGISTRY
"""

from cordee.revenue.metrics.change import Change, explain
from cordee.revenue.metrics.compute import HORIZON, MODEL, compute, whole_period
from cordee.revenue.metrics.listing import ORDERS, Record, Standing, record_count, records, standings
from cordee.revenue.metrics.metric import Basis, Metric, Unit
from cordee.revenue.metrics.query import DIMENSIONS, CannotAnswer
from cordee.revenue.metrics.registry import REGISTRY, UnknownMetric, metric

__all__ = [
    "DIMENSIONS",
    "HORIZON",
    "MODEL",
    "ORDERS",
    "REGISTRY",
    "Basis",
    "CannotAnswer",
    "Change",
    "Metric",
    "Record",
    "Standing",
    "Unit",
    "UnknownMetric",
    "compute",
    "explain",
    "metric",
    "record_count",
    "records",
    "standings",
    "whole_period",
]
