"""Accounts, sessions, API tokens and devices in the database: implements the ports of ``dashboard.accounts``."""

from data_access.accounts.admin import AccountAdminStore
from data_access.accounts.doorkeeper import Doorkeeper
from data_access.accounts.seal import Seal

__all__ = ["AccountAdminStore", "Doorkeeper", "Seal"]
