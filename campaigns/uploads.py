"""What people upload, and what is wrong with it."""


class BadUpload(ValueError):
    """The file cannot be used; the message is a sentence for whoever chose it."""
