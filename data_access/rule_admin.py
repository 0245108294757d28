"""Implements ``dashboard.rule_admin.RuleAdmin``: thresholds and targets, the calendar, reporting units."""

from data_access.rule_calendar import CalendarAdmin
from data_access.rule_units import UnitAdmin
from data_access.rule_values import ValueAdmin


class RuleAdminService(ValueAdmin, CalendarAdmin, UnitAdmin):
    """Each change is one transaction with its audit row and its history, and moves the revision."""
