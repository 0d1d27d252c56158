"""The review in the chat."""
