// The first screen: a code of eight digits in exchange for this device's key.
import { element } from "./dom.js";

/** @param onCode  async (digits) => a sentence when it was refused, nothing when it worked */
export function pairingView({ say }, message, onCode) {
  const code = element("input", {
    id: "code", name: "code", inputmode: "numeric", autocomplete: "one-time-code", maxlength: 12, required: true,
    "aria-describedby": "code-hint code-error", spellcheck: "false",
  });
  const problem = element("p", { id: "code-error", class: "field-error", role: "alert" });
  const submit = element("button", { type: "submit", class: "primary" }, say("pair.submit"));

  const refuse = (sentence) => {
    problem.textContent = sentence;
    code.setAttribute("aria-invalid", "true");
    code.focus();
    code.select();
  };

  const form = element(
    "form",
    {
      class: "pairing", novalidate: true,
      on: {
        submit: async (event) => {
          event.preventDefault();
          const digits = code.value.replace(/[\s.-]/g, "");
          if (!/^\d{8}$/.test(digits)) return refuse(say("pair.code.wrong"));
          submit.disabled = true;
          const sentence = await onCode(digits);
          submit.disabled = false;
          if (sentence) refuse(sentence);
        },
      },
    },
    element("h1", { tabindex: "-1" }, say("pair.title")),
    message && element("p", { class: "message", role: "status" }, message),
    element("p", {}, say("pair.intro")),
    element("label", { for: "code" }, say("pair.code")),
    element("p", { id: "code-hint", class: "hint" }, say("pair.code.hint")),
    code,
    problem,
    submit,
    element("p", { class: "quiet" }, say("pair.privacy")),
  );
  return form;
}
