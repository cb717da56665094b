/** The company of the demonstration: a site like many, with names that are hard on whoever prints them. */
import { DAY, HOUR, MINUTE } from '../../domain/time/instant.ts';
import type { Company, CompanyContent, CompanySchedule, Habit } from './company.ts';
import type { Reason } from './reasons.ts';

const HOURLY = schedule('Hourly', HOUR, '00:05');
const NIGHTLY = schedule('Daily', DAY, '03:00');
const MORNING = schedule('Daily', DAY, '06:00');
const WEEKLY = schedule('Weekly', 7 * DAY, '05:30');
const MONTHLY = schedule('Monthly', 30 * DAY, '04:00');

const CONTENT: readonly CompanyContent[] = [
  // Spells first: the first of these is the one that fails soon after the start.
  source('GL Balances', 'Finance/Monthly Close', 'ana', HOURLY, spells(8, 2, 'password-expired'), [
    'close',
    'certified',
  ]),
  source('AP Ledger', 'Finance/Monthly Close', 'ana', NIGHTLY, undefined, ['close']),
  source('AR Ledger', 'Finance/Monthly Close', 'ana', NIGHTLY, spells(3, 1, 'login-failed'), ['close']),
  book('Month-End Close Cockpit', 'Finance/Monthly Close', 'ana', MORNING, undefined, ['close', 'exec']),
  book('P&L by Entity', 'Finance/Monthly Close', 'ana', MORNING, flaky(0.2, 'timeout', 'out-of-memory'), [
    'close',
  ]),
  source('Budget v7 (final)', 'Finance/Planning', 'yuki', WEEKLY, broken('file-missing'), ['planning']),
  book('Cash-flow forecast', 'Finance/Planning', 'yuki', MORNING, flaky(0.15, 'warehouse-suspended'), [
    'planning',
  ]),
  book('Board pack – FY26', 'Finance', 'ana', MONTHLY, undefined, ['exec']),
  source('Intercompany', 'Finance', 'ana', NIGHTLY),
  source('Sales Daily', 'Sales', 'ben', HOURLY, flaky(0.1, 'deadlock', 'query-limit'), ['certified']),
  source('Salesforce Opportunities', 'Sales', 'ben', HOURLY, spells(6, 2, 'oauth-expired'), ['crm']),
  book('Pipeline Review', 'Sales', 'ben', MORNING, undefined, ['crm']),
  source('EMEA Bookings', 'Sales/EMEA', 'fatima', MORNING, spells(2, 2, 'bridge-offline'), ['emea']),
  book('EMEA Weekly', 'Sales/EMEA', 'fatima', WEEKLY, undefined, ['emea', 'exec']),
  book('Umsätze Süd – Q3', 'Sales/EMEA/DACH', 'juergen', MORNING, flaky(0.25, 'column-missing'), ['dach']),
  source('Händler & Partner', 'Sales/EMEA/DACH', 'juergen', NIGHTLY, undefined, ['dach']),
  book('営業ダッシュボード', 'Sales/APAC', 'yuki', MORNING, spells(3, 1, 'dns'), ['apac']),
  source('APAC Orders', 'Sales/APAC', 'yuki', HOURLY, undefined, ['apac']),
  source('Americas Orders', 'Sales/Americas', 'ben', HOURLY, flaky(0.08, 'server-unreachable')),
  source('Headcount', 'HR', 'fatima', MORNING, spells(3, 2, 'certificate'), ['confidential']),
  book('Attrition', 'HR', 'fatima', WEEKLY, undefined, ['confidential']),
  source('Absence', 'HR/Operations', 'fatima', NIGHTLY, flaky(0.2, 'permission-denied')),
  book('Recruiting funnel', 'HR/Operations', 'fatima', MORNING),
  source('Inventory', 'Supply Chain', 'tomas', HOURLY, flaky(0.1, 'server-unreachable', 'deadlock'), [
    'certified',
  ]),
  source('Purchase Orders', 'Supply Chain', 'tomas', NIGHTLY, spells(2, 3, 'table-missing')),
  book('On-time delivery', 'Supply Chain/Logistics', 'tomas', MORNING, flaky(0.2, 'timeout')),
  source('Carrier events', 'Supply Chain/Logistics', 'tomas', HOURLY, flaky(0.06, 'bridge-no-client')),
  book('Warehouse floor', 'Supply Chain/Logistics', 'tomas', MORNING, undefined, ['floor']),
  source('Supplier quality', 'Supply Chain/Procurement', 'tomas', WEEKLY),
  source('Web sessions', 'Marketing', 'fatima', NIGHTLY, flaky(0.2, 'out-of-memory', 'disk-full')),
  book('Campaign ROI', 'Marketing', 'fatima', MORNING, flaky(0.15, 'published-source-missing')),
  book('Newsletter "Hello, *world*" [draft](x)', 'Marketing', 'fatima', WEEKLY, spells(1, 1, 'unknown')),
  source('Ad spend <all channels>', 'Marketing/Paid', 'fatima', MORNING),
  source('Tickets', 'Customer Service', 'ben', HOURLY, undefined, ['certified']),
  book('SLA breaches', 'Customer Service', 'ben', MORNING, flaky(0.2, 'query-limit')),
  source('copy of copy of Sales_TEST', 'Sandbox', 'ben', MORNING, broken('driver-missing'), ['sandbox']),
  book("tmp_jürgen's __playground__", 'Sandbox', 'juergen', NIGHTLY, broken('permission-denied'), [
    'sandbox',
  ]),
  book(
    'A very long name that somebody gave this workbook so that everyone would know exactly what it shows, for whom, since when, and that it must not be deleted before the audit of the year 2027 is over 📊',
    'Sandbox',
    'juergen',
    MORNING,
    flaky(0.3, 'column-missing'),
    ['sandbox', 'audit'],
  ),
  { kind: 'workbook', name: 'Live traffic', project: 'Marketing', owner: 'fatima', hasExtracts: false },
  { kind: 'workbook', name: 'My scratchpad', owner: 'ben' },
];

/** Which workbooks read which published data sources. */
const USES: Readonly<Record<string, readonly string[]>> = {
  'Month-End Close Cockpit': ['GL Balances', 'AP Ledger', 'AR Ledger'],
  'P&L by Entity': ['GL Balances', 'Intercompany'],
  'Board pack – FY26': ['GL Balances', 'Sales Daily', 'Headcount'],
  'Cash-flow forecast': ['AR Ledger', 'Budget v7 (final)'],
  'Pipeline Review': ['Salesforce Opportunities', 'Sales Daily'],
  'EMEA Weekly': ['EMEA Bookings', 'Sales Daily'],
  営業ダッシュボード: ['APAC Orders'],
  'On-time delivery': ['Carrier events', 'Inventory'],
  'SLA breaches': ['Tickets'],
};

export const DEMO_COMPANY: Company = {
  name: 'demo',
  sites: [
    {
      contentUrl: 'acme',
      name: 'ACME Analytics',
      users: [
        person('ana', 'Ana Costa', 'SiteAdministratorCreator'),
        person('ben', 'Ben Ode', 'Creator'),
        person('yuki', 'Yuki Tanaka 田中', 'Creator'),
        person('fatima', 'Fatima El-Sayed', 'Creator'),
        person('juergen', 'Jürgen Groß', 'Explorer'),
        person('tomas', 'Tomáš Novák', 'Creator'),
        person('viewer', 'Vera Viewer', 'Viewer'),
      ],
      projects: [
        { path: 'Finance', owner: 'ana', description: 'Owned by Group Finance.' },
        { path: 'Finance/Monthly Close', owner: 'ana', description: 'Must be green by 07:00 on close days.' },
        { path: 'Finance/Planning', owner: 'yuki' },
        { path: 'Sales', owner: 'ben' },
        { path: 'Sales/EMEA', owner: 'fatima' },
        { path: 'Sales/EMEA/DACH', owner: 'juergen' },
        { path: 'Sales/APAC', owner: 'yuki' },
        { path: 'Sales/Americas', owner: 'ben' },
        { path: 'HR/Operations', owner: 'fatima' },
        { path: 'Supply Chain', owner: 'tomas' },
        { path: 'Supply Chain/Logistics', owner: 'tomas' },
        { path: 'Supply Chain/Procurement', owner: 'tomas' },
        { path: 'Marketing/Paid', owner: 'fatima' },
        { path: 'Customer Service', owner: 'ben' },
        { path: 'Sandbox', owner: 'ben', description: 'Anything goes. Nobody is woken for it.' },
      ],
      content: CONTENT.map((one) => ({ ...one, uses: USES[one.name] ?? [] })),
    },
    {
      contentUrl: '',
      name: 'Default',
      users: [person('root', 'Server Administrator', 'ServerAdministrator')],
      projects: [{ path: 'default' }],
      content: [source('TS Events', 'default', 'root', NIGHTLY)],
    },
  ],
};

function schedule(frequency: CompanySchedule['frequency'], every: number, start: string): CompanySchedule {
  return { frequency, every, start };
}

function person(
  name: string,
  fullName: string,
  siteRole: Company['sites'][number]['users'][number]['siteRole'],
): Company['sites'][number]['users'][number] {
  return { name, fullName, email: `${name}@acme.example`, siteRole };
}

function source(
  ...given: Parameters<typeof content> extends [unknown, ...infer Rest] ? Rest : never
): CompanyContent {
  return content('datasource', ...given);
}

function book(
  ...given: Parameters<typeof content> extends [unknown, ...infer Rest] ? Rest : never
): CompanyContent {
  return { ...content('workbook', ...given), views: ['Overview', 'Details'] };
}

function content(
  kind: CompanyContent['kind'],
  name: string,
  project: string,
  owner: string,
  comesRound: CompanySchedule,
  habit: Habit = { kind: 'healthy' },
  tags: readonly string[] = [],
): CompanyContent {
  const takes = comesRound === HOURLY ? 3 * MINUTE : 8 * MINUTE;
  return { kind, name, project, owner, tags, schedule: comesRound, takes, habit };
}

function flaky(chance: number, ...reasons: readonly Reason[]): Habit {
  return { kind: 'flaky', chance, reasons };
}

function broken(reason: Reason): Habit {
  return { kind: 'broken', reason };
}

function spells(every: number, lasts: number, reason: Reason): Habit {
  return { kind: 'spells', every, lasts, reason };
}
