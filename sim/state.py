"""The codes of a soldier's fields: statuses, classes, ranks, units, attempts and news."""

STATUSES = (
    "serving",
    "in_transit",
    "absent",
    "defected",
    "returned_by_host",
    "recaptured",
    "died_escaping",
    "killed_in_action",
    "self_killed",
    "taken_prisoner",
    "evacuated",
    "removed",
    "unit_withdrawn",
    "rotated_home",
)
(
    SERVING,
    IN_TRANSIT,
    ABSENT,
    DEFECTED,
    RETURNED_BY_HOST,
    RECAPTURED,
    DIED_ESCAPING,
    KILLED_IN_ACTION,
    SELF_KILLED,
    TAKEN_PRISONER,
    EVACUATED,
    REMOVED,
    UNIT_WITHDRAWN,
    ROTATED_HOME,
) = range(len(STATUSES))
NOBODY = -1

CORE, WAVERING, HOSTILE = 0, 1, 2
SONGBUN = ("core", "wavering", "hostile")
RANKS = ("enlisted", "squad_leader", "officer", "political_officer", "state_security")
ENLISTED, SQUAD_LEADER, OFFICER, POLITICAL_OFFICER, STATE_SECURITY = range(len(RANKS))

SQUAD, PLATOON, COMPANY, BATTALION = 10, 30, 120, 480
SQUADS, SQUADS_A_PLATOON = COMPANY // SQUAD, PLATOON // SQUAD
FRIENDS = 4
TIES = SQUAD - 1 + FRIENDS

# A company has some places more than soldiers, as many as the longest vectors have numbers: between
# those who serve and those who are gone, so that loops over the former can end with a whole vector.
SPARE = 8
ROOM = COMPANY + SPARE

# What others see of a soldier, side by side: what he tells them, and what he shows of his resolve.
TOLD, SHOWN, SEEN = 0, 1, 2

NO_ATTEMPT, BY_ROUTE, AT_CONTACT, FOILED, JOINED = 0, 1, 2, 3, 4
MISSING, CAUGHT, ESCAPED = 1, 2, 4

STAGES = ("exit", "evasion", "reception")

# What is told of each day besides the soldiers in each status.
LEVELS = (
    "attempts",
    "expected_attempts",
    "mean_wish",
    "share_wish",
    "mean_willing",
    "share_willing",
    "mean_expressed",
    "mean_stress",
)
