"""What README quotes about speed and size, measured by one command: ``python -m benchmarks.run``."""
