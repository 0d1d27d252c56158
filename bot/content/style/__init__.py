"""The style of a course, as it is laid down in its style.yaml: how much, how long, in which words, and how easy to
read. It is for authors alone: nobody's lesson waits for it.
"""
