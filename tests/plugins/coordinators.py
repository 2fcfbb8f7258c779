"""Coordinators who click: each reads pages and decides over real HTTP, and remembers what the page told them."""

from __future__ import annotations

import random
import re
import threading
from collections import Counter
from dataclasses import dataclass, field
from html import unescape

import httpx

EDITION = re.compile(r"edition(\d+)e")
"""How the texts of a catalogue say which of several publications they are from: `edition3e`."""
ROW = re.compile(r'<li id="topic-(\w+)"')
FORM = re.compile(r'<form method="post" action="/topics/(\w+)/decide".*?</form>', re.S)
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
BULK = re.compile(r'name="topics" value="([^"]*)"')
LEFT = re.compile(r'<a href="/topics/(\w+)">')
REASONS = ("have_it", "weak_courses", "too_long")


@dataclass
class Told:
    """What a coordinator was told, by the note that went with each decision."""

    written: dict[str, tuple[str, str]] = field(default_factory=dict)
    """The topic and the action of what the page said was written."""
    refused: set[str] = field(default_factory=set)
    """What somebody was quicker with, or what there was nothing to undo of: nothing of it may be written."""
    many: dict[str, tuple[set[str], set[str]]] = field(default_factory=dict)
    """Decisions about several topics: those asked for, and those named as left alone."""
    statuses: Counter[int] = field(default_factory=Counter)
    mixed: list[str] = field(default_factory=list)
    """Pages on which two publications stand side by side."""
    editions: set[int] = field(default_factory=set)
    broken: list[str] = field(default_factory=list)


class Coordinator(threading.Thread):
    """One of many who are at work at the same time."""

    def __init__(
        self, address: str, name: str, cookies: dict[str, str], rounds: range, clicked: threading.Semaphore
    ) -> None:
        """`rounds` are numbered, so that the notes of one who comes back are others than before."""
        super().__init__(name=name)
        self.told = Told()
        self._address, self._cookies, self._rounds, self._clicked = address, cookies, rounds, clicked
        self._dice = random.Random(f"{name} {rounds}")
        self._number = 100 * rounds.start

    def run(self) -> None:
        """Click until the rounds are over; what goes wrong is told, not raised."""
        try:
            with httpx.Client(base_url=self._address, cookies=self._cookies, timeout=60) as client:
                for _ in self._rounds:
                    self._round(client)
        except Exception as error:  # noqa: BLE001 - told by the test, with the name of who met it
            self.told.broken.append(f"{self.name}: {error!r}")

    def _round(self, client: httpx.Client) -> None:
        page = self._read(client, f"/topics?status={self._dice.choice(('all', 'all', 'proposed', 'later'))}")
        topics = ROW.findall(page)
        if not topics:
            return
        topic = self._dice.choice(topics[:6] if self._dice.random() < 0.7 else topics)
        what = self._dice.random()
        if what < 0.6:
            self._decide(client, page, topic)
        elif what < 0.75:
            self._comment(client, topic)
        elif what < 0.85:
            self._decide_many(client)
        self._read(
            client, self._dice.choice((f"/topics/{topic}", f"/topics/{topic}", f"/topics/{topic}/regroup", "/health"))
        )

    def _read(self, client: httpx.Client, path: str) -> str:
        return self._looked_at(client.get(path)).text

    def _looked_at(self, answer: httpx.Response) -> httpx.Response:
        told = self.told
        told.statuses[answer.status_code] += 1
        found = set(map(int, EDITION.findall(answer.text)))
        told.editions |= found
        if len(found) > 1:
            told.mixed.append(
                f"{answer.request.method} {answer.request.url.raw_path.decode()}: editions {sorted(found)}"
            )
        self._clicked.release()
        return answer

    def _note(self) -> str:
        self._number += 1
        return f"{self.name} says {self._number}"

    def _decide(self, client: httpx.Client, page: str, topic: str) -> None:
        form = next((each[0] for each in FORM.finditer(page) if each[1] == topic), None)
        if form is None:
            return
        fields = {name: unescape(value) for name, value in HIDDEN.findall(form)}
        can = re.findall(r'name="action" value="(\w+)"', form)
        action = self._dice.choice([*can, "undo" if "undo" in can else "reject"])
        note = self._note()
        fields |= {"action": action, "note": note} | (
            {"reason": self._dice.choice(REASONS)} if action == "reject" else {}
        )
        answer = self._looked_at(client.post(f"/topics/{topic}/decide", data=fields))
        if answer.status_code == 303:
            self.told.written[note] = (topic, action)
        else:
            self.told.refused.add(note)

    def _comment(self, client: httpx.Client, topic: str) -> None:
        page = self._read(client, f"/topics/{topic}")
        token = re.search(r'name="token" value="([^"]+)"', page)
        note = self._note()
        sent = {"token": token[1] if token else "", "action": "comment", "note": note, "back": f"/topics/{topic}"}
        if self._looked_at(client.post(f"/topics/{topic}/talk", data=sent)).status_code == 303:
            self.told.written[note] = (topic, "comment")
        else:
            self.told.refused.add(note)

    def _decide_many(self, client: httpx.Client) -> None:
        page = self._read(client, "/bulk?status=all")
        token, packed = re.search(r'name="token" value="([^"]+)"', page), BULK.search(page)
        if token is None or packed is None:
            return
        chosen = packed[1].split()[-3:]
        topics, note = {each.partition(".")[0] for each in chosen}, self._note()
        sent = {"token": token[1], "topics": " ".join(chosen), "note": note, "back": "/topics"}
        answer = self._looked_at(
            client.post("/bulk", data=sent | {"action": self._dice.choice(("shortlist", "later"))})
        )
        if answer.status_code == 303:
            self.told.many[note] = (topics, set())
        elif answer.status_code == 409:
            self.told.many[note] = (topics, set(LEFT.findall(answer.text)) & topics)
        else:
            self.told.refused.add(note)
