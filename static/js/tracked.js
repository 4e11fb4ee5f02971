// Tracked parameters of the link: typed beside it, kept in it, so that what is approved is what is sent.

const form = () => document.getElementById("compose-form");
const link = () => form().elements.link;

function address() {
  const typed = link().value.trim();
  try {
    return new URL(/^https?:/i.test(typed) ? typed : `https://${typed}`);
  } catch {
    return null;
  }
}

function show() {
  const parameters = address()?.searchParams;
  for (const input of form().querySelectorAll("[data-utm]")) {
    if (input !== document.activeElement) input.value = parameters?.get(input.dataset.utm) ?? "";
    input.disabled = !link().value.trim() || !parameters;
  }
}

document.addEventListener("input", ({ target }) => {
  if (target === link()) return show();
  if (!target.matches("[data-utm]")) return;
  const tracked = address();
  if (!tracked) return;
  const words = target.value.trim();
  if (words) tracked.searchParams.set(target.dataset.utm, words);
  else tracked.searchParams.delete(target.dataset.utm);
  link().value = tracked.href;
  link().dispatchEvent(new Event("input", { bubbles: true }));
});

document.addEventListener("htmx:afterSettle", () => form() && show());
show();
