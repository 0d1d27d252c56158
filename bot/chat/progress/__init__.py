"""Progress and streak in the chat."""
