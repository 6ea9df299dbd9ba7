"""The errors that the project raises for what its user can put right."""


class InputError(Exception):
    """Input that cannot be used. The message says what is wrong, where, and what to do."""


class OutputError(Exception):
    """Output that cannot be written: no room, no right to. The message says where, and what to do."""
