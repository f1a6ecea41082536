import { ActionIcon, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { copyText } from '../actions/copy-text.ts';
import { toast } from '../actions/toast.tsx';
import classes from './copy-field.module.css';

/** How long the button shows its tick, ms. */
const TICK_MS = 1_500;

/** A text that is there to be copied, with what it is. */
export function CopyField({ label, text }: { label: string; text: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), TICK_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    const done = await copyText(text);
    setCopied(done);
    if (!done) toast('The browser did not allow copying. Select the text instead.', { tone: 'bad' });
  };
  return (
    <div>
      <span className={classes.label}>{label}</span>
      <div className={classes.field}>
        <code>{text}</code>
        <Tooltip label="Copy">
          <ActionIcon aria-label={`Copy the ${label.toLowerCase()}`} onClick={() => void copy()}>
            {copied ? <IconCheck size={16} stroke={2} /> : <IconCopy size={16} stroke={1.75} />}
          </ActionIcon>
        </Tooltip>
      </div>
    </div>
  );
}
