"""The machinery: which pages there are, how their notebooks are run, and how the book is put together."""
