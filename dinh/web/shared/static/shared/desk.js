/* Keys, focus and the heavier font. Everything here saves a step; nothing here is needed. */
(() => {
  "use strict";
  const script = document.currentScript;

  // data-key="F9" on a link, button or field: the key does what a click or a step into the field does.
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || !/^(F\d+|Escape)$/.test(event.key)) return;
    const key = event.shiftKey ? "Shift+" + event.key : event.key;
    const target = document.querySelector('[data-key="' + key + '"]');
    if (!target || target.disabled) return;
    event.preventDefault();
    if (target.matches("a, button, summary")) target.click();
    else { target.focus(); if (target.select) target.select(); }
  });

  // A scanner ends its line with Enter: that fills the page, it never sends the form.
  addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("[data-enter]")) return;
    const button = document.getElementById(event.target.dataset.enter);
    if (button) { event.preventDefault(); button.click(); }
  });

  // After a failed send the list of faults takes the focus, wherever the page was.
  const attend = (root) => { const faults = root.querySelector(".errors[role=alert]"); if (faults) faults.focus(); };
  addEventListener("DOMContentLoaded", () => attend(document));
  addEventListener("htmx:afterSettle", (event) => attend(event.target));

  // A form goes once, however often the button is pressed; a page that comes back from the cache may go again, and so may
  // one whose sending was stopped. The key in the form makes doing it twice doing it once; this only spares the wait.
  addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.target.method !== "post") return;
    const sent = Number(event.target.dataset.sent || 0);
    if (Date.now() - sent < 5000) { event.preventDefault(); return; }
    event.target.dataset.sent = Date.now();
  });
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; }));

  // A file that the server would turn away is told where it is chosen, and goes nowhere: an answer to it would cost the page.
  addEventListener("change", (event) => {
    const input = event.target;
    if (input.type !== "file" || !input.form || !script.dataset.fileMax) return;
    if (input.previousElementSibling && input.previousElementSibling.matches("[data-told]")) input.previousElementSibling.remove();
    const sizes = (one) => Array.from(one.files, (file) => file.size);
    const all = Array.from(input.form.elements).filter((one) => one.type === "file").flatMap(sizes).reduce((sum, size) => sum + size, 0);
    const large = sizes(input).some((size) => size > Number(script.dataset.fileMax));
    if (!large && all < Number(script.dataset.sendMax) - 1e6) return;
    event.stopPropagation();
    input.value = "";
    const told = document.createElement("span");
    told.className = "error";
    told.dataset.told = "";
    told.setAttribute("role", "alert");
    told.textContent = large ? script.dataset.tooLarge : script.dataset.tooMuch;
    input.before(told);
  }, true);

  // A scan takes minutes on a thin line: how far it has come is said beside the form, until the answer takes its place.
  addEventListener("htmx:xhr:progress", (event) => {
    const beside = document.getElementById("outcome");
    if (!beside || !event.detail.lengthComputable || event.detail.total < 1e6 || !script.dataset.sending) return;
    let told = beside.querySelector("[data-sending]");
    if (!told) {
      told = document.createElement("p");
      told.className = "mark today";
      told.dataset.sending = "";
      told.setAttribute("role", "status");
      told.append(script.dataset.sending + " ", document.createElement("progress"));
      told.lastChild.setAttribute("aria-label", script.dataset.sending);
      beside.prepend(told);
    }
    told.lastChild.max = event.detail.total;
    told.lastChild.value = event.detail.loaded;
  });
  addEventListener("htmx:afterRequest", () => document.querySelectorAll("#outcome [data-sending]").forEach((told) => told.remove()));

  // Where the page beside the form cannot be brought up to date (the line is down, the session is over) it says so; typing goes on.
  const outOfDate = () => {
    const beside = document.getElementById("outcome");
    if (!beside || !script.dataset.off || beside.querySelector("[data-told]")) return;
    const told = document.createElement("p");
    told.className = "mark late";
    told.dataset.told = "";
    told.setAttribute("role", "alert");
    told.textContent = script.dataset.off;
    beside.prepend(told);
  };
  addEventListener("htmx:responseError", outOfDate);
  addEventListener("htmx:sendError", outOfDate);

  // Questions that an answer brought up come with those that were there; what was typed meanwhile stays.
  addEventListener("htmx:beforeSwap", (event) => {
    const asks = event.detail.target;
    if (asks.id !== "act-asks") return;
    const now = Array.from(asks.querySelectorAll("input, textarea, select"), (one) => [one.name, one.type, one.value, one.checked]);
    addEventListener("htmx:afterSwap", () => now.forEach(([name, type, value, checked]) => {
      const same = Array.from(document.querySelectorAll("#act-asks [name]")).filter((one) => one.name === name && one.type === type);
      if (/^(radio|checkbox)$/.test(type)) same.filter((one) => one.value === value).forEach((one) => { one.checked = checked; });
      else if (!/^(hidden|file)$/.test(type)) same.forEach((one) => { one.value = value; });
    }), { once: true });
  });

  // A page that could not be sent leads back to the one that was typed in, which the browser still has.
  document.querySelectorAll("[data-back]").forEach((button) => { button.hidden = false; button.addEventListener("click", () => history.back()); });

  // Print at once where a page was opened for that.
  document.addEventListener("click", (event) => { if (event.target.closest("[data-print]")) print(); });

  // The 600 weight comes after the first view, so that the first page stays small.
  addEventListener("load", () => {
    if (!sessionStorage.getItem("been")) { sessionStorage.setItem("been", "1"); return; }
    const more = document.createElement("link");
    more.rel = "stylesheet";
    more.href = script.dataset.more;
    document.head.append(more);
  });
})();
