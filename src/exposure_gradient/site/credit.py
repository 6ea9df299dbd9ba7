"""Whose scores an edition has: at the foot of every page, and of every picture that a reader takes from one."""

CREDIT = "Scores: Gmyrek et al. (2025), ILO Working Paper 140."
OWN_CREDIT = "Scores: a reader’s own, not the ILO’s."
