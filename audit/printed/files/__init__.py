"""The files of the built site, each read by its own format's reader and held against the audit's own values."""
