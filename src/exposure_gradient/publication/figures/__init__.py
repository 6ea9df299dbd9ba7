"""The pictures of the publication."""
