"""Privacy in the chat."""
