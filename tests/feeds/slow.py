"""A document of a few kilobytes that is slow to read: a web archive of one packed page with many small parts."""

import gzip


def slow_archive(parts: int = 100_000) -> bytes:
    """14 kB, for which trafilatura takes minutes; it is in no expression of ours, and not in Python alone."""
    page = gzip.compress(b"<html><body><article>" + b"<div><p>Rom hat <b>sich</b> geeinigt.</p></div>" * parts)
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n"
    answer += b"Content-Length: %d\r\n\r\n%s" % (len(page), page)
    record = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://wire.example/\r\n"
    return record + b"Content-Length: %d\r\n\r\n%s\r\n\r\n" % (len(answer), answer)
