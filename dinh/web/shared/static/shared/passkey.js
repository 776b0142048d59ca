/* Passkeys: asks the browser for one, and sends its answer with the form around the button. */
(() => {
  "use strict";
  const bytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  const withBytes = (options) => {
    const key = options.publicKey;
    key.challenge = bytes(key.challenge);
    if (key.user) key.user.id = bytes(key.user.id);
    for (const list of [key.allowCredentials, key.excludeCredentials])
      for (const one of list || []) one.id = bytes(one.id);
    return options;
  };

  const told = (credential) => {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"])
      if (credential.response[name]) response[name] = text(credential.response[name]);
    return JSON.stringify({
      id: credential.id, rawId: text(credential.rawId), type: credential.type, response,
      clientExtensionResults: {},
    });
  };

  addEventListener("click", async (event) => {
    const button = event.target.closest("[data-passkey]");
    if (!button) return;
    const form = button.form, wrong = form.querySelector("[data-passkey-error]");
    if (wrong) wrong.hidden = true;
    try {
      const options = withBytes(JSON.parse(button.dataset.options));
      const credential = await navigator.credentials[button.dataset.passkey](options);
      form.elements["factor-passkey"].value = told(credential);
      form.requestSubmit(button.dataset.passkey === "create" ? form.querySelector("[data-passkey-send]") : null);
    } catch (fault) {
      if (wrong) { wrong.hidden = false; wrong.focus(); }
    }
  });
})();
