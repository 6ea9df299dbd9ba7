"""The Content-Security-Policy of every page."""

POLICY = (
    "default-src 'self' file:;img-src 'self' file: data:;style-src-attr 'unsafe-inline';object-src 'none';base-uri 'none';"
    "form-action 'self' file:"
)
"""The book's own files and nothing else, no script in a page, no ``eval``.

``file:`` is for pages opened as files, where ``'self'`` names nothing, and means nothing elsewhere: no site may load a file of its
reader's. ``data:`` is for the pictures in the theme's style sheet. Styles are allowed as attributes only, which matplotlib gives every
shape of a picture; a style cannot run anything, and what it could fetch is ruled by the rest. Every byte stands on every page.
"""
