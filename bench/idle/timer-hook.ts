/** Loaded by `node --import` before a program: counts which of its timers ring, by their time and the line that set them. `ask` by message, answered in kind. */
const OWN_FRAME = /(?:^|[/(])((?:electron|shared|exit|cli|node_modules)\/\S+?)\)?$/;

/** A timer of the program. */
export interface Ringing {
  kind: 'setTimeout' | 'setInterval';
  ms: number;
  /** `FILE:LINE:COLUMN`, from the project's folder on. */
  at: string;
  count: number;
}

type Act = (...args: unknown[]) => void;
type Timer = (act: Act, ms?: number, ...rest: unknown[]) => NodeJS.Timeout;

let rung = new Map<string, Ringing>();

for (const kind of ['setTimeout', 'setInterval'] as const) {
  const real = globalThis[kind] as unknown as Timer;
  const counting: Timer = (act, ms = 0, ...rest) => {
    const frames = new Error().stack?.split('\n').slice(2) ?? [];
    const at = frames.map((frame) => OWN_FRAME.exec(frame)?.[1]).find((frame) => frame !== undefined) ?? 'Node itself';
    const key = `${kind} ${ms} ${at}`;
    const count = (...args: unknown[]) => {
      const ringing = rung.get(key) ?? { kind, ms, at, count: 0 };
      ringing.count += 1;
      rung.set(key, ringing);
      act(...args);
    };
    return real(count, ms, ...rest);
  };
  // Node keeps the promise form beside the function.
  Object.assign(globalThis, { [kind]: Object.assign(counting, real) });
}

process.on('message', () => {
  process.send?.([...rung.values()]);
  rung = new Map();
});
// The question is no reason to live on.
process.channel?.unref();
