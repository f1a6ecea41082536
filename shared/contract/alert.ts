import { z } from 'zod';

/** When a tunnel's user wants to be told; null or false: never. */
export const AlertRules = z.object({
  /** It is down for so long, s. */
  down: z.int().min(5).max(86_400).nullable().default(30),
  /** More than this share of the answers of 5 min are 5xx, percent, of at least 20. */
  errors: z.number().min(0.1).max(100).nullable().default(5),
  /** The 95th percentile of the durations of 5 min is above this, ms, of at least 20. */
  slow: z.int().min(1).max(600_000).nullable().default(null),
  /** The certificate of its public URL, or its token, ends soon. */
  expiry: z.boolean().default(true),
  /** Its exit server cannot be reached. */
  server: z.boolean().default(true),
});

/** Something that wants a person, from when it began until it is over. */
export const Alert = z.object({
  /** What it is about: equal for the same trouble. */
  id: z.string(),
  kind: z.enum(['down', 'errors', 'slow', 'expiry', 'server']),
  /** ms since the epoch */
  since: z.number(),
  /** One or two sentences. */
  message: z.string(),
  tunnelIds: z.array(z.string()),
});

/** What came of sending a test to a webhook. */
export const WebhookTrial = z.object({
  /** It answered with a status from 200 to 299. */
  accepted: z.boolean(),
  /** What came back, one or two sentences. */
  message: z.string(),
});

export type AlertRules = z.infer<typeof AlertRules>;
export type Alert = z.infer<typeof Alert>;
export type WebhookTrial = z.infer<typeof WebhookTrial>;
