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

  // What is known is held against what is typed, by the procedure's own conditions; the server does it again.
  const checks = JSON.parse(said.checks);
  const compare = { "<": (a, b) => a < b, "<=": (a, b) => a <= b, ">": (a, b) => a > b, ">=": (a, b) => a >= b, "=": (a, b) => a === b };
  const isEmpty = (value) => value === undefined || value === null || value === "" || Number.isNaN(value);
  const tests = { empty: isEmpty, filled: (value) => !isEmpty(value), name: (value, test) => value === test.name, compare: (value, test) => !isEmpty(value) && compare[test.op](value, Number(test.value)) };
  const holds = (when, values) => when.some((clauses) => clauses.every((clause) => clause.tests.some((test) => tests[test.is] && tests[test.is](values[clause.name], test))));
  const figure = (words) => { const bare = (words || "").trim().replace(/\s/g, ""); return bare === "" ? undefined : Number((/^\d{1,3}(\.\d{3})+(,\d+)?$/.test(bare) ? bare.replace(/\./g, "") : bare).replace(",", ".")); };
  const ratio = (left, right) => left === undefined || !right ? undefined : left / right;
  const flat = ([latitude, longitude], [north, east]) => [(longitude - east) * 111320 * Math.cos(north * Math.PI / 180), (latitude - north) * 111320];
  const placeOf = (words) => words.split(",").slice(0, 2).map(Number);
  const areaOf = (corners) => {
    if (corners.length < 3) return undefined;
    const points = corners.map((corner) => flat(corner, corners[0]));
    return Math.round(Math.abs(points.reduce((sum, [x, y], n) => { const [nextX, nextY] = points[(n + 1) % points.length]; return sum + x * nextY - nextX * y; }, 0)) / 2);
  };
  const metresOutside = (place, shape) => {
    if (!shape) return undefined;
    let told;
    try { told = JSON.parse(shape); } catch (fault) { return undefined; }
    const polygons = told.type === "Polygon" ? [told.coordinates] : told.coordinates;
    return Math.round(Math.min(...polygons.map((rings) => {
      let within = false, nearest = Infinity;
      for (const ring of rings) {
        const points = ring.map(([east, north]) => flat([north, east], place));
        points.forEach(([x, y], n) => {
          const [nextX, nextY] = points[(n + 1) % points.length], east = nextX - x, north = nextY - y, length = east * east + north * north;
          if ((y > 0) !== (nextY > 0) && x - y * east / north > 0) within = !within;
          const along = length ? Math.min(1, Math.max(0, -(x * east + y * north) / length)) : 0;
          nearest = Math.min(nearest, Math.hypot(x + along * east, y + along * north));
        });
      }
      return within ? 0 : nearest;
    })));
  };
  const added = (items, action, name) => items.filter((item) => item.action === action).map((item) => (item.fields.find(([one]) => one === name) || [])[1]);
  async function needed() {
    const form = document.getElementById("found"), typedAs = new FormData(form), items = await waiting(), values = { ...checks.known };
    const areas = ["special", "protection", "production", "young"].map((name) => values["report.area_" + name] = figure(typedAs.get("report.area_" + name)));
    values["report.category"] = typedAs.get("report.category") || undefined;
    values.lost_m2 = areas.some(isEmpty) ? undefined : areas.reduce((sum, one) => sum + one, 0);
    values.seen_ratio = ratio(values.lost_m2, values.total_m2);
    values.beyond_plots = isEmpty(values.lost_m2) || isEmpty(values.plots_m2) ? undefined : values.lost_m2 - values.plots_m2;
    values.corners_m2 = areaOf([...checks.corners, ...added(items, "corner", "row.point")].map(placeOf));
    values.corners_ratio = ratio(values.lost_m2, values.corners_m2);
    values.stumps_blank += added(items, "stump", "row.volume_m3").filter(isEmpty).length;
    const asked = (checks.asks[typedAs.get("action")] || []).filter((name) => holds(checks.when[name], values));
    for (const name of Object.keys(checks.when)) form.elements[name].parentElement.hidden = !asked.includes(name);
    return asked;
  }
  document.getElementById("found").addEventListener("input", needed);
  const cornerWhy = document.getElementById("c-w");
  const strayed = (fields) => {
    const values = { outside_m: metresOutside(placeOf(fields["row.point"] || ""), checks.commune), why: fields["row.why"] };
    const line = checks.corner.find((one) => holds(one.when, values));
    cornerWhy.parentElement.hidden = !line && !cornerWhy.value;
    return line && line.say.replace("{outside_m}", values.outside_m);
  };
  root.addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target;
    let fields = Array.from(new FormData(form)).filter(([name, value]) => name !== "action" && name !== "csrfmiddlewaretoken" && !(value instanceof File && !value.size) && value !== "");
    const action = new FormData(form).get("action") || form.dataset.action;
    if (!action || !fields.length) { status.textContent = said.empty; return; }
    const wrong = fields.find(([name, value]) => name === "row.point" && !placed(value));
    if (wrong) { status.textContent = said.badPlace; form.elements["row.point"].focus(); return; }
    if (action === "shot" && !fields.some(([name]) => name === "row.photo")) { status.textContent = said.noPhoto; return; }
    const stray = action === "corner" && strayed(Object.fromEntries(fields));
    if (stray) { status.textContent = stray; cornerWhy.focus(); return; }
    if (form.id === "found") {
      const asked = await needed(), blank = asked.find((name) => !fields.some(([one]) => one === name));
      fields = fields.filter(([name]) => !(name in checks.when) || asked.includes(name));
      if (blank) { status.textContent = said.explain; form.elements[blank].focus(); return; }
    }
    const light = action === "stump" && !fields.some(([name]) => name === "row.volume_m3");
    add(action, fields).then(() => {
      if (form.dataset.again) { form.reset(); cornerWhy.parentElement.hidden = true; save(); }
      if (light) status.textContent = said.noVolume + " " + status.textContent;
    });
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
