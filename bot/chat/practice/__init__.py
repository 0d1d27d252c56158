"""Practice in the chat: prompts that learners write."""
