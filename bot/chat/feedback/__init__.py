"""Feedback in the chat: what is wrong or out of date, from learners to admins and back."""
