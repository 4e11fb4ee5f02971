// Emoji are put into the text that was written in last: found by words, chosen by mouse or keys.

import { arrow } from "./arrows.js";
import { GROUPS } from "./emoji-list.js";

const form = () => document.getElementById("compose-form");
let field; // the text that was written in last

function fill(picker) {
  for (const [group, signs] of GROUPS) {
    const part = document.createElement("div");
    Object.assign(part, { className: "emoji-group", role: "group", ariaLabel: group });
    const title = document.createElement("p");
    Object.assign(title, { className: "emoji-title", textContent: group, ariaHidden: "true" });
    picker.querySelector("[data-emoji-list]").append(title, part);
    for (const [sign, words] of signs) {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", className: "emoji", textContent: sign, ariaLabel: words, title: words, tabIndex: -1 });
      part.append(button);
    }
  }
}

const shown = (picker) => [...picker.querySelectorAll(".emoji:not([hidden])")];

function find(picker, asked) {
  const words = asked.toLowerCase().split(/\s+/).filter(Boolean);
  for (const button of picker.querySelectorAll(".emoji")) {
    button.hidden = !words.every((word) => button.title.toLowerCase().includes(word));
  }
  for (const group of picker.querySelectorAll(".emoji-group")) {
    const empty = !group.querySelector(".emoji:not([hidden])");
    group.hidden = empty;
    group.previousElementSibling.hidden = empty;
  }
  picker.querySelector("[data-emoji-none]").hidden = shown(picker).length > 0;
  const [first] = shown(picker);
  if (first) first.tabIndex = 0;
}

function put(sign) {
  const target = field?.isConnected ? field : form().elements.text;
  target.setRangeText(sign, target.selectionStart, target.selectionEnd, "end");
  target.dispatchEvent(new Event("input", { bubbles: true }));
  document.getElementById("emoji").hidePopover();
  target.focus();
}

/** To the neighbour in the row, or to what stands nearest in the row above or below. */
function move(picker, from, key) {
  const all = shown(picker);
  const at = all.indexOf(from);
  if (key === "ArrowRight") return all[at + 1];
  if (key === "ArrowLeft") return all[at - 1] ?? picker.querySelector("input");
  const here = from.getBoundingClientRect();
  const beyond = (one) => {
    const { top } = one.getBoundingClientRect();
    return key === "ArrowDown" ? top > here.top + 4 : top < here.top - 4;
  };
  const far = (one) => {
    const { top, left } = one.getBoundingClientRect();
    return Math.abs(top - here.top) * 100 + Math.abs(left - here.left);
  };
  return all.filter(beyond).sort((a, b) => far(a) - far(b))[0] ?? (key === "ArrowUp" ? picker.querySelector("input") : undefined);
}

document.addEventListener("focusin", ({ target }) => {
  if (target.tagName === "TEXTAREA" && target.form === form() && target.name !== "alt") field = target;
});

document.addEventListener(
  "toggle",
  ({ target, newState }) => {
    if (target.id !== "emoji" || newState !== "open") return;
    if (!target.querySelector(".emoji")) fill(target);
    const search = target.querySelector("input");
    search.value = "";
    find(target, "");
    search.focus();
  },
  true,
);

document.addEventListener("input", ({ target }) => {
  if (target.matches("#emoji input")) find(target.closest("#emoji"), target.value);
});

document.addEventListener("click", ({ target }) => {
  const sign = target.closest(".emoji");
  if (sign) put(sign.textContent);
});

document.addEventListener("keydown", (event) => {
  const picker = event.target.closest?.("#emoji");
  if (!picker) return;
  const searching = event.target.tagName === "INPUT";
  if (searching && event.key === "Enter") {
    event.preventDefault();
    const [first] = shown(picker);
    if (first) put(first.textContent);
  }
  if (!event.key.startsWith("Arrow") || (searching && event.key !== "ArrowDown")) return;
  event.preventDefault();
  const next = searching ? shown(picker)[0] : move(picker, event.target, arrow(event));
  next?.focus();
});
