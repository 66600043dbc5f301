"""A mail server on a free port of the loopback, well-behaved (aiosmtpd) or not (scripted), for the tests.

Prints "PORT n" and runs until its standard input ends, so that it never outlives its test.
Each message that was taken is a line of inbox.jsonl, decoded by Python's own mail package: an opinion independent of ours.
wire.log holds every byte that a scripted server received in clear.
"""
import argparse
import asyncio
import email
import email.policy
import json
import logging
import pathlib
import ssl
import sys
import warnings

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

USER, PASSWORD = b"meldbrug", b"geheim-wachtwoord"


class Inbox:
    def __init__(self, folder):
        self.path = folder / "inbox.jsonl"
        self.path.touch()

    def put(self, sender, recipients, content, secured, user=None):
        message = email.message_from_bytes(content, policy=email.policy.default)
        line = {
            "from": sender,
            "to": recipients,
            "tls": secured,
            "user": user,
            "headers": message.keys(),
            "subject": message["Subject"],
            "message_id": message["Message-ID"],
            "date": message["Date"].datetime.isoformat(),
            "auto_submitted": message["Auto-Submitted"],
            "text": message.get_content().replace("\r\n", "\n"),
            "defects": [str(defect) for part in message.walk() for defect in part.defects],
            "bare_line_ends": content.count(b"\n") != content.count(b"\r\n") or content.count(b"\r") != content.count(b"\r\n"),
            "raw": content.decode("latin-1"),
        }
        with self.path.open("a") as file:
            file.write(json.dumps(line) + "\n")


class Handler:
    """Takes mail; `refuse` of the command line says how often which answer is given to RCPT or to the message instead."""

    def __init__(self, inbox, options):
        self.inbox = inbox
        self.rcpt = options.rcpt
        self.content = options.content
        self.times = options.times

    def refusal(self, answer):
        if answer and self.times != 0:
            self.times -= 1
            return answer
        return None

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        answer = self.refusal(self.rcpt)
        if answer:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        answer = self.refusal(self.content)
        if answer:
            return answer
        login = session.auth_data.login.decode() if session.auth_data else None
        secured = session.ssl is not None or server.transport.get_extra_info("ssl_object") is not None
        self.inbox.put(envelope.mail_from, envelope.rcpt_tos, envelope.original_content, secured, login)
        return "250 2.0.0 taken"


def authenticate(server, session, envelope, mechanism, data):
    ok = isinstance(data, LoginPassword) and (data.login, data.password) == (USER, PASSWORD)
    return AuthResult(success=ok, handled=False, auth_data=data if ok else None)


def tls_context(options):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(options.cert, options.key)
    if options.old_tls:
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    return context


def aiosmtpd_factory(options, inbox):
    # One handler for all connections: it counts how often it refused.
    handler = Handler(inbox, options)
    context = tls_context(options) if options.mode == "starttls" else None

    def factory():
        return SMTP(
            handler,
            tls_context=context,
            require_starttls=context is not None,
            authenticator=authenticate if options.auth else None,
            auth_required=options.auth,
            auth_require_tls=options.mode == "starttls",
            auth_exclude_mechanism=["PLAIN"] if options.auth_login_only else None,
        )

    return factory


class Script:
    """A server that misbehaves in one way. Everything it receives goes to wire.log."""

    def __init__(self, options, inbox, folder):
        self.mode = options.mode
        self.inbox = inbox
        self.wire = folder / "wire.log"
        self.wire.touch()

    def note(self, data):
        with self.wire.open("ab") as file:
            file.write(data)

    async def line(self, reader):
        data = await reader.readline()
        self.note(data)
        return data

    async def __call__(self, reader, writer):
        try:
            await getattr(self, self.mode)(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def say(self, writer, data):
        writer.write(data)
        await writer.drain()

    async def record_everything(self, reader):
        while True:
            data = await reader.read(4096)
            if not data:
                return
            self.note(data)

    async def introduce(self, reader, writer):
        await self.say(writer, b"220 mail.school.example\r\n")
        await self.line(reader)

    async def until_content(self, reader, writer):
        """Talks up to the point where the message comes."""
        await self.introduce(reader, writer)
        await self.say(writer, b"250 mail.school.example\r\n")
        for answer in (b"250 OK\r\n", b"250 OK\r\n", b"354 go on\r\n"):
            await self.line(reader)
            await self.say(writer, answer)

    async def no_starttls(self, reader, writer):
        await self.introduce(reader, writer)
        await self.say(writer, b"250-mail.school.example\r\n250 AUTH PLAIN LOGIN\r\n")
        await self.record_everything(reader)

    async def refuses_starttls(self, reader, writer):
        await self.introduce(reader, writer)
        await self.say(writer, b"250-mail.school.example\r\n250-STARTTLS\r\n250 AUTH PLAIN\r\n")
        await self.line(reader)
        await self.say(writer, b"454 4.7.0 TLS not available\r\n")
        await self.record_everything(reader)

    async def injects_before_tls(self, reader, writer):
        await self.introduce(reader, writer)
        await self.say(writer, b"250-mail.school.example\r\n250 STARTTLS\r\n")
        await self.line(reader)
        await self.say(writer, b"220 go on\r\n250 AUTH PLAIN\r\n")
        await self.record_everything(reader)

    async def silent(self, reader, writer):
        await self.record_everything(reader)

    async def drips(self, reader, writer):
        while True:
            await self.say(writer, b"2")
            await asyncio.sleep(0.1)

    async def endless(self, reader, writer):
        await self.introduce(reader, writer)
        while True:
            await self.say(writer, b"250-and more\r\n" * 1000)

    async def speaks_http(self, reader, writer):
        await self.say(writer, b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await self.record_everything(reader)

    async def resets(self, reader, writer):
        """Closes hard on the first line of the message: writing on would raise SIGPIPE."""
        await self.until_content(reader, writer)
        await self.line(reader)
        writer.transport.abort()

    async def drops_mid_content(self, reader, writer):
        await self.until_content(reader, writer)
        await self.line(reader)

    async def takes_and_drops(self, reader, writer):
        """Keeps the message, and the connection ends before it can say so; every second connection is well."""
        await self.until_content(reader, writer)
        content = await reader.readuntil(b"\r\n.\r\n")
        self.inbox.put("", [], content[:-3], False)
        if len(self.inbox.path.read_text().splitlines()) > 1:
            await self.say(writer, b"250 taken\r\n")

    async def silent_after_content(self, reader, writer):
        await self.until_content(reader, writer)
        await reader.readuntil(b"\r\n.\r\n")
        await self.record_everything(reader)

    async def silent_after_quit(self, reader, writer):
        await self.until_content(reader, writer)
        content = await reader.readuntil(b"\r\n.\r\n")
        self.inbox.put("", [], content[:-3], False)
        await self.say(writer, b"250 taken\r\n")
        await self.record_everything(reader)

    async def only_cram(self, reader, writer):
        await self.introduce(reader, writer)
        await self.say(writer, b"250-mail.school.example\r\n250 AUTH CRAM-MD5\r\n")
        await self.record_everything(reader)


async def serve(options):
    folder = pathlib.Path(options.folder)
    inbox = Inbox(folder)
    loop = asyncio.get_running_loop()
    if options.mode in ("plain", "starttls", "tls"):
        context = tls_context(options) if options.mode == "tls" else None
        server = await loop.create_server(aiosmtpd_factory(options, inbox), "127.0.0.1", options.port, ssl=context)
    else:
        script = Script(options, inbox, folder)
        server = await asyncio.start_server(script, "127.0.0.1", options.port)
    print("PORT", server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("mode")
    parser.add_argument("folder")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--cert")
    parser.add_argument("--key")
    parser.add_argument("--old-tls", action="store_true")
    parser.add_argument("--auth", action="store_true")
    parser.add_argument("--auth-login-only", action="store_true")
    parser.add_argument("--rcpt", help="answer to RCPT instead of taking it")
    parser.add_argument("--content", help="answer to the message instead of taking it")
    parser.add_argument("--times", type=int, default=-1, help="how often, then all is well; for ever when absent")
    options = parser.parse_args()
    # A client that turns away from a bad certificate is what the tests are about, not news.
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    asyncio.run(serve(options))


if __name__ == "__main__":
    main()
