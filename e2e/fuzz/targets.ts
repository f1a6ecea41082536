import type { FuzzTarget } from './fuzz-target.ts';
import { contractInputs } from './targets/contract-inputs.ts';
import { controlMessages } from './targets/control-messages.ts';
import { http1Answers } from './targets/http1-answers.ts';
import { http1Requests } from './targets/http1-requests.ts';
import { imports } from './targets/imports.ts';
import { joinLink } from './targets/join-link.ts';
import { proxyHeader } from './targets/proxy-header.ts';
import { streamHeader } from './targets/stream-header.ts';
import { yamux } from './targets/yamux.ts';

/** All that reads what strangers send. */
export const FUZZ_TARGETS: readonly FuzzTarget[] = [
  yamux,
  streamHeader,
  controlMessages,
  http1Requests,
  http1Answers,
  proxyHeader,
  joinLink,
  contractInputs,
  imports,
];
