"""The tokens as literal colours, for where no style sheet reaches: an image in an e-mail, a document."""

import re
from functools import cache
from math import cos, radians, sin
from pathlib import Path

TOKENS = Path(__file__).parents[1] / "static" / "ui" / "tokens.css"
_COLOUR = re.compile(r"--([\w-]+):\s*light-dark\(oklch\(([\d.]+)% ([\d.]+) ([\d.]+)")


@cache
def swatches() -> dict[str, str]:
    """Token → its light colour as ``#rrggbb``, read from tokens.css so that a colour is written once."""
    return {
        name: _srgb(float(lightness) / 100, float(chroma), float(hue))
        for name, lightness, chroma, hue in _COLOUR.findall(TOKENS.read_text(encoding="utf-8"))
    }


def literal(markup: str) -> str:
    """The markup with each ``var(--token)`` replaced."""
    known = swatches()
    return re.sub(r"var\(--([\w-]+)\)", lambda match: known[match[1]], markup)


def _srgb(lightness: float, chroma: float, hue: float) -> str:
    """Björn Ottosson's OKLab, back to sRGB."""
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    return "#" + "".join(f"{round(255 * _gamma(part)):02x}" for part in linear)


def _gamma(part: float) -> float:
    part = min(max(part, 0.0), 1.0)
    return 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055
