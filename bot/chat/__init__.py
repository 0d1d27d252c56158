"""Telegram: the only room that knows it. Updates come in here, screens go out."""
