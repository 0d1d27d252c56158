"""Time zones in the chat."""
