// What the program itself says of forms and scores, asked on the command line.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const program = resolve(process.env.LYTT ?? join(dirname(fileURLToPath(import.meta.url)), "../../../target/debug/lytt"));
const run = (args, input) => execFileSync(program, args, { input, encoding: "utf8", timeout: 30_000, maxBuffer: 64 << 20 });

/** An invented instrument with every kind of question, rule and scale. */
const KINDS = fileURLToPath(new URL("../../it/fhir/kinds", import.meta.url));

/** The ids of every instrument in the program, and the folder of an invented one with every kind of rule. */
export const instruments = () => [...run(["instrument", "list"]).trim().split("\n").map((line) => line.split(/\s/)[0]), KINDS];

/** An instrument, by id or folder, as a Questionnaire. */
export const questionnaire = (id, language = "nb") => JSON.parse(run(["instrument", "export", id, "--language", language]));

/** The scores of answers in the order of the questions, `null` where unanswered. */
export const scores = (id, answers) => JSON.parse(run(["compute", "score", "--instrument", id], JSON.stringify({ answers }))).scores;

/** What the program reads out of a response: answers and scores. */
export function received(id, response) {
  const folder = mkdtempSync(join(tmpdir(), "lytt-response-"));
  try {
    const file = join(folder, "response.json");
    writeFileSync(file, JSON.stringify(response));
    return JSON.parse(run(["instrument", "response", id, file]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
