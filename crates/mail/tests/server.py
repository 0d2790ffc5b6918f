"""A mail server for the tests: aiosmtpd with a port of its own, told by its first line. What it takes is written to a
directory, one file a mail; what it is to answer stands in the file `answer` there, a line a mail, `250 OK` where none is
left. A certificate and a key make it offer STARTTLS and ask for it; `user` makes it ask for a password as well."""

import asyncio
import base64
import json
import pathlib
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult


class Handler:
    def __init__(self, directory):
        self.directory = directory
        self.taken = len(list(directory.glob("*.json")))

    def answer(self):
        file = self.directory / "answer"
        lines = file.read_text().splitlines() if file.exists() else []
        if lines:
            file.write_text("".join(line + "\n" for line in lines[1:]))
        return lines[0] if lines else "250 OK"

    async def handle_DATA(self, server, session, envelope):
        answer = self.answer()
        if answer.startswith("hang"):
            await asyncio.sleep(3600)
        if answer.startswith("250"):
            self.taken += 1
            mail = {
                "from": envelope.mail_from,
                "to": envelope.rcpt_tos,
                "tls": session.ssl is not None,
                "user": session.auth_data.login.decode() if session.authenticated else None,
                "content": base64.b64encode(envelope.original_content).decode(),
            }
            part = self.directory / f"{self.taken}.part"
            part.write_text(json.dumps(mail))
            part.rename(self.directory / f"{self.taken}.json")
        return answer


def authenticate(server, session, envelope, mechanism, data):
    good = (data.login, data.password) == (b"karum", "p/ss wörd".encode())
    return AuthResult(success=good, handled=False, auth_data=data)


async def main(directory, port, certificate=None, key=None, user=None):
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
            auth_required=user is not None,
            authenticator=authenticate if user else None,
            enable_SMTPUTF8=True,
        )

    server = await asyncio.get_running_loop().create_server(serve, "127.0.0.1", int(port))
    print(server.sockets[0].getsockname()[1], flush=True)
    # Whoever started it holds its input open: when he is gone, so is it.
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    server.close()


asyncio.run(main(*sys.argv[1:]))
