import { Button, Select } from '@mantine/core';
import { IconCircleCheck, IconCircleX, IconInfoCircle } from '@tabler/icons-react';
import { useState } from 'react';
import type { RequestDetail } from '../../../shared/contract/captured-request.ts';
import type { SignatureVerdict } from '../../../shared/contract/signing-secret.ts';
import { toast } from '../../actions/toast.tsx';
import { ask } from '../../rpc/ask.ts';
import { useSigningSecrets } from '../../state/stores.ts';
import { PROVIDER_NAMES, providerOf } from './provider-names.ts';
import { SecretForm } from './secret-form.tsx';
import classes from './signature-check.module.css';

interface SignatureCheckProps {
  detail: RequestDetail;
  onReplayed: (id: number) => void;
}

/** Checks the signature of a webhook with a secret of the vault, says why it does not hold, and signs a replay anew. */
export function SignatureCheck({ detail, onReplayed }: SignatureCheckProps) {
  const secrets = useSigningSecrets((state) => state.value) ?? [];
  const provider = providerOf(detail.requestFields);
  const fitting = provider === undefined ? secrets : secrets.filter((secret) => secret.provider === provider);
  const [chosen, setChosen] = useState<string>();
  const [isAdding, setAdding] = useState(false);
  const [verdict, setVerdict] = useState<SignatureVerdict>();
  const secretId = fitting.some(({ id }) => id === chosen) ? chosen : fitting[0]?.id;
  const check = async (id: string) => {
    const answer = await ask((client) => client.requests.signatures.check({ id: detail.id, secretId: id }));
    setVerdict(answer.ok ? answer.value : { result: 'none', message: answer.message });
  };
  const replay = async (id: string) => {
    const answer = await ask((client) => client.requests.replay({ id: detail.id, signWith: id }));
    if (!answer.ok) return toast(answer.message, { tone: 'bad' });
    toast('Sent it again, signed now. This is its answer.', { tone: 'good' });
    onReplayed(answer.value.id);
  };
  return (
    <div className={classes.check}>
      <p className={classes.intro}>
        {provider === undefined
          ? 'This request has no signature of Standard Webhooks, Stripe, GitHub, Slack or Shopify.'
          : `Signed in the way of ${PROVIDER_NAMES[provider]}.`}
      </p>
      {provider !== undefined && (isAdding || secretId === undefined) && (
        <SecretForm
          provider={provider}
          onAdded={(id) => {
            setChosen(id);
            setAdding(false);
            void check(id);
          }}
          onCancel={secretId === undefined ? undefined : () => setAdding(false)}
        />
      )}
      {provider !== undefined && secretId !== undefined && !isAdding && (
        <div className={classes.choice}>
          <Select
            label="Secret"
            data={fitting.map(({ id, label, last4 }) => ({ value: id, label: `${label} (…${last4})` }))}
            value={secretId}
            onChange={(value) => {
              setChosen(value ?? undefined);
              setVerdict(undefined);
            }}
          />
          <Button onClick={() => void check(secretId)}>Check signature</Button>
          <Button variant="default" disabled={detail.noReplay !== undefined} onClick={() => void replay(secretId)}>
            Replay, signed now
          </Button>
          <div className={classes.links}>
            <Button size="compact-sm" variant="subtle" onClick={() => setAdding(true)}>
              Add a secret
            </Button>
            <Button size="compact-sm" variant="subtle" onClick={() => void remove(secretId)}>
              Remove this secret
            </Button>
          </div>
        </div>
      )}
      <div aria-live="polite">{verdict !== undefined && <Verdict verdict={verdict} />}</div>
    </div>
  );
}

async function remove(secretId: string): Promise<void> {
  const answer = await ask((client) => client.requests.signatures.remove({ secretId }));
  if (answer.ok) toast('Removed the secret from this computer.', { tone: 'good' });
  else toast(answer.message, { tone: 'bad' });
}

const TITLES: Record<SignatureVerdict['result'], string> = {
  valid: 'Valid',
  'too-old': 'Too old',
  'body-changed': 'The body was changed',
  'wrong-secret': 'Wrong secret',
  unsure: 'Not valid',
  none: 'Cannot be checked',
};

function Verdict({ verdict: { result, message } }: { verdict: SignatureVerdict }) {
  const Sign = result === 'valid' ? IconCircleCheck : result === 'none' ? IconInfoCircle : IconCircleX;
  const tone = result === 'valid' ? 'good' : result === 'none' ? 'plain' : 'bad';
  return (
    <div className={classes.verdict} data-tone={tone}>
      <Sign size={20} stroke={1.75} aria-hidden="true" />
      <div>
        <strong>{TITLES[result]}</strong>
        <p>{message}</p>
      </div>
    </div>
  );
}
