"""The command exposure-gradient."""
