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

  // A form goes once, however often the button is pressed; a page that comes back from the cache may go again.
  addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.target.method !== "post") return;
    if (event.target.dataset.sent) { event.preventDefault(); return; }
    event.target.dataset.sent = "yes";
  });
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; }));

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
