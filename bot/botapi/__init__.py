"""The Bot API: messages go out, updates come in, at the pace that Telegram bears."""
