"""The course: what is taught of its files, and which of its days could be read when."""
