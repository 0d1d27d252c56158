"""The rules of the course, pure: no async, no I/O, no clock of its own; standard library only."""
