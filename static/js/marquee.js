// The few habits every page shares: dialogs, toasts, and saying what went wrong with a request.

import { gettext } from "./phrases.js";

const toasts = document.getElementById("toasts");

export function toast(sentence, tone = "bad") {
  const piece = document.getElementById("toast").content.cloneNode(true);
  piece.firstElementChild.className = `toast tone-${tone}`;
  piece.querySelector("p").textContent = sentence;
  const shown = piece.firstElementChild;
  toasts.append(piece);
  return shown;
}

document.addEventListener("click", (event) => {
  const opens = event.target.closest("[data-opens]");
  if (opens) document.getElementById(opens.dataset.opens).showModal();
  if (event.target.closest("[data-closes]")) event.target.closest("dialog").close();
  if (event.target.closest("[data-dismisses]")) event.target.closest(".toast").remove();
  if (event.target.matches("dialog")) event.target.close(); // the backdrop
});

// Good news leaves by itself; what needs care stays until it is dismissed.
for (const message of toasts.querySelectorAll(".toast.tone-good, .toast.tone-ready")) {
  setTimeout(() => message.remove(), 6000);
}

// Filters that are not set do not clutter the address.
document.addEventListener("htmx:configRequest", ({ target, detail: { formData } }) => {
  if (!target.matches(".filters")) return;
  for (const [name, value] of [...formData]) if (!value) formData.delete(name);
});

// What asks by itself, and not for a person, fails without a word, and asks again.
const isSilent = ({ elt }) => elt?.matches("[data-silent]");

document.addEventListener("htmx:responseError", ({ detail }) => {
  if (isSilent(detail)) return;
  const { xhr } = detail;
  const page = new DOMParser().parseFromString(xhr.responseText, "text/html");
  const sentence = page.querySelector("[data-sentence]")?.textContent.trim();
  toast(sentence || gettext("That did not work. Nothing was changed. Reload the page and try again."));
});

document.addEventListener("htmx:sendError", ({ detail, target }) => {
  // Either asks again by itself; where it is quiet, its page says how it stands.
  if (isSilent(detail) || target.closest?.("[data-quiet]")) return;
  toast(gettext("There is no connection to Marquee. What you typed is still here; try again when you are back online."));
});
