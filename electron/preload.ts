import { ipcRenderer } from 'electron';

/** The word by which the page offers its port, and the one channel that main listens to. */
const CONNECT = 'orpc:connect';

// Hands the page's MessagePort to main and gives the page nothing: no global, no event, no function (Electron's security
// guide, item 20). `event.source` tells the page itself from frames and openers that post into its window; main checks
// the sender again, since this runs in the page's process.
window.addEventListener('message', (event) => {
  const [port] = event.ports;
  if (event.source !== window || event.data !== CONNECT || port === undefined) return;
  ipcRenderer.postMessage(CONNECT, null, [port]);
});
