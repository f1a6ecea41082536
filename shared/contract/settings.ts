import { z } from 'zod';

/** Empty: none. A password in it would be shown on the page and written into the settings file. */
export const WebhookUrl = z.string().trim().max(2048).refine(isWebhook, {
  message: 'Give a URL that begins with https:// or http://, without user name and password.',
});

/** What the user may choose. */
export const Preferences = z.object({
  theme: z.enum(['system', 'light', 'dark']),
  /** Server that new shares run over. */
  defaultServerId: z.string(),
  /** Port of loopback for `/metrics` and the health endpoints; null or absent: none. */
  metricsPort: z.int().min(1).max(65_535).nullable().optional(),
  /** Where alerts are sent as JSON by POST; empty or absent: nowhere. */
  alertWebhook: WebhookUrl.optional(),
});

export type Preferences = z.infer<typeof Preferences>;

function isWebhook(text: string): boolean {
  const url = URL.parse(text);
  return text === '' || (url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '');
}
