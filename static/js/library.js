// The library: files are dropped, pasted or chosen, and each shows how far it has come.

import { toast } from "./marquee.js";
import { gettext, told } from "./phrases.js";
import { bring } from "./upload.js";

const form = document.getElementById("bring");
const list = document.getElementById("uploads");
let waiting = Promise.resolve();
let underway = 0;

function line(file) {
  const piece = document.getElementById("upload").content.cloneNode(true).firstElementChild;
  const [name, share] = piece.querySelectorAll("span");
  name.textContent = file.name;
  const bar = piece.querySelector("progress");
  bar.setAttribute("aria-label", file.name);
  list.append(piece);
  return {
    tell(part) {
      bar.value = 100 * part;
      share.textContent = part < 1 ? `${Math.floor(100 * part)} %` : gettext("being read…");
    },
    end: () => piece.remove(),
  };
}

async function upload(file, { tell, end }) {
  const { name } = file;
  try {
    const { pieces, sentences } = await bring(file, form, "library", tell);
    document.getElementById("shelf").prepend(...pieces);
    if (pieces.length) document.querySelector("#library .empty")?.remove();
    document.getElementById("upload-errors").append(...sentences);
    if (!pieces.length && !sentences.length) toast(told(gettext("%(name)s could not be uploaded. Try again in a moment."), { name }));
  } catch {
    toast(told(gettext("There is no connection, so %(name)s was not uploaded whole. Add it again, and it goes on where it was."), { name }));
  }
  end();
}

function uploadAll(files) {
  if (!files.length) return;
  document.getElementById("upload-errors").replaceChildren();
  list.scrollIntoView({ block: "nearest" });
  for (const file of files) {
    const shown = line(file);
    underway += 1;
    waiting = waiting.then(() => upload(file, shown)).finally(() => (underway -= 1));
  }
}

document.getElementById("id_picture_files").addEventListener("change", ({ target }) => {
  const files = [...target.files];
  target.value = "";
  uploadAll(files);
});

for (const name of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(name, (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    document.body.classList.toggle("is-dropping", name === "dragover");
    if (name === "drop") uploadAll([...event.dataTransfer.files]);
  });
}

document.addEventListener("paste", (event) => {
  const files = [...event.clipboardData.files];
  if (!files.length) return;
  event.preventDefault();
  uploadAll(files);
});

window.addEventListener("beforeunload", (event) => {
  if (underway) event.preventDefault();
});
