import { PROBE_PATH } from '../wire/probe-request.ts';

/** Where one-visitor links lead: behind it comes the secret. */
export const LINK_PATH = `${PROBE_PATH}link/`;

/** The address of a one-visitor link. @param publicUrl of its tunnel */
export function visitorLinkUrl(publicUrl: string, secret: string): string {
  return new URL(LINK_PATH + secret, publicUrl).href;
}
