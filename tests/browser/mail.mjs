// A mail server of our own, with STARTTLS and a password, that keeps what it gets.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { SMTPServer } from "smtp-server";

const file = (name) => fileURLToPath(new URL(`mail/${name}`, import.meta.url));

/** The certificate to trust. Its key is in this repository and opens nothing but these tests. */
export const CERTIFICATE = file("certificate.pem");

export const USER = "lytt";
export const PASSWORD = "p@ss/ord: æ";

export class Mailbox {
  letters = [];
  refused = [];
  #server;
  #port = 0;

  /** Listens; a second time on the port it had before. */
  async open() {
    this.#server = new SMTPServer({
      key: readFileSync(file("key.pem")),
      cert: readFileSync(file("certificate.pem")),
      authMethods: ["PLAIN", "LOGIN"],
      allowInsecureAuth: false,
      authOptional: false,
      logger: false,
      onAuth: ({ username, password }, session, done) => {
        if (!session.secure) return done(new Error("in the clear"));
        return username === USER && password === PASSWORD ? done(null, { user: username }) : done(new Error("wrong password"));
      },
      onRcptTo: ({ address }, session, done) => {
        if (!address.startsWith("refused@")) return done();
        this.refused.push(address);
        const error = new Error(`<${address}> has no mailbox here`);
        error.responseCode = 550;
        return done(error);
      },
      onData: (stream, session, done) => {
        const parts = [];
        stream.on("data", (bytes) => parts.push(bytes));
        stream.on("end", () => {
          this.letters.push({ ...read(Buffer.concat(parts).toString("latin1")), to: session.envelope.rcptTo.map(({ address }) => address), secure: session.secure, user: session.user });
          done();
        });
      },
    });
    this.#server.on("error", () => { /* a client that hangs up */ });
    await new Promise((done, fail) => {
      this.#server.once("error", fail);
      this.#server.listen(this.#port, "127.0.0.1", done);
    });
    this.#port = this.#server.server.address().port;
  }

  close() { return new Promise((done) => this.#server.close(done)); }

  url(password = PASSWORD) { return `smtp://${USER}:${encodeURIComponent(password)}@127.0.0.1:${this.#port}`; }
}

const bytes = (text) => Buffer.from(text, "latin1");

const quoted = (text) => text.replace(/=\r?\n/g, "").replace(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));

/** A header's words (RFC 2047). */
const words = (text) => text.replace(/\?=\s+=\?/g, "?==?").replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, kind, inner) => (
  kind.toLowerCase() === "b" ? Buffer.from(inner, "base64").toString("utf8") : bytes(quoted(inner.replaceAll("_", " "))).toString("utf8")
));

function section(text) {
  const cut = text.search(/\r?\n\r?\n/);
  const headers = {};
  for (const line of text.slice(0, cut).replace(/\r?\n[ \t]+/g, " ").split(/\r?\n/)) {
    const [name, ...rest] = line.split(":");
    headers[name.trim().toLowerCase()] = words(rest.join(":").trim());
  }
  return { headers, body: text.slice(cut).replace(/^\r?\n\r?\n/, "") };
}

/** Headers and both bodies of a letter, as a mail program would show them. */
function read(source) {
  const { headers, body } = section(source);
  const boundary = /boundary="?([^";]+)/.exec(headers["content-type"])[1];
  const shown = {};
  for (const part of body.split(`--${boundary}`).slice(1, -1)) {
    const inner = section(part.replace(/^\r?\n/, ""));
    const coding = (inner.headers["content-transfer-encoding"] ?? "7bit").toLowerCase();
    const raw = coding === "base64" ? Buffer.from(inner.body, "base64") : bytes(coding === "quoted-printable" ? quoted(inner.body) : inner.body);
    shown[inner.headers["content-type"].split(";")[0]] = raw.toString("utf8").replaceAll("\r\n", "\n");
  }
  return { headers, plain: shown["text/plain"], html: shown["text/html"] };
}
