"""Pictures: charts as a finding, a drawing that links to the records, and the same data as a table.

``trend`` (lines over time with their interval), ``bars`` (lying), ``columns`` (standing, over time), ``dots`` (estimates
with whiskers). Each takes plain values and gives a ``Picture``, which ``ui/_chart.html`` shows:

    picture = trend(Series(points, name=_("Acceptance"), side="sales"), finding=_("…"), name=_("…"), shown=percent)
    {% include "ui/_chart.html" with picture=picture %}

Vega-Lite draws it on the server (docs/decisions/0010); colours stay names of tokens, so that CSS decides them.
"""

from cordee.workspace.ui.pictures.lying import bars, dots
from cordee.workspace.ui.pictures.over_time import columns, trend
from cordee.workspace.ui.pictures.picture import Bar, Dot, Picture, Point, Row, Series

__all__ = ["Bar", "Dot", "Picture", "Point", "Row", "Series", "bars", "columns", "dots", "trend"]
