"""Import-linter sees imports; a foreign key and a template's include are imports in disguise."""

import re
from pathlib import Path

from django.apps import apps

from tests.architecture.catalogue import CAPABILITIES

SIBLINGS = ({"scoreboard", "journeys", "sources", "glossary"}, {"today", "search", "api"})
"""Capabilities of one storey, which do not know each other."""

WORKSPACE = Path(__file__).parents[2] / "src" / "cordee" / "workspace"


def test_foreign_keys_point_down() -> None:
    pointing_up = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in apps.get_models()
        if model.__module__.startswith("cordee.")
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model.__module__.startswith("cordee.")
        if CAPABILITIES.index(field.related_model._meta.app_label) > CAPABILITIES.index(model._meta.app_label)
    ]

    assert pointing_up == []


def test_templates_include_only_what_lies_below() -> None:
    pointing_up = [
        f"{template.relative_to(WORKSPACE)} -> {found}"
        for template in WORKSPACE.rglob("*.html")
        for found in re.findall(r"{%\s*(?:include|extends)\s+[\"']([\w/.]+)[\"']", template.read_text(encoding="utf-8"))
        if CAPABILITIES.index(found.partition("/")[0]) > CAPABILITIES.index(template.relative_to(WORKSPACE).parts[0])
        or (
            found.partition("/")[0] != template.relative_to(WORKSPACE).parts[0]
            and any(
                {found.partition("/")[0], template.relative_to(WORKSPACE).parts[0]} <= storey for storey in SIBLINGS
            )
        )
    ]

    assert pointing_up == []
