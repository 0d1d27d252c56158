"""A Telegram look-alike on this machine: a strict Bot API server and a chat page. Imports nothing of the bot."""
