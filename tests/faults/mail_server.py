"""A mail server that behaves as it is told: takes mails, puts them off, refuses them, or takes the call and says nothing."""

import socketserver
import threading
import time
from collections import Counter
from enum import StrEnum
from typing import Final, Self

LONGEST_SILENCE_SECONDS: Final = 60


class Mood(StrEnum):
    WELL = "well"
    BUSY = "busy"
    """451 to every recipient: try again later."""
    REFUSING = "refusing"
    """550 to every recipient: no such mailbox."""
    SILENT = "silent"
    """Takes the call, and never speaks."""
    AWAY = "away"
    """Hangs up at once."""


class Handler(socketserver.StreamRequestHandler):
    server: "MailServer"

    def handle(self) -> None:
        mood = self.server.mood
        if mood is Mood.AWAY:
            return
        if mood is Mood.SILENT:
            self.server.hung += 1
            limit = time.monotonic() + LONGEST_SILENCE_SECONDS
            while self.server.mood is Mood.SILENT and time.monotonic() < limit:
                time.sleep(0.1)
            return
        self.say("220 mail.demo.test")
        while line := self.rfile.readline():
            word = line[:4].upper().decode()
            if word == "RCPT" and mood is Mood.BUSY:
                self.say("451 4.7.1 later")
            elif word == "RCPT" and mood is Mood.REFUSING:
                self.say("550 5.1.1 no such mailbox")
            elif word == "DATA":
                self.say("354 go on")
                self.take()
            elif word == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 mail.demo.test")

    def take(self) -> None:
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            if line.lower().startswith(b"message-id:"):
                self.server.taken[line.decode().strip()] += 1
        self.say("250 taken")

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class MailServer(socketserver.ThreadingTCPServer):
    """On a free port of 127.0.0.1, until the block ends. `taken` counts the mails by their id."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.mood = Mood.WELL
        self.taken: Counter[str] = Counter()
        self.hung = 0

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.mood = Mood.AWAY
        self.shutdown()
        self.server_close()
