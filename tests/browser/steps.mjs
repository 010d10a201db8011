// A journey: a name, and steps in plain sentences. The sentence of the step that fails is printed, and what every open
// page showed.
export const journeys = [];

/**
 * Adds a journey. Its body gets the world and three words to tell it with. One that is `aside` has a server of its own
 * and mostly waits: it goes on beside the others.
 */
export function journey(name, body, { aside = false } = {}) { journeys.push({ name, body, aside }); }

export async function walk({ body }, world) {
  let sentence = "";
  const step = (word) => async (text, act) => {
    sentence = `${word} ${text}`;
    return act();
  };
  try {
    await body({ world, given: step("given"), when: step("when"), then: step("then") });
    sentence = "then no page complained";
    await new Promise((done) => setTimeout(done, 50));
    const complaints = await world.watch.take();
    if (complaints.length) throw new Error(complaints.join("\n"));
  } catch (error) {
    error.sentence = `${sentence}\n        ${(await world.screens().catch(() => [])).join("\n        ")}`;
    throw error;
  } finally {
    await world.tidy().catch((error) => console.log(`        could not tidy up: ${error.message}`));
    await world.watch.take();
  }
}
