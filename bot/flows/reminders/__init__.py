"""Reminders: planned, due, answered."""
