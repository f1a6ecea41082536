import { Button, CloseButton } from '@mantine/core';
import { IconListDetails } from '@tabler/icons-react';
import { formatCount } from '../format/format-count.ts';
import { formatSpan } from '../format/format-span.ts';
import { totalRequests } from '../format/tunnel-numbers.ts';
import classes from './span-bar.module.css';
import type { LiveHistory, TimeWindow } from './time-window.ts';

interface SpanBarProps {
  span: TimeWindow;
  history: LiveHistory;
  onRequests: (span: TimeWindow) => void;
  onClose: () => void;
}

/** Says what is in a part of the time that was clicked or zoomed into, and leads to its requests. */
export function SpanBar({ span, history, onRequests, onClose }: SpanBarProps) {
  return (
    <section className={classes.bar} aria-label="Chosen span">
      <p role="status">
        <span className={classes.time}>{formatSpan(span.min, span.max)}</span> · {contentOf(span, history)}
      </p>
      <Button
        size="compact-md"
        variant="default"
        leftSection={<IconListDetails size={16} stroke={1.75} aria-hidden="true" />}
        onClick={() => onRequests(span)}
      >
        Show requests of this span
      </Button>
      <CloseButton aria-label="Forget the span" onClick={onClose} />
    </section>
  );
}

function contentOf({ min, max }: TimeWindow, { samples, step }: LiveHistory): string {
  const within = samples.filter(({ at, measured }) => measured && at > min && at - step < max);
  if (within.length === 0) return 'no data';
  const count = within.reduce((sum, sample) => sum + totalRequests(sample), 0);
  return count === 1 ? '1 request' : `${formatCount(count)} requests`;
}
