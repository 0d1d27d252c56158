"""Days from other formats: Markdown, and the question banks of Moodle. What can't be carried over is told."""
