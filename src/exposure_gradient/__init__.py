"""How far generative AI overlaps with the tasks of the world's occupations.

The package flows one way: sources → tables → measures → presentation → build. A module imports only from
its own stage or from one further left; ``tests/test_architecture.py`` keeps it so.
"""
