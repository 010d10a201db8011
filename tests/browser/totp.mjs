// The code an authenticator app shows: RFC 6238 with SHA-1, six digits, 30 seconds.
import { createHmac } from "node:crypto";

const STEP = 30;

function fromBase32(text) {
  let bits = "";
  for (const letter of text) bits += "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0");
  return Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
}

export const stepAt = (milliseconds) => Math.floor(milliseconds / 1000 / STEP);

export function codeAt(secret, step) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac("sha1", fromBase32(secret)).update(counter).digest();
  const offset = digest.at(-1) & 15;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

const used = new Map();

/** A code for this person that was not used before: a code works once, so the next one may have to be waited for. */
export async function freshCode(person, secret) {
  while (stepAt(Date.now()) <= (used.get(person) ?? 0)) await new Promise((done) => setTimeout(done, 250));
  const step = stepAt(Date.now());
  used.set(person, step);
  return codeAt(secret, step);
}
