"""Demonstration data, written as exchange files and read back through the ordinary importer."""
