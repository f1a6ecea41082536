import { Button, Modal } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import type { Tunnel } from '../../shared/contract/tunnel.ts';
import type { Answer } from '../rpc/answer.ts';
import { useHighlight } from '../state/highlight-store.ts';
import classes from './dialog.module.css';

interface StartDialogProps {
  title: string;
  /** The button that starts it. */
  verb: string;
  /** Names of the inputs that the dialog shows; an error of any other field is said above the buttons. */
  shown: readonly string[];
  /** Says what is wrong with each input; empty where it can be sent. */
  check: () => Record<string, string | undefined>;
  start: () => Promise<Answer<Tunnel>>;
  /** The inputs, with what is wrong with each. */
  children: (errors: Record<string, string | undefined>) => ReactNode;
  onClose: () => void;
}

/** A dialog that starts a tunnel, and then leads the eye to its row. */
export function StartDialog({ title, verb, shown, check, start, children, onClose }: StartDialogProps) {
  const [errors, setErrors] = useState<Record<string, string | undefined>>({});
  const [starting, setStarting] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (starting) return;
    const mistakes = check();
    setErrors(mistakes);
    if (Object.values(mistakes).some((mistake) => mistake !== undefined)) return;
    setStarting(true);
    const answer = await start();
    setStarting(false);
    if (!answer.ok) {
      const place = answer.field !== undefined && shown.includes(answer.field) ? answer.field : 'form';
      return setErrors({ [place]: answer.message });
    }
    useHighlight.getState().highlight(answer.value.id);
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': 'Close' }}>
      <form className={classes.form} onSubmit={(event) => void submit(event)} noValidate>
        {children(errors)}
        {errors.form !== undefined && (
          <p className={classes.general} role="alert">
            {errors.form}
          </p>
        )}
        <div className={classes.buttons}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={starting}>
            {verb}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
