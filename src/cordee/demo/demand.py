"""What makes a firm buy: the demo's cause and effect, week by week, with every channel's true effect known.

A firm's buying project opens at a random week that nobody sees. Some channels *create* demand: each contact raises the
chance, week after week, that the firm opens a deal, and fades. Others only *capture* it: people who are buying anyway
type our name in a search engine, or click an advert that follows them. Adverts on LinkedIn also cause later searches.

The truth of a channel is what is lost when it is switched off while every other draw of chance stays the same (common
random numbers), so that the losses through later touches are counted too.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cordee.demo.firms import Firm

WEEKS = 78
CHANNELS = (
    "linkedin_ads",
    "google_ads",
    "brand_search",
    "organic",
    "webinar",
    "trade_show",
    "email",
    "outbound",
    "retargeting",
    "referral",
    "direct",
)
LINKEDIN, GOOGLE, BRAND, ORGANIC, WEBINAR, SHOW, EMAIL, OUTBOUND, RETARGETING, REFERRAL, DIRECT = range(11)

#                    linkedin google brand organic webinar show email outbound retarg. referral direct
_EFFECT = np.array([1.3, 1.2, 0.0, 1.1, 2.0, 2.2, 0.5, 1.6, 0.0, 2.0, 0.0], np.float32)
_KEPT = np.array([0.85, 0.75, 0.3, 0.75, 0.80, 0.85, 0.60, 0.70, 0.3, 0.80, 0.3], np.float32)
_BASE = np.array([-5.5, -6.1, -7.7, -5.6, -4.6, -3.5, -5.3, -5.4, -7.2, -7.4, -6.4], np.float32)
_DRAWN_BY_INTENT = np.array([0.0, 0.6, 1.7, 0.8, 0.3, 0.1, 0.2, 0.0, 1.0, 0.3, 1.2], np.float32)
_DRAWN_BY_FIT = np.array([0.3, 0.1, 0.0, 0.1, 0.2, 0.2, 0.0, 0.6, 0.0, 0.2, 0.0], np.float32)
_LED_BY_LINKEDIN = np.array([0.0, 0.2, 0.9, 0.9, 0.3, 0.0, 0.0, 0.0, 0.3, 0.0, 0.5], np.float32)
_INBOUND = np.array([1, 1, 1, 1, 1, 0, 0, 0, 1, 1, 1], bool)
WEBINAR_WEEKS = frozenset(range(3, WEEKS, 5)) - {33, 53}
SHOW_WEEKS = (9, 21, 38, 46, 60, 73)
_AWAY = frozenset({30, 31, 32, 33, 51, 52})  # late July to mid-August, and the end of the year


@dataclass(frozen=True, slots=True)
class Demand:
    """``touches``: rows (week, firm, channel); ``deals``: rows (week, firm); ``lost``: deals lost without a channel."""

    touches: NDArray[np.int64]
    deals: NDArray[np.int64]
    project_start: NDArray[np.int64]
    project_weeks: NDArray[np.int64]
    lost: dict[str, int]
    without_any: int


def simulate(firms: list[Firm], rng: np.random.Generator, *, pull: float) -> Demand:
    """Runs the firms' 78 weeks once as they are, once without each channel, once without any.

    ``pull`` is added to the log-odds of a deal: it sets how many deals a demo of a given size has.
    """
    n = len(firms)
    fit = np.array([firm.fit for firm in firms], np.float32)
    leaning = (rng.standard_normal(n) * 0.5).astype(np.float32)
    start = rng.integers(-20, WEEKS + 40, n)
    weeks = rng.integers(6, 15, n)
    rest = rng.integers(18, 40, n)  # weeks until a firm that opened a deal may open another
    chance = rng.random((WEEKS, n, len(CHANNELS)), dtype=np.float32)
    luck = rng.random((WEEKS, n), dtype=np.float32)

    def run(
        on: NDArray[np.bool_], keep: bool
    ) -> tuple[NDArray[np.int64], list[NDArray[np.int64]], list[NDArray[np.int64]]]:
        memory = np.zeros((n, len(CHANNELS)), np.float32)
        visited = np.zeros(n, np.float32)
        ready = np.zeros(n, np.int64)
        touches, deals, count = [], [], 0
        for week in range(WEEKS):
            intent = leaning + 2.0 * ((week >= start) & (week < start + weeks)).astype(np.float32)
            logit = _BASE + np.outer(intent, _DRAWN_BY_INTENT) + np.outer(fit, _DRAWN_BY_FIT)
            logit += np.outer(np.minimum(memory[:, LINKEDIN], 2), _LED_BY_LINKEDIN)
            logit[:, RETARGETING] += 1.6 * visited
            if week in _AWAY:
                logit[:, _INBOUND] -= 0.8
            if week not in WEBINAR_WEEKS:
                logit[:, WEBINAR] = -30
            if week not in SHOW_WEEKS:
                logit[:, SHOW] = -30
            # u < 1/(1+exp(-x)) without the division: common draws stay comparable between runs.
            touched = (chance[week] * (1 + np.exp(-logit)) < 1) & on
            memory = memory * _KEPT + touched
            visited = (touched[:, ORGANIC] | touched[:, BRAND] | touched[:, DIRECT]).astype(np.float32)
            hazard = pull + 1.3 * intent + 0.6 * fit + np.minimum(memory, 2) @ _EFFECT
            opened = (luck[week] * (1 + np.exp(-hazard)) < 1) & (week >= ready)
            ready[opened] = week + rest[opened]
            count += int(opened.sum())
            if keep:
                who, channel = np.nonzero(touched)
                touches.append(np.column_stack([np.full(len(who), week), who, channel]))
                buyers = np.flatnonzero(opened)
                deals.append(np.column_stack([np.full(len(buyers), week), buyers]))
        return np.array(count), touches, deals

    everything = np.ones(len(CHANNELS), bool)
    full, touches, deals = run(everything, True)
    lost = {}
    for place, name in enumerate(CHANNELS):
        on = everything.copy()
        on[place] = False
        lost[name] = int(full) - int(run(on, False)[0])
    none = int(run(~everything, False)[0])
    return Demand(np.concatenate(touches), np.concatenate(deals), start, weeks, lost, none)
