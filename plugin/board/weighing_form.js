// The school's framework as a form. What is filled in becomes text: a person puts it into the pupil system, which is the record.
import { element } from "./dom.js";

/** A question with its radio buttons, in the school's own words. */
function question(field, { say }) {
  const name = `weighing-${field.id}`;
  return element(
    "fieldset",
    { class: "weighing-question" },
    element("legend", {}, field.asks ?? field.label, field.required && element("span", { class: "quiet" }, ` · ${say("weigh.required")}`)),
    field.source && element("p", { class: "why" }, say("finding.source", { source: field.source })),
    field.choices.map((answer) => [
      element("input", { type: "radio", name, id: `${name}-${answer}`, value: answer, "data-field": field.id, "data-key": `${name} ${answer}` }),
      element("label", { for: `${name}-${answer}` }, say(`weigh.${answer}`)),
    ]),
  );
}

function plain(field, today, { say }) {
  const id = `weighing-${field.id}`;
  const common = { id, "data-field": field.id, "data-key": id };
  const inputs = {
    date: () => element("input", { ...common, type: "date", max: today, value: today }),
    people: () => element("input", { ...common, type: "text", maxlength: 200, autocomplete: "off", "aria-describedby": `${id}-hint` }),
    choice: () => element("select", common, element("option", { value: "" }, say("weigh.choose")), field.choices.map((choice) => element("option", { value: choice }, choice))),
    text: () => element("textarea", { ...common, rows: 3, maxlength: 2000 }),
  };
  return element(
    "div",
    { class: "weighing-field" },
    element("label", { for: id }, field.label, field.required && element("span", { class: "quiet" }, ` · ${say("weigh.required")}`)),
    inputs[field.kind](),
    field.kind === "people" && element("p", { class: "quiet", id: `${id}-hint` }, say("weigh.people")),
  );
}

/** What stands in the form; a question that nobody answered is left out. */
function filledIn(root) {
  const values = {};
  for (const input of root.querySelectorAll("[data-field]")) {
    if (input.type === "radio" ? input.checked : input.value.trim()) values[input.dataset.field] = input.value.trim();
  }
  return values;
}

/** @param actions {onBack(), onCompose(fields), onCopied()}; onCompose gives {text} or {refused} */
export function weighingFormView({ form }, today, { name }, speaker, { onBack, onCompose, onCopied }) {
  const { say } = speaker;
  const problem = element("p", { class: "field-error", role: "alert" });
  const text = element("textarea", { id: "weighing-text", rows: 12, readonly: true, "data-key": "weighing text" });
  const copy = async () => {
    text.focus();
    text.select();
    await navigator.clipboard?.writeText(text.value).catch(() => {}); // selected, so that it can be copied by hand
    onCopied();
  };
  const result = element(
    "section",
    { class: "panel", hidden: true, "aria-labelledby": "weighing-text-heading" },
    element("h2", { id: "weighing-text-heading" }, say("weigh.text")),
    element("p", { class: "quiet" }, say("weigh.text.hint")),
    element("label", { class: "unseen", for: "weighing-text" }, say("weigh.text")),
    text,
    element("button", { type: "button", "data-key": "weighing copy", on: { click: copy } }, say("weigh.copy")),
  );
  const fields = element("div", { class: "weighing-form" }, form.fields.map((field) => (field.kind === "yes_no" ? question(field, speaker) : plain(field, today, speaker))));
  const compose = async (event) => {
    const values = filledIn(fields);
    const missing = form.fields.find(({ id, required }) => required && !(id in values));
    problem.textContent = missing ? say("weigh.missing", { field: missing.asks ?? missing.label }) : "";
    if (missing) return fields.querySelector(`[data-field="${missing.id}"]`)?.focus();
    const button = event.currentTarget;
    button.disabled = true;
    const { text: composed, refused } = await onCompose(values);
    button.disabled = false;
    if (refused) {
      problem.textContent = refused;
      return undefined;
    }
    text.value = composed;
    result.hidden = false;
    return text.focus();
  };
  return [
    element(
      "div",
      { class: "heading" },
      element("p", { class: "back" }, element("button", { type: "button", class: "link", "data-key": "back", on: { click: onBack } }, `← ${say("audit.back")}`)),
      element("h1", { tabindex: "-1" }, say("weigh.title")),
      element("p", { class: "quiet" }, say("audit.of", { name })),
      element("p", { class: "quiet" }, say("weigh.intro")),
    ),
    fields,
    element("p", {}, element("button", { type: "button", "data-key": "weighing compose", on: { click: compose } }, say("weigh.compose"))),
    problem,
    result,
  ];
}
