"""Run notebooks put together as a Jupyter Book, with Sphinx. Knows pages and files, and nothing of what they are about."""
