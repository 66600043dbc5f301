"""Regenboog LVS (fictief): a small invented pupil system to try Meldbrug with. For a demo only: it has no passwords.

    python3 install/demo/lvs --file FOLDER/regenboog-lvs.jsonl [--port 8495]
"""
import argparse
import datetime
import os
import sys
import threading

# The demo runs from the checkout, and leaves nothing in it.
sys.dont_write_bytecode = True

import notebook  # noqa: E402
import seeds  # noqa: E402
import server  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))


def options():
    parser = argparse.ArgumentParser(prog="lvs", description="A small invented pupil system to try Meldbrug with.")
    parser.add_argument("--file", required=True, help="where the notes are kept; the bridge's folder adapter reads its folder")
    parser.add_argument("--port", type=int, default=8495, help="on 127.0.0.1; one of the 20 after it when taken; 0: any")
    parser.add_argument("--demo", default=os.path.join(HERE, "..", "regenboog.json"), help="pupils and notes of the meldcode's category")
    parser.add_argument("--school", default=os.path.join(HERE, "school.json"), help="categories, staff and other notes")
    parser.add_argument("--today", type=datetime.date.fromisoformat, help="the day that everything counts from")
    parser.add_argument("--once", action="store_true", help="bring the file to today, and end")
    parser.add_argument("--address-file", help="a file to write the address to, once it answers")
    parser.add_argument("--until-closed", action="store_true", help="end when standard input is closed: with whoever started it")
    return parser.parse_args()


def main():
    os.umask(0o077)
    chosen = options()
    school = seeds.read_json(chosen.school)
    today = chosen.today or seeds.today_in_amsterdam()
    demo = seeds.Seeds(chosen.demo, school, today)
    book = notebook.Notebook(chosen.file)
    book.follow(demo)
    if chosen.once:
        return
    lvs = server.listen(chosen.port, book, school, demo.months, lambda: chosen.today or seeds.today_in_amsterdam())
    # A thread: shutdown waits for serve_forever, which runs here.
    if chosen.until_closed:
        threading.Thread(target=lambda: (sys.stdin.buffer.read(), lvs.shutdown()), daemon=True).start()
    if chosen.address_file:
        with open(chosen.address_file + ".tmp", "w", encoding="utf-8") as file:
            file.write(lvs.url + "\n")
        os.replace(chosen.address_file + ".tmp", chosen.address_file)
    else:
        print(lvs.url, flush=True)
    try:
        lvs.serve_forever()
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    try:
        main()
    except (seeds.Fault, OSError) as problem:
        print(f"lvs: {problem}", file=sys.stderr)
        sys.exit(3)
