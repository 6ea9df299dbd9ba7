"""The one error the project raises for input that it will not use."""


class InputError(Exception):
    """Input that cannot be used. The message says what is wrong, where, and what to do."""
