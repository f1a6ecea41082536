import { Button } from '@mantine/core';
import { useState } from 'react';
import classes from './confirm-button.module.css';

interface ConfirmButtonProps {
  /** What the button says, and for whom: `Revoke`, `Revoke Ada’s laptop`. */
  label: string;
  name: string;
  /** What undoes the question. */
  keep?: string;
  disabled?: boolean;
  onConfirm: () => Promise<void>;
}

/** A button for what cannot be undone: it asks once. */
export function ConfirmButton({ label, name, keep = 'Keep', disabled = false, onConfirm }: ConfirmButtonProps) {
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const confirm = async () => {
    setBusy(true);
    await onConfirm();
    setBusy(false);
    setAsking(false);
  };
  if (!asking) {
    return (
      <Button
        size="compact-sm"
        variant="default"
        aria-label={`${name}…`}
        disabled={disabled}
        onClick={() => setAsking(true)}
      >
        {label}…
      </Button>
    );
  }
  return (
    <span className={classes.sure}>
      <Button size="compact-sm" variant="default" disabled={busy} onClick={() => setAsking(false)}>
        {keep}
      </Button>
      <Button size="compact-sm" color="red" autoFocus loading={busy} aria-label={name} onClick={() => void confirm()}>
        {label}
      </Button>
    </span>
  );
}
