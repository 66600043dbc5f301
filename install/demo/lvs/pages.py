"""The pages, as HTML. Every value is escaped where it is put in; only `html` makes markup, so nothing else can be."""
import datetime
from html import escape


class Markup(str):
    """Text that is HTML already."""


def html(template, **values):
    return Markup(template.format_map({name: value if isinstance(value, Markup) else escape(str(value), quote=True)
                                       for name, value in values.items()}))


def joined(parts):
    return Markup("".join(parts))


NOTHING = Markup("")


class Pages:
    def __init__(self, school, months):
        self._school = school
        self._months = months

    # ---- for staff ----

    def sign_in(self):
        choices = joined(html(
            '<li><button name="wie" value="{id}"><strong>{name}</strong><span>{role}</span></button></li>',
            id=entry["staff"], name=self._staff_name(entry["staff"]), role=entry["as"])
            for entry in self._school["sign_in"])
        return self._page("Aanmelden", html(
            '<main class="smal"><h1>Aanmelden</h1><p>Dit is een demo: een verzonnen school, zonder wachtwoorden. Kies wie u bent.</p>'
            '<form method="post" action="/aanmelden"><ul class="keuzes">{choices}</ul></form></main>', choices=choices))

    def pupils(self, person, pupils, group):
        groups = sorted({pupil["group"] for pupil in pupils})
        links = joined(html('<li><a href="{href}"{current}>{label}</a></li>', href=href, label=label,
                            current=Markup(' aria-current="page"') if chosen else NOTHING)
                       for href, label, chosen in
                       [("/", "Alle groepen", group is None),
                        *((f"/?groep={name}", f"Groep {name}", name == group) for name in groups)])
        rows = joined(html('<tr data-leerling="{id}"><td class="naam"><a href="/leerling/{id}">{name}</a></td>'
                           '<td class="groep">{group}</td><td class="geboren">{born}</td></tr>',
                           id=pupil["pupil"], name=pupil["name"], group=pupil["group"], born=self._day(pupil.get("birth_date")))
                      for pupil in pupils if group in (None, pupil["group"]))
        return self._page("Leerlingen", html(
            '<main><h1>Leerlingen</h1><nav aria-label="Groepen"><ul class="groepen">{links}</ul></nav>'
            '<table id="leerlingen"><thead><tr><th scope="col">Naam</th><th scope="col">Groep</th><th scope="col">Geboren</th></tr></thead>'
            '<tbody>{rows}</tbody></table></main>', links=links, rows=rows), person)

    def pupil(self, person, pupil, notes, form, said=None):
        articles = joined(self._article(note) for note in notes) or html("<p>Nog geen notities.</p>")
        message = html('<p class="melding" role="status">{said}</p>', said=said) if said else NOTHING
        return self._page(("Fout: " if form.faults else "") + pupil["name"], html(
            '<main data-leerling="{id}"><p class="terug"><a href="/">Leerlingen</a></p><h1 class="naam">{name}</h1>'
            '<p class="meta">Groep {group} · geboren {born}</p>{message}'
            '<div class="twee"><section id="notities" aria-labelledby="kop-notities"><h2 id="kop-notities">Notities</h2>{articles}</section>'
            '<section aria-labelledby="kop-nieuw"><h2 id="kop-nieuw">Nieuwe notitie</h2>{form}</section></div></main>',
            id=pupil["pupil"], name=pupil["name"], group=pupil["group"], born=self._day(pupil.get("birth_date")), message=message,
            articles=articles, form=self._form(form, "nieuwe-notitie", f"/leerling/{pupil['pupil']}/notities")), person)

    def edit(self, person, pupil, note, form):
        path = f"/leerling/{pupil['pupil']}/notities/{note['id']}"
        return self._page(("Fout: " if form.faults else "") + "Notitie bewerken", html(
            '<main class="smal" data-leerling="{id}" data-notitie="{note}"><p class="terug"><a href="/leerling/{id}">{name}</a></p>'
            '<h1>Notitie bewerken</h1>{form}</main>', id=pupil["pupil"], name=pupil["name"], note=note["id"],
            form=self._form(form, "bewerk-notitie", path)), person)

    def remove(self, person, pupil, note):
        return self._page("Notitie verwijderen", html(
            '<main class="smal" data-leerling="{id}"><p class="terug"><a href="/leerling/{id}">{name}</a></p><h1>Notitie verwijderen</h1>'
            '<p>De notitie <strong>{title}</strong> van {day} wordt verwijderd. Dat kan niet ongedaan worden gemaakt.</p>'
            '<form method="post" action="/leerling/{id}/notities/{note}/verwijderen"><p class="knoppen"><button>Verwijderen</button>'
            '<a href="/leerling/{id}">Niet verwijderen</a></p></form></main>',
            id=pupil["pupil"], name=pupil["name"], note=note["id"], title=note["title"], day=self._day(note["date"])), person)

    def _article(self, note):
        category = note["category"]
        return html(
            '<article class="notitie" id="notitie-{id}" data-notitie="{id}" data-categorie="{category}" data-ouders="{parents}">'
            '<h3>{title}</h3><p class="meta">{day} · {author}</p><p class="rubriek">{category}<span>{seen}</span></p><div class="tekst">{text}</div>'
            '<p class="knoppen"><a href="/leerling/{pupil}/notities/{id}">Bewerken <span class="voorgelezen">{title}</span></a>'
            '<a href="/leerling/{pupil}/notities/{id}/verwijderen">Verwijderen <span class="voorgelezen">{title}</span></a></p></article>',
            id=note["id"], pupil=note["pupil"], category=category, title=note["title"], text=note["text"],
            parents=self._parents_word(category), seen="ouders zien dit" if self.open_to_parents(category) else "alleen school",
            day=self._day(note["date"]), author=self._staff_name(note["author"].get("id")))

    def _form(self, form, form_id, action):
        options = joined(html('<option data-ouders="{parents}"{selected}>{name}</option>', name=name, parents=self._parents_word(name),
                              selected=Markup(" selected") if name == form.values["categorie"] else NOTHING)
                         for name in self.category_names())
        faults = html('<p class="fouten" role="alert">De notitie is niet bewaard. {faults}</p>',
                      faults=" ".join(form.faults.values())) if form.faults else NOTHING

        def marks(field):
            first = next(iter(form.faults), None)
            if field not in form.faults:
                return NOTHING
            return html(' aria-invalid="true" aria-describedby="{form_id}-fout-{field}"{focus}', form_id=form_id, field=field,
                        focus=Markup(" autofocus") if field == first else NOTHING)

        def fault(field):
            return html('<span class="fout" id="{form_id}-fout-{field}">{text}</span>', form_id=form_id, field=field,
                        text=form.faults[field]) if field in form.faults else NOTHING

        # A newline right after <textarea> is dropped by the browser; without ours it would be the text's own.
        return html(
            '<form id="{form_id}" class="notitieformulier" method="post" action="{action}">{faults}'
            '<p><label for="{form_id}-categorie">Categorie</label><select id="{form_id}-categorie" name="categorie"{m_categorie}>{options}</select>{f_categorie}</p>'
            '<p><label for="{form_id}-titel">Titel</label><input id="{form_id}-titel" name="titel" maxlength="200" autocomplete="off" required value="{titel}"{m_titel}>{f_titel}</p>'
            '<p><label for="{form_id}-datum">Datum</label><input id="{form_id}-datum" name="datum" type="date" required value="{datum}"{m_datum}>{f_datum}</p>'
            '<p><label for="{form_id}-tekst">Tekst</label><textarea id="{form_id}-tekst" name="tekst" rows="10" required{m_tekst}>\n{tekst}</textarea>{f_tekst}</p>'
            '<p class="knoppen"><button>Bewaren</button></p></form>',
            form_id=form_id, action=action, faults=faults, options=options, titel=form.values["titel"], datum=form.values["datum"],
            tekst=form.values["tekst"],
            **{f"m_{field}": marks(field) for field in form.values}, **{f"f_{field}": fault(field) for field in form.values})

    # ---- for parents: no mark that belongs to staff's pages, and nothing of a closed category ----

    def parents(self, pupils):
        links = joined(html('<li><a href="/ouders/{id}"><strong>{name}</strong><span>groep {group}</span></a></li>',
                            id=pupil["pupil"], name=pupil["name"], group=pupil["group"]) for pupil in pupils)
        return self._page("Ouderportaal", html(
            '<main class="smal"><h1>Ouderportaal</h1><p>Zo ziet een ouder wat de school heeft opengezet. Dit is een demo, zonder wachtwoorden: '
            'kies van welk kind u de ouder bent.</p><ul class="keuzes">{links}</ul></main>', links=links), portal=True)

    def parent(self, pupil, notes):
        """Of the notes only those of an open category are looked at: what is not known to be open is closed."""
        shown = joined(html('<article class="bericht"><h2>{title}</h2><p class="meta">{day} · {author} · {category}</p><div class="tekst">{text}</div></article>',
                            title=note["title"], day=self._day(note["date"]), author=self._staff_name(note["author"].get("id")),
                            category=note["category"], text=note["text"])
                       for note in notes if self.open_to_parents(note["category"])) or html("<p>Er zijn geen berichten.</p>")
        return self._page("Ouderportaal", html(
            '<main class="smal"><p class="terug"><a href="/ouders/">Ander kind</a></p><h1>{name}</h1>{shown}</main>',
            name=pupil["name"], shown=shown), portal=True)

    def problem(self, title, text, person=None):
        return self._page(title, html('<main class="smal"><h1>{title}</h1><p>{text}</p><p><a href="/">Naar het begin</a></p></main>',
                                      title=title, text=text), person)

    # ---- shared ----

    def category_names(self):
        return [category["name"] for category in self._school["categories"]]

    def open_to_parents(self, name):
        return any(category["name"] == name and category["parents"] is True for category in self._school["categories"])

    def _parents_word(self, name):
        return "ja" if self.open_to_parents(name) else "nee"

    def _staff_name(self, staff):
        return self._school["staff"].get(staff, {}).get("name", "onbekend")

    def _day(self, iso):
        try:
            day = datetime.date.fromisoformat(iso or "")
        except ValueError:
            return "onbekend"
        return f"{day.day} {self._months[day.month - 1]} {day.year}"

    def _page(self, title, main, person=None, portal=False):
        who = html('<p class="wie">{name}</p><form method="post" action="/afmelden"><button>Afmelden</button></form>',
                   name=self._staff_name(person)) if person else NOTHING
        other = html('<a href="/">Voor medewerkers</a>') if portal else html('<a href="/ouders/">Ouderportaal</a>')
        return html(
            '<!doctype html>\n<html lang="nl" data-lvs="demo"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title} · {lvs}</title>'
            '<link rel="icon" href="data:,"><link rel="stylesheet" href="/lvs.css"></head>'
            '<body{portal}><header><p class="merk"><a href="{home}">{lvs}</a></p>{other}{who}</header>{main}'
            '<footer><p>Een demo: alle kinderen, mensen en notities zijn verzonnen. Zet hier geen echte gegevens in.</p></footer></body></html>\n',
            title=title, lvs=self._school["name"], home="/ouders/" if portal else "/",
            portal=Markup(' class="ouders"') if portal else NOTHING, other=other, who=who, main=main)
