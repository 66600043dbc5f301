// Builds elements. Text only ever becomes a text node: there is no way in here from data to markup.

const svgNamespace = "http://www.w3.org/2000/svg";

function build(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "on") {
      for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    } else {
      node.setAttribute(name, value === true ? "" : String(value));
    }
  }
  node.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== null && child !== false && child !== ""));
  return node;
}

/** element("p", {class: "quiet", on: {click}}, "text", childNode) */
export function element(name, attributes = {}, ...children) {
  return build(document.createElement(name), attributes, children);
}

export function svg(name, attributes = {}, ...children) {
  return build(document.createElementNS(svgNamespace, name), attributes, children);
}

/**
 * Replaces what a container shows and leaves the reader where they were: the focus on the element with the same data-key,
 * opened details open, what was typed but not sent, the scroll position as it was.
 */
export function redraw(container, ...nodes) {
  const focused = container.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  const open = new Set([...container.querySelectorAll("details[open][data-key]")].map((details) => details.dataset.key));
  const typed = new Map([...container.querySelectorAll("input[data-key]")].map((input) => [input.dataset.key, input.value]));
  const { scrollX, scrollY } = window;
  container.replaceChildren(...nodes);
  for (const details of container.querySelectorAll("details[data-key]")) {
    if (open.has(details.dataset.key)) details.open = true;
  }
  for (const input of container.querySelectorAll("input[data-key]")) input.value = typed.get(input.dataset.key) ?? input.value;
  if (focused) byKey(container, focused)?.focus({ preventScroll: true });
  window.scrollTo(scrollX, scrollY);
}

export function byKey(container, key) {
  return [...container.querySelectorAll("[data-key]")].find((node) => node.dataset.key === key);
}
