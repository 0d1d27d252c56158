"""The Bot API: screens go out, updates come in, at the pace that Telegram bears."""
