// Behind an @ names are offered: arrows choose, Enter or Tab takes one. The server is asked once one stops typing.

import { ask } from "./login.js";
import { gettext } from "./phrases.js";

const TYPED = /(?:^|[\s(])@([\p{L}\p{M}.'’-]*(?: [\p{L}\p{M}.'’-]*)?)$/u;
const WAIT = 120; // milliseconds
let offered = null; // {field, list, start}
let timer = 0;
let asking = null;

function close() {
  clearTimeout(timer);
  asking?.abort();
  offered?.field.removeAttribute("aria-activedescendant");
  offered?.field.removeAttribute("aria-controls");
  offered?.list.remove();
  offered = null;
}

function choose(option) {
  for (const one of offered.list.children) one.setAttribute("aria-selected", String(one === option));
  option.scrollIntoView({ block: "nearest" });
  offered.field.setAttribute("aria-activedescendant", option.id);
}

function show(field, start, names) {
  close();
  if (!names.length) return;
  const list = document.createElement("ul");
  Object.assign(list, { id: "people-offered", className: "people-offered", role: "listbox", ariaLabel: gettext("People") });
  list.replaceChildren(
    ...names.map((name, place) => {
      const option = document.createElement("li");
      Object.assign(option, { id: `people-${place}`, role: "option", textContent: name });
      return option;
    }),
  );
  field.after(list);
  field.setAttribute("aria-controls", list.id);
  offered = { field, list, start };
  choose(list.firstElementChild);
}

function take(option) {
  const { field, start } = offered;
  field.setRangeText(`${option.textContent} `, start, field.selectionStart, "end");
  close();
  field.focus();
}

async function find(field, typed) {
  const start = field.selectionStart - typed.length;
  asking = new AbortController();
  try {
    const answer = await ask(`${field.dataset.people}?q=${encodeURIComponent(typed)}`, { signal: asking.signal });
    if (answer.ok) show(field, start, (await answer.json()).names);
  } catch (fault) {
    if (fault.name !== "AbortError") close(); // names can be typed, too
  }
}

document.addEventListener("input", ({ target }) => {
  if (!target.matches("[data-people]")) return;
  const typed = TYPED.exec(target.value.slice(0, target.selectionStart))?.[1];
  if (typed === undefined) return close();
  clearTimeout(timer);
  asking?.abort();
  timer = setTimeout(() => find(target, typed), WAIT);
});

document.addEventListener("keydown", (event) => {
  if (!offered || event.target !== offered.field) return sendByKey(event);
  const options = [...offered.list.children];
  const at = options.findIndex((option) => option.ariaSelected === "true");
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  if (event.key in steps) choose(options.at((at + steps[event.key]) % options.length));
  else if (event.key === "Enter" || event.key === "Tab") take(options[at]);
  else if (event.key === "Escape") close();
  else return;
  event.preventDefault();
  event.stopPropagation();
});

function sendByKey(event) {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !event.target.matches?.("[data-people]")) return;
  event.preventDefault();
  event.target.form.requestSubmit();
}

document.addEventListener("pointerdown", (event) => {
  const option = offered && event.target.closest?.("#people-offered [role=option]");
  if (option) {
    event.preventDefault();
    take(option);
  } else if (offered && event.target !== offered.field) close();
});

document.addEventListener("htmx:beforeSwap", close);
