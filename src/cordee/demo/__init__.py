"""Demo: Rivelaine, a French maker of maintenance software that does not exist, as its ten tools would export it.

Words:      World (what truly happened), Registry (which tool knows whom), DemoExports, truth.
Rules:      one seed, the same bytes; the truth is for tests and is never imported; nothing here knows Django.
Start here: company.write, then world.py for what is told and exports/ for how it is written.
"""

from cordee.demo.company import DemoExports, write

__all__ = ["DemoExports", "write"]
