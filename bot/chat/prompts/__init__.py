"""The prompts of finished days in the chat."""
