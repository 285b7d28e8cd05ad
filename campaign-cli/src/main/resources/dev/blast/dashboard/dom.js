// Elements are made of texts, never of markup: whatever a campaign or an audience says stays text.

/** An element: h("p", {class: "x", onclick: f}, "text", child, null). */
export function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else element.setAttribute(name, String(value));
  }
  append(element, children);
  return element;
}

function append(element, children) {
  for (const child of children.flat(3)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

/** Puts children in the place of what an element has, and leaves it alone where nothing differs. */
export function fill(element, ...children) {
  const next = h("div", null, ...children);
  if (next.childNodes.length === element.childNodes.length) {
    let same = true;
    for (let i = 0; i < next.childNodes.length && same; i++) {
      same = next.childNodes[i].isEqualNode(element.childNodes[i]);
    }
    if (same) return;
  }
  element.replaceChildren(...next.childNodes);
}

export function text(element, value) {
  if (element.textContent !== value) element.textContent = value;
}

const announcer = () => document.getElementById("announce");

/** Says something to whoever listens to the page. */
export function announce(words) {
  text(announcer(), words);
}
