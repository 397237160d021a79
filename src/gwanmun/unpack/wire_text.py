"""Targets and header fields are text in the nouns and bytes on the wire: here one becomes the other and back."""

from __future__ import annotations

from dataclasses import dataclass

from gwanmun.unpack.text import decode


@dataclass(frozen=True, slots=True)
class Wire:
    """A field as bytes. A gate reads each byte as one character (`latin-1`), a HAR holds the text itself (`utf-8`)."""

    data: bytes
    codec: str

    @classmethod
    def of(cls, value: str) -> Wire:
        if value.isascii():
            return cls(value.encode(), "utf-8")
        try:
            data = value.encode("latin-1")
        except UnicodeEncodeError:
            return cls(value.encode("utf-8", "surrogatepass"), "utf-8")
        whole = decode(data)
        return cls(data, "latin-1") if whole.text == whole.raw else cls(value.encode(), "utf-8")

    def text(self, data: bytes) -> str:
        return data.decode(self.codec, "surrogatepass" if self.codec == "utf-8" else "strict")
