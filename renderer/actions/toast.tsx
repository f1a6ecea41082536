import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { ReactNode } from 'react';
import classes from './toast.module.css';

/** How long a toast stays, ms; one with a button stays longer, for people who read slowly. */
const STAYS_MS = 5_000;
const STAYS_WITH_BUTTON_MS = 10_000;

/** A toast's tone and its one button. */
export interface ToastOptions {
  tone?: 'good' | 'bad' | 'plain';
  action?: { label: string; run: () => void };
}

/** Says something in passing. What must not be missed belongs into the row or a banner. */
export function toast(message: ReactNode, { tone = 'plain', action }: ToastOptions = {}): void {
  const id = crypto.randomUUID();
  const run = () => {
    notifications.hide(id);
    action?.run();
  };
  notifications.show({
    id,
    autoClose: action === undefined ? STAYS_MS : STAYS_WITH_BUTTON_MS,
    classNames: { root: classes.root ?? '', description: classes.text ?? '', closeButton: classes.close ?? '' },
    'data-tone': tone,
    closeButtonProps: { 'aria-label': 'Dismiss' },
    message: (
      <span className={classes.body}>
        <span className={classes.message}>{message}</span>
        {action !== undefined && (
          <Button size="compact-sm" variant="subtle" onClick={run}>
            {action.label}
          </Button>
        )}
      </span>
    ),
  });
}
