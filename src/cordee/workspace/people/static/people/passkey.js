// Forms with data-passkey ask the browser for a passkey, put its answer in the hidden field, then go as any form does.
for (const form of document.querySelectorAll("[data-passkey]")) {
  const failed = document.querySelector("[data-passkey-failed]");
  form.addEventListener("submit", async (event) => {
    const field = form.querySelector("input[name$='credential']");
    if (field.value) return;
    event.preventDefault();
    try {
      const options = JSON.parse(form.dataset.options).publicKey;
      const answer = form.dataset.passkey === "create"
        ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
        : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
      field.value = JSON.stringify(answer.toJSON());
      form.requestSubmit();
    } catch {
      failed.hidden = false;
    }
  });
}
