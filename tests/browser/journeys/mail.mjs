// An invitation by e-mail, through a real mail server, to somebody who answers it.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { setTimeout as rest } from "node:timers/promises";
import { answerRest, send, start } from "../answering.mjs";
import { Watch } from "../browser.mjs";
import { World, addSession, heading, press, registerPatient } from "../cast.mjs";
import { CERTIFICATE, Mailbox } from "../mail.mjs";
import { startServer } from "../server.mjs";
import { journey } from "../steps.mjs";

/** Waits until something is so. */
async function until(what, seconds, so) {
  const end = Date.now() + seconds * 1000;
  for (let found = so(); Date.now() < end; found = so()) {
    if (found) return found;
    await rest(250);
  }
  throw new Error(`not within ${seconds} s: ${what}`);
}

journey("Somebody gets an e-mail, answers, and then wants no more of them", async ({ world, given, when, then }) => {
  const box = new Mailbox();
  await box.open();
  let server;
  let other;
  try {
    server = await given("a server that may use a mail server of its own", () => startServer(world.server.program, 11, { LYTT_SMTP_URL: box.url(), LYTT_TRUST: CERTIFICATE }));
    other = new World(world.browser, server, new Watch(server.base));
    // The mail server lives in this process: nothing here may wait without letting it work.
    const tryOut = (to, env) => new Promise((done) => {
      const words = ["tenant", "delivery", "test", "--tenant", "eventyrdal", "--email", to, "--database", `${server.data}/lytt.db`, "--key-file", `${server.data}/lytt.key`];
      execFile(server.program, words, { env: { ...process.env, ...env } }, (error, stdout, stderr) => done({ status: error?.code ?? 0, stdout, stderr }));
    });
    const right = { LYTT_SMTP_URL: box.url(), LYTT_TRUST: CERTIFICATE };
    await when("the operator tries it out", async () => {
      const tried = await tryOut("operator@example.no", right);
      assert.equal(tried.status, 0, tried.stderr);
      assert.match(tried.stdout, /^email: smtp took it/);
      const [letter] = box.letters.splice(0);
      assert.ok(letter.secure && letter.user === "lytt");
      assert.equal(letter.headers.subject, "Prøve");
    });
    await then("a wrong password, a refused mailbox and a certificate nobody knows are said in words that hold no secret", async () => {
      for (const [to, env, said] of [
        ["operator@example.no", { ...right, LYTT_SMTP_URL: box.url("wrong") }, /refuses our account \(535\)/],
        ["refused@example.no", right, /the mail server refused it \(550\)/],
        ["operator@example.no", { LYTT_SMTP_URL: box.url().replace("smtp:", "smtps:") }, /email: /],
      ]) {
        const tried = await tryOut(to, env);
        assert.equal(tried.status, 1, tried.stderr);
        assert.match(tried.stderr, said);
        assert.doesNotMatch(tried.stderr + tried.stdout, /wrong@|p%40ss|p@ss|refused@/);
      }
      assert.equal(box.letters.length, 0);
      box.refused.length = 0;
    });
    await given("the mail server is down", () => box.close());
    const page = await other.staff("bjorn");
    let path;
    await when("Bjørn registers two people with a session soon", async () => {
      for (const [name, address] of [["Postmottaker", "anna@example.no"], ["Uten Postkasse", "refused@example.no"]]) {
        await registerPatient(other, page, name, "nb", address);
        path ??= new URL(page.url()).pathname;
        await addSession(page, 90);
      }
    });
    await then("the server tries, and goes on trying", () => until("a try", 240, () => /not sent yet/.test(server.log())));
    await when("the mail server is back", () => box.open());
    const letter = await then("the letter arrives, once, over TLS", async () => {
      await until("a letter", 100, () => box.letters.length);
      await until("a refusal", 100, () => /will not be sent/.test(server.log()));
      await rest(12_000);
      assert.deepEqual(box.letters.map(({ to }) => to), [["anna@example.no"]]);
      assert.deepEqual(box.refused, ["refused@example.no"], "what is refused for good is tried once");
      const [got] = box.letters;
      assert.ok(got.secure && got.user === "lytt");
      return got;
    });
    await then("it names nobody but whoever sends it, and no machine answers it", () => {
      const { headers, plain, html } = letter;
      assert.equal(headers.subject, "Noen spørsmål til deg");
      assert.match(headers.from, /^"?Lytt"? <lytt@example\.no>$/);
      assert.equal(headers["auto-submitted"], "auto-generated");
      assert.match(headers["message-id"], /^<[0-9a-f]{32}@example\.no>$/);
      assert.match(headers["list-unsubscribe"], /^<http:\/\/localhost:\d+\/stop\/[\w-]{11}>$/);
      for (const text of [plain, html, JSON.stringify(headers)]) {
        assert.doesNotMatch(text, /Postmottaker|Bjørn|Eventyrdal|psyk|PHQ|time/i);
      }
      assert.doesNotMatch(html, /<img|<style|src=/);
    });
    const link = /^http:\/\/\S+\/s\/[\w-]{43}$/m.exec(letter.plain)[0];
    const stop = /http:\/\/\S+\/stop\/[\w-]{11}$/m.exec(letter.plain)[0];
    await when("whoever reads it presses the link and answers", async () => {
      assert.ok(letter.html.includes(`href="${link}"`) && letter.html.includes(`href="${stop}"`));
      const phone = await other.phone();
      await phone.goto(link);
      await start(phone);
      await answerRest(phone);
      assert.equal(await send(phone), 200);
      assert.equal(await heading(phone), "Takk");
    });
    await then("Bjørn sees the answers", async () => {
      await page.goto(other.base + path);
      assert.ok((await page.locator("figure").count()) > 0);
    });
    await when("they want no more letters, and say so", async () => {
      const phone = await other.phone();
      await phone.goto(stop);
      assert.equal(await heading(phone), "Vil du slippe slike meldinger?");
      await press(phone, phone.locator("form.go button"));
      assert.equal(await heading(phone), "Vi skriver ikke til deg");
      await phone.goto(stop);
      assert.equal(await heading(phone), "Vi skriver ikke til deg");
      await press(phone, phone.locator("form.go button"));
      assert.equal(await heading(phone), "Vi skriver til deg igjen");
    });
    await then("no password and no address stands in the log, and no page complained", async () => {
      assert.doesNotMatch(server.log(), /p%40ss|p@ss|example\.no|\/s\/|\/stop\/[\w-]/);
      await rest(50);
      assert.deepEqual(await other.watch.take(), []);
    });
  } finally {
    await other?.tidy().catch(() => { /* the browser is gone */ });
    await server?.stop();
    await box.close().catch(() => { /* it was closed */ });
  }
}, { aside: true });
