"""What a browser shows: pure functions from plain values to Dash components, figures and text.

Same arguments, same result: no storage, no clock, no request. Every sentence arrives from the caller as a ready string.
"""
