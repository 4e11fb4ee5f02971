// Brings a file to Marquee in parts (tus 1.0.0, campaigns/tus.py). What is there already is not sent again: not after a
// lost connection, and not when the same file is added again after the page was left.

import { Ended, ask, token } from "./login.js";

const PART = 8 * 1024 * 1024;
const TRIES = 8;
const TUS = { "Tus-Resumable": "1.0.0" };

// A sentence of Marquee's about what is wrong with the file: trying again is of no use.
class Refusal extends Error {}

const key = (file) => `upload ${file.name} ${file.size} ${file.lastModified}`;
const pause = (tries) => new Promise((resolve) => setTimeout(resolve, Math.min(1000 * 2 ** tries, 15000)));

function encoded(text) {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

async function begin(file, uploads) {
  const about = { "Upload-Length": file.size, "Upload-Metadata": `filename ${encoded(file.name)}` };
  const answer = await ask(uploads, { method: "POST", headers: { ...TUS, ...about } });
  if (answer.status === 400 || answer.status === 413) throw new Refusal(await answer.text());
  if (answer.status !== 201) throw new Error();
  const address = answer.headers.get("Location");
  localStorage.setItem(key(file), address);
  return address;
}

// How much of it is there; null when the upload has ended.
async function offsetOf(address) {
  const answer = await ask(address, { method: "HEAD", headers: TUS });
  if (answer.status === 404) return null;
  if (!answer.ok) throw new Error();
  return Number(answer.headers.get("Upload-Offset"));
}

function send(file, address, offset, tell) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("PATCH", address);
    const all = { ...TUS, "X-CSRFToken": token(), "Content-Type": "application/offset+octet-stream", "Upload-Offset": offset };
    for (const [name, value] of Object.entries(all)) request.setRequestHeader(name, value);
    request.upload.addEventListener("progress", ({ loaded }) => tell((offset + loaded) / file.size));
    request.addEventListener("load", () => (request.status === 204 ? resolve() : reject(new Error())));
    request.addEventListener("error", reject);
    request.send(file.slice(offset, offset + PART));
  });
}

// The address of the upload once the whole file is there.
async function carry(file, uploads, tell) {
  let address = localStorage.getItem(key(file));
  for (let tries = 0; ; ) {
    try {
      address ??= await begin(file, uploads);
      const offset = await offsetOf(address);
      if (offset === file.size) return address;
      if (offset === null) address = null;
      else {
        await send(file, address, offset, tell);
        tries = 0;
      }
    } catch (fault) {
      // Where the login has ended, it waits for the next.
      if (fault instanceof Refusal || (tries === TRIES && !(fault instanceof Ended))) throw fault;
      tries = Math.min(tries + 1, TRIES);
      await pause(tries);
    }
  }
}

// Resolves with what Marquee shows of it: `into` says whether as a piece of a post or as a card of the library.
export async function bring(file, form, into, tell) {
  const body = new FormData();
  try {
    const address = await carry(file, form.dataset.uploads, tell);
    tell(1);
    body.append("upload", address.split("/").pop());
  } catch (fault) {
    if (!(fault instanceof Refusal)) throw fault;
    const told = document.createElement("p");
    told.className = "field-error";
    told.dataset.sentence = "";
    told.textContent = fault.message;
    return { pieces: [], sentences: [told] };
  }
  body.append("into", into);
  body.append("place", form.elements.place?.value ?? form.dataset.place);
  const answer = await ask(form.dataset.assets, { method: "POST", body });
  const parts = new DOMParser().parseFromString(await answer.text(), "text/html");
  localStorage.removeItem(key(file));
  return { pieces: [...parts.querySelectorAll("li")], sentences: [...parts.querySelectorAll("[data-sentence]")] };
}
