"""Broadcasts: drafted, delivered, reported."""
