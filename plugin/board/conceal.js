// Covers the screen: by a button when somebody walks in, and by itself when nobody has touched the page for a while.
import { element } from "./dom.js";

// Long enough to read a dossier, short enough for a desk that was left.
const idleMinutes = 10;

/** @param pages  the elements to hide */
export function concealer(pages, speakerOf) {
  let cover = null;
  let timer = 0;

  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(hide, idleMinutes * 60_000);
  };

  function show() {
    cover?.remove();
    cover = null;
    for (const page of pages) page.hidden = false;
    pages[0].querySelector("button")?.focus();
    wait();
  }

  function hide() {
    if (cover) return;
    const { say } = speakerOf();
    const button = element("button", { type: "button", class: "primary", on: { click: show } }, say("app.show"));
    cover = element("div", { class: "cover", role: "main" }, element("h1", {}, say("app.hidden.title")), element("p", {}, say("app.hidden.text")), button);
    for (const page of pages) page.hidden = true;
    document.body.append(cover);
    button.focus();
  }

  for (const event of ["pointerdown", "keydown", "scroll"]) addEventListener(event, () => cover || wait(), { passive: true, capture: true });
  wait();
  return { hide, isHidden: () => cover !== null };
}
