// Nothing that is typed is lost: each change is kept in this browser at once, and drafts are saved by themselves a
// moment later. Without a connection the browser keeps it and sends it when it is back. Nobody overwrites anybody: what
// somebody else saved meanwhile is laid beside it, and a person decides.

import { Ended, ask } from "./login.js";
import { gettext, told } from "./phrases.js";

const PAUSE = 1500; // ms without a key before it is saved
const AGAIN = 4000; // ms before it is tried again without a connection

const form = () => document.getElementById("compose-form");
const place = () => document.getElementById("saved");
const name = (key = place().dataset.draft) => `marquee.post.${place().dataset.person}.${key}`;
let timer;
let saving; // the save under way
let waits = false; // somebody has to decide between two texts
let leaving = false;

function typed() {
  const all = [...new FormData(form())];
  return all.filter(([field]) => !["csrfmiddlewaretoken", "seen", "picture_files"].includes(field));
}

const comparable = (all) =>
  JSON.stringify(all.filter(([field]) => field !== "version").map(([field, value]) => [field, value.replace(/\r/g, "")]));

function say(sentence, care = false) {
  const line = place().querySelector("[data-says]");
  if (line.textContent !== sentence) line.textContent = sentence;
  place().classList.toggle("is-care", care);
}

function keep() {
  localStorage.setItem(name(), JSON.stringify({ typed: typed(), leaving }));
}

function kept(key) {
  try {
    return JSON.parse(localStorage.getItem(name(key)));
  } catch {
    return null;
  }
}

const begun = () => place().dataset.draft !== "new" || typed().some(([field, value]) => ["text", "picture"].includes(field) && value.trim());

function soon(delay = PAUSE) {
  clearTimeout(timer);
  timer = setTimeout(save, delay);
}

async function save() {
  if (saving || waits || leaving || !("saves" in place().dataset) || !begun()) return;
  const before = comparable(typed());
  const body = new FormData(form());
  body.delete("picture_files");
  say(gettext("Saving…"));
  body.delete("csrfmiddlewaretoken"); // `ask` knows the newest
  saving = ask(form().action, { method: "POST", body, headers: { Accept: "application/json" } });
  try {
    await read(await saving, before);
  } catch (fault) {
    const ended = gettext("Not saved: your login has ended. What you typed is kept in this browser, and saved once you are logged in again.");
    const lost = gettext("No connection. What you typed is kept in this browser and saved when you are back online.");
    say(fault instanceof Ended ? ended : lost, true);
    soon(AGAIN);
  } finally {
    saving = undefined;
  }
}

async function read(answer, before) {
  if (!answer.headers.get("Content-Type")?.startsWith("application/json")) {
    say(gettext("Not saved: you may not save here. What you typed is kept in this browser."), true);
    return;
  }
  const tells = await answer.json();
  if (answer.ok) settle(tells, before);
  else if (answer.status === 409) compare(tells);
  else say(`${gettext("Not saved yet, and kept in this browser.")} ${tells.sentence}`, true);
}

function settle({ at, ...saved }, before) {
  localStorage.removeItem(name());
  form().elements.version.value = saved.version;
  if (place().dataset.draft === "new") becomes(saved);
  if (comparable(typed()) === before) {
    say(told(gettext("Saved at %(at)s"), { at }));
    document.dispatchEvent(new CustomEvent("marquee:saved"));
  } else {
    keep();
    soon();
  }
}

/** What was new has an address from now on. */
function becomes(saved) {
  place().dataset.draft = saved.key;
  history.replaceState(history.state, "", saved.post);
  form().action = saved.post;
  for (const button of form().querySelectorAll("[formaction]")) button.formAction = saved.submission;
  if (form().elements.place) form().elements.place.disabled = true;
}

/** Both texts stand side by side. What is saved next was decided by somebody who saw them. */
function compare({ html, version }) {
  waits = true;
  const both = document.getElementById("both");
  both.innerHTML = html;
  form().elements.version.value = version;
  say(gettext("Not saved: somebody else saved this post meanwhile. Compare above, then save."), true);
  form().querySelector("[data-saves-draft]").textContent = gettext("Save mine over it");
  both.scrollIntoView({ block: "nearest" });
}

/** What was typed here before and never reached the server comes back. */
async function bringBack() {
  if (place().dataset.draft !== "new" && kept("new")?.leaving) localStorage.removeItem(name("new"));
  const left = kept();
  if (!left || form().querySelector(".notice.tone-bad")) return;
  const version = Number(left.typed.find(([field]) => field === "version")?.[1] || 0);
  const overtaken = version < Number(form().elements.version.value || 0) && "mine" in place().dataset;
  if (overtaken || comparable(left.typed) === comparable(typed())) {
    localStorage.removeItem(name());
    return;
  }
  const body = new FormData();
  for (const [field, value] of left.typed) body.append(field, value);
  body.set("again", "1");
  const answer = await ask(form().action, { method: "POST", body });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.getElementById("compose").replaceWith(page.getElementById("compose"));
  window.htmx.process(document.getElementById("compose"));
  say(gettext("What you typed before and had not saved is back."), true);
  form().dispatchEvent(new Event("input", { bubbles: true }));
}

function changed({ target }) {
  if (target !== form() && target.form !== form()) return;
  if (target.name === "seen") return;
  keep();
  if (!("saves" in place().dataset)) say(gettext("Kept in this browser. Saving makes the post a draft again."), true);
  else if (!waits) soon();
}

document.addEventListener("input", changed);
document.addEventListener("change", changed);
window.addEventListener("online", () => {
  if (kept()) soon(0);
});

// A save under way ends first, so that two of one's own never meet.
document.addEventListener("submit", (event) => {
  if (event.target !== form() || event.defaultPrevented) return;
  clearTimeout(timer);
  if (saving) {
    event.preventDefault();
    const { submitter } = event;
    saving.catch(() => {}).then(() => setTimeout(() => form().requestSubmit(submitter)));
    return;
  }
  leaving = true;
  keep();
});

window.addEventListener("pageshow", () => {
  leaving = false; // somebody came back from where their submission did not arrive
});

bringBack();
