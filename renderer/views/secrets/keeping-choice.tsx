import { Button } from '@mantine/core';
import { type Icon, IconCpu, IconFileLock, IconShieldLock } from '@tabler/icons-react';
import { useState } from 'react';
import type { Keeping, KeepingOffer, Secrets } from '../../../shared/contract/secrets.ts';
import { toast } from '../../actions/toast.tsx';
import { ask } from '../../rpc/ask.ts';
import classes from './keeping-choice.module.css';
import panel from './secrets-view.module.css';

const KEEPINGS: Record<Keeping, { icon: Icon; title: string; text: string }> = {
  keychain: {
    icon: IconShieldLock,
    title: 'The system’s keychain',
    text: 'Encrypted by the operating system, unlocked with your login. “porthole serve” cannot read it.',
  },
  file: {
    icon: IconFileLock,
    title: 'An encrypted file',
    text: 'Under a key file that only you can read. The desktop app and “porthole serve” share it.',
  },
  memory: {
    icon: IconCpu,
    title: 'Memory only',
    text: 'Nothing on the disk. You enter them again after each start.',
  },
};

/** Where secrets are kept, and the move. */
export function KeepingChoice({ secrets }: { secrets: Secrets }) {
  const [moving, setMoving] = useState<Keeping>();
  const move = async (to: Keeping) => {
    setMoving(to);
    const answer = await ask((client) => client.secrets.move({ to }));
    setMoving(undefined);
    if (!answer.ok) return toast(answer.message, { tone: 'bad' });
    const left = answer.value.secrets.filter(({ state }) => state === 'undecryptable').length;
    toast(
      left === 0
        ? `Moved to ${KEEPINGS[to].title.toLowerCase()}.`
        : `Moved, but ${left} could not be decrypted and ${left === 1 ? 'stays' : 'stay'} where ${left === 1 ? 'it is' : 'they are'}.`,
      { tone: left === 0 ? 'good' : 'bad' },
    );
  };
  return (
    <ul className={panel.panel} aria-label="Places for secrets">
      {secrets.offers.map((offer) => (
        <Place
          key={offer.keeping}
          offer={offer}
          secrets={secrets}
          moving={moving}
          onMove={() => void move(offer.keeping)}
        />
      ))}
    </ul>
  );
}

interface PlaceProps {
  offer: KeepingOffer;
  secrets: Secrets;
  moving: Keeping | undefined;
  onMove: () => void;
}

function Place({ offer: { keeping, unavailable }, secrets, moving, onMove }: PlaceProps) {
  const { icon: Sign, title, text } = KEEPINGS[keeping];
  const isHere = secrets.keeping === keeping;
  // Some may be elsewhere: entered in the other shell, or kept from before.
  const others = secrets.secrets.filter((secret) => secret.state === 'kept' && secret.keeping !== keeping).length;
  const canMove = unavailable === undefined && (!isHere || others > 0);
  return (
    <li className={panel.row} aria-label={title} aria-current={isHere ? 'true' : undefined}>
      <Sign size={22} stroke={1.5} className={classes.sign} data-here={isHere} aria-hidden="true" />
      <div className={panel.words}>
        <span className={panel.name}>{title}</span>
        <p className={panel.facts}>{unavailable ?? text}</p>
      </div>
      <div className={panel.acts}>
        {isHere && <span className={classes.here}>In use</span>}
        {canMove && (
          <Button
            size="compact-sm"
            variant="default"
            aria-label={`Move all to: ${title}`}
            loading={moving === keeping}
            disabled={moving !== undefined && moving !== keeping}
            onClick={onMove}
          >
            {isHere ? `Move ${others} more here` : 'Move all here'}
          </Button>
        )}
      </div>
    </li>
  );
}
