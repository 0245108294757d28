"""Plain HTTP: the version address, health, the REST API, downloads, and what holds for every answer."""
