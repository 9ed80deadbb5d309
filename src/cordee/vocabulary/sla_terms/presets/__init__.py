"""Presets: terms to start from, as files. ``extends`` takes what a file does not say from another one."""

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import yaml

from cordee.vocabulary.sla_terms.document import Terms
from cordee.vocabulary.sla_terms.value import Words

PRESETS: Mapping[str, Words] = {
    "demand_waterfall": Words(
        fr="Demand Waterfall : lead, MQL, SAL, SQL, affaire, client",
        en="Demand Waterfall: inquiry, MQL, SAL, SQL, opportunity, customer",
    ),
    "sqo": Words(
        fr="Variante SQO : le rendez-vous fait le SQL, l’affaire chiffrée fait le SQO",
        en="SQO variant: a meeting makes the SQL, a valued opportunity makes the SQO",
    ),
    "small_team": Words(
        fr="Petite équipe : 15 min, 2 h ou 24 h ouvrées selon la chaleur du lead",
        en="Small team: 15 min, 2 h or 24 h of business time, by how hot the lead is",
    ),
}
"""The presets, with what they are."""


def preset(key: str) -> Terms:
    """The terms of a preset. ``KeyError`` when there is none of that name."""
    if key not in PRESETS:
        raise KeyError(f"There is no preset {key!r}; there are {', '.join(PRESETS)}.")
    return Terms.model_validate(_content(key))


def _content(key: str) -> dict[str, Any]:
    text = files(__name__).joinpath(f"{key}.yml").read_text(encoding="utf-8")
    content: dict[str, Any] = yaml.safe_load(text)
    base = content.pop("extends", None)
    return {**_content(base), **content} if base else content
