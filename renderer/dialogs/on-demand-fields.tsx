import { Switch, TextInput } from '@mantine/core';
import classes from './dialog.module.css';
import type { TunnelForm, TunnelFormErrors } from './tunnel-form.ts';

interface OnDemandFieldsProps {
  form: TunnelForm;
  errors: TunnelFormErrors;
  set: (change: Partial<TunnelForm>) => void;
}

/** The command that starts the service when somebody visits it. */
export function OnDemandFields({ form, errors, set }: OnDemandFieldsProps) {
  return (
    <>
      <Switch
        label="Start the service when somebody visits it"
        description="It is stopped again when nobody comes any more."
        checked={form.onDemand}
        onChange={(event) => set({ onDemand: event.currentTarget.checked })}
      />
      {form.onDemand && (
        <>
          <TextInput
            label="Command"
            description="Run by your shell with your rights, and kept in the foreground."
            placeholder="npm run dev"
            classNames={{ input: classes.mono ?? '' }}
            value={form.command}
            onChange={(event) => set({ command: event.currentTarget.value })}
            error={errors.command}
            spellCheck={false}
          />
          <TextInput
            label="Folder"
            placeholder="~/projects/my-shop"
            classNames={{ input: classes.mono ?? '' }}
            value={form.cwd}
            onChange={(event) => set({ cwd: event.currentTarget.value })}
            error={errors.cwd}
            spellCheck={false}
          />
          <div className={classes.pair}>
            <TextInput
              label="Seconds to start"
              inputMode="numeric"
              value={form.startTimeoutSeconds}
              onChange={(event) => set({ startTimeoutSeconds: event.currentTarget.value })}
              error={errors.startTimeoutSeconds}
            />
            <TextInput
              label="Minutes until it stops"
              inputMode="numeric"
              value={form.idleMinutes}
              onChange={(event) => set({ idleMinutes: event.currentTarget.value })}
              error={errors.idleMinutes}
            />
          </div>
        </>
      )}
    </>
  );
}
