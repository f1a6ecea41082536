import type { Alert } from '../../../shared/contract/alert.ts';
import type { Condition } from './condition.ts';

/** More names than this no notification shows. */
const MAX_NAMES = 5;

/** What people are told of at once. */
export interface AlertMessage {
  readonly kind: Alert['kind'];
  readonly state: 'fired' | 'cleared';
  /** One or two sentences. */
  readonly message: string;
  readonly tunnelIds: readonly string[];
}

const MANY: Record<Alert['kind'], Record<AlertMessage['state'], string>> = {
  down: { fired: 'tunnels are down', cleared: 'tunnels are up again' },
  errors: { fired: 'tunnels answer with errors', cleared: 'tunnels answer without errors again' },
  slow: { fired: 'tunnels are slow', cleared: 'tunnels are quick again' },
  expiry: { fired: 'things end soon', cleared: 'things no longer end soon' },
  server: { fired: 'exit servers cannot be reached', cleared: 'exit servers are reached again' },
};

/** Makes one message of all troubles of a kind that came, or went, together. */
export function groupAlerts(conditions: readonly Condition[], state: AlertMessage['state']): AlertMessage[] {
  return [...Map.groupBy(conditions, ({ kind }) => kind)].map(([kind, group]) => ({
    kind,
    state,
    message: messageOf(kind, group, state),
    tunnelIds: [...new Set(group.flatMap(({ tunnelIds }) => tunnelIds))],
  }));
}

function messageOf(kind: Alert['kind'], group: readonly Condition[], state: AlertMessage['state']): string {
  const [only] = group;
  if (only && group.length === 1) return state === 'fired' ? only.message : only.overMessage;
  const names = group.slice(0, MAX_NAMES).map(({ subject }) => subject);
  const more = group.length > MAX_NAMES ? ` and ${group.length - MAX_NAMES} more` : '';
  return `${group.length} ${MANY[kind][state]}: ${names.join(', ')}${more}.`;
}
