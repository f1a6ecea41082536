import { IconLock, IconWorld } from '@tabler/icons-react';
import { Link } from 'wouter';
import type { Tunnel } from '../../shared/contract/tunnel.ts';
import { canHaveRules } from '../format/fitting-rules.ts';
import { isOpenToAll, rulesWords, scopeWords } from '../format/rules-words.ts';
import { tunnelPath } from '../format/tunnel-path.ts';
import classes from './scope-line.module.css';
import { useNow } from './use-now.ts';

/** Moments are given by the minute. */
const RENEW_MS = 60_000;

/** Who may use a tunnel and until when, in short; leads to its rules. */
export function ScopeLine({ tunnel }: { tunnel: Tunnel }) {
  const { kind, rules } = tunnel;
  const now = useNow(rules.expiresAt !== undefined, RENEW_MS);
  if (!canHaveRules(kind)) return null;
  const { who, until } = scopeWords(kind, rules, now);
  const Sign = isOpenToAll(kind, rules) ? IconWorld : IconLock;
  return (
    <Link
      href={tunnelPath(tunnel.id, 'rules')}
      className={classes.scope}
      aria-label={`Rules of ${tunnel.name}: ${rulesWords(kind, rules, now).join(', ')}`}
      title={rulesWords(kind, rules, now).join(' · ')}
    >
      <Sign className={classes.sign} size={13} stroke={1.75} aria-hidden="true" />
      <span className={classes.words}>{until === undefined ? who : `${who} · ${until}`}</span>
    </Link>
  );
}
