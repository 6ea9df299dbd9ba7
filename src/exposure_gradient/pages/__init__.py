"""Notebooks run with parameters, in parallel, and what is kept of each. Knows notebooks and files, and nothing of what they are about."""
