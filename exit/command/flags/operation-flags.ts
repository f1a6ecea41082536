import type { Flag } from './flag.ts';
import { wholeNumber } from './whole-number.ts';

/** Longer than any supervisor waits before it kills; a drain that seems to hang helps nobody. */
const LONGEST_S = 3_600;

const milliseconds = wholeNumber(0, LONGEST_S).transform((seconds) => seconds * 1_000);

/** How the exit server stops. */
export const OPERATION_FLAGS = {
  drainDelay: {
    spelling: '--drain-delay <seconds>',
    group: 'Operation',
    // Alone on its machine it has nobody to wait for.
    fallback: '0',
    help: 'after SIGTERM, how long to take visitors until all clients have turned to another exit server',
    schema: milliseconds,
  },
  drainTimeout: {
    spelling: '--drain-timeout <seconds>',
    group: 'Operation',
    // What Kubernetes grants before it kills; systemd grants 90 s.
    fallback: '30',
    help: 'how long running requests and connections may go on then',
    schema: milliseconds,
  },
} as const satisfies Record<string, Flag>;
