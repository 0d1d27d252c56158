"""The course as files: YAML and light Markdown in, `bot.core.course` out, every problem with its place."""
