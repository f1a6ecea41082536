// Loaded by real Electron before the app (`electron -r`): remembers what the app shows in places that Electron cannot be asked about.
const { Notification, nativeImage, shell, Tray } = require('electron');

const recorded = {
  /** @type {unknown} */ tray: null,
  icon: '',
  toolTip: '',
  /** @type {unknown} */ menu: null,
  /** @type {unknown[]} */ notifications: [],
  /** @type {string[]} */ openedOutside: [],
};
Reflect.set(globalThis, '__recorded', recorded);

/**
 * Has each call of a method told before it is done.
 * @param {object} owner
 * @param {string} method
 * @param {(self: unknown, first: any) => void} record
 */
function spy(owner, method, record) {
  const original = Reflect.get(owner, method);
  /**
   * @this {unknown}
   * @param {unknown[]} args
   */
  function spied(...args) {
    record(this, args[0]);
    return Reflect.apply(original, this, args);
  }
  Reflect.set(owner, method, spied);
}

spy(Tray.prototype, 'setImage', (tray) => {
  recorded.tray = tray;
});
spy(Tray.prototype, 'setToolTip', (_tray, text) => {
  recorded.toolTip = text;
});
spy(Tray.prototype, 'setContextMenu', (_tray, menu) => {
  recorded.menu = menu;
});
spy(Tray.prototype, 'destroy', () => {
  recorded.tray = null;
});
spy(Notification.prototype, 'show', (notification) => recorded.notifications.push(notification));
spy(nativeImage, 'createFromPath', (_module, path) => {
  recorded.icon = path;
});
// Nothing may really be opened while tests run.
shell.openExternal = async (url) => {
  recorded.openedOutside.push(url);
};
