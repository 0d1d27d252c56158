"""Lessons in the chat."""
