"""The demo LVS over HTTP, on the loopback only: who may ask, what is asked, and which page answers.

The other programs of this computer, and every web page in a browser on it, can reach a loopback port. So: an exact Host (a
foreign name that resolves to 127.0.0.1 gets nothing), for every change an exact Origin besides a SameSite cookie (another
port of 127.0.0.1 is the same *site*), one request a connection, and bodies of known, small length.
"""
import datetime
import errno
import http.cookies
import http.server
import os
import re
import secrets
import socketserver
import threading
import unicodedata
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pages

HERE = os.path.dirname(os.path.abspath(__file__))
# The longest text, with every character escaped as six or nine, and room besides.
MAX_BODY = 512 * 1024
MAX_TEXT = 20_000
MAX_TITLE = 200
# A demo has a handful of browsers; the oldest one is signed out when somebody opens hundreds.
MAX_SESSIONS = 200
PORTS_TRIED = 20

HEADERS = {
    # No script runs here at all, so markup that escaped the escaping would still do nothing.
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    # Not no-referrer: with that, a browser sends "Origin: null" with forms of our own.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Form:
    """What somebody typed in the editor, and what is wrong with it, by field."""

    def __init__(self, values, faults=None):
        self.values = values
        self.faults = faults or {}

    @classmethod
    def empty(cls, categories, today):
        return cls({"categorie": categories[0], "titel": "", "datum": today.isoformat(), "tekst": ""})

    @classmethod
    def of_note(cls, note):
        return cls({"categorie": note["category"], "titel": note["title"], "datum": note["date"], "tekst": note["text"]})

    @classmethod
    def posted(cls, fields, categories, today):
        values = {name: fields.get(name, "").replace("\r\n", "\n") for name in ("categorie", "titel", "datum", "tekst")}
        values["titel"] = values["titel"].strip()
        faults = {}
        if values["categorie"] not in categories:
            faults["categorie"] = "Kies een categorie."
        if not values["titel"] or len(values["titel"]) > MAX_TITLE or has_control(values["titel"], ""):
            faults["titel"] = f"Geef een titel van hoogstens {MAX_TITLE} tekens."
        try:
            day = datetime.date.fromisoformat(values["datum"])
            if not datetime.date(2000, 1, 1) <= day <= today:
                raise ValueError
            values["datum"] = day.isoformat()
        except ValueError:
            faults["datum"] = "Geef een datum die niet in de toekomst ligt."
        if not values["tekst"].strip() or len(values["tekst"]) > MAX_TEXT or has_control(values["tekst"], "\n\t"):
            faults["tekst"] = f"Schrijf een tekst van hoogstens {MAX_TEXT} tekens."
        return cls(values, faults)

    def fields(self):
        return {"category": self.values["categorie"], "title": self.values["titel"], "text": self.values["tekst"],
                "date": self.values["datum"]}


def has_control(text, allowed):
    return any(unicodedata.category(char) == "Cc" and char not in allowed for char in text)


def refusal(method, headers, host):
    """Why a request is not answered: (status, reason), or nothing when it is."""
    if headers.get_all("Host") != [host]:
        return 403, "Host is not this server"
    if headers.get_all("Transfer-Encoding") or (method != "POST" and headers.get("Content-Length", "0") != "0"):
        return 400, "a body that is not asked for"
    if method != "POST":
        return None
    if headers.get_all("Origin") != [f"http://{host}"]:
        return 403, "Origin is not this server"
    if headers.get("Content-Type", "").split(";")[0].strip().lower() != "application/x-www-form-urlencoded":
        return 415, "not a form"
    lengths = headers.get_all("Content-Length") or []
    if len(lengths) != 1 or not re.fullmatch(r"[0-9]{1,9}", lengths[0]):
        return 411, "Content-Length is missing or no number"
    return (413, "too long") if int(lengths[0]) > MAX_BODY else None


class Sessions:
    def __init__(self):
        self._lock = threading.Lock()
        self._people = {}

    def open(self, person):
        token = secrets.token_urlsafe(32)
        with self._lock:
            while len(self._people) >= MAX_SESSIONS:
                self._people.pop(next(iter(self._people)))
            self._people[token] = person
        return token

    def person(self, token):
        with self._lock:
            return self._people.get(token)

    def close(self, token):
        with self._lock:
            self._people.pop(token, None)


class Lvs(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address, book, school, months, today):
        super().__init__(address, Handler)
        self.book, self.school, self.today = book, school, today
        self.pages = pages.Pages(school, months)
        self.sessions = Sessions()
        self.host = f"127.0.0.1:{self.server_address[1]}"
        self.url = f"http://{self.host}/"
        # Cookies do not know of ports: two demos on one computer would sign each other out.
        self.cookie = f"lvs-{self.server_address[1]}"

    def server_bind(self):
        # Not HTTPServer's own: that one asks the name service for our name, which may take long and serves nothing.
        socketserver.TCPServer.server_bind(self)


def listen(port, book, school, months, today):
    for candidate in range(port, port + PORTS_TRIED + 1) if port else [0]:
        try:
            return Lvs(("127.0.0.1", candidate), book, school, months, today)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
    raise OSError(errno.EADDRINUSE, f"ports {port} to {port + PORTS_TRIED} are all taken")


class Handler(http.server.BaseHTTPRequestHandler):
    # HTTP/1.0 closes after each answer: no second request can hide in the body of the first.
    protocol_version = "HTTP/1.0"
    server_version = "RegenboogLVS"
    sys_version = ""
    # A connection that says nothing does not keep a thread for long.
    timeout = 10

    def do_GET(self):
        self._answer(self._get)

    def do_POST(self):
        self._answer(self._post)

    def log_message(self, format, *args):
        """Nothing: addresses here name pupils."""

    def _answer(self, handle):
        refused = refusal(self.command, self.headers, self.server.host)
        if refused:
            self._send(refused[0], refused[1] + "\n", "text/plain; charset=utf-8")
            return
        try:
            handle(urlsplit(self.path))
        except OSError as error:
            if isinstance(error, (ConnectionError, TimeoutError)):
                return
            self._page(self.server.pages.problem("Niet bewaard", "De notitie kon niet worden weggeschreven. Ga terug en probeer het opnieuw.",
                                                 self._person()), 500)

    # ---- what is asked ----

    def _get(self, url):
        server, page, person = self.server, self.server.pages, self._person()
        parts = url.path.split("/")[1:]
        query = dict(parse_qsl(url.query))
        if url.path == "/lvs.css":
            with open(os.path.join(HERE, "lvs.css"), encoding="utf-8") as file:
                self._send(200, file.read(), "text/css; charset=utf-8")
        elif url.path == "/ouders":
            self._go("/ouders/")
        elif url.path == "/ouders/":
            self._page(page.parents(server.book.pupils))
        elif len(parts) == 2 and parts[0] == "ouders":
            pupil = server.book.pupil(parts[1])
            self._page(page.parent(pupil, server.book.notes_of(parts[1]))) if pupil else self._missing(None)
        elif url.path == "/":
            self._page(page.pupils(person, server.book.pupils, query.get("groep")) if person else page.sign_in())
        elif parts[0] == "leerling" and len(parts) > 1:
            self._get_pupil(parts[1], parts[2:], query, person)
        else:
            self._missing(person)

    def _get_pupil(self, pupil_id, rest, query, person):
        server, page = self.server, self.server.pages
        if not person:
            self._go("/")
            return
        pupil = server.book.pupil(pupil_id)
        note = server.book.note(pupil_id, rest[1]) if pupil and len(rest) > 1 and rest[0] == "notities" else None
        said = {"toegevoegd": "De notitie is bewaard.", "gewijzigd": "De wijziging is bewaard.",
                "verwijderd": "De notitie is verwijderd."}.get(query.get("gedaan"))
        if pupil and not rest:
            form = Form.empty(page.category_names(), server.today())
            self._page(page.pupil(person, pupil, server.book.notes_of(pupil_id), form, said))
        elif note and len(rest) == 2:
            self._page(page.edit(person, pupil, note, Form.of_note(note)))
        elif note and rest[2:] == ["verwijderen"]:
            self._page(page.remove(person, pupil, note))
        else:
            self._missing(person)

    def _post(self, url):
        fields = self._fields()
        if fields is None:
            self._send(400, "not a form in UTF-8\n", "text/plain; charset=utf-8")
            return
        person = self._person()
        parts = url.path.split("/")[1:]
        if url.path == "/aanmelden":
            self._sign_in(fields.get("wie"))
        elif url.path == "/afmelden":
            self.server.sessions.close(self._token())
            self._go("/", {"Set-Cookie": f"{self.server.cookie}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0"})
        elif not person:
            self._go("/")
        elif len(parts) >= 3 and parts[0] == "leerling" and parts[2] == "notities" and self.server.book.pupil(parts[1]):
            self._post_note(person, self.server.book.pupil(parts[1]), parts[3:], fields)
        else:
            self._missing(person)

    def _sign_in(self, who):
        if who not in [entry["staff"] for entry in self.server.school["sign_in"]]:
            self._go("/")
            return
        token = self.server.sessions.open(who)
        self._go("/", {"Set-Cookie": f"{self.server.cookie}={token}; Path=/; HttpOnly; SameSite=Strict"})

    def _post_note(self, person, pupil, rest, fields):
        book, page, home = self.server.book, self.server.pages, f"/leerling/{pupil['pupil']}"
        note = book.note(pupil["pupil"], rest[0]) if rest else None
        if rest and not note:
            self._missing(person)
            return
        if rest[1:] == ["verwijderen"]:
            book.remove(note["id"])
            self._go(f"{home}?gedaan=verwijderd")
            return
        if len(rest) > 1:
            self._missing(person)
            return
        form = Form.posted(fields, page.category_names(), self.server.today())
        if form.faults and note:
            self._page(page.edit(person, pupil, note, form), 422)
        elif form.faults:
            self._page(page.pupil(person, pupil, book.notes_of(pupil["pupil"]), form), 422)
        elif not note:
            author = {"id": person, "role": self.server.school["staff"][person]["role"]}
            note_id = book.add(pupil["pupil"], form.fields(), author)
            self._go(f"{home}?gedaan=toegevoegd#notitie-{note_id}")
        elif book.edit(note["id"], form.fields()):
            self._go(f"{home}?gedaan=gewijzigd#notitie-{note['id']}")
        else:
            self._missing(person)

    def _fields(self):
        """The form's fields; nothing when they cannot be read, or one stands twice."""
        length = int(self.headers["Content-Length"])
        body = self.rfile.read(length)
        # Half a form is half a note.
        if len(body) != length:
            return None
        try:
            fields = parse_qs(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=20)
        except ValueError:
            return None
        return {name: values[0] for name, values in fields.items()} if all(len(v) == 1 for v in fields.values()) else None

    def _token(self):
        try:
            cookie = http.cookies.SimpleCookie(self.headers.get("Cookie", "")).get(self.server.cookie)
        except http.cookies.CookieError:
            return ""
        return cookie.value if cookie else ""

    def _person(self):
        return self.server.sessions.person(self._token())

    # ---- what is answered ----

    def _page(self, page, status=200):
        self._send(status, page, "text/html; charset=utf-8")

    def _missing(self, person):
        self._page(self.server.pages.problem("Niet gevonden", "Deze pagina is er niet, of niet meer.", person), 404)

    def _go(self, path, headers=None):
        self._send(303, "", "text/plain; charset=utf-8", {"Location": path, **(headers or {})})

    def _send(self, status, text, kind, headers=None):
        body = text.encode()
        self.send_response(status)
        for name, value in {**HEADERS, "Content-Type": kind, "Content-Length": len(body), **(headers or {})}.items():
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(body)
