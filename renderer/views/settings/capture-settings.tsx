import { Button, NumberInput, Switch, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { CaptureSettings as Capture } from '../../../shared/contract/capture-settings.ts';
import { toast } from '../../actions/toast.tsx';
import { ask } from '../../rpc/ask.ts';
import { useCaptureSettings } from '../../state/stores.ts';
import classes from './capture-settings.module.css';
import network from './network-form.module.css';
import { Setting } from './setting.tsx';

const KIB = 1024;
const MIB = 1024 * KIB;

/** What is kept of the requests of HTTP tunnels. */
export function CaptureSettings() {
  const { value: capture } = useCaptureSettings();
  if (capture === undefined) return null;
  return (
    <>
      <Setting
        label="Capture requests"
        hint="Heads and the first part of bodies of HTTP tunnels, for the Requests view."
      >
        <Switch
          aria-label="Capture requests"
          checked={capture.enabled}
          onChange={(event) => void save({ enabled: event.currentTarget.checked })}
        />
      </Setting>
      <Setting label="Keep requests over restarts" hint={keepingHint(capture)}>
        <Switch
          aria-label="Keep requests over restarts"
          checked={capture.keepOnDisk}
          onChange={(event) => void save({ keepOnDisk: event.currentTarget.checked })}
        />
      </Setting>
      <CaptureLimits key={JSON.stringify(capture)} capture={capture} />
    </>
  );
}

function keepingHint({ keepOnDisk }: Capture): string {
  return keepOnDisk
    ? 'They are on this computer’s disk, not encrypted: bodies hold what visitors typed.'
    : 'They are in memory, and gone when Porthole ends.';
}

function CaptureLimits({ capture }: { capture: Capture }) {
  const [perTunnel, setPerTunnel] = useState<number | string>(capture.requestsPerTunnel);
  const [bodyKib, setBodyKib] = useState<number | string>(capture.bodyBytes / KIB);
  const [totalMib, setTotalMib] = useState<number | string>(capture.totalBytes / MIB);
  const [masked, setMasked] = useState(capture.maskedFields.join(', '));
  const [wrong, setWrong] = useState<string>();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const maskedFields = masked
      .split(/[\s,]+/)
      .map((name) => name.trim())
      .filter((name) => name !== '');
    const answer = await ask((client) =>
      client.requests.settings.update({
        requestsPerTunnel: Math.round(Number(perTunnel)),
        bodyBytes: Math.round(Number(bodyKib) * KIB),
        totalBytes: Math.round(Number(totalMib) * MIB),
        maskedFields,
      }),
    );
    if (!answer.ok) return setWrong(answer.message);
    toast('Saved. It counts for requests from now on.', { tone: 'good' });
  };
  return (
    <form className={network.form} onSubmit={(event) => void submit(event)} noValidate aria-label="Captured requests">
      <NumberInput
        className={classes.number ?? ''}
        label="Requests of each tunnel"
        min={10}
        max={10_000}
        allowDecimal={false}
        value={perTunnel}
        onChange={setPerTunnel}
      />
      <NumberInput
        className={classes.number ?? ''}
        label="KiB of each body"
        min={0}
        max={512}
        value={bodyKib}
        onChange={setBodyKib}
      />
      <NumberInput
        className={classes.number ?? ''}
        label="MiB in all"
        min={1}
        max={1024}
        value={totalMib}
        onChange={setTotalMib}
      />
      <TextInput
        className={classes.masked ?? ''}
        label="Masked fields"
        aria-describedby="masked-hint"
        value={masked}
        onChange={(event) => {
          setMasked(event.currentTarget.value);
          setWrong(undefined);
        }}
        error={wrong !== undefined}
        autoComplete="off"
        spellCheck={false}
      />
      <Button type="submit" variant="default">
        Save limits
      </Button>
      {wrong === undefined ? (
        <p className={network.hint} id="masked-hint">
          Values of masked fields are never kept. Signature fields of webhooks must not be among them, or they cannot be
          checked.
        </p>
      ) : (
        <p className={network.wrong} role="alert">
          {wrong}
        </p>
      )}
    </form>
  );
}

async function save(part: Partial<Capture>): Promise<void> {
  const answer = await ask((client) => client.requests.settings.update(part));
  if (!answer.ok) toast(answer.message, { tone: 'bad' });
}
