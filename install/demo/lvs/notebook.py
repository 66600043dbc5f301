"""The data file: every pupil and note of the demo LVS, one JSON object a line, as notes-schema/note.schema.json says.

The same file is what the bridge's folder adapter reads, so what is kept here is what the bridge learns. A removed note
stays as a line with "deleted": true and without its text: only so the adapter withdraws it (adapters/folder/README.md).
Fields of our own, which the bridge ignores: "seed" names the demo note it began as; "touched" says that a person changed
it, so that it no longer moves along with today; "lines", on the first line, counts them all, so that a file that
breaks off is recognised even where it breaks off between two lines.
"""
import datetime
import fcntl
import json
import os
import threading

from seeds import Fault

SOURCE = "regenboog-lvs"


class Notebook:
    """Holds the lock of its folder for as long as it lives: two programs would each write the other's notes away."""

    def __init__(self, path):
        self.path = os.path.abspath(path)
        self._folder = os.path.dirname(self.path)
        os.makedirs(self._folder, mode=0o700, exist_ok=True)
        # Names that begin with a dot are left alone by the adapter.
        self._lock_file = open(os.path.join(self._folder, ".lvs.lock"), "w", encoding="utf-8", opener=private)
        try:
            fcntl.flock(self._lock_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._lock_file.close()
            raise Fault(f"{self.path}: another demo LVS is using it") from error
        self._lock = threading.Lock()
        self._notes = {}
        self._pupils = []
        try:
            self._written = self._load()
        except Fault:
            self.close()
            raise

    def close(self):
        self._lock_file.close()

    @property
    def pupils(self):
        return list(self._pupils)

    def pupil(self, pupil):
        return next((facts for facts in self._pupils if facts["pupil"] == pupil), None)

    def notes_of(self, pupil):
        """Newest first."""
        with self._lock:
            notes = [note for note in self._notes.values() if note["pupil"] == pupil and not note["deleted"]]
        return sorted(notes, key=lambda note: (note["date"], note.get("recorded_at", ""), int(note["id"])), reverse=True)

    def note(self, pupil, note_id):
        with self._lock:
            note = self._notes.get(note_id)
        return note if note and note["pupil"] == pupil and not note["deleted"] else None

    def follow(self, seeds):
        """Brings the demo's own notes to the day of the seeds. What a person wrote, changed or removed stays as it is."""
        with self._lock:
            notes = dict(self._notes)
            by_seed = {note["seed"]: note for note in notes.values() if "seed" in note}
            for seed in seeds.notes:
                known = by_seed.pop(seed["seed"], None)
                if known is None:
                    note_id = self._next_id(notes)
                    notes[note_id] = self._line(note_id, seed)
                elif not known.get("touched") and not known["deleted"]:
                    notes[known["id"]] = self._line(known["id"], seed)
            for gone in by_seed.values():
                if not gone.get("touched"):
                    notes[gone["id"]] = withdrawn(gone)
            self._keep(seeds.pupils, notes)

    def add(self, pupil, fields, author):
        with self._lock:
            note_id = self._next_id(self._notes)
            now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
            note = self._line(note_id, {"pupil": pupil, **fields, "author": author, "recorded_at": now})
            self._keep(self._pupils, {**self._notes, note_id: note})
        return note_id

    def edit(self, note_id, fields):
        """False when somebody removed it in the meantime."""
        with self._lock:
            note = self._notes.get(note_id)
            if note is None or note["deleted"]:
                return False
            self._keep(self._pupils, {**self._notes, note_id: {**note, **fields, "touched": True}})
        return True

    def remove(self, note_id):
        with self._lock:
            note = self._notes.get(note_id)
            if note is not None and not note["deleted"]:
                self._keep(self._pupils, {**self._notes, note_id: withdrawn(note)})

    @staticmethod
    def _next_id(notes):
        return str(max((int(note_id) for note_id in notes), default=0) + 1)

    @staticmethod
    def _line(note_id, fields):
        return {"source": SOURCE, "id": note_id, **fields, "deleted": False}

    def _keep(self, pupils, notes):
        """On disk first: a disk that is full leaves both the file and what is shown as they were."""
        lines = [*pupils, *notes.values()]
        lines = [{**lines[0], "lines": len(lines)}, *lines[1:]]
        content = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()
        if content != self._written:
            self._replace(content)
        self._pupils, self._notes, self._written = list(pupils), notes, content

    def _replace(self, content):
        """Whole and renamed, so that the bridge never reads half of it."""
        temporary = os.path.join(self._folder, "." + os.path.basename(self.path) + ".tmp")
        with open(temporary, "wb", opener=private) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, self.path)
        folder = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _load(self):
        try:
            with open(self.path, "rb") as file:
                content = file.read()
        except FileNotFoundError:
            return b""
        lines = content.split(b"\n")
        if lines.pop() != b"":
            raise self._damaged(len(lines) + 1, "the file breaks off in this line")
        items = [self._item(number, line) for number, line in enumerate(lines, 1)]
        if not items or items[0].pop("lines", None) != len(items):
            raise self._damaged(len(items), "the file breaks off after this line, or lines were added by hand")
        for number, item in enumerate(items, 1):
            if "id" not in item:
                self._pupils.append(item)
            elif item["id"] in self._notes:
                raise self._damaged(number, "field 'id': stands in this file already")
            else:
                self._notes[item["id"]] = item
        return content

    def _item(self, number, line):
        try:
            item = json.loads(line)
        except ValueError as error:
            raise self._damaged(number, "no JSON") from error
        wanted = ("id", "pupil", "category", "title", "text", "date") if isinstance(item, dict) and "id" in item else ("pupil", "name", "group")
        for field in wanted:
            if not isinstance(item, dict) or not isinstance(item.get(field), str):
                raise self._damaged(number, f"field '{field}': missing or no text")
        if "id" in item and not (item["id"].isascii() and item["id"].isdecimal() and isinstance(item.get("deleted"), bool)
                                 and isinstance(item.get("author"), dict)):
            raise self._damaged(number, "no note of this program")
        return item

    def _damaged(self, line, reason):
        return Fault(f"{self.path}:{line}: {reason}; nothing was changed. Move the file away to begin anew")


def withdrawn(note):
    """What the bridge has to know of a note that is gone, and no word of it."""
    return {**note, "title": "", "text": "", "deleted": True}


def private(path, flags):
    return os.open(path, flags | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
