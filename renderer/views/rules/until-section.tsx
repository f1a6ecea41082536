import { CloseButton, TextInput } from '@mantine/core';
import { FormSection } from '../../components/form-section.tsx';
import tabForm from '../../components/tab-form.module.css';
import classes from './rules-view.module.css';
import type { SectionProps } from './section-props.ts';

/** When the tunnel ends by itself. */
export function UntilSection({ kind, form, errors, change }: SectionProps) {
  const visitor = kind === 'private' ? 'connection' : 'visitor';
  return (
    <FormSection title="Until when" hint="Then the tunnel ends by itself. You can start it again.">
      <div className={tabForm.pair}>
        <TextInput
          type="datetime-local"
          label="Ends at"
          description="In the time of this computer. Empty: never."
          value={form.expiresAt}
          onChange={(event) => change({ expiresAt: event.currentTarget.value })}
          error={errors.expiresAt}
          inputContainer={(input) => (
            <div className={classes.when}>
              <div className={classes.grow}>{input}</div>
              <CloseButton
                aria-label="Clear the end"
                disabled={form.expiresAt === ''}
                onClick={() => change({ expiresAt: '' })}
              />
            </div>
          )}
        />
        <TextInput
          label="Minutes without use"
          description={`Ends after so many minutes without a ${visitor}. Empty: never.`}
          inputMode="numeric"
          value={form.idleMinutes}
          onChange={(event) => change({ idleMinutes: event.currentTarget.value })}
          error={errors.idleMinutes}
          autoComplete="off"
        />
      </div>
    </FormSection>
  );
}
