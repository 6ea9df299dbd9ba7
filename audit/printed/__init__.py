"""The audit of what is printed: built pages, pictures and files, read back and held against the audit's own values."""
