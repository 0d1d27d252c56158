"""The daily lesson bot: a 28-day course, taught in a Telegram chat, four minutes a day."""
