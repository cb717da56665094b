/** A company small enough to keep in mind: what tests use when its size does not matter. */
import { DAY, HOUR, MINUTE } from '../../domain/time/instant.ts';
import type { Company } from './company.ts';

export const SMALL_COMPANY: Company = {
  name: 'small',
  sites: [
    {
      contentUrl: 'acme',
      name: 'ACME',
      users: [
        {
          name: 'ana',
          fullName: 'Ana Costa',
          email: 'ana@acme.example',
          siteRole: 'SiteAdministratorCreator',
        },
        { name: 'ben', fullName: 'Ben Ode', email: 'ben@acme.example', siteRole: 'Creator' },
      ],
      projects: [
        { path: 'Sales', owner: 'ben' },
        { path: 'Finance/Monthly Close', owner: 'ana', description: 'Books close on day 3.' },
        { path: 'Sandbox', owner: 'ben' },
      ],
      content: [
        {
          kind: 'datasource',
          name: 'Sales Daily',
          project: 'Sales',
          owner: 'ben',
          tags: ['certified', 'sales'],
          schedule: { frequency: 'Daily', every: DAY, start: '06:00' },
          takes: 5 * MINUTE,
        },
        {
          kind: 'workbook',
          name: 'Monthly Close',
          project: 'Finance/Monthly Close',
          owner: 'ana',
          tags: ['finance'],
          schedule: { frequency: 'Hourly', every: HOUR, start: '00:00' },
          takes: 2 * MINUTE,
          views: ['Balance', 'P&L'],
        },
        {
          kind: 'workbook',
          name: 'Scratch *draft* "v2"',
          project: 'Sandbox',
          owner: 'ben',
          tags: ['sandbox'],
          schedule: { frequency: 'Daily', every: DAY, start: '07:00' },
        },
        {
          kind: 'workbook',
          name: 'Live Only',
          project: 'Sales',
          owner: 'ben',
          hasExtracts: false,
          uses: ['Sales Daily'],
        },
        { kind: 'workbook', name: 'Private Notes', owner: 'ben' },
      ],
    },
    {
      contentUrl: '',
      name: 'Default',
      users: [
        { name: 'root', fullName: 'Root', email: 'root@acme.example', siteRole: 'ServerAdministrator' },
      ],
      projects: [{ path: 'default' }],
      content: [{ kind: 'datasource', name: 'Audit', project: 'default', owner: 'root' }],
    },
  ],
};
