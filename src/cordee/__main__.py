"""``python -m cordee`` and the ``cordee`` command."""

from cordee.site.command import main

__all__ = ["main"]

if __name__ == "__main__":
    main()
