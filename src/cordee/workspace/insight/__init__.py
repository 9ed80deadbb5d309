"""Insight: the only window of the workspace on the data plane.

Words:      window, figure, metric, records, journey, snapshot.
Rules:      nobody else in the workspace imports ``cordee.revenue``; what is returned is plain values; one
            snapshot per answer.
Start here: window.window
"""
