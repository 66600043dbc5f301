// The sentences of the board, by key, in the language of the reader.

const languages = ["nl", "en"];
const storageKey = "meldbrug.language";

export function chosenLanguage() {
  const stored = localStorage.getItem(storageKey);
  return languages.includes(stored) ? stored : languages[0];
}

export function otherLanguage() {
  return languages.find((language) => language !== chosenLanguage());
}

export function chooseLanguage(language) {
  localStorage.setItem(storageKey, language);
}

/** Verdicts and states are written small in sentences; alone on a line they start with a capital. */
export const capital = (words) => words.charAt(0).toUpperCase() + words.slice(1);

/** What the components use to speak: sentences with values, dates, moments. */
export function speaker(sentences, language) {
  const day = new Intl.DateTimeFormat(language, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" });
  const say = (key, values = {}) =>
    (sentences[key] ?? `⟨${key}⟩`).replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
  return {
    language,
    say,
    /** The sentence when there is one, else the words given: for ids that a school added. */
    sayOr: (key, words) => (key in sentences ? say(key) : words),
    /** "2026-03-12" → "12 maart 2026" */
    date: (iso) => day.format(new Date(`${iso}T00:00:00Z`)),
    time: (moment) => clock.format(moment),
  };
}

export async function loadSpeaker(language) {
  const response = await fetch(`/texts/${language}.json`);
  return speaker(await response.json(), language);
}
