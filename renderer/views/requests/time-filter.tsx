import { Button, CloseButton, Popover, TextInput } from '@mantine/core';
import { IconClock } from '@tabler/icons-react';
import classes from './requests-panel.module.css';
import { fieldOf, msOf, spanWords, type TimeSpan } from './time-span.ts';

const MINUTE_MS = 60_000;
/** What is usually looked back at. */
const LAST = [
  { label: 'Last 5 minutes', ms: 5 * MINUTE_MS },
  { label: 'Last hour', ms: 60 * MINUTE_MS },
  { label: 'Last day', ms: 24 * 60 * MINUTE_MS },
];

interface TimeFilterProps extends TimeSpan {
  onChange: (span: TimeSpan) => void;
}

/** The span of time in which requests were under way; a chart may have led here for it. */
export function TimeFilter({ from, to, onChange }: TimeFilterProps) {
  const words = spanWords({ from, to });
  const isSet = from !== undefined || to !== undefined;
  const isReversed = from !== undefined && to !== undefined && to <= from;
  return (
    <span className={classes.time}>
      <Popover position="bottom-start" withArrow trapFocus>
        <Popover.Target>
          <Button
            variant="default"
            className={(isSet ? classes.chip : classes.unset) ?? ''}
            leftSection={<IconClock size={16} stroke={1.75} aria-hidden="true" />}
            aria-label={`Time: ${words}`}
          >
            {words}
          </Button>
        </Popover.Target>
        <Popover.Dropdown className={classes.times} aria-label="Time">
          <div className={classes.lasts}>
            {LAST.map(({ label, ms }) => (
              <Button
                key={label}
                size="compact-sm"
                variant="default"
                onClick={() => onChange({ from: Date.now() - ms, to: undefined })}
              >
                {label}
              </Button>
            ))}
          </div>
          <Moment label="From" at={from} onChange={(next) => onChange({ from: next, to })} />
          <Moment
            label="To"
            at={to}
            error={isReversed ? 'This is before the beginning: choose a later time.' : undefined}
            onChange={(next) => onChange({ from, to: next })}
          />
        </Popover.Dropdown>
      </Popover>
      {isSet && (
        <CloseButton
          aria-label={`Remove the filter by time: ${words}`}
          onClick={() => onChange({ from: undefined, to: undefined })}
        />
      )}
    </span>
  );
}

interface MomentProps {
  label: string;
  at: number | undefined;
  error?: string | undefined;
  onChange: (at: number | undefined) => void;
}

function Moment({ label, at, error, onChange }: MomentProps) {
  return (
    <TextInput
      type="datetime-local"
      step={1}
      label={label}
      value={fieldOf(at)}
      error={error}
      onChange={(event) => onChange(msOf(event.currentTarget.value))}
    />
  );
}
