"""The engine under the tables: transactions, and statements as text."""
