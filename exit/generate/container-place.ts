import type { Place } from './server-plan.ts';

/** Where things are in a container of the project's Dockerfile. */
export const CONTAINER_PLACE = {
  translatesPorts: true,
  tokenFile: '/run/secrets/porthole/token',
  dataDir: '/data',
  /** The image's user, `nonroot` of distroless. */
  userId: 65_532,
} as const satisfies Place & Record<string, unknown>;
