import { type BuildTarget, EXIT_INPUTS } from './build-target.ts';

/** The exit server as the CommonJS bundle that goes into its single-file binary. Not among those of `npm run build`: nothing else needs it. */
export const PACKED_EXIT_TARGET: BuildTarget = {
  name: 'packed-exit',
  environment: 'packedExit',
  inputs: EXIT_INPUTS,
};
