import type { ActivityEntry } from '../../shared/contract/activity.ts';
import type { Alert } from '../../shared/contract/alert.ts';
import type { CaptureSettings } from '../../shared/contract/capture-settings.ts';
import type { DesktopSettings } from '../../shared/contract/desktop-settings.ts';
import type { Licence } from '../../shared/contract/licence.ts';
import type { Network } from '../../shared/contract/network.ts';
import type { Notice } from '../../shared/contract/notice.ts';
import type { Secrets } from '../../shared/contract/secrets.ts';
import type { Server } from '../../shared/contract/server.ts';
import type { Service } from '../../shared/contract/service.ts';
import type { SetUp } from '../../shared/contract/set-up.ts';
import type { Preferences } from '../../shared/contract/settings.ts';
import type { SigningSecret } from '../../shared/contract/signing-secret.ts';
import type { Tunnel } from '../../shared/contract/tunnel.ts';
import type { Updates } from '../../shared/contract/updates.ts';
import { createWatched } from './watched.ts';

/** The alerts that last. */
export const useAlerts = createWatched<readonly Alert[]>();

/** What happened, newest first. */
export const useActivity = createWatched<readonly ActivityEntry[]>();

/** All tunnels, in the order of the list. */
export const useTunnels = createWatched<readonly Tunnel[]>();

/** What listens on this machine. */
export const useServices = createWatched<readonly Service[]>();

/** The exit servers that tunnels can run over. */
export const useServers = createWatched<readonly Server[]>();

/** The server that is being set up. */
export const useSetUp = createWatched<{ setUp?: SetUp | undefined }>();

/** What the user should know that belongs to no tunnel. */
export const useNotices = createWatched<readonly Notice[]>();

/** What secrets there are, and where they are kept. */
export const useSecrets = createWatched<Secrets>();

/** The licences that exit servers ask for. */
export const useLicences = createWatched<readonly Licence[]>();

/** How exit servers are reached. */
export const useNetwork = createWatched<Network>();

/** What the user chose. */
export const usePreferences = createWatched<Preferences>();

/** What is kept of requests. */
export const useCaptureSettings = createWatched<CaptureSettings>();

/** The secrets of webhooks, without the secrets themselves. */
export const useSigningSecrets = createWatched<readonly SigningSecret[]>();

/** What the user chose of the desktop app; nothing in a browser. */
export const useDesktopSettings = createWatched<DesktopSettings>();

/** New versions of the desktop app; nothing in a browser. */
export const useUpdates = createWatched<Updates>();
