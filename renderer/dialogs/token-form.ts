import { NewToken } from '../../shared/tokens/new-token.ts';

/** How long a token lasts, in days; `never` ends it never. */
export const LIFETIMES = [
  { value: 'never', label: 'Never' },
  { value: '1', label: 'In a day' },
  { value: '7', label: 'In a week' },
  { value: '30', label: 'In 30 days' },
  { value: '90', label: 'In 90 days' },
  { value: '365', label: 'In a year' },
] as const;

const DAY_MS = 86_400_000;

/** What stands in the form, as it was typed. */
export interface TokenForm {
  label: string;
  names: string;
  tcp: string;
  forward: string;
  maxTunnels: string;
  lifetime: string;
  admin: boolean;
}

export type TokenField = Exclude<keyof TokenForm, 'admin' | 'lifetime'>;

export type TokenFormResult =
  | { token: NewToken; errors?: undefined }
  | { token?: undefined; errors: Partial<Record<TokenField, string>> };

const HINTS: Record<TokenField, string> = {
  label: 'Enter a name: whose it is, or what for.',
  names: 'Enter names like blog or *-dev, separated by commas.',
  tcp: 'Enter ports or ranges like 10000-10010, separated by commas.',
  forward: 'Enter targets like db:5432, separated by commas.',
  maxTunnels: 'Enter a whole number from 1 to 10000, or nothing.',
};

/** Makes what is asked of the exit server of what was typed, or says beside which field something is wrong. */
export function readTokenForm(form: TokenForm, now: number): TokenFormResult {
  const names = listOf(form.names);
  const tcp = listOf(form.tcp);
  const forward = listOf(form.forward);
  const days = Number(form.lifetime);
  const result = NewToken.safeParse({
    label: form.label,
    scope: {
      ...(names.length > 0 && { names }),
      ...(tcp.length > 0 && { tcp: tcp.map(rangeOf) }),
      ...(forward.length > 0 && { forward }),
      ...(form.maxTunnels.trim() !== '' && { maxTunnels: Number(form.maxTunnels) }),
      ...(form.admin && { admin: true }),
    },
    ...(days > 0 && { expiresAt: new Date(now + days * DAY_MS).toISOString() }),
  });
  if (result.success) return { token: result.data };
  const errors: Partial<Record<TokenField, string>> = {};
  for (const { path, message } of result.error.issues) {
    const field = path.find((part): part is TokenField => typeof part === 'string' && part in HINTS);
    if (field !== undefined)
      errors[field] ??= field === 'label' && form.label.trim() !== '' ? sentence(message) : HINTS[field];
  }
  return { errors };
}

function listOf(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function rangeOf(text: string): { from: number; to: number } {
  const [, from, to] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text) ?? [];
  return { from: Number(from), to: Number(to ?? from) };
}

/** The schema's messages are written to follow a field's name. */
function sentence(message: string): string {
  return `The name ${message}.`;
}
