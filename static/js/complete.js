// A hashtag or a mention that somebody begins to type is completed from those the brand has used before.

import { ask } from "./login.js";
import { gettext } from "./phrases.js";

const form = () => document.getElementById("compose-form");
const BEGUN = /(?:^|[\s(])([#@][\p{L}\p{N}\p{M}_.-]*)$/u;
const MOST = 6;
let words; // asked for once, when the first is begun
let list; // the open list
let field; // the text it belongs to

function known() {
  words ??= ask(`${form().dataset.words}?brand=${form().dataset.brand}`)
    .then((answer) => answer.json())
    .then((told) => told.words)
    .catch(() => {
      words = undefined;
      return [];
    });
  return words;
}

const begun = () => field.value.slice(0, field.selectionStart).match(BEGUN)?.[1];

function close() {
  list?.remove();
  list = undefined;
  for (const name of ["aria-controls", "aria-activedescendant", "aria-autocomplete"]) field?.removeAttribute(name);
}

function point(option) {
  list.querySelector("[aria-selected=true]")?.setAttribute("aria-selected", "false");
  option.setAttribute("aria-selected", "true");
  option.scrollIntoView({ block: "nearest" });
  field.setAttribute("aria-activedescendant", option.id);
}

function take(option) {
  const end = field.selectionStart;
  const text = `${option.textContent} `;
  const target = field;
  target.setRangeText(text, end - begun().length, end, "end");
  close();
  target.focus();
  target.dispatchEvent(new Event("input", { bubbles: true }));
}

async function offer(target) {
  field = target;
  if (!begun()) return close();
  const all = await known();
  const start = begun();
  if (!start || document.activeElement !== target) return close();
  const fitting = all.filter((word) => word.length > start.length && word.toLowerCase().startsWith(start.toLowerCase()));
  close();
  if (!fitting.length) return;
  list = document.createElement("ul");
  Object.assign(list, { id: "completions", className: "completions", role: "listbox", ariaLabel: gettext("Used before") });
  fitting.slice(0, MOST).forEach((word, at) => {
    const option = document.createElement("li");
    Object.assign(option, { id: `completion-${at}`, role: "option", textContent: word, ariaSelected: "false" });
    list.append(option);
  });
  target.after(list);
  target.setAttribute("aria-autocomplete", "list");
  target.setAttribute("aria-controls", list.id);
  point(list.firstElementChild);
}

document.addEventListener("input", ({ target, isTrusted }) => {
  if (isTrusted && target.tagName === "TEXTAREA" && target.form === form() && target.name !== "alt") offer(target);
});

document.addEventListener("keydown", (event) => {
  if (!list || event.target !== field || event.isComposing) return;
  const now = list.querySelector("[aria-selected=true]");
  if (event.key === "ArrowDown") point(now.nextElementSibling ?? list.firstElementChild);
  else if (event.key === "ArrowUp") point(now.previousElementSibling ?? list.lastElementChild);
  else if (event.key === "Enter" || event.key === "Tab") take(now);
  else if (event.key === "Escape") close();
  else return;
  event.preventDefault();
});

document.addEventListener("pointerdown", (event) => {
  const option = event.target.closest("#completions [role=option]");
  if (!option) return;
  event.preventDefault(); // the text keeps the focus
  take(option);
});

document.addEventListener("focusout", ({ target }) => {
  if (target === field) close();
});
