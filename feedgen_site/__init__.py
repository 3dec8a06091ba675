"""Articles in Markdown become feeds with key points and a static HTML digest."""

__version__ = "0.1.0"
