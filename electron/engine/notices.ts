import { randomUUID } from 'node:crypto';
import type { Notice } from '../../shared/contract/notice.ts';
import { Live } from './live.ts';

/** What the user should know that belongs to no tunnel. */
export class Notices {
  readonly notices = new Live<Notice[]>([]);

  add(level: Notice['level'], message: string): void {
    this.notices.set([...this.notices.value, { id: randomUUID(), at: Date.now(), level, message }]);
  }

  dismiss(id: string): void {
    this.notices.set(this.notices.value.filter((notice) => notice.id !== id));
  }
}
