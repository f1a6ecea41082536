import { Button } from '@mantine/core';
import { type FormEvent, type ReactNode, useRef } from 'react';
import classes from './tab-form.module.css';

/** What stands in a form and is not saved. */
export interface TabDraft {
  /** What is wrong, by field; `form`: what belongs to no field. */
  readonly errors: Readonly<Record<string, string>>;
  readonly isChanged: boolean;
  readonly isSaving: boolean;
  discard(): void;
  /** Resolves with whether it was saved. */
  save(): Promise<boolean>;
}

interface TabFormProps {
  /** Said to screen readers. */
  label: string;
  draft: TabDraft;
  /** Stands above the sections: what holds now, whatever stands in the form. */
  summary?: ReactNode;
  /** Sections. */
  children: ReactNode;
}

/** A form that fills a tunnel's tab. It is saved by a bar that is there while something is changed; where that fails the first wrong field has the cursor. */
export function TabForm({ label, draft, summary, children }: TabFormProps) {
  const element = useRef<HTMLFormElement>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!draft.isChanged || draft.isSaving || (await draft.save())) return;
    requestAnimationFrame(() => element.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  };
  return (
    <form ref={element} className={classes.form} onSubmit={(event) => void submit(event)} noValidate aria-label={label}>
      {summary}
      <div className={classes.panel}>{children}</div>
      {draft.errors.form !== undefined && (
        <p className={classes.general} role="alert">
          {draft.errors.form}
        </p>
      )}
      {draft.isChanged && <SaveBar draft={draft} />}
    </form>
  );
}

function SaveBar({ draft: { errors, isSaving, discard } }: { draft: TabDraft }) {
  const wrong = Object.keys(errors).length;
  return (
    <div className={classes.bar}>
      <p role="status" data-bad={wrong > 0}>
        {wrong === 0 ? 'Not saved yet.' : wrong === 1 ? 'One field is wrong.' : `${wrong} fields are wrong.`}
      </p>
      <Button variant="default" onClick={discard} disabled={isSaving}>
        Discard
      </Button>
      <Button type="submit" loading={isSaving}>
        Save
      </Button>
    </div>
  );
}
