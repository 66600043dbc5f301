"""The demo school's pupils and notes, with days counted from today.

The same file and the same rules as adapters/demo (its README says what the placeholders mean), written a second
time because a pupil system knows nothing of the bridge. tests/lvs compares what the two make of it.
"""
import datetime
import json
import re


class Fault(Exception):
    """Something that a person has to look at, named by file and place."""


PLACEHOLDER = re.compile(r"\{(kort:)?(datum|vandaag)([+-]?\d+)?\}")


def amsterdam_offset(moment):
    """Hours ahead of UTC: by the rule of directive 2000/84/EC, so that no time zone files have to be installed."""
    def last_sunday(month):
        last = datetime.datetime(moment.year, month, 31, 1, tzinfo=datetime.timezone.utc)
        return last - datetime.timedelta(days=last.isoweekday() % 7)
    return 2 if last_sunday(3) <= moment < last_sunday(10) else 1


def today_in_amsterdam():
    now = datetime.datetime.now(datetime.timezone.utc)
    return (now + datetime.timedelta(hours=amsterdam_offset(now))).date()


def school_day(day):
    """Notes are written on school days: what falls in a weekend moves back to Friday."""
    return day - datetime.timedelta(days=max(0, day.isoweekday() - 5))


def days_from(day, days):
    return day + datetime.timedelta(days=days)


def in_words(day, months):
    return f"{day.day} {months[day.month - 1]}"


class Seeds:
    """Pupils and notes on one day. `pupils` are in order of group and name; `notes` as lines of the data file without an id."""

    def __init__(self, demo_file, school, today):
        self._demo = read_json(demo_file)
        self._today = today
        self.months = self._demo["months"]
        self.pupils = sorted((self._facts(pupil) for pupil in self._demo["pupils"]),
                             key=lambda pupil: (pupil["group"], pupil["name"]))
        self.notes = [self._note(note, number) for number, note in enumerate(self._demo["notes"] + school["notes"])]

    def _facts(self, pupil):
        facts = {"pupil": pupil["id"], "name": pupil["name"], "group": pupil["group"]}
        if "born" in pupil:
            facts["birth_date"] = days_from(self._today, pupil["born"]).isoformat()
        if "siblings" in pupil:
            facts["siblings"] = pupil["siblings"]
        return facts

    def _note(self, note, number):
        day = school_day(days_from(self._today, note["day"]))
        # Each a minute after the one before, so that notes of one day keep their order.
        local = datetime.datetime(day.year, day.month, day.day, 12 + number // 60 % 12, number % 60,
                                  tzinfo=datetime.timezone.utc)
        moment = local - datetime.timedelta(hours=amsterdam_offset(local))
        return {"seed": note["id"], "pupil": note["pupil"], "category": note["category"], "author": note["author"],
                "title": self._filled(note["title"], day), "text": self._filled(note["text"], day),
                "date": day.isoformat(), "recorded_at": moment.strftime("%Y-%m-%dT%H:%M:%SZ")}

    def _filled(self, text, note_day):
        def written(match):
            offset = int(match[3] or 0)
            day = days_from(self._today, offset) if match[2] == "vandaag" else school_day(days_from(note_day, offset))
            if match[1]:
                return day.strftime("%d-%m-%Y")
            return in_words(day, self.months) + ("" if day.year == note_day.year else f" {day.year}")
        filled = PLACEHOLDER.sub(written, text)
        if "{" in filled:
            raise Fault("regenboog.json: a placeholder that is not understood")
        return filled


def read_json(path):
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except (OSError, ValueError) as error:
        raise Fault(f"{path}: cannot be read: {error}") from error
