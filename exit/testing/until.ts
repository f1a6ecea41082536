/** For the start of a program on two busy cores; a test has 60 s. */
const DEADLINE_MS = 45_000;
const STEP_MS = 5;

/** Polls until a condition holds. Rejects with what was waited for when it never does. */
export async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadline = performance.now() + DEADLINE_MS;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, STEP_MS));
  }
}
