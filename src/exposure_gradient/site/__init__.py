"""The files that are published around the pages: downloads, search index, metadata, addresses, manifest."""
