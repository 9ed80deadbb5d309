"""Revenue, the data plane: from source records to figures. A library and a command; no Django.

Words:      source record, staged record, person, account, touch, stage event, deal, snapshot, figure.
Rules:      imports go down only: pipeline > speech > metrics, journeys > marts > model > identity > imports > connectors > warehouse.
Start here: pipeline.STEPS, warehouse/tables.py (every table and column), library.Home
"""
