// Our questionnaires in other people's programs: they ask the same, and show the same sum or none.
import assert from "node:assert/strict";
import fhirpath from "fhirpath";
import r4 from "fhirpath/fhir-context/r4/index.js";
import { startClients } from "../fhir/clients.mjs";
import { LhcForms, Refero } from "../fhir/forms.mjs";
import { instruments, questionnaire, received, scores } from "../fhir/lytt.mjs";
import { journey } from "../steps.mjs";

const TOTAL = "lytt-score-total";
const nine = (value) => Array(9).fill(value);

/** The items of a form in their order, without the groups around them. */
const flat = (parent) => (parent.item ?? []).flatMap((item) => (item.type === "group" ? flat(item) : [item]));

/** A page with one of the clients, closed whatever happens. It is no page of ours, and is not watched. */
async function withClient(world, Client, form, act) {
  const clients = await startClients();
  const context = await world.browser.newContext({ viewport: { width: 1280, height: 1400 }, locale: "nb-NO" });
  const elsewhere = [];
  const failures = [];
  context.on("request", (request) => { if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(clients.base)) elsewhere.push(request.url()); });
  context.on("weberror", (error) => failures.push(error.error().message));
  try {
    await act(await Client.open(await context.newPage(), clients.base, form));
    assert.deepEqual(elsewhere, [], "nothing was fetched from anywhere else");
    assert.deepEqual(failures, [], "the client did not fail");
  } finally {
    await context.close();
    await clients.stop();
  }
}

for (const [name, Client] of [["LHC-Forms", LhcForms], ["Helsenorge's Refero", Refero]]) {
  journey(`PHQ-9 asks the same in ${name}, and adds up as we do`, async ({ world, given, when, then }) => {
    const form = await given("our PHQ-9 as a Questionnaire", () => questionnaire("phq-9"));
    await withClient(world, Client, form, async (shown) => {
      const asked = flat(form).map((item) => ({ id: item.linkId, text: item.text, answers: (item.answerOption ?? []).map((one) => one.valueCoding.display) }));
      await then("every question stands there in its order, word by word, and the tenth is not asked yet", async () => {
        assert.equal(asked.length, 12);
        assert.deepEqual(await shown.questions(), asked.filter((one) => one.id !== "10"));
      });
      const answers = nine(null);
      const answer = async (index, value) => { answers[index] = value; await shown.choose(String(index + 1), value); };
      const agrees = async () => { await shown.scoreReads(TOTAL, scores("phq-9", answers).total); };
      await then("no sum is shown", agrees);
      for (let index = 3; index < 9; index += 1) await when(`question ${index + 1} is answered`, () => answer(index, index % 4));
      await then("three are unanswered, and there still is no sum", async () => {
        assert.equal(scores("phq-9", answers).total, null);
        // A sum that came late would come now.
        await shown.page.waitForTimeout(400);
        await agrees();
      });
      await then("the tenth question is asked", async () => assert.deepEqual(await shown.questions(), asked));
      for (const [index, value, rest] of [[2, 1, "two are unanswered"], [1, 3, "one is unanswered"], [0, 0, "none is unanswered"]]) {
        await when(`question ${index + 1} is answered`, () => answer(index, value));
        await then(`${rest}: the sum is ours`, async () => {
          assert.equal(typeof scores("phq-9", answers).total, "number");
          await agrees();
        });
      }
      await when("an answer is changed", () => answer(8, 3));
      await then("the sum follows", agrees);
      await when("the tenth question is answered", () => shown.choose("10", 2));
      await then("the response is read here as it was filled in, and scored the same", async () => {
        const read = received("phq-9", await shown.response());
        const expected = [...answers, 2].map((value, index) => [String(index + 1), { value }]);
        assert.deepEqual(Object.entries(read.answers).sort(([a], [b]) => a - b), expected);
        assert.equal(read.scores.total, scores("phq-9", [...answers, 2]).total);
      });
    });
  });

  journey(`PHQ-9 with nothing but zeros shows 0 in ${name}, not nothing`, async ({ world, given, when, then }) => {
    const form = await given("our PHQ-9 in English", () => questionnaire("phq-9", "en"));
    await withClient(world, Client, form, async (shown) => {
      await when("every question but one is answered with the lowest", async () => {
        for (let index = 2; index <= 9; index += 1) await shown.choose(String(index), 0);
      });
      await then("the sum is 0, and the tenth question is not asked", async () => {
        await shown.scoreReads(TOTAL, 0);
        assert.ok(!(await shown.questions()).some((one) => one.id === "10"));
      });
      await then("the response says the same here", async () => {
        const read = received("phq-9", await shown.response());
        assert.deepEqual(read.answers, Object.fromEntries([2, 3, 4, 5, 6, 7, 8, 9].map((id) => [id, { value: 0 }])));
        assert.equal(read.scores.total, 0);
      });
    });
  });
}

/** A response with these answers, as a client would make it. */
function filled(parent, answers) {
  return (parent.item ?? []).map((item) => {
    const target = { linkId: item.linkId };
    const given = answers[item.linkId];
    const inner = filled(item, answers);
    if (inner.length && item.type === "group") target.item = inner;
    if (given && typeof given === "object" && "value" in given) target.answer = [value(item, given.value)];
    if (given && typeof given === "object" && "text" in given) target.answer = [item.type === "date" ? { valueDate: given.text } : { valueString: given.text }];
    return target;
  });
}

function value(item, number) {
  if (item.type === "integer") return { valueInteger: number };
  if (item.type === "decimal") return { valueDecimal: number };
  const option = item.answerOption.find((one) => one.extension[0].valueDecimal === number);
  const { system, code, display } = option.valueCoding;
  return { valueCoding: { system, code, display } };
}

/** So many of a list at most, spread over the whole of it. */
const spread = (list, most) => list.filter((_, index) => list.length <= most || Math.floor((index * most) / list.length) !== Math.floor(((index - 1) * most) / list.length));

// Both clients work their expressions out with this engine, so that every form can be tried without a page.
journey("Every instrument's expressions come to what its worked examples say", async ({ given, then }) => {
  const ids = await given("every instrument in the program", () => instruments());
  let tried = 0;
  for (const id of ids) {
    const form = questionnaire(id);
    const { examples } = JSON.parse(form.extension.find((one) => one.url === "urn:lytt:definition").valueString);
    const scored = flat(form).filter((item) => item.linkId.startsWith("lytt-score-") && item.readOnly).map((item) => {
      const of = (url) => item.extension.find((one) => one.url.endsWith(url));
      const sdc = fhirpath.compile(of("sdc-questionnaire-calculatedExpression").valueExpression.expression, r4);
      const helsenorge = fhirpath.compile(of("sdf-calculatedExpression").valueString, r4);
      return { scale: item.linkId.replace("lytt-score-", ""), ways: { SDC: (response) => sdc({}, { resource: response }), Helsenorge: (response) => helsenorge(response) } };
    });
    await then(`${form.id} agrees with its examples`, async () => {
      // A form of many questions takes seconds an example, and has hundreds of them.
      for (const [index, example] of spread(examples.filter((one) => one.refused_at === null && one.imported === null), 20).entries()) {
        const response = { resourceType: "QuestionnaireResponse", status: "completed", item: filled(form, example.answers) };
        for (const { scale, ways } of scored) {
          const expected = example.expected.find((one) => one.scale === scale).value;
          // The two differ in where they start only, and take turns.
          const who = index % 2 ? "SDC" : "Helsenorge";
          const shown = ways[who](response);
          const number = shown.length === 0 ? null : Number(shown[0]);
          // An example writes what is not rounded with a few decimals.
          const near = expected === null ? number === null : number !== null && Math.abs(number - expected) < 0.005;
          assert.ok(near, `${who}: ${scale} is ${number}, not ${expected}, in "${example.name}"`);
          tried += 1;
        }
      }
    });
  }
  assert.ok(tried > 1_000, `${tried} values were tried`);
});
