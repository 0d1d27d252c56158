"""Settings in the chat."""
