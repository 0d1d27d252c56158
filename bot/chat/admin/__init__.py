"""What only admins see in the chat."""
