import type { ReactNode } from 'react';
import classes from './secrets-view.module.css';

/** From when on an end is near enough to be seen, ms. */
const SOON_MS = 7 * 86_400_000;

/** When something ends, coloured when that is near. */
export function ExpiryFact({
  expiresAt,
  now,
  children,
}: {
  expiresAt: string | undefined;
  now: number;
  children: ReactNode;
}) {
  const isSoon = expiresAt !== undefined && Date.parse(expiresAt) - now < SOON_MS;
  return <span className={isSoon ? classes.soon : undefined}>{children}</span>;
}
