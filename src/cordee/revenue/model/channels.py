"""Channels: which origin came by which channel, by rules that are data (``channels.yml``, then the home's own)."""

import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from cordee.revenue.warehouse.home import Home, HomeError

UNKNOWN = "unknown"
_OWN = Path(__file__).with_name("channels.yml")
_CONDITIONS = ("source", "medium", "campaign", "referrer", "site", "click")


@dataclass(frozen=True, slots=True)
class Rule:
    """The channel of the origins for which every condition holds."""

    name: str
    channel: str
    patterns: tuple[tuple[str, re.Pattern[str]], ...] = ()
    site: frozenset[str] = frozenset()
    clicks: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Channels:
    """The channels of a company: their names, and the rules that decide."""

    names: dict[str, dict[str, Any]]
    words: dict[str, str]
    web: frozenset[str]
    rules: tuple[Rule, ...]
    text: str = field(repr=False, default="")  # everything that was read: a change means that all is judged anew

    def label(self, channel: str, language: str) -> str:
        """The channel as the screen says it; a channel without a name is shown by its key."""
        return str(self.names.get(channel, {}).get(language, channel))

    def is_inbound(self, channel: str) -> bool:
        """Whether the buyer came by it."""
        return bool(self.names.get(channel, {}).get("inbound", False))

    def of_word(self, raw: str | None) -> tuple[str, str]:
        """The channel of a tool's own word, such as a CRM's lead source: ``(channel, rule)``."""
        return self.classify(channel_raw=raw)

    def classify(
        self,
        *,
        channel_raw: str | None = None,
        utm_source: str | None = None,
        utm_medium: str | None = None,
        utm_campaign: str | None = None,
        referrer_host: str | None = None,
        click_id: str | None = None,
    ) -> tuple[str, str]:
        """The channel of an origin and the name of the rule that decided it.

        A tool's clear word wins (it saw more than we do); then the tags of the link and the referrer; then a vague
        word.
        """
        word = normal(channel_raw)
        said = self.words.get(word) if word else None
        if said is not None and said not in ("other", "offline", UNKNOWN, "campaign"):
            return said, f"word:{word}"
        source, medium = utm_source or "", utm_medium or ""
        if word and said is None and word not in self.web and not source and not medium:
            source, _, medium = (part.strip() for part in (channel_raw or "").partition("/"))
            if "://" in (channel_raw or ""):
                source, medium = re.sub(r"^.*?://([^/]+).*$", r"\1", channel_raw or ""), ""
        values = {
            "source": normal(source),
            "medium": normal(medium),
            "campaign": normal(utm_campaign),
            "referrer": (referrer_host or "").lower(),
        }
        if any(values.values()) or click_id:
            places = {(source or "").lower().strip(), values["source"], _site(source), _site(referrer_host)} | _hosts(
                referrer_host
            )
            for rule in self.rules:
                if _holds(rule, values, places, (click_id or "").lower()):
                    return rule.channel, rule.name
        if said is not None:
            return said, f"word:{word}"
        return UNKNOWN, "web" if word in self.web else "none"


def load(home: Home) -> Channels:
    """The rules of Cordée, with those of ``channels.yml`` in the home on top. Raises ``HomeError`` on a mistake."""
    own = _read(_OWN)
    theirs_file = home.path / "channels.yml"
    theirs = _read(theirs_file) if theirs_file.exists() else {}
    sites = {name: list(values) + list(theirs.get("sites", {}).get(name, [])) for name, values in own["sites"].items()}
    for name, values in theirs.get("sites", {}).items():
        sites.setdefault(name, list(values))
    names = own["channels"] | theirs.get("channels", {})
    words = {
        normal(word): channel
        for part in (own, theirs)
        for channel, list_ in part.get("words", {}).items()
        for word in list_
    }
    rules = [_rule(rule, number, "home", sites, names) for number, rule in enumerate(theirs.get("rules", []), 1)]
    rules += [_rule(rule, number, "rule", sites, names) for number, rule in enumerate(own["rules"], 1)]
    unknown = sorted({channel for channel in words.values() if channel not in names})
    if unknown:
        raise HomeError(f"{theirs_file}: no channel is called {', '.join(unknown)}; name it under `channels`.")
    text = _OWN.read_text(encoding="utf-8") + (theirs_file.read_text(encoding="utf-8") if theirs else "")
    return Channels(names, words, frozenset(normal(word) for word in own["web"]), tuple(rules), text)


def normal(text: str | None) -> str:
    """Lower case, no accents, punctuation to single spaces."""
    if not text:
        return ""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", " ", plain).strip()


def _rule(values: dict[str, Any], number: int, origin: str, sites: dict[str, list[str]], names: dict[str, Any]) -> Rule:
    channel = values.get("channel")
    if channel not in names:
        raise HomeError(f"channels.yml, {origin} {number}: no channel is called {channel!r}; name it under `channels`.")
    if unknown := set(values) - {"channel", *_CONDITIONS}:
        raise HomeError(f"channels.yml, {origin} {number}: unknown condition {', '.join(sorted(unknown))}.")
    try:
        patterns = tuple(
            (name, re.compile(values[name])) for name in ("source", "medium", "campaign", "referrer") if name in values
        )
    except re.error as error:
        raise HomeError(f"channels.yml, {origin} {number}: {error}") from error
    site: list[str] = []
    if "site" in values:
        if values["site"] not in sites:
            raise HomeError(f"channels.yml, {origin} {number}: no list of sites is called {values['site']!r}.")
        site = sites[values["site"]]
    return Rule(f"{origin}:{number}", channel, patterns, frozenset(site), frozenset(values.get("click", ())))


def _holds(rule: Rule, values: dict[str, str], places: set[str], click: str) -> bool:
    if rule.site and not rule.site & places:
        return False
    if rule.clicks and click not in rule.clicks:
        return False
    return all(pattern.search(values[name]) for name, pattern in rule.patterns)


def _site(text: str | None) -> str:
    """``google`` for google.fr, www.google.co.uk or google; the first label that names the site."""
    labels = [label for label in (text or "").lower().strip().removeprefix("www.").split(".") if label]
    if len(labels) >= 3 and labels[-2] in ("co", "com"):
        return labels[-3]
    return labels[-2] if len(labels) >= 2 else (labels[0] if labels else "")


def _hosts(text: str | None) -> set[str]:
    """A host and the hosts above it: m.youtube.com → m.youtube.com, youtube.com."""
    labels = (text or "").lower().strip().removeprefix("www.").split(".")
    return {".".join(labels[i:]) for i in range(len(labels) - 1)} if len(labels) > 1 else set()


def _read(file: Path) -> dict[str, Any]:
    try:
        values = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
    except yaml.YAMLError as error:
        raise HomeError(f"{file} is not valid YAML: {error}") from error
    if not isinstance(values, dict):
        raise HomeError(f"{file}: write `channels:`, `words:`, `sites:` and `rules:`.")
    return values
