// What is drawn over a page: badges and the panel, in one closed shadow root.
//
// Nothing is put into the page's own elements: their number, size and order stay what they were, so that a script of the page cannot
// tell which pupil has a badge. Badges take no pointer events either: what lies under the pointer is, to the page, the page itself.
// The pointer is compared with where badges stand, here.
import { element } from "../shared/dom.js";
import { badge } from "../shared/badge.js";

const ownStyles = `
:host {
  all: initial !important; display: block !important; position: absolute !important; top: 0 !important; left: 0 !important;
  width: 0 !important; height: 0 !important; z-index: 2147483647 !important; pointer-events: none !important;
  user-select: none !important; -webkit-user-select: none !important;
}
@media print { :host { display: none !important; } }
* { box-sizing: border-box; }
section { font: 13px/1.35 system-ui, sans-serif; color: var(--ink); text-align: left; }
ul { margin: 0; padding: 0; list-style: none; }
/* As large as the page, whatever stands in it: what the page can ask of the host's size tells it its own. */
.layer { position: absolute; top: 0; left: 0; width: 0; height: 0; overflow: clip; }
.spot {
  position: absolute; top: 0; left: 0; margin: 0; padding: 0; border: 0; background: none; font: inherit; color: inherit; text-align: left;
  pointer-events: none; border-radius: 6px; translate: 0 -50%; width: max-content;
}
.spot[hidden], .tip[hidden], .panel[hidden] { display: none; }
.spot .badge { padding-top: 0; padding-bottom: 0; max-width: 100%; }
.spot.short .badge { display: inline-flex; gap: 0.3125rem; white-space: nowrap; overflow: hidden; }
.spot.short .badge-level { overflow: hidden; text-overflow: ellipsis; }
.spot.short .badge-text { display: none; }
.spot.full .badge { padding-top: 0.125rem; padding-bottom: 0.125rem; }
.spot:focus-visible, .panel :focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
.tip {
  position: fixed; width: max-content; max-width: 22rem; padding: 0.5rem 0.75rem; background: var(--sheet); color: var(--ink); border: 1px solid var(--edge);
  border-radius: 6px; box-shadow: 0 2px 8px rgb(0 0 0 / 0.2); pointer-events: none; overflow-wrap: anywhere;
}
.tip strong { display: block; }
.panel {
  position: fixed; right: 1rem; bottom: 1rem; width: 20rem; height: 15rem; overflow: auto; pointer-events: auto; padding: 0.75rem 1rem;
  background: var(--sheet); color: var(--ink); border: 1px solid var(--edge); border-radius: 8px; box-shadow: 0 2px 8px rgb(0 0 0 / 0.15);
}
.panel h2 { margin: 0 0 0.5rem; font-size: 14px; font-weight: 650; }
.panel li { display: flex; gap: 0.4375rem; align-items: start; padding: 0.1875rem 0; }
.panel p { margin: 0 0 0.375rem; }
.panel .alarm { color: var(--urgent); background: var(--urgent-soft); border: 1px solid currentColor; border-radius: 6px; padding: 0.375rem 0.5rem; font-weight: 650; }
.panel .quiet { color: var(--quiet); }
.words::before { content: attr(data-words); white-space: pre-wrap; }
.spot.short .words::before { white-space: pre; }
@media (forced-colors: active) { .badge, .tip, .panel { border: 1px solid CanvasText; } }
`;

/**
 * Words become what a style writes. A page can search the text of a closed shadow root (window.find), and would learn that some words
 * are there; what styles write it does not find. Screen readers read both.
 */
function unfindable(node) {
  const walk = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walk.nextNode()) texts.push(walk.currentNode);
  for (const text of texts) text.replaceWith(element("span", { class: "words", "data-words": text.data }));
  return node;
}

/** Right of the last line of the name. */
const gap = 8;
/** A badge narrower than its sign and a letter or two says nothing. */
const narrowest = 48;

/** @param speaker {say}, @param css the board's styles of the badge, @param onOpen called when a badge is chosen */
export function overlay(speaker, css, onOpen) {
  const { say } = speaker;
  const host = element("div");
  const root = host.attachShadow({ mode: "closed" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css + ownStyles);
  root.adoptedStyleSheets = [sheet];
  const list = element("ul", { class: "layer" });
  const tip = element("p", { class: "tip", hidden: true });
  const panel = element("div", { class: "panel", hidden: true, role: "group", tabindex: 0, "aria-label": say("panel.title") });
  const section = element("section", { lang: speaker.language, "aria-label": say("page.region") }, list, panel, tip);
  root.append(section);

  let spots = [];
  let shown = null;
  let printing = false;

  // ---- where badges stand ----

  /** Ancestors that cut off what scrolls out of them. */
  function cutting(node, known) {
    if (node === null || node === document.body || node === document.documentElement) return [];
    const held = known.get(node);
    if (held !== undefined) return held;
    const above = cutting(node.parentElement, known);
    const { overflowX, overflowY } = getComputedStyle(node);
    const all = overflowX === "visible" && overflowY === "visible" ? above : [node, ...above];
    known.set(node, all);
    return all;
  }

  function lastLine(anchor) {
    const range = document.createRange();
    range.selectNodeContents(anchor);
    const lines = range.getClientRects();
    return lines.length > 0 ? lines[lines.length - 1] : anchor.getClientRects()[0];
  }

  /** Something of the page, a dialog perhaps, lies over the name: then nothing of ours lies over that. */
  function isCovered(anchor, line) {
    const x = line.left + line.width / 2;
    const y = line.top + line.height / 2;
    if (x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) return false;
    const top = document.elementFromPoint(x, y);
    return top !== null && !anchor.contains(top) && !top.contains(anchor);
  }

  function placeOf({ anchor }, edge, origin, known) {
    if (!anchor.isConnected) return null;
    const { top, bottom } = anchor.getBoundingClientRect();
    // Of a long list only what is in sight, or soon will be, is looked at closely and drawn.
    if (bottom < -innerHeight / 2 || top > innerHeight * 1.5) return null;
    const line = lastLine(anchor);
    if (line === undefined || line.width === 0 || edge - line.right - gap < narrowest) return null;
    const middle = line.top + line.height / 2;
    const cut = cutting(anchor.parentElement, known).some((box) => {
      const sides = box.getBoundingClientRect();
      return middle < sides.top || middle > sides.bottom || line.right < sides.left || line.right > sides.right;
    });
    return cut || isCovered(anchor, line) ? null : { x: line.right + gap - origin.left, y: middle - origin.top, room: edge - line.right - gap };
  }

  function draw(spot) {
    const { name, show } = spot;
    const label = `${name}: ${say(`level.${spot.badge.level}`)}. ${spot.badge.text}. ${say("page.open")}`;
    spot.node = element("button", { type: "button", class: `spot ${show}`, "aria-label": label, on: { click: onOpen, focus: () => showTip(spot), blur: hideTip } }, unfindable(badge(spot.badge, speaker)));
    spot.item = element("li", {}, spot.node);
  }

  /** All places are read before one is written, so that the page is laid out once. */
  function place() {
    if (!host.isConnected) return;
    if (resized) list.style.width = list.style.height = "0";
    const { clientWidth: edge, scrollWidth, scrollHeight } = document.documentElement;
    const origin = host.getBoundingClientRect();
    const known = new Map();
    const places = spots.map((spot) => placeOf(spot, edge, origin, known));
    if (resized) {
      list.style.width = `${scrollWidth - scrollX - origin.left}px`;
      list.style.height = `${scrollHeight - scrollY - origin.top}px`;
      resized = false;
    }
    let next = list.firstChild;
    spots.forEach((spot, index) => {
      const at = places[index];
      if (at !== null && spot.node === null) draw(spot);
      if (spot.node === null) return;
      // In the order of the page, for who goes through them by keyboard.
      if (spot.item.isConnected) next = spot.item.nextSibling;
      else list.insertBefore(spot.item, next);
      spot.node.hidden = at === null;
      if (at !== null) {
        spot.node.style.transform = `translate(${at.x}px, ${at.y}px)`;
        spot.node.style.maxWidth = `${at.room}px`;
      }
    });
    if (shown !== null && shown.node.hidden) hideTip();
  }

  let planned = 0;
  let resized = true;
  const planScroll = () => {
    if (planned === 0) planned = requestAnimationFrame(() => ((planned = 0), place()));
  };
  const plan = () => {
    resized = true;
    planScroll();
  };

  // ---- the reason, on focus or under the pointer ----

  function showTip(spot) {
    if (shown === spot) return;
    shown = spot;
    tip.replaceChildren(element("strong", {}, `${spot.name}: ${say(`level.${spot.badge.level}`)}`), element("span", {}, spot.badge.text), element("br"), element("span", {}, say("page.open")));
    unfindable(tip);
    tip.hidden = false;
    const { left, bottom, top } = spot.node.getBoundingClientRect();
    const { width, height } = tip.getBoundingClientRect();
    const below = bottom + 6;
    tip.style.left = `${Math.max(4, Math.min(left, innerWidth - width - 4))}px`;
    tip.style.top = `${below + height > innerHeight ? Math.max(4, top - height - 6) : below}px`;
  }
  function hideTip() {
    shown = null;
    tip.hidden = true;
    tip.replaceChildren();
  }

  const under = ({ clientX: x, clientY: y }) =>
    spots.find(({ node }) => {
      if (node === null || node.hidden) return false;
      const { left, right, top, bottom } = node.getBoundingClientRect();
      return x >= left && x <= right && y >= top && y <= bottom;
    });
  const onMove = (event) => {
    if (spots.length === 0) return;
    const spot = under(event);
    if (spot !== undefined) showTip(spot);
    else if (shown !== null && root.activeElement !== shown.node) hideTip();
  };
  const onPress = (event) => {
    if (!event.isTrusted || spots.length === 0 || event.composedPath()[0] === host) return;
    if (under(event) === undefined) return;
    // The page does not get what was meant for us.
    event.preventDefault();
    event.stopImmediatePropagation();
    if (event.type === "click") onOpen();
  };
  const onKey = (event) => event.key === "Escape" && hideTip();
  const presses = ["pointerdown", "pointerup", "mousedown", "mouseup", "click", "auxclick"];

  addEventListener("pointermove", onMove, { capture: true, passive: true });
  for (const kind of presses) addEventListener(kind, onPress, { capture: true });
  addEventListener("keydown", onKey, { capture: true });
  addEventListener("scroll", planScroll, { capture: true, passive: true });
  addEventListener("resize", plan, { passive: true });
  const sizes = new ResizeObserver(plan);
  sizes.observe(document.documentElement);

  // Paper is for everybody: taken away before the page is laid out for it, whatever the styles say.
  const beforePrint = () => {
    printing = true;
    host.remove();
  };
  const afterPrint = () => {
    printing = false;
    attach();
    plan();
  };
  addEventListener("beforeprint", beforePrint, { capture: true });
  addEventListener("afterprint", afterPrint, { capture: true });

  function attach() {
    if (!printing && !host.isConnected) document.documentElement.append(host);
  }

  return {
    /** Whether a change of the page is our own doing. */
    isOurs: (node) => node === host,

    /** @param wanted [{name, anchor, show, badge}], in the order of the page */
    badges(wanted) {
      hideTip();
      spots = wanted.map((spot) => ({ ...spot, node: null, item: null }));
      list.replaceChildren();
      resized = true;
      attach();
      place();
    },

    place: plan,

    /** What is shown while somebody writes; nothing takes it away. */
    panel(...content) {
      if (content.length === 0 && panel.hidden) return;
      panel.replaceChildren(...content);
      unfindable(panel);
      panel.hidden = content.length === 0;
      if (!panel.hidden) attach();
    },

    clear() {
      hideTip();
      spots = [];
      list.replaceChildren();
      panel.replaceChildren();
      panel.hidden = true;
    },

    end() {
      this.clear();
      host.remove();
      sizes.disconnect();
      cancelAnimationFrame(planned);
      removeEventListener("pointermove", onMove, { capture: true });
      for (const kind of presses) removeEventListener(kind, onPress, { capture: true });
      removeEventListener("keydown", onKey, { capture: true });
      removeEventListener("scroll", planScroll, { capture: true });
      removeEventListener("resize", plan);
      removeEventListener("beforeprint", beforePrint, { capture: true });
      removeEventListener("afterprint", afterPrint, { capture: true });
    },
  };
}
