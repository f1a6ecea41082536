import type { Menu, MenuItem, MenuItemConstructorOptions } from 'electron';

/** An entry as it was when the menu was made. */
export interface StandInMenuItem {
  readonly id: string;
  readonly label: string;
  readonly type: string;
  readonly enabled: boolean;
  readonly visible: boolean;
  readonly role: string | undefined;
  readonly accelerator: string | undefined;
  readonly submenu: StandInMenu | undefined;
  readonly click: () => void;
}

/** A menu. Like a native one it is a copy: what its template becomes later changes nothing. */
export class StandInMenu {
  readonly items: readonly StandInMenuItem[];

  static buildFromTemplate(template: Array<MenuItemConstructorOptions | MenuItem>): Menu {
    return new StandInMenu(template as MenuItemConstructorOptions[]) as unknown as Menu;
  }

  private constructor(template: readonly MenuItemConstructorOptions[]) {
    this.items = template.map(toItem);
  }

  /** Finds an entry by its id, in submenus too. */
  find(id: string): StandInMenuItem | undefined {
    for (const item of this.items) {
      const found = item.id === id ? item : item.submenu?.find(id);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** All entries, with those of submenus. */
  get all(): readonly StandInMenuItem[] {
    return this.items.flatMap((item) => [item, ...(item.submenu?.all ?? [])]);
  }

  /** Does what a shortcut does. Throws when no entry has it. */
  press(accelerator: string): void {
    const item = this.all.find((one) => one.accelerator === accelerator);
    if (item === undefined) throw new Error(`No entry of the menu has the shortcut ${accelerator}.`);
    item.click();
  }

  /** Does what a user's click on an entry does. Throws when there is none that can be clicked. */
  click(id: string): void {
    const item = this.find(id);
    if (item === undefined) throw new Error(`The menu has no entry "${id}".`);
    if (!item.enabled || !item.visible) throw new Error(`The entry "${id}" of the menu cannot be clicked now.`);
    item.click();
  }
}

function toItem(options: MenuItemConstructorOptions): StandInMenuItem {
  const { submenu, click } = options;
  return {
    id: options.id ?? '',
    // Native menus read `&` as the mark of an access key, and `&&` as the sign itself.
    label: (options.label ?? '').replace(/&(.?)/g, '$1'),
    type: options.type ?? (submenu === undefined ? 'normal' : 'submenu'),
    enabled: options.enabled ?? true,
    visible: options.visible ?? true,
    role: options.role,
    accelerator: options.accelerator === undefined ? undefined : String(options.accelerator),
    submenu: Array.isArray(submenu) ? (StandInMenu.buildFromTemplate(submenu) as unknown as StandInMenu) : undefined,
    click: () => click?.({} as MenuItem, undefined, {} as Parameters<typeof click>[2]),
  };
}
