"""Warehouse: where source records are kept, how a snapshot is built beside and swapped in, and what every table holds.

Words:      home, run, source record, staged table, model table, snapshot, CURRENT.
Rules:      nothing is overwritten; what has no ledger entry was never acknowledged; readers never see half a snapshot.
Start here: tables.py, home.Home, raw.py, snapshots.py
"""
