// A login ends while a page is open: the login page answers what it asks for. That is said once, with the way back in,
// and the page goes on as soon as the same person has logged in again. Each login has a token of its own, which forms
// carry; the page takes on the new one.

import { toast } from "./marquee.js";
import { gettext } from "./phrases.js";

export const token = () => /(?:^|; )csrftoken=(\w+)/.exec(document.cookie)?.[1];
const place = (page = document) => page.querySelector("[data-logged-in]");
let known = token();
let said = null;

/** The login has ended, or is somebody else’s by now. Nothing was done. */
export class Ended extends Error {}

/** It stays until the page goes on. */
function tell(sentence, ...ways) {
  if (said?.querySelector("p").textContent === sentence) return;
  said?.remove();
  said = toast(sentence, "care");
  said.querySelector("button").replaceWith(...ways);
}

function hasEnded(address) {
  const { login } = place().dataset;
  if (new URL(address).pathname !== login) return false;
  const way = document.createElement("a");
  Object.assign(way, { href: login, target: "_blank", className: "button is-small", textContent: gettext("Log in") });
  tell(gettext("Your login has ended. Log in again in another tab, then go on here: what you typed is kept, and nothing else was changed."), way);
  return true;
}

const isCertain = () => !said && token() === known;

/** Whether whoever is logged in now is whom this page was shown to. */
async function goesOn() {
  if (isCertain()) return true;
  const answer = await fetch(place().dataset.news);
  if (hasEnded(answer.url)) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (place(page).dataset.loggedIn !== place().dataset.loggedIn) {
    tell(gettext("Somebody else is logged in now in this browser. Log in as yourself again to go on here: what you typed is kept."));
    return false;
  }
  known = token();
  document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": known }));
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = known;
  said?.remove();
  said = null;
  return true;
}

/** As `fetch`, with the token. Throws `Ended`, too. */
export async function ask(address, { headers, ...options } = {}) {
  if (!(await goesOn())) throw new Ended();
  const answer = await fetch(address, { ...options, headers: { "X-CSRFToken": token(), ...headers } });
  if (hasEnded(answer.url)) throw new Ended();
  return answer;
}

document.addEventListener("htmx:confirm", (event) => {
  if (isCertain()) return;
  event.preventDefault();
  goesOn().then((may) => may && event.detail.issueRequest(), () => {});
});

document.addEventListener("htmx:beforeSwap", (event) => {
  if (hasEnded(event.detail.xhr.responseURL)) event.preventDefault();
});

// Forms that are sent as a page take the new token along, too.
addEventListener("focus", () => goesOn().catch(() => {})); // without a connection it is asked again
