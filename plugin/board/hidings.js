// From whom all of one pupil is hidden: as when a member of staff is suspected, or is family.
import { element } from "./dom.js";

/** A reason, and the button that sends it; without one nothing is sent, and the field says so. */
function reasoned(id, key, words, onSend) {
  const { label, hint, missing, button, about } = words;
  const problem = element("p", { class: "field-error", id: `${id}-problem`, role: "alert" });
  const why = element("input", { type: "text", id: `${id}-why`, maxlength: 500, autocomplete: "off", "data-key": `why ${key}`, "aria-describedby": `${id}-problem${hint ? ` ${id}-hint` : ""}` });
  const complain = (sentence) => {
    problem.textContent = sentence;
    why.setAttribute("aria-invalid", "true");
    why.focus();
  };
  const send = async (event) => {
    why.removeAttribute("aria-invalid");
    if (!why.value.trim()) return complain(missing);
    const sender = event.currentTarget;
    sender.disabled = true;
    const refused = await onSend(why.value.trim());
    sender.disabled = false;
    return refused && complain(refused);
  };
  return [
    element("label", { for: `${id}-why` }, label),
    why,
    hint && element("p", { class: "quiet", id: `${id}-hint` }, hint),
    element("button", { type: "button", "data-key": `send ${key}`, "aria-label": about && `${button}: ${about}`, on: { click: send } }, button),
    problem,
  ];
}

function hidingItem(hiding, nameOf, { say, date }, onEnd) {
  const name = nameOf(hiding.person);
  const lines = [
    say("hidings.by", { name: nameOf(hiding.by), date: date(hiding.at.slice(0, 10)) }),
    hiding.why,
    hiding.ended && say("hidings.ended", { name: nameOf(hiding.ended.by), date: date(hiding.ended.at.slice(0, 10)) }),
    hiding.ended?.why,
  ].filter(Boolean);
  return element(
    "li",
    { class: hiding.ended ? "undone" : undefined },
    element("p", {}, element("strong", {}, name), hiding.ended ? null : ` · ${say("hidings.holds")}`),
    element("p", { class: "quiet" }, lines.join(" · ")),
    !hiding.ended &&
      element(
        "details",
        { "data-key": `end ${hiding.id}` },
        element("summary", { "data-key": `end summary ${hiding.id}` }, say("hidings.end")),
        element(
          "div",
          { class: "correct", role: "group", "aria-label": `${say("hidings.end")}: ${name}` },
          reasoned(`hiding-${hiding.id}`, `end ${hiding.id}`, { label: say("hidings.why"), missing: say("hidings.why.missing"), button: say("hidings.end.send"), about: name }, (why) => onEnd({ id: hiding.id, why })),
        ),
      ),
  );
}

function hideForm(pupil, people, { say, sayOr }, onHide) {
  const choice = element(
    "select",
    { id: "hide-person", "data-key": "hide person" },
    element("option", { value: "" }, say("hidings.choose")),
    people.map(({ id, name, role }) => element("option", { value: id }, `${name} (${sayOr(`role.${role}`, role)})`)),
  );
  const send = (why) => (choice.value ? onHide({ pupil, person: choice.value, why }) : say("hidings.person.missing"));
  return element(
    "section",
    { class: "panel", "aria-labelledby": "hide-heading" },
    element("h2", { id: "hide-heading" }, say("hidings.add")),
    element(
      "div",
      { class: "correct", role: "group", "aria-labelledby": "hide-heading" },
      element("label", { for: "hide-person" }, say("hidings.person")),
      choice,
      reasoned("hide", "hide", { label: say("hidings.why"), hint: say("hidings.why.hint"), missing: say("hidings.why.missing"), button: say("hidings.send") }, send),
    ),
  );
}

/** @param actions {onBack(), onHide(body), onEnd(body)}; the last two give a sentence when it was refused */
export function hidingsView({ hidings, people }, { pupil, name }, speaker, { onBack, onHide, onEnd }) {
  const { say } = speaker;
  const nameOf = (id) => people.find((person) => person.id === id)?.name ?? id;
  const hidden = new Set(hidings.filter(({ ended }) => !ended).map(({ person }) => person));
  return [
    element(
      "div",
      { class: "heading" },
      element("p", { class: "back" }, element("button", { type: "button", class: "link", "data-key": "back", on: { click: onBack } }, `← ${say("audit.back")}`)),
      element("h1", { tabindex: "-1" }, say("hidings.title")),
      element("p", { class: "quiet" }, say("audit.of", { name })),
      element("p", { class: "quiet" }, say("hidings.intro")),
    ),
    hidings.length === 0 ? element("p", { class: "empty" }, say("hidings.none")) : element("ul", { class: "records hidings" }, hidings.map((hiding) => hidingItem(hiding, nameOf, speaker, onEnd))),
    hideForm(pupil, people.filter(({ id }) => !hidden.has(id)), speaker, onHide),
  ];
}
