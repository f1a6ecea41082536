import { z } from 'zod';

/** RFC 9110 §5.6.2. */
const FieldName = z
  .string()
  .trim()
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/, 'A field’s name has letters, digits and hyphens, e.g. X-Api-Key.');

/** What is kept of the requests of HTTP tunnels. */
export const CaptureSettings = z.object({
  enabled: z.boolean(),
  /** On the disk, so that requests are there after a restart; else in memory only. */
  keepOnDisk: z.boolean(),
  /** The newest of each tunnel. */
  requestsPerTunnel: z.int().min(10).max(10_000),
  /** The first bytes of each body. */
  bodyBytes: z
    .int()
    .min(0)
    .max(512 * 1024),
  /** Of all requests together. */
  totalBytes: z
    .int()
    .min(1024 * 1024)
    .max(1024 * 1024 * 1024),
  /** Fields whose values are never kept. */
  maskedFields: z.array(FieldName).max(100),
});

export type CaptureSettings = z.infer<typeof CaptureSettings>;

/**
 * As they are before the user changes them. Not on the disk: bodies hold what visitors typed, and who has not asked for that to be
 * written down should not find it in a backup.
 */
export const DEFAULT_CAPTURE: CaptureSettings = {
  enabled: true,
  keepOnDisk: false,
  requestsPerTunnel: 500,
  bodyBytes: 64 * 1024,
  totalBytes: 50 * 1024 * 1024,
  maskedFields: ['Authorization', 'Cookie', 'Set-Cookie', 'Proxy-Authorization'],
};
