"""What leaves the house as a file, or as lines for other programs."""
