"""What happens when somebody does something: each flow owns its transaction."""
