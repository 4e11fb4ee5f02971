// Brings a file to Marquee and tells how far it has come.

// `into` says what comes back: pieces for the form of a post, or cards for the library.
export function bring(file, { address, place, token, into }, tell) {
  const body = new FormData();
  body.append("place", place);
  body.append("into", into);
  body.append("picture_files", file);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.setRequestHeader("X-CSRFToken", token);
    request.upload.addEventListener("progress", ({ loaded, total }) => tell(loaded / total));
    request.addEventListener("load", () => resolve(new DOMParser().parseFromString(request.responseText, "text/html")));
    request.addEventListener("error", reject);
    request.send(body);
  });
}
