"""What a source can answer instead of its courses: bytes, or answers without an end, by the name of the source."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable, Iterator

from faultbook.bad import N, bytes_of, page, tree, whole
from faultbook.provider import RESET, Answerer, Asked, course, courses, drip, packed, reply

OK = b"HTTP/1.1 200 OK\r\n"
LENGTH = OK + b"Content-Length: 100000\r\n\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
DEEP = b'{"courses":' + b"[" * 200_000 + b"]" * 200_000 + b"}"
ANEW = b"<html><body><main>We have moved everything.</main></body></html>"


def cut(name: str) -> bytes:
    return packed(whole(name), cut=20)


def longer(name: str) -> bytes:
    return packed(whole(name), more=b"more")


def half(name: str) -> bytes:
    return reply(courses(name, range(N // 2)))


def too_few(name: str) -> bytes:
    return reply(courses(name, range(N), total=1000))


def half_tree(name: str) -> bytes:
    return reply(tree(name)[: len(tree(name)) // 2], kind="text/xml")


def dripping(head: bytes, drop: bytes) -> Callable[[str], Answerer]:
    return lambda name: drip(head, drop)


def bomb(name: str) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    data = b"".join(packer.compress(bytes(1 << 20)) for _ in range(200)) + packer.flush()
    return reply(data, headers={"Content-Encoding": "gzip"})


def wrong_sum(name: str) -> bytes:
    data = gzip.compress(whole(name), mtime=0)
    return reply(data[:-8] + bytes(4) + data[-4:], headers={"Content-Encoding": "gzip"})


def packed_as(encoding: str) -> Callable[[str], bytes]:
    return lambda name: reply(b"\x1b\x2a packed in another way", headers={"Content-Encoding": encoding})


def twice(name: str) -> bytes:
    return reply(gzip.compress(gzip.compress(whole(name))), headers={"Content-Encoding": "gzip, gzip"})


def endless(head: bytes, piece: bytes) -> Callable[[str], Answerer]:
    def answer(asked: Asked) -> Iterator[bytes]:
        yield head
        while True:
            yield piece

    return lambda name: answer


def reset(name: str) -> Answerer:
    return lambda asked: [b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{", RESET]


def raw(text: bytes) -> Callable[[str], bytes]:
    return bytes_of(text)


def short(name: str) -> bytes:
    return reply(whole(name), headers={"Content-Length": str(len(whole(name)) + 500)})


def says(values: object) -> Callable[[str], bytes]:
    return lambda name: reply(json.dumps(values).encode())


def body(text: bytes, kind: str = "application/json", status: int = 200, **headers: str) -> Callable[[str], bytes]:
    return lambda name: reply(
        text, kind=kind, status=status, headers={k.replace("_", "-"): v for k, v in headers.items()}
    )


def to(address: str, status: int = 302) -> Callable[[str], bytes]:
    return lambda name: reply(status=status, headers={"Location": address})


def hops(name: str) -> Answerer:
    def answer(asked: Asked) -> bytes:
        n = int(asked.path.partition("?n=")[2] or 0)
        return reply(status=302, headers={"Location": f"/list?n={n + 1}"})

    return answer


def next_page(link: str) -> Callable[[str], bytes]:
    return lambda name: reply(courses(name, range(N), next=link))


def forever(name: str) -> Answerer:
    def answer(asked: Asked) -> bytes:
        n = int(asked.path.partition("?page=")[2] or 1)
        return reply(courses(name, range(n * N, (n + 1) * N), next=f"?page={n + 1}"))

    return answer


def once(first: bytes) -> Callable[[str], Answerer]:
    """The first answer is this one; after it all is well."""

    def make(name: str) -> Answerer:
        left = [first]
        return lambda asked: left.pop() if left else reply(whole(name))

    return make


def untitled(name: str) -> bytes:
    return reply(json.dumps({"courses": [course(name, n, title=None) for n in range(N)]}).encode())


def other_kinds(name: str) -> bytes:
    return reply(json.dumps({"courses": [course(name, n, title=n) for n in range(N)]}).encode())


def deep_html(name: str) -> bytes:
    return reply(b"<div>" * 40_000 + page(name), kind="text/html")


def entities(name: str) -> bytes:
    lines = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return reply(f'<!DOCTYPE c [<!ENTITY a0 "ha">{lines}]><courses>&a9;</courses>'.encode(), kind="text/xml")


def outside(name: str) -> bytes:
    return reply(b'<!DOCTYPE c [<!ENTITY x SYSTEM "file:///etc/passwd">]><courses>&x;</courses>', kind="text/xml")


def twins(name: str) -> bytes:
    return reply(courses(name, [*range(N), *range(N)]))


def new_key(name: str) -> bytes:
    return reply(json.dumps({"courses": [course(name, n, mood="good") for n in range(N)]}).encode())
