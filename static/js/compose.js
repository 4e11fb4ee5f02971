// The form in which a post is written: networks that are chosen, pictures, and nothing lost by leaving.

import "./autosave.js";
import "./complete.js";
import "./emoji.js";
import "./previews.js";
import "./tracked.js";
import { toast } from "./marquee.js";
import { gettext, told } from "./phrases.js";
import { bring } from "./upload.js";

const form = () => document.getElementById("compose-form");
let dirty = false;
let uploads = Promise.resolve();
let uploading = 0;

function changed() {
  form().dispatchEvent(new Event("input", { bubbles: true }));
}

// --- texts for networks: only of those among the chosen pages, and those that have one

function showWordings() {
  const boxes = [...form().querySelectorAll("[name=pages]:checked")];
  const chosen = new Set(boxes.map((box) => box.dataset.network));
  for (const wording of form().querySelectorAll("[data-wording]")) {
    wording.hidden = !chosen.has(wording.dataset.wording) && !wording.querySelector(".choice :checked");
  }
}

// --- the parts of a thread, and which of them shows a picture

function addPart() {
  document.getElementById("parts").append(document.getElementById("part").content.cloneNode(true));
  numberParts();
  document.querySelector("#parts .part:last-child textarea").focus();
}

function removePart(button) {
  const part = button.closest(".part");
  const number = [...part.parentElement.children].indexOf(part) + 2;
  const next = part.nextElementSibling ?? part.previousElementSibling;
  part.remove();
  for (const select of form().querySelectorAll("[name=part]")) {
    const shown = Number(select.value);
    if (shown >= number) select.value = shown === number ? 1 : shown - 1;
  }
  numberParts();
  (next?.querySelector("textarea") ?? form().querySelector("[data-adds-part]")).focus();
  dirty = true;
  changed();
}

function numberParts() {
  const parts = [...document.querySelectorAll("#parts .part")];
  parts.forEach((part, place) => {
    part.querySelector("textarea").setAttribute("aria-label", told(gettext("Part %(number)s"), { number: place + 2 }));
  });
  for (const field of form().querySelectorAll("[data-picture-part]")) {
    const select = field.querySelector("select");
    const shown = select.value;
    select.length = 1;
    parts.forEach((_, place) => select.add(new Option(told(gettext("part %(number)s"), { number: place + 2 }), place + 2)));
    select.value = shown;
    if (select.selectedIndex < 0) select.value = 1;
    field.hidden = parts.length === 0;
  }
}

// --- pictures

function arrange(button) {
  const picture = button.closest(".picture");
  if (button.dataset.moves === "-1") picture.previousElementSibling?.before(picture);
  else if (button.dataset.moves === "1") picture.nextElementSibling?.after(picture);
  else {
    const next = picture.nextElementSibling ?? picture.previousElementSibling;
    picture.remove();
    (next?.querySelector("[data-removes]") ?? document.getElementById("id_picture_files")).focus();
    return changed();
  }
  button.focus();
  changed();
}

async function upload(file) {
  const { name } = file;
  const waiting = document.getElementById("waiting").content.cloneNode(true).firstElementChild;
  const [words, bar] = waiting.children;
  bar.setAttribute("aria-label", name);
  document.getElementById("pictures").append(waiting);
  const tell = (part) => {
    bar.value = 100 * part;
    const sentence = part < 1 ? gettext("Uploading %(name)s… %(percent)s %") : gettext("Reading %(name)s…");
    words.textContent = told(sentence, { name, percent: Math.floor(100 * part) });
  };
  tell(0);
  try {
    const { pieces, sentences } = await bring(file, form(), "post", tell);
    waiting.replaceWith(...pieces);
    numberParts();
    document.getElementById("upload-errors").append(...sentences);
    if (!pieces.length && !sentences.length) toast(told(gettext("%(name)s could not be uploaded. Try again in a moment."), { name }));
  } catch {
    waiting.remove();
    toast(told(gettext("There is no connection, so %(name)s was not uploaded whole. Add it again, and it goes on where it was."), { name }));
  }
}

function uploadAll(files) {
  if (!files.length) return;
  document.getElementById("upload-errors").replaceChildren();
  dirty = true;
  uploading += 1;
  uploads = uploads.then(async () => {
    for (const file of files) await upload(file);
    uploading -= 1;
    changed();
  });
}

// What was chosen from the library, or put in place of an older version, is a change like any other.
document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (!/\/piece(\?|$)/.test(detail.pathInfo.requestPath)) return;
  numberParts();
  dirty = true;
  changed();
});

// --- listening

document.addEventListener("click", ({ target }) => {
  const tool = target.closest("[data-moves], [data-removes]");
  if (tool) arrange(tool);
  if (target.closest("[data-adds-part]")) addPart();
  const part = target.closest("[data-removes-part]");
  if (part) removePart(part);
  const ticks = target.closest("[data-ticks]");
  if (ticks) {
    const boxes = [...form().querySelectorAll("[name=pages]")];
    const tick = boxes.some((box) => !box.checked);
    for (const box of boxes) box.checked = tick;
    showWordings();
    changed();
  }
});

// Ctrl+S saves, Ctrl+Enter submits.
document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
  const does = { s: "[data-saves-draft]", Enter: "[data-submits]" }[event.key];
  const button = does && form().querySelector(does);
  if (!button) return;
  event.preventDefault();
  form().requestSubmit(button);
});

document.addEventListener("change", ({ target }) => {
  if (target.name === "pages") showWordings();
  if (target.id === "id_picture_files") {
    const files = [...target.files];
    target.value = "";
    uploadAll(files);
  }
});

document.addEventListener("input", ({ target, isTrusted }) => {
  if (isTrusted && target.form === form() && target.name !== "seen") dirty = true;
});

// What is still on its way up is waited for, so that it is saved with the rest.
document.addEventListener("submit", (event) => {
  if (event.target !== form()) return;
  if (uploading) {
    event.preventDefault();
    uploads.then(() => form().requestSubmit(event.submitter));
  } else dirty = false;
});

document.addEventListener("marquee:saved", () => {
  dirty = uploading > 0;
});

window.addEventListener("beforeunload", (event) => {
  if (dirty) event.preventDefault();
});

for (const name of ["dragover", "drop"]) {
  document.addEventListener(name, (event) => {
    if (!event.target.closest("[data-drop]")) return;
    event.preventDefault();
    if (name === "drop") uploadAll([...event.dataTransfer.files]);
  });
}

document.addEventListener("paste", (event) => {
  const files = [...event.clipboardData.files];
  if (!files.length || !form().contains(event.target)) return;
  event.preventDefault();
  uploadAll(files);
});

// Whoever comes back from the library, where the focal point is set, sees what became of it.
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) document.querySelector(".margin-inside").dispatchEvent(new Event("back"));
});

// What did not change is not swapped: a screen reader says it once, and a choice under the finger stays.
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { target, fragment } = event.detail;
  const same = target.innerHTML.trim() === fragment.firstElementChild?.innerHTML.trim();
  if (same || (target.id === "fold" && target.contains(document.activeElement))) event.detail.shouldSwap = false;
});

document.addEventListener("htmx:afterSettle", showWordings);
showWordings();
