"""Bytes of an unnamed encoding -> text."""


def decode_text(data: bytes) -> str:
    """Text by its byte order mark, else as UTF-8, else as Windows-1252, in which every byte is a character here."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
