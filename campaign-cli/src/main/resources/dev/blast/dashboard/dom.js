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

/**
 * Makes an element's children what is given. What does not differ stays as it is, with the focus and
 * the selection that somebody has there. Listeners of given elements may be lost: listen further up.
 */
export function fill(element, ...children) {
  patch(element, h("div", null, ...children));
}

function patch(element, wanted) {
  const next = [...wanted.childNodes];
  while (element.childNodes.length > next.length) element.lastChild.remove();
  next.forEach((child, index) => {
    const there = element.childNodes[index];
    if (!there) element.append(child);
    else if (!there.isEqualNode(child)) become(there, child);
  });
}

/** Makes one node like another one; puts that one in its place where they are of different kinds. */
function become(there, wanted) {
  if (there.nodeName !== wanted.nodeName || there.id !== wanted.id) {
    there.replaceWith(wanted);
    return;
  }
  if (there.nodeType !== Node.ELEMENT_NODE) {
    there.data = wanted.data;
    return;
  }
  for (const { name } of [...there.attributes]) if (!wanted.hasAttribute(name)) there.removeAttribute(name);
  for (const { name, value } of wanted.attributes) {
    if (there.getAttribute(name) === value) continue;
    // The page's policy lets nobody set this one as an attribute.
    if (name === "style") there.style.cssText = value;
    else there.setAttribute(name, value);
  }
  patch(there, wanted);
}

export function text(element, value) {
  if (element.textContent !== value) element.textContent = value;
}

const announcer = () => document.getElementById("announce");

/** Says something to whoever listens to the page. */
export function announce(words) {
  text(announcer(), words);
}
