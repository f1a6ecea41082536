import { ask } from '../rpc/ask.ts';
import { useDoctor } from '../state/doctor-store.ts';

/** Said where the engine went away in the middle. */
const BROKEN_OFF = 'The doctor was broken off. Run it again.';

/** Lets the doctor look, and shows what it finds as it comes. */
export async function runDoctor(): Promise<void> {
  if (useDoctor.getState().running) return;
  useDoctor.setState({ running: true, failure: undefined });
  const answer = await ask(async (client) => {
    for await (const report of await client.doctor.run()) useDoctor.setState({ report });
  });
  const isDone = useDoctor.getState().report?.done === true;
  const failure = answer.ok ? (isDone ? undefined : BROKEN_OFF) : answer.message;
  useDoctor.setState({ running: false, failure });
}
