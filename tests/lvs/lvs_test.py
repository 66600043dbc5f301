"""The demo LVS: what it answers to whom, what it keeps, and that the real bridge follows it.

MELDBRUG_BIN names the program.
"""
import html
import http.client
import json
import os
import pathlib
import random
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
import unittest
from urllib.parse import urlencode

ROOT = pathlib.Path(__file__).resolve().parents[2]
LVS = ROOT / "install/demo/lvs"
MELDBRUG = os.environ["MELDBRUG_BIN"]
CLOSED = "Meldcode en Verwijsindex"
HOSTILE = '<script>window.ran=1</script><img src=x onerror="window.ran=1"></textarea>\'&amp;'
# A poll every two seconds, and a file has to lie still for two.
LONGEST_WAIT = 30


def run_once(file, *arguments):
    return subprocess.run([sys.executable, LVS, "--file", file, "--once", *arguments], capture_output=True, text=True, check=False)


def lines_of(file):
    return [json.loads(line) for line in pathlib.Path(file).read_text(encoding="utf-8").splitlines()]


def notes_of(file):
    return [line for line in lines_of(file) if "id" in line]


class Lvs:
    """The program on a folder of its own, and a browser without a page."""

    def __init__(self, folder, *arguments):
        self.file = folder / "inbox/regenboog-lvs.jsonl"
        self.process = subprocess.Popen([sys.executable, LVS, "--file", self.file, "--port", "0", "--until-closed", *arguments],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().strip()
        self.host = re.fullmatch(r"http://(127\.0\.0\.1:\d+)/", self.url)[1]
        self.cookie = ""

    def close(self):
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()

    def ask(self, method, path, body=None, headers=None, without=()):
        """As a browser on a page of the LVS would; `without` leaves headers out."""
        usual = {"Host": self.host, "Cookie": self.cookie}
        if method == "POST":
            usual |= {"Origin": self.url[:-1], "Content-Type": "application/x-www-form-urlencoded"}
        sent = {name: value for name, value in (usual | (headers or {})).items() if name not in without}
        connection = http.client.HTTPConnection(self.host, timeout=10)
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            data = body.encode() if isinstance(body, str) else urlencode(body or {}).encode() if method == "POST" else b""
            if method == "POST" and "Content-Length" not in without:
                connection.putheader("Content-Length", str(len(data)))
            for name, value in sent.items():
                connection.putheader(name, value)
            connection.endheaders(data)
            answer = connection.getresponse()
            text = answer.read().decode()
            if answer.getheader("Set-Cookie"):
                self.cookie = answer.getheader("Set-Cookie").split(";")[0]
            return answer, text
        finally:
            connection.close()

    def page(self, path):
        answer, text = self.ask("GET", path)
        assert answer.status == 200, (path, answer.status)
        return text

    def sign_in(self, who="lk5"):
        answer, _ = self.ask("POST", "/aanmelden", {"wie": who})
        assert answer.status == 303, answer.status

    def write(self, pupil, title, text, category=CLOSED, day=None):
        """The number of the new note."""
        day = day or re.search(r'name="datum" type="date" required value="([0-9-]+)"', self.page(f"/leerling/{pupil}"))[1]
        answer, text = self.ask("POST", f"/leerling/{pupil}/notities", {"categorie": category, "titel": title, "datum": day, "tekst": text})
        assert answer.status == 303, (answer.status, text)
        return answer.getheader("Location").split("#notitie-")[1]


class WithFolder(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="meldbrug-lvs-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def start(self, *arguments):
        lvs = Lvs(self.folder, *arguments)
        self.addCleanup(lambda: lvs.process.poll() is None and lvs.close())
        return lvs


class Pages(WithFolder):
    def setUp(self):
        super().setUp()
        self.lvs = self.start()

    def test_pages_have_the_marks_that_the_extension_goes_by(self):
        self.lvs.sign_in()
        pupils = self.lvs.page("/")
        self.assertIn('<html lang="nl" data-lvs="demo">', pupils)
        self.assertRegex(pupils, r'<table id="leerlingen">.*<tbody><tr data-leerling="rb01"><td class="naam"><a href="/leerling/rb01">'
                                 r'Siem Wolkenveld</a></td><td class="groep">1</td>')
        page = self.lvs.page("/leerling/rb06")
        self.assertRegex(page, r'<main data-leerling="rb06">.*<h1 class="naam">Noor Lentegroen</h1>')
        self.assertRegex(page, r'<section id="notities"[^>]*>.*<article class="notitie" [^>]*data-notitie="\d+" '
                               r'data-categorie="Meldcode en Verwijsindex" data-ouders="nee"><h3>[^<]+</h3><p class="meta">[^<]+ · [^<]+</p>')
        self.assertIn('data-categorie="Rekenen" data-ouders="ja"', page)
        self.assertIn('<div class="tekst">', page)
        self.assertRegex(page, r'<form id="nieuwe-notitie" [^>]*method="post" action="/leerling/rb06/notities">')
        self.assertRegex(page, r'<select [^>]*name="categorie"><option data-ouders="nee" selected>Meldcode en Verwijsindex</option>')
        for field in ("titel", "datum", "tekst"):
            self.assertIn(f'name="{field}"', page)
        self.assertIn("<button>Bewaren</button>", page)

    def test_signed_out_no_page_names_a_pupil_to_staff(self):
        self.assertNotIn("<table", self.lvs.page("/"))
        self.assertNotIn("data-leerling", self.lvs.page("/"))
        for path in ("/leerling/rb06", "/leerling/rb06/notities/1", "/leerling/rb06/notities/1/verwijderen"):
            answer, text = self.lvs.ask("GET", path)
            self.assertEqual((answer.status, answer.getheader("Location"), text), (303, "/", ""))
        before = self.lvs.file.read_bytes()
        answer, _ = self.lvs.ask("POST", "/leerling/rb06/notities", {"categorie": CLOSED, "titel": "t", "datum": "2026-01-05", "tekst": "t"})
        self.assertEqual(answer.status, 303)
        self.assertEqual(self.lvs.file.read_bytes(), before)
        self.lvs.sign_in("ib1")
        signed_in = self.lvs.cookie
        self.assertIn("<table", self.lvs.page("/"))
        self.lvs.ask("POST", "/afmelden")
        self.lvs.cookie = signed_in
        self.assertNotIn("<table", self.lvs.page("/"), "the old cookie opens nothing")

    def test_markup_in_a_note_is_text_wherever_it_shows(self):
        self.lvs.sign_in()
        note = self.lvs.write("rb01", HOSTILE, HOSTILE, "Rekenen")
        for path in ("/leerling/rb01", f"/leerling/rb01/notities/{note}", f"/leerling/rb01/notities/{note}/verwijderen", "/ouders/rb01"):
            text = self.lvs.page(path)
            self.assertNotIn("<script", text, path)
            self.assertNotIn("<img", text, path)
            self.assertIn(html.escape(HOSTILE, quote=True), text, path)
        # And what is refused comes back as it was typed.
        answer, text = self.lvs.ask("POST", "/leerling/rb01/notities", {"categorie": HOSTILE, "titel": HOSTILE, "datum": HOSTILE, "tekst": HOSTILE})
        self.assertEqual(answer.status, 422)
        self.assertNotIn("<script", text)
        self.assertEqual(text.count("<textarea"), text.count("</textarea>"))
        self.assertNotIn("<script", self.lvs.page("/?groep=" + "%3Cscript%3E"))

    def test_what_a_note_cannot_be_is_said_beside_the_field_and_nothing_is_kept(self):
        self.lvs.sign_in()
        before = self.lvs.file.read_bytes()
        good = {"categorie": CLOSED, "titel": "Signalen", "datum": "2026-01-05", "tekst": "Signalen in kaart gebracht."}
        for field, value in (("categorie", "Geheim"), ("titel", " "), ("titel", "x" * 201), ("datum", "2026-02-30"), ("datum", "2999-01-01"),
                             ("datum", ""), ("tekst", " \n"), ("tekst", "x" * 20_001), ("tekst", "a\0b"), ("titel", "a\nb")):
            answer, text = self.lvs.ask("POST", "/leerling/rb01/notities", good | {field: value})
            self.assertEqual(answer.status, 422, (field, value[:20]))
            self.assertIn(f'aria-describedby="nieuwe-notitie-fout-{field}"', text)
            self.assertIn('role="alert"', text)
        for body in ("titel=%FF", "titel=a&titel=b", "x=" + "&y=" * 100):
            self.assertIn(self.lvs.ask("POST", "/leerling/rb01/notities", body)[0].status, (400, 422), body[:20])
        self.assertEqual(self.lvs.ask("POST", "/leerling/rb99/notities", good)[0].status, 404)
        self.assertEqual(self.lvs.ask("POST", "/leerling/rb02/notities/1", good)[0].status, 404, "note 1 is another pupil's")
        self.assertEqual(self.lvs.file.read_bytes(), before)

    def test_parents_see_the_open_categories_only(self):
        self.lvs.sign_in("ib1")
        self.lvs.write("rb05", "Geheime titel", "Geheime tekst over thuis.")
        self.lvs.write("rb05", "Gedrag titel", "Ook dicht.", "Gedrag")
        self.lvs.write("rb05", "Tafels", "Oefen de tafel van 9.", "Rekenen")
        closed = [note for note in notes_of(self.lvs.file) if note["category"] in (CLOSED, "Gedrag")]
        self.assertGreater(len(closed), 60)
        for cookie in (self.lvs.cookie, ""):
            self.lvs.cookie = cookie
            pages = {pupil: self.lvs.page(f"/ouders/{pupil}") for pupil in ["", *{line["pupil"] for line in lines_of(self.lvs.file)}]}
            self.assertIn("Oefen de tafel van 9.", pages["rb05"])
            for text in pages.values():
                self.assertIn('data-lvs="demo"', text)
                self.assertNotRegex(text, r'data-leerling|data-notitie|id="leerlingen"|id="notities"|Meldcode|Gedrag')
            for note in closed:
                for part in (note["title"], note["text"]):
                    # A title of a word or a letter stands in other words too.
                    if len(part) > 15:
                        self.assertNotIn(html.escape(part, quote=True), pages[note["pupil"]])

    def test_a_category_that_is_not_known_is_closed(self):
        school = json.loads((LVS / "school.json").read_text(encoding="utf-8"))
        school["categories"] = [category for category in school["categories"] if category["name"] != "Oudergesprek"]
        other = self.folder / "school.json"
        other.write_text(json.dumps(school), encoding="utf-8")
        self.lvs.close()
        self.assertNotIn("Voortgangsgesprek", self.start("--school", other).page("/ouders/rb05"))

    def test_strangers_get_nothing(self):
        self.lvs.sign_in()
        self.assertIn("HttpOnly; SameSite=Strict", self.lvs.ask("POST", "/aanmelden", {"wie": "lk5"})[0].getheader("Set-Cookie"))
        before = self.lvs.file.read_bytes()
        port = self.lvs.host.split(":")[1]
        for host in ("evil.test", f"evil.test:{port}", f"localhost:{port}", "127.0.0.1", f"127.0.0.1:{int(port) + 1}", ""):
            answer, text = self.lvs.ask("GET", "/leerling/rb06", headers={"Host": host})
            self.assertEqual(answer.status, 403, host)
            self.assertNotIn("Noor", text)
        self.assertEqual(self.lvs.ask("GET", "/", without=("Host",))[0].status, 403)
        good = {"categorie": CLOSED, "titel": "t", "datum": "2026-01-05", "tekst": "t"}
        for origin in ("http://evil.test", "null", "", f"http://localhost:{port}", f"https://{self.lvs.host}", f"http://127.0.0.1:{int(port) + 1}"):
            for path in ("/leerling/rb06/notities", "/leerling/rb06/notities/1/verwijderen", "/aanmelden", "/afmelden"):
                self.assertEqual(self.lvs.ask("POST", path, good, {"Origin": origin})[0].status, 403, (origin, path))
        self.assertEqual(self.lvs.ask("POST", "/leerling/rb06/notities", good, without=("Origin",))[0].status, 403)
        self.assertEqual(self.lvs.ask("POST", "/leerling/rb06/notities", good, {"Content-Type": "text/plain"})[0].status, 415)
        self.assertEqual(self.lvs.ask("POST", "/leerling/rb06/notities", good, without=("Content-Length",))[0].status, 411)
        self.assertEqual(self.lvs.ask("POST", "/leerling/rb06/notities", good, {"Transfer-Encoding": "chunked"})[0].status, 400)
        self.assertEqual(self.lvs.ask("POST", "/leerling/rb06/notities", "", {"Content-Length": str(2**30)}, without=("Content-Length",))[0].status, 411)
        for method in ("PUT", "DELETE", "OPTIONS"):
            self.assertEqual(self.lvs.ask(method, "/leerling/rb06/notities/1")[0].status, 501)
        self.assertEqual(self.lvs.file.read_bytes(), before)

    def test_it_listens_on_the_loopback_only_and_its_answers_are_not_kept(self):
        port = int(self.lvs.host.split(":")[1])
        listening = [line.split()[1] for line in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:] if line.split()[3] == "0A"]
        self.assertIn(f"0100007F:{port:04X}", listening)
        self.assertNotIn(f"00000000:{port:04X}", listening)
        answer, _ = self.lvs.ask("GET", "/")
        self.assertEqual(answer.getheader("Cache-Control"), "no-store")
        self.assertTrue(answer.getheader("Content-Security-Policy").startswith("default-src 'none'"))

    def test_it_ends_with_whoever_started_it(self):
        self.lvs.process.stdin.close()
        self.assertEqual(self.lvs.process.wait(10), 0)
        self.lvs.process.stdout.close()


class DataFile(WithFolder):
    def setUp(self):
        super().setUp()
        self.file = self.folder / "inbox/regenboog-lvs.jsonl"

    def test_the_file_is_its_own_users_only_and_nothing_is_left_beside_it(self):
        self.assertEqual(run_once(self.file).returncode, 0)
        for path in (self.file, *self.file.parent.iterdir()):
            self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600, path)
        self.assertEqual(stat.S_IMODE(self.file.parent.stat().st_mode), 0o700)
        self.assertEqual(sorted(path.name for path in self.file.parent.iterdir()), [".lvs.lock", "regenboog-lvs.jsonl"])
        self.assertFalse((LVS / "__pycache__").exists())

    def test_a_file_that_breaks_off_is_refused_by_name_and_not_written_over(self):
        run_once(self.file)
        whole = self.file.read_bytes()
        lines = whole.splitlines(keepends=True)
        damaged = {
            "in a line": (whole[:-40], f"{self.file}:{len(lines)}:"),
            "in a letter": (whole[:whole.index("ë".encode()) + 1], f"{self.file}:"),
            "between lines": (b"".join(lines[:-5]), f"{self.file}:{len(lines) - 5}:"),
            "before its last byte": (whole[:-1], f"{self.file}:{len(lines)}:"),
            "at its start": (b"", f"{self.file}:0:"),
            "a line that is no note": (whole.replace(lines[20], b"[1]\n"), f"{self.file}:21:"),
            "no text": (whole.replace(lines[20], b"\xff\xfe\n"), f"{self.file}:21:"),
            "a number twice": (whole.replace(b'"id": "2"', b'"id": "1"'), "field 'id'"),
        }
        for name, (content, named) in damaged.items():
            with self.subTest(name):
                self.file.write_bytes(content)
                ran = run_once(self.file)
                self.assertEqual(ran.returncode, 3, ran.stderr)
                self.assertIn(named, ran.stderr)
                self.assertNotIn("Traceback", ran.stderr)
                self.assertEqual(self.file.read_bytes(), content)

    def test_two_at_a_time_do_not_write_each_other_away(self):
        self.start()
        ran = run_once(self.file)
        self.assertEqual(ran.returncode, 3)
        self.assertIn(str(self.file), ran.stderr)

    def test_the_schools_days_move_with_today_and_a_persons_notes_do_not(self):
        lvs = self.start("--today", "2026-03-12")
        lvs.sign_in()
        own = lvs.write("rb14", "Eigen", "Zelf geschreven.")
        notes = {note["seed"]: note for note in notes_of(self.file) if "seed" in note}
        edited, removed = notes["rb01-1"]["id"], notes["rb02-1"]["id"]
        lvs.ask("POST", f"/leerling/rb01/notities/{edited}", {"categorie": CLOSED, "titel": "Anders", "datum": "2026-03-03", "tekst": "Anders."})
        lvs.ask("POST", f"/leerling/rb02/notities/{removed}/verwijderen")
        lvs.close()
        before = {note["id"]: note for note in notes_of(self.file)}
        self.assertEqual((before[own]["date"], before[own]["author"]), ("2026-03-12", {"id": "lk5", "role": "leerkracht"}))
        self.assertEqual(before[removed]["text"], "")
        run_once(self.file, "--today", "2026-03-12")
        self.assertEqual({note["id"]: note for note in notes_of(self.file)}, before, "the same day changes nothing")

        run_once(self.file, "--today", "2026-04-15")
        after = {note["id"]: note for note in notes_of(self.file)}
        self.assertEqual(set(after), set(before), "nothing is double and nothing is gone")
        for note_id in (own, edited, removed):
            self.assertEqual(after[note_id], before[note_id])
        self.assertEqual(sum(after[note_id]["date"] == before[note_id]["date"] for note_id in after), 3)

    def test_a_disk_that_is_full_loses_neither_the_file_nor_what_was_typed(self):
        lvs = self.start()
        lvs.sign_in()
        before = self.file.read_bytes()
        # A folder where the temporary file would go stands for every way in which writing fails.
        obstacle = self.file.parent / f".{self.file.name}.tmp"
        obstacle.mkdir()
        fields = {"categorie": CLOSED, "titel": "t", "datum": "2026-01-05", "tekst": "tekst"}
        self.assertEqual(lvs.ask("POST", "/leerling/rb06/notities", fields)[0].status, 500)
        self.assertEqual(self.file.read_bytes(), before)
        self.assertNotIn("<h3>t</h3>", lvs.page("/leerling/rb06"))
        obstacle.rmdir()
        self.assertEqual(lvs.ask("POST", "/leerling/rb06/notities", fields)[0].status, 303)


class WithBridge(WithFolder):
    def setUp(self):
        super().setUp()
        self.inbox = self.folder / "inbox"
        self.inbox.mkdir(mode=0o700)

    def config(self, name):
        path = self.folder / f"{name}.json"
        path.write_text(json.dumps({
            "school": "00AA", "school_name": "De Regenboog (fictief)", "route": "twente", "store": str(self.folder / name / "meldbrug.db"),
            "key": str(self.folder / f"{name}.key"),
            # A port of the upper range; a taken one moves on to the next.
            "port": 20_000 + random.randrange(20_000),
            "adapters": [{"adapter": "folder", "settings": {"path": str(self.inbox)}}]}), encoding="utf-8")
        return path

    @staticmethod
    def meldbrug(config, *arguments):
        return subprocess.run([MELDBRUG, "--config", config, "--quiet", *arguments], capture_output=True, text=True, check=True).stdout

    def status(self, config, pupil=None):
        return json.loads(self.meldbrug(config, "status", "--json", *(["--pupil", pupil] if pupil else [])))

    def steps(self, config, pupil):
        """What each step of the pupil's only dossier rests on: {"consulteren": ["79"]}, without the steps that rest on nothing."""
        [dossier] = self.status(config, pupil)["dossiers"]
        return {step["id"]: step["notes"] for step in dossier["steps"] if step["notes"]}

    def until_steps_are(self, config, pupil, wanted):
        end = time.monotonic() + LONGEST_WAIT
        while self.steps(config, pupil) != wanted and time.monotonic() < end:
            time.sleep(0.5)
        self.assertEqual(self.steps(config, pupil), wanted)

    def test_it_tells_the_bridge_the_same_school_as_the_demo_adapter(self):
        run_once(self.inbox / "regenboog-lvs.jsonl")
        table = {}
        for name, source in (("demo", [ROOT / "install/demo/regenboog.json", "--adapter", "demo"]), ("lvs", [self.inbox / "regenboog-lvs.jsonl"])):
            config = self.config(name)
            self.meldbrug(config, "import", *source)
            # Dossiers are numbered as their notes come in, and that order is the source's own.
            table[name] = sorted(re.sub(r"  +", "|", re.sub(r"\d{4}-\d{4}", "", line)) for line in self.meldbrug(config, "status").splitlines())
        self.assertEqual(table["lvs"], table["demo"])
        self.assertGreater(len(table["lvs"]), 10)

    def test_a_note_written_changed_and_removed_reaches_the_bridge_that_runs(self):
        config = self.config("lvs")
        lvs = self.start()
        self.meldbrug(config, "import", lvs.file)
        before = self.status(config)
        begun = self.steps(config, "rb01")
        self.assertEqual(set(begun), {"signaleren"})
        bridge = subprocess.Popen([MELDBRUG, "--config", config, "--quiet", "serve"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            lvs.sign_in("ib1")
            first = "Collegiaal overleg gehad met de aandachtsfunctionaris, de signalen van S. besproken."
            note = lvs.write("rb01", "Overleg", first)
            self.until_steps_are(config, "rb01", begun | {"consulteren": [note]})
            self.assertNotEqual(self.status(config, "rb01"), before, "and the badge with it")
            day = next(line["date"] for line in notes_of(lvs.file) if line["id"] == note)
            second = "Gesprek gevoerd met moeder; zorgen gedeeld over de kleding van S."
            answer, _ = lvs.ask("POST", f"/leerling/rb01/notities/{note}", {"categorie": CLOSED, "titel": "Gesprek", "datum": day, "tekst": second})
            self.assertEqual(answer.status, 303)
            self.until_steps_are(config, "rb01", begun | {"gesprek": [note]})
            lvs.ask("POST", f"/leerling/rb01/notities/{note}/verwijderen")
            self.until_steps_are(config, "rb01", begun)
            # A note moved out of the category counts no longer; and what stands in another category never did.
            note = lvs.write("rb01", "Overleg", first)
            self.until_steps_are(config, "rb01", begun | {"consulteren": [note]})
            lvs.ask("POST", f"/leerling/rb01/notities/{note}", {"categorie": "Gedrag", "titel": "Overleg", "datum": day, "tekst": first})
            self.until_steps_are(config, "rb01", begun)
            self.assertEqual(self.status(config), before, "nothing of it is left, and no dossier is double")
        finally:
            bridge.send_signal(signal.SIGTERM)
            bridge.wait(20)


if __name__ == "__main__":
    unittest.main()
