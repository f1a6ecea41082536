import { Button } from '@mantine/core';
import { IconLicense } from '@tabler/icons-react';
import { useState } from 'react';
import { isLicenceWorking } from '../../../shared/contract/is-licence-working.ts';
import type { Licence } from '../../../shared/contract/licence.ts';
import type { Keeping, Secret } from '../../../shared/contract/secrets.ts';
import { copyText } from '../../actions/copy-text.ts';
import { toast } from '../../actions/toast.tsx';
import { ConfirmButton } from '../../components/confirm-button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { KEPT_WHERE } from '../../format/keeping-words.ts';
import { licenceFacts } from '../../format/licence-facts.ts';
import { ask } from '../../rpc/ask.ts';
import { useDialog } from '../../state/dialog-store.ts';
import classes from './secrets-view.module.css';

/** From so many days on the end is coloured: when the first warning comes. */
const SOON_DAYS = 30;

/** Licences that exit servers ask for: whose, for what, until when, and what is wrong. */
export function LicenceList({ licences, secrets }: { licences: readonly Licence[]; secrets: readonly Secret[] }) {
  const open = useDialog((state) => state.open);
  const add = () => open({ kind: 'licence' });
  if (licences.length === 0) {
    return (
      <EmptyState
        icon={IconLicense}
        title="No licences"
        action={
          <Button variant="default" onClick={add}>
            Add a licence…
          </Button>
        }
      >
        Some exit servers ask for one. It comes as a file, a key or a link from whoever runs the server.
      </EmptyState>
    );
  }
  return (
    <>
      <ul className={classes.panel} aria-label="Licences">
        {licences.map((licence) => (
          <LicenceRow
            key={licence.id}
            licence={licence}
            keeping={secrets.find(({ licenceId }) => licenceId === licence.id)?.keeping}
          />
        ))}
      </ul>
      <div>
        <Button variant="default" onClick={add}>
          Add a licence…
        </Button>
      </div>
    </>
  );
}

function LicenceRow({ licence, keeping }: { licence: Licence; keeping: Keeping | undefined }) {
  const { id, plan, holder, last4, state, message, nextStep, daysLeft, devices, url } = licence;
  const [checking, setChecking] = useState(false);
  const recheck = async () => {
    setChecking(true);
    const answer = await ask((client) => client.licences.recheck({ id }));
    setChecking(false);
    if (!answer.ok) toast(answer.message, { tone: 'bad' });
  };
  const remove = async () => {
    const answer = await ask((client) => client.licences.remove({ id }));
    if (answer.ok) toast(`Removed the licence ${plan}. Running tunnels go on.`);
    else toast(answer.message, { tone: 'bad' });
  };
  const works = isLicenceWorking(state);
  const isSoon = daysLeft !== undefined && daysLeft <= SOON_DAYS;
  // Of one that works: its clock is off, or its issuer could not be asked.
  const isTroubled = nextStep !== '';
  return (
    <li className={classes.row} aria-label={plan}>
      <div className={classes.words}>
        <span className={classes.name}>
          {plan}
          <span className={classes.last4}>…{last4}</span>
        </span>
        <p className={classes.facts}>
          <span>{holder}</span>
          {licenceFacts(licence).map((fact) => (
            <span key={fact}>{fact}</span>
          ))}
          {keeping !== undefined && <span>Kept {KEPT_WHERE[keeping]}</span>}
        </p>
        <p className={works ? classes.facts : classes.wrong}>
          <span className={works && (isSoon || isTroubled) ? classes.soon : undefined}>
            {message} {nextStep}
          </span>
        </p>
        {devices !== undefined && <p className={classes.facts}>In use on: {devices.join(', ')}</p>}
      </div>
      <div className={classes.acts}>
        {url !== undefined && <CopyUrl url={url} plan={plan} />}
        <Button
          size="compact-sm"
          variant="default"
          aria-label={`Check ${plan} now`}
          loading={checking}
          onClick={() => void recheck()}
        >
          Check now
        </Button>
        <ConfirmButton label="Remove" name={`Remove the licence ${plan}`} onConfirm={remove} />
      </div>
    </li>
  );
}

/** The app opens no addresses but those of its own tunnels: this one is for the user's browser, by hand. */
function CopyUrl({ url, plan }: { url: string; plan: string }) {
  const copy = async () => {
    if (await copyText(url)) toast(`Copied ${url} to the clipboard.`, { tone: 'good' });
    else toast(`The browser did not allow copying. It is ${url}`, { tone: 'bad' });
  };
  return (
    <Button
      size="compact-sm"
      variant="default"
      aria-label={`Copy web address of ${plan}`}
      title={url}
      onClick={() => void copy()}
    >
      Copy web address
    </Button>
  );
}
