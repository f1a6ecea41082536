import { scopeText } from '../../shared/tokens/scope-text.ts';
import { fitText } from '../../shared/wire/fit-text.ts';
import type { Welcome } from '../../shared/wire/messages.ts';
import type { Grant } from '../tokens/grant.ts';

/** What a client may know of its own token: what it is called, what it may, and until when. */
export function reportToken({ label, scope, endsAt }: Grant): Welcome['token'] {
  const may = scopeText(scope);
  return {
    ...(label !== undefined && { label }),
    admin: scope.admin === true,
    may: fitText(may),
    ...(endsAt !== Infinity && { expiresAt: new Date(endsAt).toISOString() }),
  };
}
