"""Panels that pages are made of: each module has a view (plain numbers and links) and what builds the panel from it."""
