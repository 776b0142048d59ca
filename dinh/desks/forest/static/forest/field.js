/* The field page: everything typed is kept on the phone at once, everything added waits in a queue and is sent when the line is back. */
(() => {
  "use strict";
  const root = document.getElementById("field");
  if (!root) return;
  const said = root.dataset, draft = "field:" + said.code;
  const status = document.getElementById("field-status"), list = document.getElementById("field-queue");
  const parts = () => [location.pathname, ...Array.from(document.querySelectorAll('link[rel="stylesheet"], script[src], img.shown'), (one) => one.href || one.src)];
  if (navigator.serviceWorker && window.caches) navigator.serviceWorker.register("/forest/worker.js").then(() => navigator.serviceWorker.ready).then(() => caches.open("dinh-field-1")).then((shelf) => shelf.addAll(parts())).then(() => { root.dataset.kept = "1"; }).catch(() => {});

  // The queue: one item an action, with its own key, files and all.
  const open = new Promise((done, failed) => {
    const asked = indexedDB.open("dinh-field", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("queue", { keyPath: "key" });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
  const shelf = (mode, act) => open.then((books) => new Promise((done, failed) => {
    const work = books.transaction("queue", mode), asked = act(work.objectStore("queue"));
    work.oncomplete = () => done(asked.result);
    work.onerror = () => failed(work.error);
  }));
  const waiting = () => shelf("readonly", (queue) => queue.getAll()).then((all) => all.filter((one) => one.code === said.code).sort((a, b) => a.at - b.at));
  const keep = (item) => shelf("readwrite", (queue) => queue.put(item));
  const drop = (key) => shelf("readwrite", (queue) => queue.delete(key));
  const newKey = () => crypto.randomUUID ? crypto.randomUUID() : Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const add = (action, fields) => keep({ key: newKey(), code: said.code, action, fields, at: Date.now(), faults: [] }).then(send);

  // What is typed is kept until it is in the queue.
  const typed = () => Array.from(root.querySelectorAll("input, select, textarea")).filter((one) => one.name && one.type !== "file");
  const save = () => localStorage.setItem(draft, JSON.stringify(typed().map((one) => [one.form.id, one.name, one.value, one.checked])));
  const restore = () => {
    for (const [form, name, value, checked] of JSON.parse(localStorage.getItem(draft) || "[]")) {
      const one = typed().find((input) => input.form.id === form && input.name === name && (!/radio|checkbox/.test(input.type) || input.value === value));
      if (one && /radio|checkbox/.test(one.type)) one.checked = checked; else if (one) one.value = value;
    }
  };
  root.addEventListener("input", save);
  restore();

  // The one thing that nobody can mend at home: where it was. Latitude, longitude and how far off, in metres.
  const placed = (words) => { const found = /^\s*(-?\d+\.\d+)\s*,\s*(-?\d+\.\d+)(\s*,\s*\d+(\.\d+)?)?\s*$/.exec(words); return found && Math.abs(found[1]) <= 90 && Math.abs(found[2]) <= 180; };
  root.addEventListener("submit", (event) => {
    event.preventDefault();
    const form = event.target, fields = Array.from(new FormData(form)).filter(([name, value]) => name !== "action" && name !== "csrfmiddlewaretoken" && !(value instanceof File && !value.size) && value !== "");
    const action = new FormData(form).get("action") || form.dataset.action;
    if (!action || !fields.length) { status.textContent = said.empty; return; }
    const wrong = fields.find(([name, value]) => name === "row.point" && !placed(value));
    if (wrong) { status.textContent = said.badPlace; form.elements["row.point"].focus(); return; }
    if (action === "shot" && !fields.some(([name]) => name === "row.photo")) { status.textContent = said.noPhoto; return; }
    add(action, fields).then(() => { if (form.dataset.again) { form.reset(); save(); } });
  });

  // Where I stand, and which way the phone looks.
  root.querySelectorAll("[data-locate]").forEach((button) => button.addEventListener("click", () => {
    if (!navigator.geolocation) { status.textContent = said.noPlace; return; }
    status.textContent = said.locating;
    navigator.geolocation.getCurrentPosition((at) => {
      button.form.elements["row.point"].value = [at.coords.latitude.toFixed(6), at.coords.longitude.toFixed(6), Math.round(at.coords.accuracy)].join(", ");
      status.textContent = said.located.replace("{n}", Math.round(at.coords.accuracy));
      save();
    }, () => { status.textContent = said.noPlace; }, { enableHighAccuracy: true, timeout: 60000, maximumAge: 0 });
  }));
  let bearing = null;
  const turned = (event) => { const way = event.webkitCompassHeading !== undefined ? event.webkitCompassHeading : event.absolute && event.alpha !== null ? 360 - event.alpha : null; if (way !== null) bearing = Math.round(way) % 360; };
  addEventListener("deviceorientationabsolute", turned);
  addEventListener("deviceorientation", turned);
  root.querySelectorAll('[name="row.photo"]').forEach((input) => input.addEventListener("change", () => { if (bearing !== null && !input.form.elements["row.bearing"].value) input.form.elements["row.bearing"].value = bearing; }));

  // Sending: in order, each until it is done or refused; a refused one can be mended or taken out, the others go on.
  let busy = false;
  async function send() {
    await show();
    if (busy || !navigator.onLine) return;
    let why = "";
    busy = true;
    try {
      for (const item of await waiting()) {
        const body = new FormData();
        body.append("action", item.action);
        body.append("key", item.key);
        for (const [name, value] of item.fields) value instanceof Blob ? body.append(name, value, value.name || "anh.jpg") : body.append(name, value);
        const token = (document.cookie.match(/csrftoken=([^;]+)/) || [])[1] || "";
        const answer = await fetch(said.to, { method: "POST", body, credentials: "same-origin", headers: { "X-CSRFToken": token, Accept: "application/json" } });
        const told = (answer.headers.get("content-type") || "").includes("json") ? await answer.json() : null;
        if (answer.ok && told && told.done) { await drop(item.key); continue; }
        if (!told) { why = said.signIn; break; }
        await keep({ ...item, faults: told.faults || [] });
      }
    } catch (fault) { why = said.off; }
    busy = false;
    await show(why);
  }
  async function show(why = "") {
    const items = await waiting();
    list.textContent = "";
    for (const item of items) {
      const line = document.createElement("li"), name = document.createElement("b"), away = document.createElement("button");
      name.textContent = JSON.parse(said.labels)[item.action] || item.action;
      line.append(name, " " + item.fields.map(([, value]) => value instanceof Blob ? value.name : value).join(", ").slice(0, 120));
      for (const fault of item.faults) { const told = document.createElement("span"); told.className = "error"; told.textContent = fault; line.append(told); }
      away.type = "button"; away.className = "link"; away.textContent = said.takeOut;
      away.addEventListener("click", () => drop(item.key).then(show));
      line.append(" ", away);
      list.append(line);
    }
    status.textContent = why && items.length ? why : items.length ? said.waiting.replace("{n}", items.length) : said.sent;
    root.dataset.left = items.length;
  }
  addEventListener("online", send);
  document.getElementById("field-send").addEventListener("click", send);
  setInterval(send, 60000);
  send();
})();
