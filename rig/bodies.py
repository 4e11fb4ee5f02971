"""What schemathesis has to know of bodies that it does not know by itself (`SCHEMATHESIS_HOOKS`)."""

import schemathesis

schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")
"""The parts of an upload by tus."""
