"""The version of the program; the version of its knowledge is in `knowledge.version`."""

__version__ = "0.1.0"
