/** One item of Electron's security guide, and how this app keeps it. */
export interface SecurityRule {
  /** Its number in the guide. */
  readonly item: number;
  /** Where the guide explains it. */
  readonly link: string;
  readonly rule: string;
  /** The one file that keeps it, from the root of the checkout. */
  readonly keptBy: string;
  /** The test that fails without it: file, and a part of its title. */
  readonly provedBy: readonly [file: string, title: string];
}

const GUIDE = 'https://www.electronjs.org/docs/latest/tutorial/security';

const POLICY = 'e2e/desktop/policy.spec.ts';
const PREFERENCES = {
  keptBy: 'electron/desktop/security/page-preferences.ts',
  provedBy: [POLICY, 'has no more rights than a web page'],
} as const;
const SESSION = 'electron/desktop/security/security.ts';

/** All items of Electron's security guide, in its order. security-rules.test.ts checks that each file and each test is there, and docs/security.md says against whom. */
export const SECURITY_RULES: readonly SecurityRule[] = [
  {
    item: 1,
    link: `${GUIDE}#1-only-load-secure-content`,
    rule: 'Every request that is not for the page’s own scheme is cancelled.',
    keptBy: SESSION,
    provedBy: [POLICY, 'reach anything on the network even where its policy fails'],
  },
  {
    item: 2,
    link: `${GUIDE}#2-do-not-enable-nodejs-integration-for-remote-content`,
    rule: 'No page has Node.',
    ...PREFERENCES,
  },
  {
    item: 3,
    link: `${GUIDE}#3-enable-context-isolation`,
    rule: 'The preload lives in a world of its own.',
    keptBy: PREFERENCES.keptBy,
    provedBy: ['e2e/desktop/handshake.spec.ts', 'leaves nothing of the preload in the world of the page'],
  },
  {
    item: 4,
    link: `${GUIDE}#4-enable-process-sandboxing`,
    rule: 'Every page is in the sandbox, whatever its window asks for.',
    keptBy: 'electron/main.ts',
    provedBy: PREFERENCES.provedBy,
  },
  {
    item: 5,
    link: `${GUIDE}#5-handle-session-permission-requests-from-remote-content`,
    rule: 'Every permission but writing to the clipboard is denied, and every device.',
    keptBy: SESSION,
    provedBy: [POLICY, 'use the machine, but for writing to the clipboard'],
  },
  {
    item: 6,
    link: `${GUIDE}#6-do-not-disable-websecurity`,
    rule: 'The same-origin policy holds.',
    ...PREFERENCES,
  },
  {
    item: 7,
    link: `${GUIDE}#7-define-a-content-security-policy`,
    rule: 'The policy is a header, begins with default-src none, and allows no inline script.',
    keptBy: 'electron/rpc/page-files.ts',
    provedBy: [POLICY, 'run scripts and styles that are not its own'],
  },
  {
    item: 8,
    link: `${GUIDE}#8-do-not-enable-allowrunninginsecurecontent`,
    rule: 'Nothing is loaded over plain http.',
    ...PREFERENCES,
  },
  {
    item: 9,
    link: `${GUIDE}#9-do-not-enable-experimental-features`,
    rule: 'No experiment of Chromium is on.',
    ...PREFERENCES,
  },
  {
    item: 10,
    link: `${GUIDE}#10-do-not-use-enableblinkfeatures`,
    rule: 'No feature of Blink is switched on.',
    ...PREFERENCES,
  },
  {
    item: 11,
    link: `${GUIDE}#11-do-not-use-allowpopups-for-webviews`,
    rule: 'There are no webviews, so none with popups.',
    ...PREFERENCES,
  },
  {
    item: 12,
    link: `${GUIDE}#12-verify-webview-options-before-creation`,
    rule: 'A webview that comes up all the same is not attached.',
    keptBy: SESSION,
    provedBy: ['electron/desktop/security/security.test.ts', 'attaches no webview'],
  },
  {
    item: 13,
    link: `${GUIDE}#13-disable-or-limit-navigation`,
    rule: 'No frame goes anywhere but to the page’s own origin.',
    keptBy: SESSION,
    provedBy: [POLICY, 'go elsewhere or open windows'],
  },
  {
    item: 14,
    link: `${GUIDE}#14-disable-or-limit-creation-of-new-windows`,
    rule: 'No page opens a window.',
    keptBy: SESSION,
    provedBy: [POLICY, 'go elsewhere or open windows'],
  },
  {
    item: 15,
    link: `${GUIDE}#15-do-not-use-shellopenexternal-with-untrusted-content`,
    rule: 'Only http and https addresses at the origin of one of the user’s own tunnels, and the release page that the package names, are handed to the browser.',
    keptBy: 'electron/desktop/external-links.ts',
    provedBy: ['e2e/desktop/tray.spec.ts', 'open the public URL of a tunnel in the browser, and no other'],
  },
  {
    item: 16,
    link: `${GUIDE}#16-use-a-current-version-of-electron`,
    rule: 'Electron is pinned to an exact version of a line that gets fixes.',
    keptBy: 'package.json',
    provedBy: ['electron/desktop/security/security-rules.test.ts', 'Electron is pinned'],
  },
  {
    item: 17,
    link: `${GUIDE}#17-validate-the-sender-of-all-ipc-messages`,
    rule: 'Main listens to one channel, and its sender must be the top frame of our own window on our own origin.',
    keptBy: 'electron/desktop/port-handshake.ts',
    provedBy: ['e2e/desktop/handshake.spec.ts', 'is refused by main when a frame gets as far as sending'],
  },
  {
    item: 18,
    link: `${GUIDE}#18-avoid-usage-of-the-file-protocol-and-prefer-usage-of-custom-protocols`,
    rule: 'The page comes by a scheme of its own, from a fixed list of files.',
    keptBy: 'electron/desktop/page-protocol.ts',
    provedBy: [POLICY, 'read files beside the page'],
  },
  {
    item: 19,
    link: `${GUIDE}#19-check-which-fuses-you-can-change`,
    rule: 'What Electron can do beside running the packed app is fused off.',
    keptBy: 'electron-builder.yml',
    provedBy: ['e2e/desktop/packed.spec.ts', 'has its fuses set'],
  },
  {
    item: 20,
    link: `${GUIDE}#20-do-not-expose-electron-apis-to-untrusted-web-content`,
    rule: 'The preload passes one port on and gives the page nothing.',
    keptBy: 'electron/preload.ts',
    provedBy: ['e2e/desktop/handshake.spec.ts', 'serves a port of the page itself, and main listens to nothing else'],
  },
];
