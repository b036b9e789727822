// Renews the parts of a page that are marked data-fresh, unless somebody is reading in them.
"use strict";
(() => {
  const EVERY_MS = 5_000;

  function read(part) {
    return part.matches(":hover, :focus-within") || part.querySelector("details[open]");
  }

  async function renew() {
    if (document.hidden) return;
    const answer = await fetch(location.href);
    if (!answer.ok) return;
    const next = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of document.querySelectorAll("[data-fresh]")) {
      const newer = next.getElementById(part.id);
      if (newer && !read(part)) part.replaceWith(newer);
    }
  }

  setInterval(() => renew().catch(() => {}), EVERY_MS); // the view may be away; the next beat asks again
})();
