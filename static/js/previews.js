// What is typed shows at once in the previews, without asking the server: the same rules as in campaigns/likeness.py.
// All else of them (pages, pictures, cards) comes with the next check.

const form = () => document.getElementById("compose-form");
const TINTED = /(https?:\/\/\S+|[#@][\p{L}\p{N}\p{M}_.@-]*[\p{L}\p{N}\p{M}_])/u;

/** Main text, or the wording of that network, and whether it stands alone. */
function typed(network) {
  const { elements } = form();
  if (elements[`differs_${network}`]?.checked) return [elements[`text_${network}`].value.trim(), true];
  return [elements.text.value.trim(), false];
}

function withLink(text, seen) {
  const link = form().elements.link.value.trim();
  if (!link || !("linkSaid" in seen.dataset) || text.includes(link)) return text;
  const whole = /^https?:/.test(link) ? link : `https://${link}`;
  return text ? `${text}\n\n${whole}` : whole;
}

function fill(place, text) {
  const pieces = text.split(TINTED).map((piece, at) => {
    if (at % 2 === 0) return piece;
    const tinted = document.createElement("b");
    tinted.textContent = piece;
    return tinted;
  });
  place.replaceChildren(...pieces);
}

function say(said, text, { fold, lines }) {
  const signs = [...text];
  let cut = 0 < fold && fold < signs.length ? Number(fold) : signs.length;
  const all = text.split("\n");
  if (0 < lines && lines < all.length) cut = Math.min(cut, [...all.slice(0, lines).join("\n").trimEnd()].length);
  fill(said.querySelector("[data-head]"), signs.slice(0, cut).join(""));
  fill(said.querySelector("[data-rest]"), signs.slice(cut).join(""));
  said.querySelector("[data-more]").hidden = cut === signs.length;
}

function redraw(seen) {
  const [own, alone] = typed(seen.dataset.network);
  let text = withLink(own, seen);
  const title = seen.querySelector("[data-title]");
  if ("titled" in seen.dataset) {
    const [first, ...rest] = text.split("\n");
    if (title) title.textContent = first;
    text = rest.join("\n").trim();
  }
  const parts = alone ? [] : [...document.querySelectorAll("#parts textarea")].map(({ value }) => value.trim());
  for (const said of seen.querySelectorAll("[data-said]")) {
    const part = said.dataset.said;
    const words = part === "0" ? text : part === "comment" ? form().elements.first_comment.value.trim() : parts[part - 1];
    say(said, words ?? "", seen.dataset);
  }
}

export function redrawAll() {
  if (form()) document.querySelectorAll("#previews .seen").forEach(redraw);
}

document.addEventListener("input", ({ target }) => {
  if (target.form === form() && target.name !== "seen") redrawAll();
});
// The answer of the server may be a few signs behind.
document.addEventListener("htmx:oobAfterSwap", ({ detail: { target } }) => {
  if (target.id === "previews") redrawAll();
});
