"""What the reader sees: claims, sentences, tables and pictures, made from the measures.

Nothing is imported here: a page depends on the modules that its notebook imports, and on no others.
"""
