"""A mail server for the tests: aiosmtpd on a port of its own, which its first line tells. What it takes is written to a
directory, a file a mail, read by Python's own parser. What it is to answer stands in the file `answers` there, a line a
mail, `250 OK` where none is left; `hold` waits for the file `release` first. A certificate and its key make it ask for
STARTTLS, and a further word for a password."""

import asyncio
import email
import email.policy
import json
import logging
import pathlib
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult


class Handler:
    def __init__(self, directory):
        self.directory = directory
        self.taken = len(list(directory.glob("*.json")))

    async def answer(self):
        file = self.directory / "answers"
        lines = file.read_text().splitlines() if file.exists() else []
        file.write_text("".join(line + "\n" for line in lines[1:]))
        answer = lines[0] if lines else "250 OK"
        if answer == "hold":
            (self.directory / "held").touch()
            while not (self.directory / "release").exists():
                await asyncio.sleep(0.005)
            answer = "250 OK"
        return answer

    async def handle_DATA(self, server, session, envelope):
        answer = await self.answer()
        if answer.startswith("250"):
            self.write(session, envelope)
        return answer

    def write(self, session, envelope):
        message = email.message_from_bytes(envelope.original_content, policy=email.policy.default)
        parts = list(message.iter_parts())
        mail = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "tls": session.ssl is not None,
            "headers": [[name.lower(), str(value)] for name, value in message.items()],
            "type": message.get_content_type(),
            "parts": [[part.get_content_type(), part.get_content()] for part in parts],
            "longest_line": max(len(line) for line in envelope.original_content.split(b"\r\n")),
            "defects": [str(defect) for defect in message.defects],
        }
        self.taken += 1
        part = self.directory / f"{self.taken}.part"
        part.write_text(json.dumps(mail))
        part.rename(self.directory / f"{self.taken}.json")


def authenticate(server, session, envelope, mechanism, data):
    good = (data.login, data.password) == (b"karum", "p/ss wörd".encode())
    return AuthResult(success=good, handled=False)


async def main(directory, port, certificate=None, key=None, password=None):
    context = None
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
    handler = Handler(pathlib.Path(directory))

    def serve():
        return SMTP(
            handler,
            hostname="localhost",
            tls_context=context,
            require_starttls=context is not None,
            auth_required=password is not None,
            authenticator=authenticate if password else None,
            enable_SMTPUTF8=True,
        )

    server = await asyncio.get_running_loop().create_server(serve, "127.0.0.1", int(port))
    print(server.sockets[0].getsockname()[1], flush=True)
    # Whoever started it holds its input open: when he is gone, so is it.
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


# What a client gives up is its matter.
logging.getLogger("mail.log").setLevel(logging.CRITICAL)
asyncio.run(main(*sys.argv[1:]))
