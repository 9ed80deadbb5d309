"""The demo company as its ten tools would export it, one file per tool.

Words:      Registry (which tool knows whom, under which id), one ``write`` per tool.
Rules:      headers are the tools' own; every record written here is named in the truth.
Start here: registry.py, then any tool.
"""
