"""Step 4: who watches, what they see and report, and who is removed."""

from typing import Any

from sim.mathematics import equation, exp, unit

PLATOON = 30


@equation
def monitors(p: Any, informants_near: float, exposure: float, crackdown: float) -> float:
    """Officials and informants in the platoon: more in a crackdown, fewer in disordered combat.

    `informants_near` counts the informants serving in his platoon other than himself.
    """
    present = p.regime.officials_per_100 * PLATOON / 100.0 + informants_near
    present = present * (1.0 + crackdown)
    return present * (1.0 - p.control.disorder_on_watch * p.context.disorder * exposure)


@equation
def attention(p: Any, monitors: float, suspicion: float) -> float:
    """How closely he is watched: monitors, times what each of them sees, more under suspicion."""
    return p.control.watch * monitors * (1.0 + suspicion)


@equation
def surveillance(attention: float) -> float:
    """The watch he stands under: the share of chances to slip away it closes (Epstein 2002)."""
    return 1.0 - exp(-attention)


@equation
def signal(p: Any, stress: float, expressed: float, hidden: float, infraction: float) -> float:
    """What shows of him today: strain, want, what he expresses, slips, and what a session reveals.

    `hidden` is resolve that he keeps to himself; `infraction` is 1 on a day he slipped, else 0.
    """
    c = p.control
    revealed = c.session_reveals * p.regime.self_criticism_per_week / 7.0
    return unit(
        c.stress_signal * stress
        + c.deprivation_signal * p.context.deprivation
        + c.expressed_signal * expressed
        + c.infraction_signal * infraction
        + revealed * hidden
    )


@equation
def suspicion(p: Any, suspicion: float, signal: float, monitors: float) -> float:
    """The regime's file on him after today's reports; it fades where nothing is added."""
    willing_to_report = p.control.report * monitors
    reported = willing_to_report / (1.0 + willing_to_report)
    added = reported * signal * (1.0 - suspicion)
    return unit(suspicion + added - p.control.suspicion_decay * suspicion)


@equation
def session_fear(p: Any, fear: float) -> float:
    """Fear that self-criticism sessions leave behind, and that decays between them."""
    c = p.control
    added = c.session_fear * p.regime.self_criticism_per_week / 7.0
    return unit(fear + added * (1.0 - fear) - c.session_fear_decay * fear)
