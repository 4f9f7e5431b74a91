"""Names that scenario files will know in a later version: refused by name, never ignored.

When a version brings one, its line goes.
"""

from __future__ import annotations

KEYS = frozenset(
    {
        "regime.crackdown",
        "regime.crackdown_half_life_days",
        "regime.withdraw_after",
        "outreach.publicity",
        "mechanisms.aftermath",
    }
)
"""Keys, as dotted names."""

VALUES = frozenset({("decision.rule", "prospect"), ("decision.rule", "threshold")})
"""Values of keys that exist."""

CALENDAR = {"deploy": "redeployment is not available yet"}
"""Fields of a calendar row, and what to say."""

SCENARIOS = frozenset({"sino_korean_border", "rear_to_front"})
"""Scenarios by name."""

NOT_YET = "is not available in this version"
