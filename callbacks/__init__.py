"""What answers a browser: one module a page, the guard they pass through, and the plain HTTP routes."""
