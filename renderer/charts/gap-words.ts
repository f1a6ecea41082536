import type { MetricsGap } from '../../shared/contract/metrics.ts';
import type { Gap } from './time-window.ts';

const WORDS: Record<MetricsGap['reason'], string> = {
  'link-down': 'no link',
  stopped: 'stopped',
  'app-off': 'app closed',
  asleep: 'asleep',
  'not-recorded': 'no data',
};

/** Why there is no data, in a word or two. */
export function gapWords({ reason }: Gap): string {
  return reason === undefined ? 'no data' : WORDS[reason];
}
