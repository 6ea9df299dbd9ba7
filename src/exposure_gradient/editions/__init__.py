"""Editions: a reader's own scores in place of the ILO's, and two sets of tables compared."""
