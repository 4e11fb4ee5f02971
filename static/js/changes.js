// What somebody does to publications on the calendar: the server is asked, people are told, and a move can be undone.

import { Ended, ask } from "./login.js";
import { toast } from "./marquee.js";
import { gettext, told } from "./phrases.js";

const address = document.getElementById("calendar-changes").dataset.changes;
const LOST = gettext("There is no connection to Marquee. Nothing was changed; try again when you are back online.");
const FAULT = gettext("That did not work. Nothing was changed. Reload the page and try again.");
let undoable = null;

/** What the server is told of a card: each publication that it stands for, as "7@2031-05-14T18:00", or "7" of what
    cannot be moved. */
export function known({ id, dataset: { all, wall } }) {
  const key = id.slice(1);
  return all?.split(",") ?? [wall ? `${key}@${wall}` : key];
}

/** `asked` is {do, publication: ["7@2031-05-14T18:00", …], minutes, to, zone, each}; `back` is what of it a move back
    asks otherwise. `heard` is told how many are still left. {ok: whether all was changed, undo: what was, as it is known
    now}; null if somebody thought better of it, or is not logged in any more. */
export async function change(asked, back = { minutes: -asked.minutes }, heard = () => {}) {
  undoable?.remove();
  const answer = await all(asked, heard);
  if (answer.question) return (await agreed(answer.question)) ? change({ ...asked, sure: "on" }, back, heard) : null;
  if (answer.ended) return null;
  await refresh();
  tell(answer, asked, back);
  if (answer.answers?.length && asked.publication.length > 1) list(answer);
  return answer;
}

/** The server does so much at once, and says what is left. */
async function all(asked, heard) {
  let answer = await post(asked);
  const whole = { done: 0, answers: [], undo: [] };
  while (answer.left?.length) {
    gather(whole, answer);
    heard(answer.left.length);
    answer = await post({ ...asked, publication: answer.left });
  }
  if (!whole.done && !whole.answers.length) return answer;
  gather(whole, answer);
  const counts = { done: whole.done, number: asked.publication.length };
  const sentence = answer.answers
    ? told(gettext("Done: %(done)s of %(number)s."), counts)
    : told(gettext("Done: %(done)s of %(number)s. Then it stopped; look at the calendar before you go on."), counts);
  return { ...whole, sentence, ok: whole.done === counts.number };
}

function gather(whole, { done = 0, answers = [], undo = [] }) {
  whole.done += done;
  whole.answers.push(...answers);
  whole.undo.push(...undo);
}

async function post(asked) {
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(asked)) for (const one of [value].flat()) body.append(name, one);
  try {
    const answer = await ask(address, { method: "POST", body });
    const isOurs = answer.headers.get("Content-Type")?.startsWith("application/json");
    return { ok: answer.ok && isOurs, ...(isOurs ? await answer.json() : { sentence: FAULT }) };
  } catch (fault) {
    return { ok: false, sentence: LOST, ended: fault instanceof Ended };
  }
}

/** The calendar as it is now, at the address that it has. */
export function refresh() {
  return htmx.ajax("GET", location.pathname + location.search, { target: "#calendar", swap: "outerHTML" });
}

export function agreed(sentence, label = gettext("Move")) {
  const dialog = document.getElementById("calendar-question");
  dialog.querySelector("p").textContent = sentence;
  dialog.querySelector("[value=yes]").textContent = label;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

function tell({ ok, sentence, undo }, asked, back) {
  const piece = toast(sentence, ok ? "good" : "bad");
  if (!undo?.length) return;
  undoable = piece;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button is-small toast-undo";
  button.textContent = gettext("Undo");
  button.addEventListener("click", () => {
    const forth = Object.fromEntries(Object.keys(back).map((name) => [name, asked[name]]));
    change({ do: "move", zone: asked.zone ?? "", ...back, publication: undo, sure: "on", each: "on" }, forth);
  });
  piece.querySelector("p").after(button);
}

function list({ sentence, answers }) {
  const dialog = document.getElementById("calendar-answers");
  dialog.querySelector("h2").textContent = sentence;
  dialog.querySelector("dl").replaceChildren(
    ...answers.flatMap(({ name, sentence }) => {
      const [term, words] = [document.createElement("dt"), document.createElement("dd")];
      [term.textContent, words.textContent] = [name, sentence];
      return [term, words];
    }),
  );
  dialog.showModal();
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "z" || !(event.ctrlKey || event.metaKey) || event.target.matches("input, textarea, select")) return;
  if (!undoable?.isConnected) return;
  event.preventDefault();
  undoable.querySelector(".toast-undo").click();
});
