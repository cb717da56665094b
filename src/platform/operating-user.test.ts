import { expect, it } from 'vitest';
import { operatingUser } from './operating-user.ts';

it('is the user of the process, and the person who became that user with sudo', () => {
  const tabduty = () => 'tabduty';

  expect(operatingUser({}, tabduty)).toBe('tabduty');
  expect(operatingUser({ SUDO_USER: '' }, tabduty)).toBe('tabduty');
  expect(operatingUser({ SUDO_USER: 'tabduty' }, tabduty)).toBe('tabduty');
  expect(operatingUser({ SUDO_USER: 'ana' }, tabduty)).toBe('ana as tabduty');
  expect(operatingUser({})).not.toBe('');
});
