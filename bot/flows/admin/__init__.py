"""What admins see and do: who they are, statistics, learners one by one, the audit and the weekly letter."""
